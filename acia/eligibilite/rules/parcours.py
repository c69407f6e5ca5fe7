"""What an establishment has already lived in Acia, Areso or Pas-à-pas, and how a list of it is read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acia.referentiel.rules import search_words

PREMIERE_ANNEE: Final = 2015
"""No scheme of the three is older; an earlier year is a slip."""
_ANNEE: Final = re.compile(r"\b20[0-9]{2}\b", re.ASCII)


class Dispositif(StrEnum):
    """The three schemes of quality of working life in child protection."""

    ACIA = "acia"
    ARESO = "areso"
    PAS_A_PAS = "pas_a_pas"


LIBELLES_DISPOSITIF: Final[dict[Dispositif, str]] = {
    Dispositif.ACIA: "Acia",
    Dispositif.ARESO: "Areso",
    Dispositif.PAS_A_PAS: "Pas-à-pas",
}
_MOTS: Final[dict[Dispositif, frozenset[str]]] = {
    Dispositif.ACIA: frozenset({"acia"}),
    Dispositif.ARESO: frozenset({"areso"}),
    Dispositif.PAS_A_PAS: frozenset({"pas", "pasapas"}),
}
_COLONNES: Final[dict[str, frozenset[str]]] = {
    "numero": frozenset({"finess"}),
    "dispositif": frozenset({"dispositif", "programme"}),
    "fin": frozenset({"fin", "sortie"}),
    "debut": frozenset({"debut", "depuis", "entree", "annee"}),
}
"""For each field, the words one of which its title holds."""
SANS_COLONNE: Final[dict[str, str]] = {
    "numero": "Le tableau n’a pas de colonne « FINESS ».",
    "dispositif": "Le tableau n’a pas de colonne « Dispositif ».",
    "debut": "Le tableau n’a pas de colonne « Début ».",
}


@dataclass(frozen=True)
class LigneParcours:
    """A line of a list as it was read; `probleme` says what keeps it out."""

    rang: int
    numero: str
    dispositif: Dispositif | None = None
    debut: int = 0
    fin: int | None = None
    probleme: str = ""


def years_in_words(debut: int, fin: int | None) -> str:
    """« en 2024 », « de 2024 à 2025 », « depuis 2024 »."""
    if fin is None:
        return f"depuis {debut}"
    return f"en {debut}" if fin == debut else f"de {debut} à {fin}"


def wrong_years(debut: int, fin: int | None, this_year: int) -> str:
    """What is wrong with the years, in one sentence; empty when nothing is."""
    if not PREMIERE_ANNEE <= debut <= this_year:
        return f"L’année de début est entre {PREMIERE_ANNEE} et {this_year}."
    if fin is not None and not debut <= fin <= this_year + 3:
        return "L’année de fin suit celle du début."
    return ""


def read_dispositif(texte: str) -> Dispositif | None:
    """The scheme that a cell names, however it is written: « PAS A PAS », « Pas-à-Pas 2025 »."""
    words = set(search_words(texte))
    found = [dispositif for dispositif, known in _MOTS.items() if words & known]
    return found[0] if len(found) == 1 else None


def read_annee(texte: str) -> int | None:
    """The year that a cell gives, alone or in a date."""
    found = set(_ANNEE.findall(texte))
    return int(found.pop()) if len(found) == 1 else None


def columns_of(titres: Sequence[str]) -> dict[str, int]:
    """Where each field is in a table; a field whose column lacks is absent."""
    found: dict[str, int] = {}
    for rang, titre in enumerate(titres):
        words = set(search_words(titre))
        for champ, known in _COLONNES.items():
            if champ not in found and words & known:
                found[champ] = rang
                break
    return found


def read_line(rang: int, cells: Sequence[str], columns: dict[str, int], this_year: int) -> LigneParcours:
    """Read a line of a list; the number is checked against the register afterwards."""
    values = {champ: cells[place].strip() for champ, place in columns.items()}
    numero, fin_lue = values["numero"], values.get("fin", "")
    dispositif, debut, fin = read_dispositif(values["dispositif"]), read_annee(values["debut"]), read_annee(fin_lue)
    if dispositif is None:
        return LigneParcours(rang, numero, probleme="Le dispositif est Acia, Areso ou Pas-à-pas.")
    if debut is None:
        return LigneParcours(rang, numero, dispositif, probleme="L’année de début ne se lit pas.")
    if fin_lue and fin is None:
        return LigneParcours(rang, numero, dispositif, debut, probleme="L’année de fin ne se lit pas.")
    return LigneParcours(rang, numero, dispositif, debut, fin, wrong_years(debut, fin, this_year))


def without_repeats(lines: Iterable[LigneParcours]) -> list[LigneParcours]:
    """The lines, those that say again what an earlier one said put aside."""
    seen: dict[tuple[str, Dispositif | None, int], int] = {}
    kept = []
    for line in lines:
        key = (line.numero, line.dispositif, line.debut)
        first = seen.setdefault(key, line.rang)
        again = not line.probleme and first != line.rang
        probleme = f"La ligne {first} le dit déjà." if again else line.probleme
        kept.append(LigneParcours(line.rang, line.numero, line.dispositif, line.debut, line.fin, probleme))
    return kept
