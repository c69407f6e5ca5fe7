"""A departure from the rules, proposed by one officer and confirmed or refused by another."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.eligibilite.models.examen import DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.workflow import EtatProposition


class PropositionEcart(Versioned, Base):
    """What an officer would decide against the rules, why, and what became of it: at most one waits on a file."""

    __tablename__ = "proposition_ecart"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    verdict_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("verdict.id"), index=True)
    etat: Mapped[str] = mapped_column(String(12), default=EtatProposition.PROPOSEE, index=True)
    suggestion: Mapped[str] = mapped_column(String(20))
    """What the rules suggested."""
    issue: Mapped[str] = mapped_column(String(12))
    motif: Mapped[str] = mapped_column(Text)
    constats: Mapped[list[Any]]
    """The findings it departs from: `{regle, libelle, resultat}`, as they were that day."""
    empreinte: Mapped[str] = mapped_column(String(64))
    """Fingerprint of the verdict, its judgements and the state of the file: the proposal holds as long as it does."""
    propose_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    propose_at: Mapped[datetime]
    close_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    close_at: Mapped[datetime | None]
    motif_cloture: Mapped[str] = mapped_column(Text, default="")
    """Why it is confirmed or refused, or what made it void."""
    decision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("decision_eligibilite.id"), unique=True)
    candidature: Mapped[Candidature] = relationship()
    verdict: Mapped[Verdict] = relationship()
    propose_par: Mapped[Utilisateur] = relationship(foreign_keys=[propose_par_id])
    close_par: Mapped[Utilisateur | None] = relationship(foreign_keys=[close_par_id])
    decision: Mapped[DecisionEligibilite | None] = relationship()

    __table_args__ = (
        enum_check("etat", EtatProposition, "etat_connu"),
        enum_check("issue", IssueEligibilite, "issue_connue"),
        CheckConstraint("motif <> ''", name="motif_dit"),
        CheckConstraint("(etat = 'proposee') = (close_at IS NULL)", name="close_a_une_date"),
        CheckConstraint("(etat = 'confirmee') = (decision_id IS NOT NULL)", name="confirmee_a_sa_decision"),
        CheckConstraint(
            "etat NOT IN ('confirmee', 'refusee') "
            "OR (close_par_id IS NOT NULL AND close_par_id <> propose_par_id AND motif_cloture <> '')",
            name="deux_personnes",
        ),
        CheckConstraint("etat <> 'retiree' OR close_par_id = propose_par_id", name="retiree_par_son_auteur"),
    )


Index(
    "uq_proposition_ecart_une_en_attente",
    PropositionEcart.candidature_id,
    unique=True,
    sqlite_where=text("etat = 'proposee'"),
    postgresql_where=text("etat = 'proposee'"),
)
