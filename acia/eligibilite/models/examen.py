"""Stored verdicts, one finding a rule, and the officer's decision."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.core.db import Base, enum_check, uuid_pk


class IssueEligibilite(StrEnum):
    """What the officer decides."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Verdict(Base):
    """One run of the rules on the facts of a file; never recomputed, a new run is a new row."""

    __tablename__ = "verdict"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    rang: Mapped[int]
    version_regles: Mapped[str] = mapped_column(String(20))
    faits: Mapped[dict[str, Any]]
    instantane_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instantane.id"), index=True)
    synthese: Mapped[str] = mapped_column(String(20))
    """`eligible`, `ineligible`, `a_verifier` or `pieces_attendues`: what the rules suggest."""
    rendu_at: Mapped[datetime]
    candidature: Mapped[Candidature] = relationship()
    constats: Mapped[list[ConstatEligibilite]] = relationship(
        back_populates="verdict", cascade="all, delete-orphan", order_by="ConstatEligibilite.ordre"
    )

    __table_args__ = (UniqueConstraint("candidature_id", "rang"),)


class ConstatEligibilite(Base):
    """What one rule found, worded as it was that day; the officer's judgement on it when a person must judge."""

    __tablename__ = "constat_eligibilite"
    id: Mapped[uuid.UUID] = uuid_pk()
    verdict_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("verdict.id"), index=True)
    ordre: Mapped[int]
    regle: Mapped[str] = mapped_column(String(5))
    libelle: Mapped[str] = mapped_column(String(200))
    niveau: Mapped[str] = mapped_column(String(12))
    resultat: Mapped[str] = mapped_column(String(15))
    phrase: Mapped[str] = mapped_column(Text)
    valeur: Mapped[str] = mapped_column(Text, default="")
    limite: Mapped[str] = mapped_column(Text, default="")
    origine: Mapped[str] = mapped_column(String(200), default="")
    date_origine: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(200))
    jugement: Mapped[str | None] = mapped_column(String(15))
    """`satisfait` or `non_satisfait`, said by the officer on a rule that a person must judge."""
    motif_jugement: Mapped[str] = mapped_column(Text, default="")
    juge_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    juge_at: Mapped[datetime | None]
    verdict: Mapped[Verdict] = relationship(back_populates="constats")

    __table_args__ = (UniqueConstraint("verdict_id", "regle"),)


class DecisionEligibilite(Base):
    """The officer's decision on a file; one only, its correction is another act."""

    __tablename__ = "decision_eligibilite"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    verdict_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("verdict.id"))
    issue: Mapped[str] = mapped_column(String(12), index=True)
    ecart: Mapped[bool] = mapped_column(default=False)
    """True when the decision departs from what the rules suggest: it then needs its reason."""
    motif: Mapped[str] = mapped_column(Text, default="")
    decide_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    decide_at: Mapped[datetime]
    verdict: Mapped[Verdict] = relationship()
    candidature: Mapped[Candidature] = relationship()

    __table_args__ = (
        enum_check("issue", IssueEligibilite, "issue_connue"),
        CheckConstraint("ecart = false OR motif <> ''", name="un_ecart_a_un_motif"),
    )
