"""Rules of the sessions (R57, R58, R60, R63, R65) and the date arithmetic they share with the solver. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from acia import cadre
from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat

ECART_MIN_JOURS: Final = 14
SAMEDI: Final = 5
DIMANCHE: Final = 6
R57: Final = Regle(
    "R57",
    "La première séance collective se tient au plus tard deux mois après la signature de la lettre d’engagement.",
    "AMI Acia 2024",
)
R58: Final = Regle(
    "R58",
    "Pour une cohorte, la limite court à partir de la première lettre signée.",
    "AMI Acia 2024, lecture retenue par le programme",
)
R60: Final = Regle(
    "R60",
    "Toutes les séances tiennent dans les douze mois de l’accompagnement.",
    "AMI Acia 2024",
)
R63: Final = Regle(
    "R63",
    "Aucune séance un dimanche ni un jour férié légal du département.",
    "Code du travail, art. L. 3133-1 et L. 3422-2",
)
R63_ALERTE: Final = Regle(
    "R63",
    "Éviter les samedis, les jours d’usage, les ponts et les congés scolaires.",
    "Choix du programme",
    Niveau.ALERTE,
)
R65: Final = Regle(
    "R65",
    "Les séances collectives gardent leur ordre et deux semaines les séparent au moins.",
    "Choix du programme",
    Niveau.ALERTE,
)
REGLES: Final[tuple[Regle, ...]] = (R57, R58, R60, R63, R63_ALERTE, R65)


def first_seance_deadline(
    signature_dates: Iterable[date], months: int = cadre.DELAI_PREMIERE_SEANCE_MOIS.valeur
) -> date:
    """Return the last day on which the first collective session may be held: earliest signature plus `months` (R58).

    A limit that falls on a closed day is not moved.
    """
    return add_months(min(signature_dates), months)


def programme_end(start: date, months: int = cadre.DUREE_ACCOMPAGNEMENT_MOIS.valeur) -> date:
    """Return the last day of the support that starts on `start` (R60)."""
    return add_months(start, months) - timedelta(days=1)


def check_first_seance(
    day: date, signature_date: date, months: int = cadre.DELAI_PREMIERE_SEANCE_MOIS.valeur
) -> Constat:
    """R57: the first session against one establishment's own letter."""
    return _within(R57, day, add_months(signature_date, months), "lettre d’engagement")


def check_first_seance_cohorte(
    day: date, signature_dates: Collection[date], months: int = cadre.DELAI_PREMIERE_SEANCE_MOIS.valeur
) -> Constat:
    """R58: the first session against the earliest letter of the cohorte."""
    if not signature_dates:
        return Constat(
            R58, Resultat.INCONNU, "Aucune lettre d’engagement n’est encore signée.", valeur=date_in_words(day)
        )
    return _within(R58, day, first_seance_deadline(signature_dates, months), "lettres d’engagement")


def check_programme(day: date, start: date, months: int = cadre.DUREE_ACCOMPAGNEMENT_MOIS.valeur) -> Constat:
    """R60: a session lies inside the support, first and last day included."""
    if day < start:
        phrase = f"La séance du {date_in_words(day)} précède le début de l’accompagnement, le {date_in_words(start)}."
        return Constat(R60, Resultat.NON_SATISFAIT, phrase, date_in_words(day), date_in_words(start))
    return _within(R60, day, programme_end(start, months), "début de l’accompagnement")


def check_jour(day: date, feries: Mapping[date, str], a_eviter: Mapping[date, str]) -> Constat:
    """R63: Sunday and legal holidays block, Saturday and days to avoid (usage, pont, school break) warn."""
    words = date_in_words(day)
    if day.weekday() == DIMANCHE:
        return Constat(R63, Resultat.NON_SATISFAIT, f"Le {words} est un dimanche.", words)
    if day in feries:
        return Constat(R63, Resultat.NON_SATISFAIT, f"Le {words} est férié ({feries[day]}).", words)
    if day.weekday() == SAMEDI:
        return Constat(R63_ALERTE, Resultat.NON_SATISFAIT, f"Le {words} est un samedi.", words)
    if day in a_eviter:
        return Constat(R63_ALERTE, Resultat.NON_SATISFAIT, f"Le {words} est à éviter ({a_eviter[day]}).", words)
    return Constat(R63, Resultat.SATISFAIT, f"Le {words} est un jour ouvré.", words)


def check_ordre(seances: Sequence[tuple[str, date]], ecart_min_jours: int = ECART_MIN_JOURS) -> list[Constat]:
    """R65: one finding for each pair of successive collective sessions, given in the order of the call's template."""
    return [_gap(before, after, ecart_min_jours) for before, after in pairwise(seances)]


def _gap(before: tuple[str, date], after: tuple[str, date], ecart_min_jours: int) -> Constat:
    days = (after[1] - before[1]).days
    if days <= 0:
        phrase = f"{after[0]}, le {date_in_words(after[1])}, devrait suivre {before[0]}, le {date_in_words(before[1])}."
        return Constat(R65, Resultat.NON_SATISFAIT, phrase, _jours(days), _jours(ecart_min_jours))
    outcome = Resultat.SATISFAIT if days >= ecart_min_jours else Resultat.NON_SATISFAIT
    phrase = (
        f"L’écart entre {before[0]} et {after[0]} est de {_jours(days)} ; le minimum est de {_jours(ecart_min_jours)}."
    )
    return Constat(R65, outcome, phrase, _jours(days), _jours(ecart_min_jours))


def _within(regle: Regle, day: date, limit: date, since: str) -> Constat:
    late = (day - limit).days
    words, limit_words = date_in_words(day), date_in_words(limit)
    if late > 0:
        phrase = f"La séance du {words} dépasse de {_jours(late)} la limite du {limit_words}."
        return Constat(regle, Resultat.NON_SATISFAIT, phrase, words, limit_words, since)
    phrase = f"La séance du {words} respecte la limite du {limit_words}."
    return Constat(regle, Resultat.SATISFAIT, phrase, words, limit_words, since)


def _jours(count: int) -> str:
    return f"{count} jour{'s' if abs(count) > 1 else ''}"
