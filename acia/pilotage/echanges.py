"""What the exchanges in the files ask of each person."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from acia.appels.models import Appel
from acia.candidatures.models import DemandeCorrection
from acia.candidatures.queries import (
    FilNonLu,
    SilenceDossier,
    answers_received,
    requests_to_answer,
    silences_of,
    unread_for_applicant,
    unread_for_officer,
)
from acia.candidatures.rules import ALERTE_JOURS
from acia.candidatures.workflow import EtatDemande
from acia.comptes.models import Utilisateur
from acia.core.clock import date_in_words, local_day
from acia.core.filters import jour_sans_annee, pluriel
from acia.pilotage.afaire import PARIS, SOON, AFaire

BORN_SHOWN = timedelta(days=30)
"""A refusal born longer ago is no longer prevented by anything: the file says so, the home no longer does."""
SHOWN = 5
"""Files named one by one; the home stays a page that one reads."""


def applicant_exchanges(person: Utilisateur, now: datetime) -> list[AFaire]:
    """Corrections to make, messages of the service."""
    asked = [_correction(demande) for demande in requests_to_answer(person)]
    return asked + [_message(fil, "de l’Aract") for fil in unread_for_applicant(person)]


def officer_exchanges(person: Utilisateur, now: datetime) -> list[AFaire]:
    """What silence would refuse, answers that came, messages of the establishments of her territory."""
    silences = silences_of(person)
    tasks = [
        task
        for appel, files in silences.items()
        for task in _silence(appel, files, person.id, local_day(now, appel.fuseau))
    ]
    tasks += [_answer(demande) for demande in answers_received(person, now - SOON)[:SHOWN]]
    return tasks + [_message(fil, "de l’établissement") for fil in unread_for_officer(person)[:SHOWN]]


def _silence(appel: Appel, files: list[SilenceDossier], moi: uuid.UUID, today: date) -> list[AFaire]:
    """R31: one line a call, when a refusal would be born soon, or before the planned notice. The files that the person
    follows herself have a line each when the day comes near (`dossiers.file_tasks`)."""
    soon = today + timedelta(days=ALERTE_JOURS)
    near = [f for f in files if today - BORN_SHOWN <= f.rejet <= soon and f.charge_id != moi]
    planned = appel.date_notification
    before = [f for f in files if planned is not None and today <= f.rejet <= planned]
    concerned = near or before
    if not concerned:
        return []
    first = concerned[0].rejet
    count = pluriel(len(concerned), "candidature")
    detail = f"Sans décision notifiée, le silence vaut rejet à partir du {date_in_words(first)}."
    if planned is not None and before:
        detail += f" La notification est prévue le {date_in_words(planned)} : ce sera trop tard."
    title = f"Notifier à temps {count} – {appel.titre}"
    return [AFaire(title, detail, "Voir", "candidatures.boite", {"appel": appel.code}, first)]


def _correction(demande: DemandeCorrection) -> AFaire:
    where = {"candidature_id": demande.candidature_id, "demande_id": demande.id}
    count = pluriel(len(demande.points), "partie")
    detail = f"{count} à corriger, puis à envoyer au plus tard le {date_in_words(demande.limite)}."
    title = f"Répondre à la demande de correction – {demande.candidature.nom}"
    return AFaire(title, detail, "Répondre", "candidatures.correction", where, demande.limite)


def _answer(demande: DemandeCorrection) -> AFaire:
    where = {"candidature_id": demande.candidature_id, "demande_id": demande.id}
    answered = demande.etat == EtatDemande.REPONDUE
    title = f"{'Lire les corrections' if answered else 'Correction sans réponse'} – {demande.candidature.nom}"
    detail = "L’établissement a répondu à votre demande." if answered else "Le dernier jour pour répondre est passé."
    closed = local_day(demande.close_at, PARIS) if demande.close_at else demande.limite
    return AFaire(title, detail, "Lire", "candidatures.correction", where, closed + SOON)


def _message(fil: FilNonLu, qui: str) -> AFaire:
    title = f"Un message {qui}" if fil.nombre == 1 else f"{pluriel(fil.nombre, 'message')} {qui}"
    detail = f"Écrit le {jour_sans_annee(fil.depuis, PARIS)}, pas encore lu."
    due = local_day(fil.depuis, PARIS) + SOON
    return AFaire(
        f"{title} – {fil.nom}", detail, "Lire", "candidatures.echanges", {"candidature_id": fil.candidature_id}, due
    )
