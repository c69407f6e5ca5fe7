"""What is asked of others in the examination of the open call: a departure to be confirmed, outside opinions."""

from __future__ import annotations

from datetime import timedelta

from acia.core.db import transaction
from acia.core.web import absolute_url
from acia.eligibilite import service as eligibilite
from acia.eligibilite.jobs import opinion_link
from acia.eligibilite.models import AvisExterieur, IssueEligibilite
from acia.eligibilite.queries import living_proposal, opinions_of
from acia.eligibilite.rules.avis import Confidentialite, SensAvis
from acia.eligibilite.workflow import EtatAvis
from seeds.demo import cast, files
from seeds.demo.cast import Dossier
from seeds.demo.people import PILOTE
from seeds.demo.scene import Stage


def plan_opinions(stage: Stage) -> None:
    """Put in the agenda what officers ask of others."""
    placement = cast.A_EXAMINER[3]
    tot = "Le CSE se réunit demain et son secrétaire annonce un avis favorable."
    stage.plan(-4, propose_departure, stage, placement, tot, PILOTE.courriel, at=(11, 0))
    # The officer has the rules read again: the proposal falls, and the pilot is told.
    stage.plan(-4, files.read_file, stage, placement, at=(12, 0))
    stage.plan(-4, propose_departure, stage, placement, tot, files.officer_of(placement), at=(13, 0))
    stage.plan(-4, refuse_departure, stage, placement, at=(14, 0))
    rendu = "Le CSE s’est réuni et a rendu un avis favorable ; son secrétaire nous l’a confirmé par écrit."
    stage.plan(-2, propose_departure, stage, placement, rendu, PILOTE.courriel, at=(15, 30))
    stage.plan(-4, ask_about_nature, stage, cast.A_EXAMINER[2], at=(16, 0))
    stage.plan(-2, send_again, stage, cast.A_EXAMINER[2], at=(16, 30))


def ask_about_nature(stage: Stage, dossier: Dossier) -> None:
    """Two questions on a place of life: one has its answer, the other is on its way, with a reminder to come."""
    departement = eligibilite.DemandeAvis(
        nom="Gaëlle Morvan",
        fonction="Cheffe du service des établissements, conseil départemental",
        courriel="morvan@demo.invalid",
        question="Ce lieu de vie accueille-t-il des enfants confiés à l’aide sociale à l’enfance ?",
        confidentialite=Confidentialite.COMMUNICABLE,
        limite=stage.working_day(10),
        rappel_jours=3,
        regle="R14",
        sections=("etablissement", "autorisation"),
    )
    texte = "Oui, quatre enfants sur six. L’autorisation est départementale, sans habilitation justice."
    ask(stage, dossier, departement, eligibilite.AvisDonne(SensAvis.FAVORABLE, texte))
    inspection = eligibilite.DemandeAvis(
        nom="Loïc Abgrall",
        fonction="Inspecteur de l’action sanitaire et sociale",
        courriel="abgrall@demo.invalid",
        question="Le projet vous paraît-il compatible avec les suites de votre dernière visite ?",
        confidentialite=Confidentialite.INTERNE,
        limite=stage.anchor + timedelta(days=1),
        rappel_jours=3,
    )
    ask(stage, dossier, inspection)


def send_again(stage: Stage, dossier: Dossier) -> None:
    """The inspector cannot find the first mail, and asks for one more week."""
    by, here = files.officer_of(dossier), files.file_of(dossier)
    row = next(avis for avis in opinions_of(here.id) if avis.etat == EtatAvis.DEMANDE)
    stage.act(eligibilite.resend_link, here, row.id, version=None, lien=opinion_link, by=by)
    later = row.limite + timedelta(days=7)
    stage.act(eligibilite.move_due_day, here, row.id, later, version=None, lien=opinion_link, by=by)


def propose_departure(stage: Stage, dossier: Dossier, motif: str, by: str) -> None:
    """Somebody would let a file go on whose opinion is awaited; somebody else must agree."""
    files.judge_file(stage, dossier)
    command = eligibilite.DecisionPrise(IssueEligibilite.ELIGIBLE, motif)
    stage.act(eligibilite.decide_or_propose, files.file_of(dossier), command, lien=files.examination_of(dossier), by=by)


def refuse_departure(stage: Stage, dossier: Dossier) -> None:
    """The second person would rather wait for what is only announced."""
    row = files.file_of(dossier)
    proposal = living_proposal(row.id)
    if proposal is None:
        raise LookupError(dossier.finess)
    command = eligibilite.ReponseEcart(False, "Un avis annoncé n’est pas un avis rendu : attendons la réunion.")
    stage.act(
        eligibilite.answer_proposal,
        row,
        proposal.id,
        command,
        version=None,
        lien=files.examination_of(dossier),
        by=PILOTE.courriel,
    )


def ask(
    stage: Stage, dossier: Dossier, command: eligibilite.DemandeAvis, reponse: eligibilite.AvisDonne | None = None
) -> None:
    """The officer asks somebody outside, who answers at once or not yet."""
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return opinion_link(secret)

    by = files.officer_of(dossier)
    stage.act(eligibilite.ask_opinion, files.file_of(dossier), command, lien=link, by=by)
    if reponse is not None:
        with transaction():
            eligibilite.give_opinion(secrets[0], reponse, now=stage.now, lien=_opinion)


def _opinion(row: AvisExterieur) -> str:
    return absolute_url("eligibilite.avis", candidature_id=row.candidature_id, avis_id=row.id)
