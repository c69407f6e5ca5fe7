"""Plans of the solver, sessions and attendance."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.cohortes.models import Cohorte
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.engagements.models import Engagement


class EtatPlan(StrEnum):
    """Progress of one computation of sessions."""

    EN_CALCUL = "en_calcul"
    PROPOSE = "propose"
    PUBLIE = "publie"
    ECHEC = "echec"
    REMPLACE = "remplace"


class EtatSeance(StrEnum):
    """State of a session."""

    PUBLIEE = "publiee"
    TENUE = "tenue"
    ANNULEE = "annulee"


class PlanSeances(Base):
    """One computation for the cohortes of a région in a call: the problem, the answer, its proof."""

    __tablename__ = "plan_seances"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    rang: Mapped[int]
    etat: Mapped[str] = mapped_column(String(10))
    probleme: Mapped[dict[str, Any]]
    solution: Mapped[dict[str, Any] | None] = mapped_column()
    erreur: Mapped[str] = mapped_column(Text, default="")
    demande_at: Mapped[datetime]
    demande_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    publie_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("appel_id", "region_code", "rang"), enum_check("etat", EtatPlan, "etat_connu"))


class Seance(Versioned, Base):
    """A published session: collective (no establishment) or individual."""

    __tablename__ = "seance"
    id: Mapped[uuid.UUID] = uuid_pk()
    cohorte_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorte.id"), index=True)
    engagement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("engagement.id"), index=True)
    cle: Mapped[str] = mapped_column(String(60))
    """Name in the solver's files, with ids replaced: `J1`, or `A1/<numero_finess>`."""
    code: Mapped[str] = mapped_column(String(10))
    titre: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(12))
    modalite: Mapped[str] = mapped_column(String(10))
    duree: Mapped[str] = mapped_column(String(14))
    jour: Mapped[date] = mapped_column(Date, index=True)
    creneau: Mapped[str] = mapped_column(String(10))
    debut_at: Mapped[datetime]
    fin_at: Mapped[datetime]
    fuseau: Mapped[str] = mapped_column(String(40))
    lieu: Mapped[str] = mapped_column(String(300), default="")
    etat: Mapped[str] = mapped_column(String(10), default=EtatSeance.PUBLIEE)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    """iCalendar UID: random, never reused."""
    sequence: Mapped[int] = mapped_column(default=0)
    publiee_at: Mapped[datetime]
    presences_at: Mapped[datetime | None]
    cohorte: Mapped[Cohorte] = relationship()
    engagement: Mapped[Engagement | None] = relationship()
    presences: Mapped[list[Presence]] = relationship(back_populates="seance", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("cohorte_id", "cle"),
        enum_check("etat", EtatSeance, "etat_connu"),
        CheckConstraint("debut_at < fin_at", name="debut_avant_fin"),
        CheckConstraint(
            "(type = 'individuelle') = (engagement_id IS NOT NULL)", name="individuelle_a_un_etablissement"
        ),
    )


class Presence(Base):
    """Attendance of one role of one establishment at a session (R66)."""

    __tablename__ = "presence"
    id: Mapped[uuid.UUID] = uuid_pk()
    seance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seance.id"), index=True)
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    present: Mapped[bool]
    nom: Mapped[str] = mapped_column(String(160), default="")
    seance: Mapped[Seance] = relationship(back_populates="presences")

    __table_args__ = (UniqueConstraint("seance_id", "engagement_id", "role"),)
