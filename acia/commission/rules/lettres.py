"""The reasons of the letters: the words of the published grid and the facts of the file. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from acia.commission.rules.grille import NBSP, NOTE_MAX, CritereGrille, ordinal
from acia.commission.workflow import IssueSelection


def criterion_reasons(criteres: Sequence[CritereGrille], moyennes: Sequence[Fraction]) -> tuple[str, ...]:
    """One sentence a criterion, in the words of the published grid: the level nearest to the commission's mean."""
    sentences = []
    for critere, moyenne in zip(criteres, moyennes, strict=True):
        level = min(NOTE_MAX, (2 * moyenne.numerator + moyenne.denominator) // (2 * moyenne.denominator))
        word, sense = critere.niveaux[level]
        sentences.append(f"{critere.libelle} ({critere.poids}{NBSP}% de la note) : niveau « {word} ». {sense}")
    return tuple(sentences)


@dataclass(frozen=True)
class Situation:
    """Where a decided file stands in its département (« du Finistère »), for the facts of its letter."""

    issue: str
    departement: str
    places: int
    seuil: int
    note: Fraction | None
    rang_attente: int | None = None


def facts_of(situation: Situation) -> tuple[str, ...]:
    """The facts of the decision: places, threshold, position."""
    rooms = "1 place est ouverte" if situation.places == 1 else f"{situation.places} places sont ouvertes"
    opening = f"{rooms} dans le département {situation.departement}."
    if situation.issue == IssueSelection.RETENUE:
        return (opening, "Votre candidature obtient l’une d’elles.")
    if situation.issue == IssueSelection.LISTE_ATTENTE:
        place = f"Votre candidature est {ordinal(situation.rang_attente or 1)} sur la liste d’attente du département."
        return (opening, place, "Elle sera appelée, dans cet ordre, si une place se libère.")
    if situation.note is None:
        return (opening, "Votre candidature n’a pas pu être classée.")
    if situation.note < situation.seuil:
        return (opening, f"Votre candidature n’atteint pas la note de {situation.seuil} sur 100 demandée par l’appel.")
    return (opening, "D’autres candidatures du département ont été classées avant la vôtre.")
