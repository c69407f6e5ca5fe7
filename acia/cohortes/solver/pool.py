"""All candidate cohortes of one search in a single table, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.columns import Columns, Costs, Members
from acia.cohortes.solver.instance import Flags

Indices = NDArray[np.intp]

WELL_KNOWN: Final = 20_000


@dataclass(frozen=True, eq=False)
class Pool:
    """Rows of member indices padded with `n`, which stands for nobody, and their costs."""

    n: int
    members: Members
    costs: Costs

    @classmethod
    def gather(cls, n: int, parts: Sequence[Columns]) -> Pool:
        width = max((part.members.shape[1] for part in parts), default=0)
        padded = [
            np.pad(part.members, ((0, 0), (0, width - part.members.shape[1])), constant_values=n) for part in parts
        ]
        if not padded:
            return cls(n, np.zeros((0, 0), dtype=np.int16), np.zeros(0, dtype=np.int64))
        return cls(n, np.concatenate(padded), np.concatenate([part.costs for part in parts]))

    def __len__(self) -> int:
        return len(self.costs)

    def keep(self, chosen: Flags | Indices) -> Pool:
        return Pool(self.n, self.members[chosen], self.costs[chosen])

    def inside(self, allowed: Iterable[int]) -> Pool:
        """Cohortes made only of these candidates."""
        flags = self.flags([*allowed, self.n])
        if flags.all():
            return self
        return self.keep(np.flatnonzero(flags[self.members].all(axis=1)))

    def flags(self, candidates: Iterable[int]) -> Flags:
        """Lookup table by candidate; nobody, at `n`, is false unless asked."""
        flags = np.zeros(self.n + 1, dtype=np.bool_)
        flags[list(candidates)] = True
        return flags

    def group(self, row: int) -> tuple[int, ...]:
        return tuple(i for i in self.members[row].tolist() if i != self.n)

    def covered(self) -> list[int]:
        """Candidates found in at least one cohorte."""
        seen = np.zeros(self.n + 1, dtype=np.bool_)
        seen[self.members.ravel()] = True
        return np.flatnonzero(seen[: self.n]).tolist()

    def cheapest_around(self, candidates: Iterable[int], each: int) -> Indices:
        """Rows of the cheapest cohortes of each candidate, among the cheapest of all: a first basis."""
        count = min(WELL_KNOWN, len(self))
        if not count:
            return np.zeros(0, dtype=np.intp)
        near = np.argpartition(self.costs, count - 1)[:count]
        near = near[np.lexsort((near, self.costs[near]))]
        rows = self.members[near]
        chosen = [near[(rows == i).any(axis=1)][:each] for i in candidates]
        return np.unique(np.concatenate([near[:each], *chosen]))
