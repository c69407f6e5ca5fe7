"""Who reads which file, when each file goes to some of the members only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.commission.models.commissions import MembreCommission
from acia.commission.workflow import EtatAffectation
from acia.core.db import Base, enum_check, uuid_pk


class PlanAffectation(Base):
    """How the files of a commission are shared out; no row: every member reads every file."""

    __tablename__ = "plan_affectation"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), unique=True)
    lecteurs: Mapped[int]
    """Members who read each file."""
    graine: Mapped[str] = mapped_column(String(64))
    explication: Mapped[list[Any]]
    """The sentences said when the share-out was computed."""
    calcule_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("lecteurs > 0", name="au_moins_un_lecteur"),)


class Affectation(Base):
    """One file given to one member, taken back by an officer, or refused by her with a reason."""

    __tablename__ = "affectation"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    etat: Mapped[str] = mapped_column(String(10))
    a_la_main: Mapped[bool] = mapped_column(default=False)
    """Chosen by an officer: a new computation keeps it."""
    motif: Mapped[str] = mapped_column(Text, default="")
    decidee_at: Mapped[datetime]
    membre: Mapped[MembreCommission] = relationship()
    candidature: Mapped[Candidature] = relationship()

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id"),
        enum_check("etat", EtatAffectation, "etat_connu"),
        CheckConstraint("etat <> 'refusee' OR motif <> ''", name="un_refus_a_un_motif"),
    )
