"""The frozen mark of a file, and how it is said."""

from __future__ import annotations

from fractions import Fraction

from acia.commission.models import Selection
from acia.commission.rules import decimal_words


def mark_of(selection: Selection) -> Fraction | None:
    """The frozen mark out of 100, exact."""
    if selection.note_numerateur is None or selection.note_denominateur is None:
        return None
    return Fraction(selection.note_numerateur, selection.note_denominateur)


def mark_words(mark: Fraction | None) -> str:
    return "non classé" if mark is None else f"{decimal_words(mark)} / 100"
