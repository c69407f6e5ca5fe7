"""What lies under a mean: median, extremes, spread, and where members disagree enough to talk. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul

from acia.commission.rules.classement import DossierNote
from acia.commission.rules.grille import NOTE_MAX, quotient, weighted_mark

ECART_CRITERE = 3
"""Levels between the highest and the lowest mark of one criterion from which it is to be talked over."""
ECART_TYPE = 0.9
"""Standard deviation of the members' marks, in levels of the grid, beyond which the file is to be talked over."""


@dataclass(frozen=True)
class Dispersion:
    """The members' marks on a file, out of 100, beside their mean."""

    moyenne: Fraction
    mediane: Fraction
    basse: Fraction
    haute: Fraction
    ecart_type: float
    """In points out of 100."""
    niveaux: tuple[int, ...]
    """How many members are nearest to each level of the grid, from 0 to 5."""
    criteres: tuple[int, ...]
    """Indexes of the criteria on which marks are three levels apart or more."""

    @property
    def desaccord(self) -> bool:
        """True when the file is worth a discussion before the line is drawn."""
        return bool(self.criteres) or self.ecart_type > ECART_TYPE * 100 / NOTE_MAX


def dispersion_of(dossier: DossierNote, poids: Sequence[int]) -> Dispersion | None:
    """Read the sheets of a file; none without a sheet. Whole points until the end: a list has two thousand files."""
    if not dossier.feuilles:
        return None
    count, whole = len(dossier.feuilles), sum(poids)
    points = sorted(sum(map(mul, poids, sheet.notes)) for sheet in dossier.feuilles)
    total = sum(points)
    squares = count * sum(p * p for p in points) - total * total
    middle = points[(count - 1) // 2] + points[count // 2]
    levels = [(2 * p + whole) // (2 * whole) for p in points]
    full = NOTE_MAX * whole
    by_criterion = zip(*(sheet.notes for sheet in dossier.feuilles), strict=True)
    return Dispersion(
        quotient(100 * total, full * count),
        quotient(50 * middle, full),
        quotient(100 * points[0], full),
        quotient(100 * points[-1], full),
        100 * math.sqrt(squares) / (count * full),
        tuple(levels.count(level) for level in range(NOTE_MAX + 1)),
        tuple(i for i, notes in enumerate(by_criterion) if max(notes) - min(notes) >= ECART_CRITERE),
    )


def marks_of(dossier: DossierNote, poids: Sequence[int]) -> list[Fraction]:
    """The mark out of 100 of each sheet of a file, in the order of the sheets."""
    return [mark for sheet in dossier.feuilles if (mark := weighted_mark(poids, sheet.notes)) is not None]
