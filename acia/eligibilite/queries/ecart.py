"""Reads: the departures proposed on a file, those that wait in a territory, who may confirm them."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.candidatures.queries import demandes_of, list_officers
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.filters import instant
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, PropositionEcart, Verdict
from acia.eligibilite.policy import EXAMINABLES
from acia.eligibilite.queries.examen import last_verdict
from acia.eligibilite.rules import Synthese
from acia.eligibilite.rules.ecart import FaitsEcart, Signature, print_of_state
from acia.eligibilite.workflow import EtatProposition


def living_proposal(candidature_id: uuid.UUID) -> PropositionEcart | None:
    """Return the proposal that waits on a file, if any, read again and held in a writing transaction."""
    rows = select(PropositionEcart).where(
        PropositionEcart.candidature_id == candidature_id, PropositionEcart.etat == EtatProposition.PROPOSEE
    )
    return db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


def proposals_of(candidature_id: uuid.UUID) -> list[PropositionEcart]:
    """Return every proposal made on a file, the last one first."""
    rows = (
        select(PropositionEcart)
        .where(PropositionEcart.candidature_id == candidature_id)
        .options(joinedload(PropositionEcart.propose_par), joinedload(PropositionEcart.close_par))
        .order_by(PropositionEcart.propose_at.desc(), PropositionEcart.id)
    )
    return list(db.session.execute(rows).scalars())


def get_proposal(candidature: Candidature, proposition_id: uuid.UUID) -> PropositionEcart:
    """Return a proposal of this file.

    Raises:
        Introuvable: unknown, or of another file.
    """
    row = db.session.get(PropositionEcart, proposition_id)
    if row is None or row.candidature_id != candidature.id:
        raise Introuvable()
    return row


def state_of_file(candidature: Candidature, verdict: Verdict) -> str:
    """The fingerprint of what is being decided: findings, judgements, deposit, corrections asked and answered."""
    findings = [[row.regle, row.resultat, row.jugement, row.motif_jugement] for row in verdict.constats]
    corrections = [[str(demande.id), demande.etat] for demande in demandes_of(candidature.id)]
    deposit = candidature.deposee_at.isoformat() if candidature.deposee_at else ""
    return print_of_state([str(verdict.id), findings, deposit, candidature.etat, sorted(corrections)])


def is_stale(proposal: PropositionEcart) -> bool:
    """True when the verdict or the file has changed since the departure was proposed."""
    verdict = last_verdict(proposal.candidature_id)
    return verdict is None or state_of_file(proposal.candidature, verdict) != proposal.empreinte


def proposals_waiting(person: Utilisateur) -> list[PropositionEcart]:
    """Return the proposals that wait in her territory, the oldest first, hers among them."""
    rows = (
        select(PropositionEcart)
        .join(Candidature, Candidature.id == PropositionEcart.candidature_id)
        .where(PropositionEcart.etat == EtatProposition.PROPOSEE, Candidature.etat.in_(EXAMINABLES))
        .options(joinedload(PropositionEcart.candidature), joinedload(PropositionEcart.propose_par))
        .order_by(PropositionEcart.propose_at, PropositionEcart.id)
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(person.regions))
    return list(db.session.execute(rows).scalars())


def confirmers_of(candidature: Candidature, author_id: uuid.UUID) -> list[Utilisateur]:
    """Who may confirm what this person proposes: the officers of the région, else the national pilots."""
    others = [p for p in list_officers({candidature.region_code}) if p.id != author_id]
    local = [p for p in others if p.role_enum is Role.CHARGE]
    return local or others


def facts_of_decision(decision: DecisionEligibilite, suggestion: Synthese) -> FaitsEcart:
    """What R43 reads of a decision, from its rows alone: who proposed, who decided, when, and why."""
    zone = decision.candidature.appel.fuseau
    rows = select(PropositionEcart).where(PropositionEcart.decision_id == decision.id)
    proposal = db.session.execute(rows).scalar_one_or_none()
    decider = db.session.get_one(Utilisateur, decision.decide_par_id)
    proposed = None
    if proposal is not None:
        who = proposal.propose_par
        proposed = Signature(str(who.id), who.nom_complet, instant(proposal.propose_at, zone))
    return FaitsEcart(
        suggestion=suggestion,
        issue=decision.issue,
        motif=decision.motif,
        a_deux=bool(decision.candidature.appel.ecart_a_deux),
        proposition=proposed,
        decision=Signature(str(decider.id), decider.nom_complet, instant(decision.decide_at, zone)),
    )
