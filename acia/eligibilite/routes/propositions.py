"""What the page of a file shows of the departures proposed on it, and of the people behind its decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from acia.candidatures.models import Candidature
from acia.core.rules import Constat
from acia.eligibilite import queries
from acia.eligibilite.adapter import constat_of, judgements_of
from acia.eligibilite.forms import ReponseEcartForm
from acia.eligibilite.models import DecisionEligibilite, PropositionEcart
from acia.eligibilite.policy import may_answer_proposal, may_withdraw_proposal
from acia.eligibilite.rules import suggest
from acia.eligibilite.rules.ecart import check_ecart
from acia.eligibilite.workflow import EtatProposition


@dataclass(frozen=True)
class EcartPropose:
    """The proposal that waits, and what the reader may do of it."""

    proposition: PropositionEcart
    perimee: bool
    reponse: ReponseEcartForm | None
    retrait: bool
    confirmants: list[str]


def proposals_shown(
    candidature: Candidature, decision: DecisionEligibilite | None, form: ReponseEcartForm | None
) -> dict[str, Any]:
    """The proposal that waits with its forms, those before it, and what R43 finds on the decision."""
    rows = queries.proposals_of(candidature.id)
    waiting = next((row for row in rows if row.etat == EtatProposition.PROPOSEE), None)
    return {
        "a_deux": bool(candidature.appel.ecart_a_deux),
        "ecart": _waiting(candidature, waiting, form) if waiting is not None and decision is None else None,
        "ecarts_passes": [row for row in rows if row is not waiting],
        "constat_ecart": decision_finding(decision) if decision is not None else None,
    }


def _waiting(candidature: Candidature, row: PropositionEcart, form: ReponseEcartForm | None) -> EcartPropose:
    version = {"version": str(row.version)}
    stale = queries.is_stale(row)
    may_answer = not stale and may_answer_proposal(current_user, row)
    names = [person.nom_complet for person in queries.confirmers_of(candidature, row.propose_par_id)]
    return EcartPropose(
        row,
        stale,
        (form or ReponseEcartForm(data=version, formdata=None)) if may_answer else None,
        bool(may_withdraw_proposal(current_user, row)),
        names,
    )


def decision_finding(decision: DecisionEligibilite) -> Constat:
    """What R43 finds on a decision, replayed from its verdict and the rows of those who took part."""
    rows = decision.verdict.constats
    suggestion = suggest([constat_of(row) for row in rows], judgements_of(rows))
    return check_ecart(queries.facts_of_decision(decision, suggestion))
