"""What the exchanges in the files ask of each person."""

from __future__ import annotations

from datetime import datetime

from acia.candidatures.queries import FilNonLu, unread_for_applicant, unread_for_officer
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.filters import jour_sans_annee, pluriel
from acia.pilotage.afaire import PARIS, SOON, AFaire

SHOWN = 5
"""Files named one by one; the home stays a page that one reads."""


def applicant_exchanges(person: Utilisateur, now: datetime) -> list[AFaire]:
    """Messages of the service."""
    return [_message(fil, "de l’Aract", now) for fil in unread_for_applicant(person)]


def officer_exchanges(person: Utilisateur, now: datetime) -> list[AFaire]:
    """Messages of the establishments of her territory, the oldest first."""
    return [_message(fil, "de l’établissement", now) for fil in unread_for_officer(person)[:SHOWN]]


def _message(fil: FilNonLu, qui: str, now: datetime) -> AFaire:
    title = f"Un message {qui}" if fil.nombre == 1 else f"{pluriel(fil.nombre, 'message')} {qui}"
    detail = f"Écrit le {jour_sans_annee(fil.depuis, PARIS)}, pas encore lu."
    due = local_day(fil.depuis, PARIS) + SOON
    return AFaire(
        f"{title} – {fil.nom}", detail, "Lire", "candidatures.echanges", {"candidature_id": fil.candidature_id}, due
    )
