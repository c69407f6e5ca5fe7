"""What an applicant may be told of her own marks, once the decision is taken (R45, E46). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

NOTATIONS_AU_MOINS: Final = 2
"""Under so many sheets, a mean would be the mark of one member."""


def means_to_tell(feuilles: Sequence[Sequence[int]]) -> tuple[Fraction, ...] | None:
    """The mean of each criterion over the sheets that count; nothing when it would show the mark of one member."""
    if len(feuilles) < NOTATIONS_AU_MOINS:
        return None
    return tuple(Fraction(sum(marks), len(feuilles)) for marks in zip(*feuilles, strict=True))
