"""Outside opinions: what they are worth, when they are due, what a link opens and until when. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from acia.core.rules import Niveau, Regle

RA1: Final = Regle(
    "RA1",
    "Un avis extérieur éclaire l’examen et ne décide rien : la décision reste celle du service, sur les règles",
    "Choix du programme, sur le modèle du code des relations entre le public et l’administration, art. L. 133-1",
    Niveau.INFORMATION,
)
RA2: Final = Regle(
    "RA2",
    "Un avis préparatoire ne se communique pas tant que la décision n’est pas prise",
    "Code des relations entre le public et l’administration, art. L. 311-2",
)
DELAI_MAX: Final = timedelta(days=90)
SURSIS: Final = timedelta(days=7)
"""The link still answers this long after the due day: an opinion that comes late is better than none."""
CONSERVATION: Final = timedelta(days=30)
"""The address of who was asked, and the mails that bore it, are erased this long after the end."""
RAPPELS: Final = (0, 1, 2, 3, 5, 7)
"""Days before the due day when the reminder may leave; 0 for none."""


class SensAvis(StrEnum):
    """What the opinion says."""

    FAVORABLE = "favorable"
    RESERVE = "reserve"
    DEFAVORABLE = "defavorable"
    SANS_AVIS = "sans_avis"


LIBELLES_SENS: Final[dict[SensAvis, str]] = {
    SensAvis.FAVORABLE: "Favorable",
    SensAvis.RESERVE: "Réservé",
    SensAvis.DEFAVORABLE: "Défavorable",
    SensAvis.SANS_AVIS: "Sans avis",
}
TONS_SENS: Final[dict[SensAvis, str]] = {
    SensAvis.FAVORABLE: "vert",
    SensAvis.RESERVE: "ambre",
    SensAvis.DEFAVORABLE: "rouge",
    SensAvis.SANS_AVIS: "gris",
}


class Confidentialite(StrEnum):
    """Who may ever read the opinion beside the officers."""

    INTERNE = "interne"
    COMMUNICABLE = "communicable"


LIBELLES_CONFIDENTIALITE: Final[dict[Confidentialite, str]] = {
    Confidentialite.INTERNE: "Interne au service",
    Confidentialite.COMMUNICABLE: "Communicable à l’établissement, une fois la décision rendue",
}


class VoieAvis(StrEnum):
    """How the opinion came."""

    LIEN = "lien"
    COURRIER = "courrier"
    COURRIEL = "courriel"
    TELEPHONE = "telephone"


LIBELLES_VOIE: Final[dict[VoieAvis, str]] = {
    VoieAvis.LIEN: "par le lien personnel",
    VoieAvis.COURRIER: "par courrier",
    VoieAvis.COURRIEL: "par courriel",
    VoieAvis.TELEPHONE: "par téléphone",
}


def due_refusal(limite: date | None, today: date) -> str:
    """Why a due day does not suit, or nothing."""
    if limite is None:
        return "Indiquez pour quand vous attendez cet avis."
    if limite <= today:
        return "Choisissez un jour à venir : la personne doit avoir le temps de répondre."
    return "Choisissez un jour dans les trois mois." if limite > today + DELAI_MAX else ""


def is_overdue(limite: date, today: date) -> bool:
    """True once the due day is over."""
    return today > limite


def reminder_due(limite: date, rappel_jours: int, asked_on: date, today: date) -> bool:
    """True on the day of the reminder and after it, until the due day is over; never the day the opinion is asked."""
    day = limite - timedelta(days=rappel_jours)
    return rappel_jours > 0 and asked_on < day and day <= today <= limite


def may_be_told(confidentialite: Confidentialite, *, rendu: bool, decision_rendue: bool) -> bool:
    """RA2: what the establishment may read: communicable, given, and only once its file is answered."""
    return confidentialite is Confidentialite.COMMUNICABLE and rendu and decision_rendue
