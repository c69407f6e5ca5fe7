"""When silence becomes a refusal (R31), and what stops that clock (R27). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from acia.cadre import REJET_IMPLICITE_MOIS
from acia.core.clock import add_months, date_in_words

ALERTE_JOURS: Final = 15
"""How long before that day the officer is warned (R31)."""


@dataclass(frozen=True)
class Suspension:
    """The clock stands still on each day from `debut` on, and runs again on `fin` (CRPA L. 114-5)."""

    debut: date
    fin: date


@dataclass(frozen=True)
class Horloge:
    """The day when silence becomes a refusal, how it is counted, and what there is to fear (tone, sentence)."""

    rejet: date
    explication: str
    alertes: tuple[tuple[str, str], ...] = ()


def date_rejet_implicite(
    depot: date, suspensions: Iterable[Suspension] = (), mois: int = REJET_IMPLICITE_MOIS.valeur
) -> date:
    """R31: the day when silence becomes a refusal: `mois` after the deposit, plus each day the clock stood still.

    Days are those of the zone of the call. Suspensions that overlap count once; one that begins when the refusal is
    born already counts for nothing.
    """
    return _count(depot, suspensions, mois)[0]


def _count(depot: date, suspensions: Iterable[Suspension], mois: int) -> tuple[date, list[Suspension]]:
    """The day, and the suspensions that moved it, merged and in order."""
    rejet, useful = add_months(depot, mois), list[Suspension]()
    for pause in _merged(depot, suspensions):
        if pause.debut >= rejet:
            break
        rejet += pause.fin - pause.debut
        useful.append(pause)
    return rejet, useful


def _merged(depot: date, suspensions: Iterable[Suspension]) -> list[Suspension]:
    """The suspensions after the deposit, in order, those that touch made one."""
    merged: list[Suspension] = []
    for pause in sorted(suspensions, key=lambda s: (s.debut, s.fin)):
        debut, fin = max(pause.debut, depot), pause.fin
        if fin <= debut:
            continue
        if merged and debut <= merged[-1].fin:
            merged[-1] = Suspension(merged[-1].debut, max(fin, merged[-1].fin))
        else:
            merged.append(Suspension(debut, fin))
    return merged


def explain_silence(depot: date, suspensions: Iterable[Suspension], mois: int) -> str:
    """Say how the day is counted: deposit, months, suspensions."""
    _, useful = _count(depot, suspensions, mois)
    texte = f"{mois} mois après le dépôt du {date_in_words(depot)}, soit le {date_in_words(add_months(depot, mois))}"
    if not useful:
        return f"{texte}."
    jours = sum((pause.fin - pause.debut).days for pause in useful)
    mots = " et ".join(
        f"du {date_in_words(pause.debut)} au {date_in_words(pause.fin - timedelta(days=1))}" for pause in useful
    )
    unite = "jour" if jours < 2 else "jours"
    return f"{texte}, plus {jours} {unite} de suspension ({mots}) pendant une demande de correction."


def silence_warnings(rejet: date, aujourd_hui: date, notification: date | None) -> tuple[tuple[str, str], ...]:
    """What there is to fear of that day, as (tone, sentence), the worst first."""
    reste = (rejet - aujourd_hui).days
    found: list[tuple[str, str]] = []
    if reste <= 0:
        found.append(("rouge", f"La demande est considérée comme rejetée depuis le {date_in_words(rejet)}."))
    elif reste <= ALERTE_JOURS:
        found.append(("ambre", f"Il reste {reste} {'jour' if reste < 2 else 'jours'} pour notifier une décision."))
    if notification is not None and rejet <= notification and reste > 0:
        found.append(
            (
                "rouge",
                f"La notification est prévue le {date_in_words(notification)} : ce sera trop tard, notifiez avant.",
            )
        )
    return tuple(found)
