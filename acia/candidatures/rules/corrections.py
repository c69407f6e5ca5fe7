"""Correction requests (R27): the usual reasons, the day to answer by, its reminders, what an answer changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from acia.candidatures.rules.reponses import Section

DELAI_REPONSE_MIN: Final = 3
"""Days that an applicant has at least."""
DELAI_REPONSE_JOURS: Final = 15
"""Days proposed."""
DELAI_REPONSE_MAX: Final = 60
RAPPELS_JOURS: Final = (3, 1)
"""Reminders, in days before the last day."""
HEURE_RAPPEL: Final = time(9)


class MotifCorrection(StrEnum):
    """The usual reasons to ask for a correction."""

    PIECE_MANQUANTE = "piece_manquante"
    PIECE_ILLISIBLE = "piece_illisible"
    PIECE_PERIMEE = "piece_perimee"
    PIECE_AUTRE_ETABLISSEMENT = "piece_autre_etablissement"
    SIGNATURE = "signature"
    REPONSE_INCOMPLETE = "reponse_incomplete"
    REPONSE_CONTRADICTOIRE = "reponse_contradictoire"
    AUTRE = "autre"


LIBELLES_MOTIF: Final[dict[MotifCorrection, str]] = {
    MotifCorrection.PIECE_MANQUANTE: "Une pièce manque",
    MotifCorrection.PIECE_ILLISIBLE: "Une pièce est illisible ou incomplète",
    MotifCorrection.PIECE_PERIMEE: "Une pièce n’est plus valable",
    MotifCorrection.PIECE_AUTRE_ETABLISSEMENT: "Une pièce concerne un autre établissement",
    MotifCorrection.SIGNATURE: "Une date ou une signature manque",
    MotifCorrection.REPONSE_INCOMPLETE: "Une réponse est à compléter",
    MotifCorrection.REPONSE_CONTRADICTOIRE: "Deux réponses se contredisent",
    MotifCorrection.AUTRE: "Autre raison, écrite ci-dessous",
}


@dataclass(frozen=True)
class Ecart:
    """One answer, or the documents of one heading, that an answer to a request changed."""

    section: Section
    libelle: str
    avant: str
    apres: str


def limit_refusal(limite: date, aujourd_hui: date) -> str:
    """Why a day to answer by does not suit, or nothing."""
    if limite < aujourd_hui + timedelta(days=DELAI_REPONSE_MIN):
        return f"Laissez au moins {DELAI_REPONSE_MIN} jours pour répondre."
    if limite > aujourd_hui + timedelta(days=DELAI_REPONSE_MAX):
        return f"Choisissez une date dans les {DELAI_REPONSE_MAX} jours : l’instruction attend cette réponse."
    return ""


def reminder_due(demandee_at: datetime, limite: date, zone: str, now: datetime) -> int | None:
    """How many days ahead the reminder to send now speaks of, None when there is none; the last one due replaces those
    that were missed, and a request made meanwhile is its own reminder."""
    due = [
        jours
        for jours in RAPPELS_JOURS
        if demandee_at < reminder_instant(limite, jours, zone) <= now < reminder_instant(limite, -1, zone, time(0))
    ]
    return min(due, default=None)


def reminder_instant(limite: date, jours: int, zone: str, heure: time = HEURE_RAPPEL) -> datetime:
    """The instant `jours` days before a day, at nine in the morning there."""
    return datetime.combine(limite - timedelta(days=jours), heure, ZoneInfo(zone)).astimezone(UTC)


Lignes = Sequence[tuple[str, str]]


def differences(avant: Mapping[Section, Lignes], apres: Mapping[Section, Lignes]) -> list[Ecart]:
    """What changed between two readings of a file, in the order of the sections, then of the answers."""
    found = []
    for section in Section:
        old, new = _gathered(avant.get(section, ())), _gathered(apres.get(section, ()))
        for libelle in [*new, *(term for term in old if term not in new)]:
            before, after = old.get(libelle, ""), new.get(libelle, "")
            if before != after:
                found.append(Ecart(section, libelle, before or "Rien", after or "Rien"))
    return found


def _gathered(lignes: Lignes) -> dict[str, str]:
    """One line a term: several documents of a heading are one list."""
    found: dict[str, list[str]] = {}
    for terme, valeur in lignes:
        found.setdefault(terme, []).append(valeur)
    return {terme: " ; ".join(valeurs) for terme, valeurs in found.items()}
