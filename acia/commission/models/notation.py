"""What a member says of her interests on a file, and her marking sheet."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Critere
from acia.commission.models.commissions import MembreCommission
from acia.commission.workflow import EtatNotation
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk


class Deport(Base):
    """What a member says of her interests on one file: no row means unknown, and unknown counts as a conflict."""

    __tablename__ = "deport"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    conflit: Mapped[bool]
    motif: Mapped[str] = mapped_column(Text, default="")
    declare_at: Mapped[datetime]
    liens_signales: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Possible conflicts that were proposed when she answered, as they were worded (R37)."""
    office_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    """Who recorded the recusal that the chair applied ex officio; nothing when the member said it herself."""
    membre: Mapped[MembreCommission] = relationship()

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id"),
        CheckConstraint("conflit = false OR motif <> ''", name="un_deport_a_un_motif"),
    )


class Notation(Versioned, Base):
    """A member's marking sheet on one file."""

    __tablename__ = "notation"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    etat: Mapped[str] = mapped_column(String(10), default=EtatNotation.BROUILLON)
    modifiee_at: Mapped[datetime]
    rendue_at: Mapped[datetime | None]
    rouverte_at: Mapped[datetime | None]
    """Set while a sheet reopened by the chair is not handed in again: it is then written even once scoring is over."""
    motif_abstention: Mapped[str | None] = mapped_column(Text)
    derniere_page: Mapped[dict[str, Any] | None]
    """The open page that wrote the last versions (`core.pages`): an answer lost on its way is no conflict."""
    membre: Mapped[MembreCommission] = relationship()
    notes: Mapped[list[Note]] = relationship(back_populates="notation", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id"),
        enum_check("etat", EtatNotation, "etat_connu"),
        CheckConstraint("etat <> 'rendue' OR rendue_at IS NOT NULL", name="rendue_a_une_date"),
        CheckConstraint("etat <> 'abstention' OR motif_abstention IS NOT NULL", name="une_abstention_a_un_motif"),
    )


class Note(Base):
    """A mark from 0 to 5 on one criterion, with its justification."""

    __tablename__ = "note"
    id: Mapped[uuid.UUID] = uuid_pk()
    notation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notation.id"), index=True)
    critere_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("critere.id"), index=True)
    valeur: Mapped[int | None]
    justification: Mapped[str] = mapped_column(Text, default="")
    notation: Mapped[Notation] = relationship(back_populates="notes")
    critere: Mapped[Critere] = relationship()

    __table_args__ = (
        UniqueConstraint("notation_id", "critere_id"),
        CheckConstraint("valeur IS NULL OR valeur BETWEEN 0 AND 5", name="valeur_de_0_a_5"),
    )


class ReouvertureNotation(Base):
    """A final sheet reopened by the chair: what it said until then, who reopened it and why. Never changed (S6)."""

    __tablename__ = "reouverture_notation"
    id: Mapped[uuid.UUID] = uuid_pk()
    notation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notation.id"), index=True)
    rang: Mapped[int]
    contenu: Mapped[list[Any]]
    """Mark and justification by criterion, in the order of the grid, as they were handed in."""
    rendue_at: Mapped[datetime]
    motif: Mapped[str] = mapped_column(Text)
    rouverte_at: Mapped[datetime]
    rouverte_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    notation: Mapped[Notation] = relationship()
    rouverte_par: Mapped[Utilisateur] = relationship()

    __table_args__ = (
        UniqueConstraint("notation_id", "rang"),
        CheckConstraint("motif <> ''", name="une_reouverture_a_un_motif"),
    )
