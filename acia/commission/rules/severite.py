"""How severe each member is beside the others on the same files: an additive model, solved exactly. Pure.

A mark is a file's quality plus its member's habit: y = q + b, where the habits are held near zero by a fixed ridge
(`optimisation.md` §3.3). It serves to test the line and to tell a member, alone, where she stands. It ranks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

AMORTI = 1
"""Ridge: a habit read on few files is drawn towards zero as if one more file had shown none."""

Marques = Mapping[str, Mapping[str, Fraction]]
"""By file, the mark out of 100 of each member."""


@dataclass(frozen=True)
class Habitude:
    """What a member adds to a file's quality, in points out of 100, and its standard error."""

    ecart: Fraction
    erreur: float

    @property
    def nette(self) -> bool:
        """True when the gap is more than twice its error, and a point at least."""
        return abs(self.ecart) >= 1 and abs(float(self.ecart)) > 2 * self.erreur


def habits(marques: Marques) -> dict[str, Habitude]:
    """The habit of each member; empty when nobody can be compared to anybody."""
    shared = {file: marks for file, marks in marques.items() if len(marks) > 1}
    members = sorted({member for marks in shared.values() for member in marks})
    if len(members) < 2:
        return {}
    place = {member: i for i, member in enumerate(members)}
    size = len(members)
    left = [[Fraction(0)] * size for _ in members]
    right = [Fraction(0)] * size
    for marks in shared.values():
        average = sum(marks.values(), Fraction(0)) / len(marks)
        for member, mark in marks.items():
            row = place[member]
            right[row] += mark - average
            left[row][row] += 1
            for other in marks:
                left[row][place[other]] -= Fraction(1, len(marks))
    for i in range(size):
        left[i][i] += AMORTI
    inverse = _inverse(left)
    found = [sum((inverse[i][j] * right[j] for j in range(size)), Fraction(0)) for i in range(size)]
    variance = _residual_variance(shared, {m: found[place[m]] for m in members})
    return {m: Habitude(found[i], math.sqrt(max(0.0, variance * float(inverse[i][i])))) for m, i in place.items()}


def _inverse(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Exact inverse of a positive definite matrix (Gauss and Jordan)."""
    size = len(matrix)
    rows = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for pivot in range(size):
        head = rows[pivot][pivot]
        rows[pivot] = [value / head for value in rows[pivot]]
        for i in range(size):
            factor = rows[i][pivot]
            if i != pivot and factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[pivot], strict=True)]
    return [row[size:] for row in rows]


def _residual_variance(shared: Marques, found: Mapping[str, Fraction]) -> float:
    squares = 0.0
    for marks in shared.values():
        quality = sum((mark - found[m] for m, mark in marks.items()), Fraction(0)) / len(marks)
        squares += sum(float(mark - found[m] - quality) ** 2 for m, mark in marks.items())
    freedom = sum(map(len, shared.values())) - len(shared) - len(found) + 1
    return squares / freedom if freedom > 0 else 0.0


def corrected(marques: Marques) -> dict[str, Fraction]:
    """The mark of each file once every member's habit is taken out of her marks."""
    known = {member: habit.ecart for member, habit in habits(marques).items()}
    return {
        file: sum((mark - known.get(m, Fraction(0)) for m, mark in marks.items()), Fraction(0)) / len(marks)
        for file, marks in marques.items()
        if marks
    }


def spread(marks: Sequence[Fraction]) -> float:
    """Standard deviation of a list of marks, over all of them."""
    average = sum(marks, Fraction(0)) / len(marks)
    return math.sqrt(float(sum(((mark - average) ** 2 for mark in marks), Fraction(0)) / len(marks)))
