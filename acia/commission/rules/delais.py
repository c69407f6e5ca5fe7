"""From when the remedies against a notified decision run, and until when (R44, E47). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.referentiel.calendrier import closed_days

NOTIFICATION_PROUVEE: Final = Regle(
    "R44",
    "Le délai de recours court de la notification prouvée, et finit un jour ouvrable",
    "CJA art. R. 421-1, R. 421-5 et R. 421-7 ; délai franc : CE, 19 septembre 2014, n° 362568",
    Niveau.INFORMATION,
)
_SAMEDI: Final = 5


class GenrePreuve(StrEnum):
    """What proves that a decision reached its addressee. A mail that left proves nothing."""

    LECTURE = "lecture"
    REMISE = "remise"
    PRESENTATION = "presentation"


_PREUVES: Final = {
    GenrePreuve.LECTURE: "ouverte dans Acia",
    GenrePreuve.REMISE: "lettre recommandée remise",
    GenrePreuve.PRESENTATION: "lettre recommandée présentée et non réclamée",
}


@dataclass(frozen=True)
class Preuve:
    """A proof and its day, in the zone of the région."""

    genre: GenrePreuve
    jour: date


@dataclass(frozen=True)
class DelaiRecours:
    """From when the remedies run and the last day to appeal; both empty: the delay is not opposable."""

    depuis: date | None = None
    jusqua: date | None = None
    explication: str = ""

    def is_running(self, today: date) -> bool:
        """True while an appeal would be in time and the end is known."""
        return self.jusqua is not None and today <= self.jusqua


def last_day(depuis: date, mois: int, departement: str) -> date:
    """The last day to appeal: neither the first nor the last day counts, and a closed day moves it to the next one.

    The months go from date to date, to the end of a shorter month; holidays are those of the applicant's département,
    which hold the national ones: a doubt is in her favour.
    """
    day = add_months(depuis, mois) + timedelta(days=1)
    while day.weekday() >= _SAMEDI or closed_days(departement, day, day):
        day += timedelta(days=1)
    return day


def remedies_from(preuves: Iterable[Preuve], *, recours_mentionnes: bool, mois: int, departement: str) -> DelaiRecours:
    """The delay of a notified decision: the earliest proof makes it run, and nothing else does (E47)."""
    proofs = sorted(preuves, key=lambda p: p.jour)
    if not recours_mentionnes:
        return DelaiRecours(explication="Pas opposable : la lettre ne dit pas les recours et leur délai.")
    if not proofs:
        return DelaiRecours(explication="Pas opposable : rien ne prouve que la décision est arrivée.")
    first = proofs[0]
    jusqua = last_day(first.jour, mois, departement)
    words = (
        f"Court depuis le {date_in_words(first.jour)} ({_PREUVES[first.genre]}), pendant {mois} mois francs : "
        f"jusqu’au {date_in_words(jusqua)} inclus."
    )
    return DelaiRecours(first.jour, jusqua, words)


def find_delay(delai: DelaiRecours, today: date) -> Constat:
    """What the rule says of a notice today."""
    if delai.jusqua is None:
        return Constat(NOTIFICATION_PROUVEE, Resultat.INCONNU, delai.explication)
    passed = today > delai.jusqua
    words = f"Le délai est passé depuis le {date_in_words(delai.jusqua)}." if passed else delai.explication
    return Constat(NOTIFICATION_PROUVEE, Resultat.SATISFAIT, words, valeur=str(delai.depuis), limite=str(delai.jusqua))
