"""Who is placed: candidates are served by rank, each as soon as some valid plan still places all those kept before.

Counting settles it when nothing ties or separates the candidates; otherwise plans are looked for, and their absence
is proved by linear programming or by an exhaustive choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from acia.cohortes.solver.choice import Choice, covering_choice
from acia.cohortes.solver.improve import BREACH, Improver, Plan
from acia.cohortes.solver.instance import Instance
from acia.cohortes.solver.leaders import led_plan
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.master import Master
from acia.cohortes.solver.pool import Pool
from acia.core.partage import cohorte_counts

KICKS: Final = 60
SAMPLE: Final = 60
LARGEST_CHOICE: Final = 60_000
SLACK_PRICE: Final = 1000


@dataclass(frozen=True, slots=True)
class Placement:
    """Candidates to place, a valid plan that does it, and whether nobody was left out without proof."""

    placed: tuple[int, ...]
    plan: Plan
    proven: bool


def can_count(n: int, hosts: int, kept: int, kept_hosts: int, low: int, high: int) -> bool:
    """Can some of `n` candidates, the `kept` ones among them, form cohortes? Only sizes and hosts are looked at."""
    if kept == 0:
        return True
    for k in range(-(-kept // high), n // low + 1):
        most = min(n, high * k)
        if most >= max(kept, low * k) and min(hosts, kept_hosts + most - kept) >= k:
            return True
    return False


class PrioritySearch:
    """Serial priority among `eligible` candidates, each of whom belongs to at least one cohorte of the pool."""

    def __init__(
        self, instance: Instance, pool: Pool, eligible: Sequence[int], deadline: Deadline, exhaustive: bool
    ) -> None:
        chosen = set(eligible)
        self.instance, self.pool, self.deadline, self.exhaustive = instance, pool, deadline, exhaustive
        self.ordered = [i for i in instance.order if i in chosen]
        self.hosts = int(instance.hosts[self.ordered].sum())
        self.low, self.high = instance.parametres.taille_min, instance.parametres.taille_max
        self.free = not instance.apart[np.ix_(self.ordered, self.ordered)].any() and not any(
            chosen & set(bundle) for bundle in instance.bundles
        )
        self.proven = True

    def run(self) -> Placement:
        ideal = self._by_counting()
        plan = self._simple_plan(ideal) if self.free else self._lucky_plan(ideal)
        if plan is not None:
            return Placement(tuple(sorted(ideal)), plan, True)
        return self._one_by_one()

    def _by_counting(self) -> list[int]:
        """Best conceivable set: exact when nothing ties or separates the candidates, optimistic otherwise."""
        kept: list[int] = []
        for i in self.ordered:
            if self._countable([*kept, i]):
                kept.append(i)
        return kept

    def _countable(self, kept: Sequence[int]) -> bool:
        kept_hosts = int(self.instance.hosts[list(kept)].sum())
        return can_count(len(self.ordered), self.hosts, len(kept), kept_hosts, self.low, self.high)

    def _simple_plan(self, placed: Sequence[int]) -> Plan:
        """One host each, then deal the others out: valid as soon as nothing ties or separates them."""
        hosts = [i for i in placed if self.instance.hosts[i]]
        counts = [k for k in cohorte_counts(len(placed), self.low, self.high) if k <= len(hosts)]
        if not counts:
            return ()
        dealt = [*hosts, *(i for i in placed if not self.instance.hosts[i])]
        return tuple(sorted(tuple(sorted(dealt[start :: counts[0]])) for start in range(counts[0])))

    def _lucky_plan(self, placed: Sequence[int]) -> Plan | None:
        """A valid plan of the best conceivable set, when a quick search finds one."""
        if not placed:
            return ()
        improver = Improver(self.instance, placed)
        for k in cohorte_counts(len(placed), self.low, self.high):
            charge, plan = improver.search(k, KICKS, self.deadline)
            if charge < BREACH:
                return plan
        return None

    def _one_by_one(self) -> Placement:
        kept: list[int] = []
        plan: Plan = self._any_cohorte_of(self.ordered[0])
        refused: set[int] = set()
        for i in self.ordered:
            covered = {member for group in plan for member in group}
            if i in covered:
                kept.append(i)
                continue
            found = None
            if not refused & self._bundle(i) and self._countable([*kept, i]):
                found = self._plan_with([*kept, i])
            if found is None:
                refused.add(i)
            else:
                plan = found
                kept.append(i)
        placed = tuple(sorted(member for group in plan for member in group))
        return Placement(placed, plan, self.proven)

    def _any_cohorte_of(self, i: int) -> Plan:
        """A first plan: the first candidate can always be placed, since he is eligible."""
        rows = np.flatnonzero((self.pool.members == i).any(axis=1))
        return (self.pool.group(int(rows[self.pool.costs[rows].argmin()])),)

    def _bundle(self, i: int) -> set[int]:
        return next((set(bundle) for bundle in self.instance.bundles if i in bundle), {i})

    def _plan_with(self, required: Sequence[int]) -> Plan | None:
        """A valid plan that places all of `required`; None when there is none, or when time runs out."""
        sample = self.pool.keep(self.pool.cheapest_around(self.ordered, SAMPLE))
        choice = self._choose(sample, required)
        if choice.rows is not None:
            return _plan_of(sample, choice)
        proven = self.exhaustive
        for k in self._counts(required):
            if self._relaxation_refuses(required, k):
                continue
            if len(self.pool) > LARGEST_CHOICE:
                return self._led_plan(required)
            choice = self._choose(self.pool, required, k)
            if choice.rows is not None:
                return _plan_of(self.pool, choice)
            proven &= choice.complete
        self.proven &= proven
        return None

    def _led_plan(self, required: Sequence[int]) -> Plan | None:
        plan, complete = led_plan(self.instance, required, self._wishes(required), self.deadline)
        self.proven &= plan is not None or complete
        return plan

    def _wishes(self, required: Sequence[int]) -> dict[int, int]:
        """Those who may be placed too, the better ranked the heavier."""
        others = [i for i in self.ordered if i not in set(required)]
        return {i: len(others) - place for place, i in enumerate(others)}

    def _choose(self, pool: Pool, required: Sequence[int], k: int | None = None) -> Choice:
        return covering_choice(pool, required, self._wishes(required), self.deadline, k)

    def _counts(self, required: Sequence[int]) -> range:
        return range(-(-len(required) // self.high), min(len(self.ordered) // self.low, self.hosts) + 1)

    def _relaxation_refuses(self, required: Sequence[int], k: int) -> bool:
        """True when even fractions of cohortes, `k` in all, cannot hold all of `required`: a proof in whole numbers."""
        weightless = Pool(self.pool.n, self.pool.members, np.zeros(len(self.pool), dtype=np.int64))
        others = [i for i in self.ordered if i not in set(required)]
        master = Master(weightless, required, others, k, SLACK_PRICE)
        master.add(self.pool.cheapest_around(self.ordered, SAMPLE))
        return master.solve().bound > 0


def _plan_of(pool: Pool, choice: Choice) -> Plan:
    return tuple(sorted(pool.group(row) for row in choice.rows or ()))
