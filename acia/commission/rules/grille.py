"""The grid and the sheets: marks in exact arithmetic, what a sheet lacks. Pure.

Nothing is rounded before it is shown: two files are tied only when their fractions are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

NOTE_MAX = 5
NBSP = "\u00a0"


@dataclass(frozen=True)
class CritereGrille:
    """A criterion as the frozen grid words it; `niveaux` holds a word and a sentence for each mark from 0 to 5."""

    libelle: str
    poids: int
    niveaux: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Manque:
    """What a sheet still lacks before it can be final: the criterion's index, the part at fault, a sentence."""

    index: int
    partie: str
    phrase: str


@lru_cache(maxsize=8192)
def quotient(numerator: int, denominator: int) -> Fraction:
    """An exact fraction: two thousand files share few marks, and reducing each again is what their list would cost."""
    return Fraction(numerator, denominator)


def needs_justification(note: int) -> bool:
    """A mark at either end of the scale is explained."""
    return note <= 1 or note >= NOTE_MAX - 1


def missing_in_sheet(notes: Sequence[int | None], justifications: Sequence[str]) -> tuple[Manque, ...]:
    """What keeps a sheet from being final (R34): a criterion without a mark, an extreme mark without its reason."""
    missing = []
    for index, (note, justification) in enumerate(zip(notes, justifications, strict=True)):
        if note is None:
            missing.append(Manque(index, "note", "Donnez une note de 0 à 5 sur ce critère."))
        elif needs_justification(note) and not justification.strip():
            missing.append(
                Manque(
                    index,
                    "justification",
                    f"Dites pourquoi vous donnez {note}{NBSP}: la justification est attendue à 0, 1, 4 et 5.",
                )
            )
    return tuple(missing)


def weighted_mark(poids: Sequence[int], notes: Sequence[int | None]) -> Fraction | None:
    """A member's mark out of 100 on the criteria she has marked; none when she has marked nothing.

    The weights of the marked criteria are taken alone, so that a draft shows where it stands; a final sheet has all.
    """
    given = [(weight, note) for weight, note in zip(poids, notes, strict=True) if note is not None]
    if not given:
        return None
    return quotient(100 * sum(w * n for w, n in given), NOTE_MAX * sum(w for w, _ in given))


def mean(values: Sequence[Fraction]) -> Fraction:
    """Exact mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def decimal_words(value: Fraction, decimals: int = 2) -> str:
    """« 70,83 »: exact half-up rounding of a positive fraction, for display alone."""
    scale = 10**decimals
    units = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(units, scale)
    tail = f"{rest:0{decimals}d}".rstrip("0")
    return f"{whole},{tail}" if tail else str(whole)


def ordinal(rang: int) -> str:
    """« 1re », « 2e »."""
    return "1re" if rang == 1 else f"{rang}e"
