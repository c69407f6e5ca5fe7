"""Could this candidate have been placed? Exhaustive search with a budget, written apart from the solver's own.

The answer is a proof either way, or an honest « undecided » when the budget runs out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import combinations
from typing import Final

from acia.cohortes.solver.problem import Candidat, Problem

BUDGET: Final = 60_000


class Decision(Enum):
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "indecidable"


class _BudgetSpent(Exception):
    """The search has looked at as many groups as it may."""


def could_be_placed(problem: Problem, kept: Sequence[str], identifier: str) -> Decision:
    """Does a valid plan place this candidate together with all of `kept` (those of its département count)?"""
    return _Search(problem, identifier).decide({*kept, identifier})


class _Search:
    """Candidates of one département as bits of whole numbers."""

    def __init__(self, problem: Problem, identifier: str) -> None:
        departement = next(c.departement for c in problem.candidats if c.id == identifier)
        self.candidats = [c for c in problem.candidats if c.departement == departement]
        self.bit = {c.id: 1 << place for place, c in enumerate(self.candidats)}
        self.low, self.high = problem.parametres.taille_min, problem.parametres.taille_max
        self.hosts = sum(self.bit[c.id] for c in self.candidats if c.hote)
        self.tied = {c.id: self._tied(problem, c.id) for c in self.candidats}
        self.apart = self._apart(problem)
        self.budget = BUDGET
        self.dead_ends: set[int] = set()

    def _tied(self, problem: Problem, identifier: str) -> frozenset[str]:
        """Everyone who must be with this candidate, himself included."""
        tied: frozenset[str] = frozenset()
        grown = frozenset([identifier])
        while tied != grown:
            tied = grown
            grown = tied.union(*(ids for ids in problem.ensemble if tied & set(ids)))
        return tied

    def _apart(self, problem: Problem) -> dict[int, int]:
        apart = dict.fromkeys(self.bit.values(), 0)
        refused = [*problem.incompatibles]
        if problem.parametres.meme_gestionnaire == "interdire":
            refused += [
                (a.id, b.id) for a, b in combinations(self.candidats, 2) if a.gestionnaire and _same_manager(a, b)
            ]
        for a, b in refused:
            if a in self.bit and b in self.bit:
                apart[self.bit[a]] |= self.bit[b]
                apart[self.bit[b]] |= self.bit[a]
        return apart

    def decide(self, wanted: set[str]) -> Decision:
        needed: set[str] = set().union(*(self.tied[i] for i in wanted if i in self.bit))
        if not needed <= set(self.bit):
            return Decision.IMPOSSIBLE
        required = sum(self.bit[i] for i in needed)
        if not self._countable(required):
            return Decision.IMPOSSIBLE
        try:
            return Decision.POSSIBLE if self._cover(required, sum(self.bit.values())) else Decision.IMPOSSIBLE
        except _BudgetSpent:
            return Decision.UNDECIDED

    def _countable(self, required: int) -> bool:
        """Sizes and hosts alone: is there a number of cohortes and of placed candidates that could do?"""
        total, kept = len(self.candidats), required.bit_count()
        spare_hosts = (self.hosts & ~required).bit_count()
        for placed in range(kept, total + 1):
            for k in range(1, total // self.low + 1):
                added_hosts = min(spare_hosts, placed - kept)
                enough = (self.hosts & required).bit_count() + added_hosts >= k
                if self.low * k <= placed <= self.high * k and enough:
                    return True
        return False

    def _cover(self, required: int, free: int) -> bool:
        """Cover every required candidate with groups of free ones, the lowest bit first."""
        if not required:
            return True
        if free in self.dead_ends:
            return False
        first = required & -required
        for group in self._groups(first, free):
            if self._cover(required & ~group, free & ~group):
                return True
        self.dead_ends.add(free)
        return False

    def _groups(self, first: int, free: int) -> Iterator[int]:
        near = [bit for bit in self.bit.values() if bit & free and bit != first and not bit & self.apart[first]]
        for size in range(self.high, self.low - 1, -1):
            for others in combinations(near, size - 1):
                self.budget -= 1
                if self.budget < 0:
                    raise _BudgetSpent
                group = first + sum(others)
                if group & self.hosts and self._holds(group):
                    yield group

    def _holds(self, group: int) -> bool:
        for candidat in self.candidats:
            bit = self.bit[candidat.id]
            if not bit & group:
                continue
            if self.apart[bit] & group or any(not self.bit.get(i, 0) & group for i in self.tied[candidat.id]):
                return False
        return True


def _same_manager(a: Candidat, b: Candidat) -> bool:
    return a.gestionnaire == b.gestionnaire
