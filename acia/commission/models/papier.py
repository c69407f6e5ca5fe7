"""A sheet entered by an officer from the signed paper, and what the member says of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.notation import Notation
from acia.comptes.models import Utilisateur
from acia.core.db import Base, uuid_pk


class SaisiePapier(Base):
    """Who entered a sheet from paper and when; the member then confirms it, or contests it with a reason."""

    __tablename__ = "saisie_papier"
    id: Mapped[uuid.UUID] = uuid_pk()
    notation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notation.id"), unique=True)
    saisie_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    saisie_at: Mapped[datetime]
    confirmee_at: Mapped[datetime | None]
    contestee_at: Mapped[datetime | None]
    motif: Mapped[str] = mapped_column(Text, default="")
    notation: Mapped[Notation] = relationship()
    saisie_par: Mapped[Utilisateur] = relationship()

    __table_args__ = (
        CheckConstraint("contestee_at IS NULL OR motif <> ''", name="une_contestation_a_un_motif"),
        CheckConstraint("contestee_at IS NULL OR confirmee_at IS NULL", name="confirmee_ou_contestee"),
    )
