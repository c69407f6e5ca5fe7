"""What happens to a notice after it is sent: first reading, sendings and returns. A notice is the decision of the
commission's authority, or a letter of ineligibility."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.decisions import Selection
from acia.commission.rules.suites import GenreSuite, IssueRecommande
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.mail import Courriel
from acia.eligibilite.models import LettreIneligibilite

UNE_SEULE = "(selection_id IS NULL) <> (lettre_id IS NULL)"


class LectureDecision(Base):
    """The first time somebody of the establishment said that she has read the decision."""

    __tablename__ = "lecture_decision"
    id: Mapped[uuid.UUID] = uuid_pk()
    selection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("selection.id"), unique=True)
    lettre_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lettre_ineligibilite.id"), unique=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    lue_at: Mapped[datetime]
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (CheckConstraint(UNE_SEULE, name="une_lecture_a_une_decision"),)


class SuiteNotification(Versioned, Base):
    """One act on a notice already sent: a mail sent again, a mail that came back, a registered letter."""

    __tablename__ = "suite_notification"
    id: Mapped[uuid.UUID] = uuid_pk()
    selection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("selection.id"))
    lettre_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lettre_ineligibilite.id"))
    rang: Mapped[int]
    genre: Mapped[str] = mapped_column(String(12))
    motif: Mapped[str] = mapped_column(Text, default="")
    courriel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("courriel.id"))
    expedie_le: Mapped[date | None]
    numero_suivi: Mapped[str] = mapped_column(String(40), default="")
    issue: Mapped[str | None] = mapped_column(String(12))
    issue_le: Mapped[date | None]
    """Day it was handed over, or first presented when nobody claimed it."""
    fait_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    fait_at: Mapped[datetime]
    selection: Mapped[Selection | None] = relationship()
    lettre: Mapped[LettreIneligibilite | None] = relationship()
    courriel: Mapped[Courriel | None] = relationship()
    fait_par: Mapped[Utilisateur] = relationship()

    __table_args__ = (
        UniqueConstraint("selection_id", "rang"),
        UniqueConstraint("lettre_id", "rang"),
        CheckConstraint(UNE_SEULE, name="une_suite_a_une_decision"),
        enum_check("genre", GenreSuite, "genre_connu"),
        enum_check("issue", IssueRecommande, "issue_connue"),
        CheckConstraint("genre = 'recommande' OR motif <> ''", name="une_suite_a_un_motif"),
        CheckConstraint("genre <> 'renvoi' OR courriel_id IS NOT NULL", name="un_renvoi_a_un_courriel"),
        CheckConstraint(
            "genre <> 'recommande' OR (expedie_le IS NOT NULL AND numero_suivi <> '')", name="un_recommande_est_suivi"
        ),
        CheckConstraint("(issue IS NULL) = (issue_le IS NULL)", name="une_issue_a_son_jour"),
        CheckConstraint("issue IS NULL OR genre = 'recommande'", name="seul_un_recommande_a_une_issue"),
    )
