"""What waits for another person in the examination of the open call: a departure from the rules, to be confirmed."""

from __future__ import annotations

from acia.core.web import absolute_url
from acia.eligibilite import service as eligibilite
from acia.eligibilite.models import IssueEligibilite
from acia.eligibilite.queries import living_proposal
from seeds.demo import cast, files
from seeds.demo.cast import Dossier
from seeds.demo.people import PILOTE
from seeds.demo.scene import Stage


def plan_opinions(stage: Stage) -> None:
    """Put in the agenda what officers ask of others."""
    placement = cast.A_EXAMINER[3]
    tot = "Le CSE se réunit demain et son secrétaire annonce un avis favorable."
    stage.plan(-4, propose_departure, stage, placement, tot, files.officer_of(placement), at=(13, 0))
    stage.plan(-4, refuse_departure, stage, placement, at=(14, 0))
    rendu = "Le CSE s’est réuni et a rendu un avis favorable ; son secrétaire nous l’a confirmé par écrit."
    stage.plan(-2, propose_departure, stage, placement, rendu, PILOTE.courriel, at=(15, 30))


def propose_departure(stage: Stage, dossier: Dossier, motif: str, by: str) -> None:
    """Somebody would let a file go on whose opinion is awaited; somebody else must agree."""
    files.judge_file(stage, dossier)
    command = eligibilite.DecisionPrise(IssueEligibilite.ELIGIBLE, motif)
    stage.act(eligibilite.decide_or_propose, files.file_of(dossier), command, lien=_link(dossier), by=by)


def refuse_departure(stage: Stage, dossier: Dossier) -> None:
    """The second person would rather wait for what is only announced."""
    row = files.file_of(dossier)
    proposal = living_proposal(row.id)
    if proposal is None:
        raise LookupError(dossier.finess)
    command = eligibilite.ReponseEcart(False, "Un avis annoncé n’est pas un avis rendu : attendons la réunion.")
    stage.act(
        eligibilite.answer_proposal, row, proposal.id, command, version=None, lien=_link(dossier), by=PILOTE.courriel
    )


def _link(dossier: Dossier) -> str:
    return absolute_url("eligibilite.dossier", candidature_id=files.file_of(dossier).id)
