"""Proposals of the solver and cohortes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.cohortes.workflow import EtatCohorte
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.engagements.models import Engagement

__all__ = ["Cohorte", "EtatCohorte", "MembreCohorte", "PropositionCohortes"]


class PropositionCohortes(Base):
    """One run of the solver for a département: the problem, the answer, its proof. Kept to be replayed."""

    __tablename__ = "proposition_cohortes"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)
    rang: Mapped[int]
    probleme: Mapped[dict[str, Any]]
    solution: Mapped[dict[str, Any]]
    statut: Mapped[str] = mapped_column(String(12))
    calculee_at: Mapped[datetime]
    demandee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))

    __table_args__ = (UniqueConstraint("appel_id", "departement_code", "rang"),)


class Cohorte(Versioned, Base):
    """Four or five establishments of one département."""

    __tablename__ = "cohorte"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)
    proposition_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposition_cohortes.id"))
    nom: Mapped[str] = mapped_column(String(120))
    etat: Mapped[str] = mapped_column(String(10), default=EtatCohorte.BROUILLON)
    intervenant_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    cree_at: Mapped[datetime]
    validee_at: Mapped[datetime | None]
    appel: Mapped[Appel] = relationship()
    intervenant: Mapped[Utilisateur | None] = relationship()
    membres: Mapped[list[MembreCohorte]] = relationship(
        back_populates="cohorte", cascade="all, delete-orphan", order_by="MembreCohorte.ordre"
    )

    __table_args__ = (enum_check("etat", EtatCohorte, "etat_connu"),)


class MembreCohorte(Base):
    """An establishment in a cohorte; `actif` falls when it leaves. One active cohorte at most (R53)."""

    __tablename__ = "membre_cohorte"
    id: Mapped[uuid.UUID] = uuid_pk()
    cohorte_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorte.id"), index=True)
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    ordre: Mapped[int]
    hote: Mapped[bool] = mapped_column(default=False)
    actif: Mapped[bool] = mapped_column(default=True)
    cohorte: Mapped[Cohorte] = relationship(back_populates="membres")
    engagement: Mapped[Engagement] = relationship()


Index(
    "uq_membre_cohorte_une_cohorte_active",
    MembreCohorte.engagement_id,
    unique=True,
    sqlite_where=text("actif"),
    postgresql_where=text("actif"),
)
