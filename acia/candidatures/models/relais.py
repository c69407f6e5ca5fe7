"""What happens to the roles of the representatives after the deposit, whose content never changes (E26)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.rules import MotifDepart, Passage, Personne, RoleRepresentant
from acia.core.db import Base, Versioned, enum_check, uuid_pk

if TYPE_CHECKING:
    from acia.candidatures.models.dossier import Candidature


class Relais(Versioned, Base):
    """A holder leaves a role; who takes it over, at once or later. The rows of a role are its history."""

    __tablename__ = "relais"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    rang: Mapped[int]
    """First departure from this role, second…: two people never declare the same one."""
    partant: Mapped[dict[str, Any]]
    dernier_jour: Mapped[date] = mapped_column(Date)
    motif: Mapped[str] = mapped_column(String(20))
    declare_at: Mapped[datetime]
    declare_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    successeur: Mapped[dict[str, Any]] = mapped_column(default=dict)
    premier_jour: Mapped[date | None] = mapped_column(Date)
    nomme_at: Mapped[datetime | None]
    nomme_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    candidature: Mapped[Candidature] = relationship("Candidature", back_populates="relais")

    __table_args__ = (
        UniqueConstraint("candidature_id", "role", "rang", name="uq_relais_un_depart_par_rang"),
        enum_check("role", RoleRepresentant, "role_connu"),
        enum_check("motif", MotifDepart, "motif_connu"),
        CheckConstraint("(premier_jour IS NULL) = (nomme_at IS NULL)", name="successeur_a_son_premier_jour"),
        CheckConstraint("premier_jour IS NULL OR premier_jour > dernier_jour", name="successeur_vient_apres"),
    )

    @property
    def parti(self) -> Personne:
        """Who leaves, as she was known that day."""
        return Personne(**self.partant)

    @property
    def nomme(self) -> Personne | None:
        """Who takes the role over, if anybody is named."""
        return Personne(**self.successeur) if self.premier_jour is not None else None

    @property
    def passage(self) -> Passage:
        """The same, as the rules read it."""
        return Passage(self.dernier_jour, self.nomme, self.premier_jour)
