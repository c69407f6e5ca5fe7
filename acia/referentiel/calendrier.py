"""Days that sessions must not or should rather not take, in each territory. Pure.

Legal holidays close a day (R63, blocking). Usage days, school breaks, bridges, August and the turn of the
year only discourage it (R63, warning). Saturdays and Sundays belong to the rules of sessions: not listed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

_UN_JOUR: Final = timedelta(days=1)
_VENDREDI, _LUNDI = 4, 0


@dataclass(frozen=True)
class Vacances:
    """One school break of a zone (A, B, C) or of an overseas département, first and last day included."""

    zone: str
    nom: str
    debut: date
    fin: date
    source: str


_FERIES_FIXES: Final[tuple[tuple[int, int, str], ...]] = (
    (1, 1, "jour de l’An"),
    (5, 1, "fête du Travail"),
    (5, 8, "victoire de 1945"),
    (7, 14, "fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "armistice de 1918"),
    (12, 25, "Noël"),
)
"""Code du travail, art. L. 3133-1, with the three movable days below."""

_FERIES_MOBILES: Final[tuple[tuple[int, str], ...]] = (
    (1, "lundi de Pâques"),
    (39, "Ascension"),
    (50, "lundi de Pentecôte"),
)

_ABOLITION: Final[dict[str, tuple[int, int]]] = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 28),
}
"""Code du travail, art. L. 3422-2, and the decree of 23 April 2012 for Saint-Martin."""

_ALSACE_MOSELLE: Final = frozenset({"57", "67", "68"})
_USAGES_MOBILES: Final[tuple[tuple[int, str], ...]] = (
    (-47, "Mardi gras"),
    (-46, "mercredi des Cendres"),
    (-24, "Mi-Carême"),
    (-2, "Vendredi saint"),
)
_USAGES_FIXES: Final[tuple[tuple[int, int, str], ...]] = (
    (7, 21, "fête de Victor Schœlcher"),
    (11, 2, "jour des Défunts"),
)


def legal_holidays(departement: str, annee: int) -> dict[date, str]:
    """Return the legal holidays of a year in a département, in order."""
    paques = easter(annee)
    jours = {date(annee, mois, jour): nom for mois, jour, nom in _FERIES_FIXES}
    for ecart, nom in _FERIES_MOBILES:
        # Two holidays can meet (8 May and Ascension in 2059): both names are said.
        jour_mobile = paques + timedelta(days=ecart)
        jours[jour_mobile] = " et ".join(filter(None, (jours.get(jour_mobile), nom)))
    if departement in _ABOLITION:
        mois, jour = _ABOLITION[departement]
        jours.setdefault(date(annee, mois, jour), "abolition de l’esclavage")
    if departement in _ALSACE_MOSELLE:
        jours[paques - timedelta(days=2)] = "Vendredi saint"
        jours[date(annee, 12, 26)] = "Saint-Étienne"
    return dict(sorted(jours.items()))


def usage_days(departement: str, annee: int) -> dict[date, str]:
    """Return the days that custom leaves unworked without the law closing them: Guadeloupe only."""
    if departement != "971":
        return {}
    jours = {easter(annee) + timedelta(days=ecart): nom for ecart, nom in _USAGES_MOBILES}
    jours.update({date(annee, mois, jour): nom for mois, jour, nom in _USAGES_FIXES})
    return dict(sorted(jours.items()))


def closed_days(departement: str, debut: date, fin: date) -> dict[date, str]:
    """Return the legal holidays between two days included, with their names."""
    jours: dict[date, str] = {}
    for annee in range(debut.year, fin.year + 1):
        jours.update(legal_holidays(departement, annee))
    return {jour: nom for jour, nom in jours.items() if debut <= jour <= fin}


def discouraged_days(
    departement: str, debut: date, fin: date, zone: str | None, vacances: Iterable[Vacances]
) -> dict[date, tuple[str, ...]]:
    """Return the working days to avoid between two days included, each with its reasons.

    `zone` is the school zone of the département; overseas, breaks are given under the département's own code.
    """
    fermes = closed_days(departement, debut - _UN_JOUR, fin + _UN_JOUR)
    usages = {j: n for annee in range(debut.year, fin.year + 1) for j, n in usage_days(departement, annee).items()}
    pauses = [v for v in vacances if v.zone in {zone, departement}]
    trouves: dict[date, tuple[str, ...]] = {}
    for jour in _working_days(debut, fin):
        if jour in fermes:
            continue
        motifs = (usages.get(jour), _school_break(jour, pauses), _bridge(jour, fermes), _slack_period(jour))
        if any(motifs):
            trouves[jour] = tuple(motif for motif in motifs if motif)
    return trouves


def school_calendar_end(departement: str, zone: str | None, vacances: Iterable[Vacances]) -> date | None:
    """Return the last day the known school breaks speak of, None when they say nothing of this territory.

    After that day, the absence of a break means « unknown », never « free »: screens must say so.
    """
    return max((v.fin for v in vacances if v.zone in {zone, departement}), default=None)


def _working_days(debut: date, fin: date) -> Iterator[date]:
    jour = debut
    while jour <= fin:
        if jour.weekday() <= _VENDREDI:
            yield jour
        jour += _UN_JOUR


def _school_break(jour: date, pauses: list[Vacances]) -> str | None:
    return next((pause.nom for pause in pauses if pause.debut <= jour <= pause.fin), None)


def _bridge(jour: date, fermes: dict[date, str]) -> str | None:
    """A Friday after a Thursday holiday, a Monday before a Tuesday one."""
    if jour.weekday() == _VENDREDI and jour - _UN_JOUR in fermes:
        return f"pont ({fermes[jour - _UN_JOUR]})"
    if jour.weekday() == _LUNDI and jour + _UN_JOUR in fermes:
        return f"pont ({fermes[jour + _UN_JOUR]})"
    return None


def _slack_period(jour: date) -> str | None:
    if jour.month == 8:
        return "mois d’août"
    if (jour.month, jour.day) >= (12, 24) or (jour.month, jour.day) <= (1, 2):
        return "fêtes de fin d’année"
    return None
