"""Inequalities that every whole plan satisfies and that fractions of cohortes break.

Two families, both of the form « at most `limit` of these cohortes »:

- *triples*: of three candidates, at most one cohorte can hold two or three;
- *crowds*: a set of candidates needs at least so many cohortes to hold it, since few of them may be larger than the
  smallest size; so at most the others can avoid it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.instance import Flags
from acia.cohortes.solver.pool import Pool

CUTS_A_ROUND: Final = 40
CUTS_A_CANDIDATE: Final = 5
WORTH_CUTTING: Final = 0.02


@dataclass(frozen=True, slots=True)
class Cut:
    """At most `limit` cohortes hold two of `candidates` (or, for a crowd, hold none of them)."""

    candidates: tuple[int, ...]
    crowd: bool
    limit: int

    def concerns(self, pool: Pool, members: NDArray[np.int16]) -> Flags:
        """Cohortes that the inequality counts."""
        inside = pool.flags(self.candidates)[members]
        if self.crowd:
            inside = ~inside
            none: Flags = np.asarray(inside.all(axis=1), dtype=np.bool_)
            return none
        several: Flags = np.asarray(inside.sum(axis=1) >= 2, dtype=np.bool_)
        return several


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many candidates some of the `k` cohortes can hold at most."""

    n: int
    k: int
    low: int
    high: int

    def needed(self, crowd: int) -> int:
        """Fewest cohortes that can hold a crowd of this size."""
        spare = self.n - self.low * self.k
        return next(q for q in range(self.k + 1) if self.low * q + min(spare, (self.high - self.low) * q) >= crowd)


class FractionalPlan:
    """Cohortes used by a relaxation, with their fractions, as a table of who is in which."""

    def __init__(self, pool: Pool, support: Sequence[tuple[int, float]]) -> None:
        rows = np.array([row for row, _ in support], dtype=np.intp)
        self.weights = np.array([weight for _, weight in support])
        self.used = np.zeros((len(rows), pool.n + 1), dtype=np.bool_)
        self.used[np.arange(len(rows))[:, None], pool.members[rows]] = True

    def broken_triples(self, candidates: Sequence[int]) -> Iterable[tuple[float, Cut]]:
        triples = np.array(list(combinations(sorted(candidates), 3)), dtype=np.intp).reshape(-1, 3)
        excess = self.weights @ (self.used.astype(np.int8)[:, triples].sum(axis=2) >= 2) - 1.0
        for index in np.flatnonzero(excess > WORTH_CUTTING):
            yield float(excess[index]), Cut(tuple(triples[index].tolist()), False, 1)

    def broken_crowds(self, candidates: Sequence[int], capacity: Capacity) -> Iterable[tuple[float, Cut]]:
        """Grow a crowd around each candidate, always by whoever brings the fewest new cohortes."""
        for start in candidates:
            crowd, touching = [start], self.used[:, start]
            others = [i for i in candidates if i != start]
            while others and len(crowd) < capacity.n - 1:
                weights = self.weights @ (self.used[:, others] | touching[:, None])
                best = int(weights.argmin())
                touching = touching | self.used[:, others[best]]
                crowd.append(others.pop(best))
                needed = capacity.needed(len(crowd))
                if needed - weights[best] > WORTH_CUTTING:
                    yield float(needed - weights[best]), Cut(tuple(sorted(crowd)), True, capacity.k - needed)


def worst_cuts(broken: Iterable[tuple[float, Cut]], known: Sequence[Cut], n: int) -> list[Cut]:
    """The most broken inequalities, few a candidate so that they say different things."""
    ranked = sorted(set(broken), key=lambda pair: (-pair[0], pair[1].candidates))
    seen, load = set(known), np.zeros(n + 1, dtype=np.int64)
    chosen: list[Cut] = []
    for _, cut in ranked:
        members = list(cut.candidates)
        if len(chosen) == CUTS_A_ROUND:
            break
        if cut in seen or load[members].max() >= CUTS_A_CANDIDATE:
            continue
        load[members] += 1
        chosen.append(cut)
    return chosen
