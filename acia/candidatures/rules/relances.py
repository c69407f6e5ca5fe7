"""Reminders of the files not deposited yet (A1-36), and where a deposited file stands (A1-38). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from acia.candidatures.workflow import EtatCandidature
from acia.core.clock import date_in_words, local_day

RELANCES_JOURS: Final = (15, 7, 2)
"""Days before the deadline, unless the call says otherwise."""
HEURE_RELANCE: Final = time(9)
RETARD_MAX: Final = timedelta(days=2)
"""A reminder missed longer than this is not sent any more: its words would be out of season."""
RELANCES_MAX: Final = 6
JOURS_MAX: Final = 60


def reminder_at(jours: int, cloture_at: datetime, zone: str) -> datetime:
    """The instant of a reminder: nine in the morning, so many days before the last day to deposit."""
    last = local_day(cloture_at - timedelta(microseconds=1), zone)
    return datetime.combine(last - timedelta(days=jours), HEURE_RELANCE, ZoneInfo(zone)).astimezone(UTC)


def unfinished_reminder(jours: Sequence[int], cloture_at: datetime, zone: str, now: datetime) -> int | None:
    """How many days ahead the reminder due at this instant speaks of, None when none is."""
    if now >= cloture_at:
        return None
    due = [j for j in jours if reminder_at(j, cloture_at, zone) <= now < reminder_at(j, cloture_at, zone) + RETARD_MAX]
    return min(due, default=None)


def read_days(text: str) -> tuple[int, ...] | None:
    """Days typed as « 15, 7, 2 », the farthest first; empty for no reminder; None when they cannot be read."""
    words = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    if not all(word.isascii() and word.isdigit() for word in words):
        return None
    days = sorted({int(word) for word in words}, reverse=True)
    return tuple(days) if len(days) <= RELANCES_MAX and all(1 <= d <= JOURS_MAX for d in days) else None


@dataclass(frozen=True)
class EtapeDossier:
    """A step of the way of a file: its name, when, the word of its state and its tone."""

    titre: str
    quand: str
    mot: str
    ton: str


_FAIT: Final = ("Fait", "vert")
_EN_COURS: Final = ("En cours", "bleu")
_A_VENIR: Final = ("À venir", "gris")
_SANS_OBJET: Final = ("Sans objet", "gris")


def progress_of(
    etat: EtatCandidature,
    depot: date,
    commission: date | None,
    notification: date | None,
    *,
    sans_commission: bool = False,
) -> list[EtapeDossier]:
    """Where a deposited file stands, for its applicant: read from public dates and from what was notified alone, so
    that no opinion nor mark can be guessed before the decision is. `sans_commission`: it was, without a commission."""
    decided = etat is EtatCandidature.CLOSE
    examined = _FAIT if decided else _EN_COURS
    return [
        EtapeDossier("Dépôt", f"Le {date_in_words(depot)}.", *_FAIT),
        EtapeDossier("Instruction", "Le service vérifie que le dossier remplit les conditions de l’appel.", *examined),
        _commission_step(commission, decided=decided, skipped=decided and sans_commission),
        EtapeDossier(
            "Décision",
            "Elle vous a été envoyée par courriel."
            if decided
            else _planned("Réponse prévue à partir du", notification),
            *(_FAIT if decided else _A_VENIR),
        ),
    ]


def _commission_step(commission: date | None, *, decided: bool, skipped: bool) -> EtapeDossier:
    if skipped:
        return EtapeDossier("Commission", "Elle n’a pas eu à examiner ce dossier.", *_SANS_OBJET)
    return EtapeDossier("Commission", _planned("Séance prévue", commission), *(_FAIT if decided else _A_VENIR))


def _planned(words: str, day: date | None) -> str:
    if day is None:
        return "La date n’est pas encore fixée."
    return f"{words} {date_in_words(day)}." if words.endswith("du") else f"{words} le {date_in_words(day)}."


def next_step(etat: EtatCandidature, today: date, commission: date | None, notification: date | None) -> str:
    """The next date of a file, in a sentence."""
    if etat is EtatCandidature.CLOSE:
        return "La décision vous a été notifiée."
    if commission is not None and commission >= today:
        return f"Prochaine date : la commission, prévue le {date_in_words(commission)}."
    if notification is not None and notification >= today:
        return f"Prochaine date : la réponse, prévue à partir du {date_in_words(notification)}."
    return "La prochaine date n’est pas encore fixée."
