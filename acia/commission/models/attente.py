"""Places offered to the files of the waiting list, one after the other."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.decisions import Selection
from acia.commission.workflow import EtatPlace
from acia.core.db import Base, Versioned, enum_check, uuid_pk


class PlaceProposee(Versioned, Base):
    """A place offered to a file of the waiting list (R46): accepted, declined, or lost without an answer in time."""

    __tablename__ = "place_proposee"
    id: Mapped[uuid.UUID] = uuid_pk()
    selection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("selection.id"), index=True)
    etat: Mapped[str] = mapped_column(String(10), default=EtatPlace.PROPOSEE)
    proposee_at: Mapped[datetime]
    proposee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    limite_at: Mapped[datetime]
    """Exclusive instant: an answer is in time strictly before it."""
    repondue_at: Mapped[datetime | None]
    repondue_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    motif: Mapped[str] = mapped_column(Text, default="")
    selection: Mapped[Selection] = relationship()

    __table_args__ = (
        enum_check("etat", EtatPlace, "etat_connu"),
        CheckConstraint("etat = 'proposee' OR repondue_at IS NOT NULL", name="une_reponse_a_une_date"),
    )


Index(
    "uq_place_proposee_une_en_cours",
    PlaceProposee.selection_id,
    unique=True,
    sqlite_where=text("etat = 'proposee'"),
    postgresql_where=text("etat = 'proposee'"),
)
