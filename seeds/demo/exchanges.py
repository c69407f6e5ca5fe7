"""What is exchanged in the files of the open call: messages, a correction made, one withdrawn, one that waits."""

from __future__ import annotations

import uuid
from datetime import timedelta

from acia.candidatures import service
from acia.candidatures.jobs import follow_corrections
from acia.candidatures.models import DemandeCorrection
from acia.candidatures.queries import open_demande, thread_of, unfinished_files
from acia.candidatures.rules import MotifCorrection, Section
from acia.candidatures.service import Attribution, EnvoiMessage, NouvelleDemande, PointDemande
from acia.comptes.avis import save_rhythms
from acia.comptes.jobs import send_digests
from acia.comptes.rules import FamilleAvis, RythmeAvis
from acia.core.db import transaction
from acia.core.web import absolute_url
from seeds.demo import cast, files
from seeds.demo.cast import Dossier
from seeds.demo.people import PILOTE
from seeds.demo.scene import Stage

REPONSE_JOURS = 4


def plan_exchanges(stage: Stage) -> None:
    """Three files of the open call."""
    waiting, read, corrected = cast.A_EXAMINER[1], cast.A_EXAMINER[3], cast.A_EXAMINER[2]
    stage.plan(-7, _choose_digest, stage, read, at=(9, 0))
    question = "Pouvez-vous nous dire qui animera les temps d’échange sur le travail ?"
    stage.plan(-4, _write, stage, waiting, question, True, at=(15, 0))
    stage.plan(-6, _correct, stage, corrected, at=(14, 0))
    stage.plan(-6, _ask_by_mistake, stage, read, at=(15, 0))
    stage.plan(-4, _wait_for_opinion, stage, read, at=(10, 30))
    stage.plan(-3, _remind, stage, cast.EN_COURS[0], at=(14, 0))
    stage.plan(-6, _hand_over, stage, corrected, at=(9, 30))


def _choose_digest(stage: Stage, dossier: Dossier) -> None:
    """The signatory wants one mail a day."""
    with transaction():
        choices = dict.fromkeys(FamilleAvis, RythmeAvis.RESUME)
        save_rhythms(stage.person(files.signer_of(dossier)), choices, now=stage.now)


def _write(stage: Stage, dossier: Dossier, contenu: str, officier: bool) -> None:
    row = files.file_of(dossier)
    fil = thread_of(row.id)
    command = EnvoiMessage(uuid.uuid4(), contenu, dernier=fil[-1].id if fil else None)
    lien = absolute_url("candidatures.echanges", candidature_id=row.id)
    by = files.officer_of(dossier) if officier else files.signer_of(dossier)
    stage.act(service.send_message, row.id, command, lien=lien, by=by)


def _ask(stage: Stage, dossier: Dossier, point: PointDemande, jours: int) -> DemandeCorrection:
    row = files.file_of(dossier)
    command = NouvelleDemande((point,), stage.now.date() + timedelta(days=jours))
    lien = absolute_url("candidatures.corrections", candidature_id=row.id)
    return stage.act(service.request_correction, row.id, command, lien=lien, by=files.officer_of(dossier))


def _correct(stage: Stage, dossier: Dossier) -> None:
    """Asked, reminded the next morning, answered the day after."""
    point = PointDemande(
        Section.PROJET, MotifCorrection.REPONSE_INCOMPLETE, "Le calendrier ne dit pas quand tout finit."
    )
    _ask(stage, dossier, point, REPONSE_JOURS)
    morning = stage.now.replace(hour=12, minute=0)
    stage.plan_at(morning + timedelta(days=1), lambda: follow_corrections(stage.now))
    stage.plan_at(morning + timedelta(days=2), _answer, stage, dossier)


def _answer(stage: Stage, dossier: Dossier) -> None:
    row = files.file_of(dossier)
    demande = open_demande(row.id)
    if demande is None:
        raise LookupError(dossier.finess)
    lien = absolute_url("candidatures.correction", candidature_id=row.id, demande_id=demande.id)
    texte = "Le bilan a lieu en février : c’est le dernier temps du calendrier."
    by = files.signer_of(dossier)
    stage.act(service.answer_correction, row.id, demande.id, texte, version=None, lien=lien, by=by)


def _ask_by_mistake(stage: Stage, dossier: Dossier) -> None:
    """Withdrawn at once; the message that says so waits for the digest of the next morning."""
    demande = _ask(stage, dossier, PointDemande(Section.AUTORISATION, MotifCorrection.PIECE_ILLISIBLE), REPONSE_JOURS)
    by, lien = files.officer_of(dossier), absolute_url("candidatures.dossier", candidature_id=demande.candidature_id)
    motif = "L’arrêté est lisible, c’était une erreur de notre part."
    row_id = demande.candidature_id
    stage.act(service.withdraw_correction, row_id, demande.id, motif, version=None, lien=lien, by=by)
    _write(stage, dossier, "Ne tenez pas compte de notre demande sur l’arrêté : il est lisible.", True)
    stage.plan_at(stage.now + timedelta(days=1), lambda: send_digests(stage.now))


def _wait_for_opinion(stage: Stage, dossier: Dossier) -> None:
    """The opinion that the file announces is still to come."""
    precision = "Joignez l’avis de l’instance dès qu’il est rendu."
    _ask(stage, dossier, PointDemande(Section.AVIS_CSE, MotifCorrection.PIECE_MANQUANTE, precision), 20)


def _hand_over(stage: Stage, dossier: Dossier) -> None:
    """The national pilot gives a file to the officer of the région."""
    row, officer = files.file_of(dossier), stage.person(files.officer_of(dossier))
    lien = absolute_url("candidatures.dossier", candidature_id=row.id)
    command = Attribution(officer.id, "", "")
    stage.act(service.assign_candidature, row.id, command, lien=lien, by=PILOTE.courriel)


def _remind(stage: Stage, dossier: Dossier) -> None:
    """The officer reminds those who have not deposited."""
    appel, officer = files.file_of(dossier).appel, files.officer_of(dossier)
    liens = {
        row.id: absolute_url("candidatures.dossier", candidature_id=row.id)
        for row in unfinished_files(appel.id, stage.person(officer))
    }
    stage.act(service.remind_unfinished, appel, liens, by=officer)
