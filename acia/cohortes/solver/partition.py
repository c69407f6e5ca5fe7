"""Cheapest sharing-out of the candidates to place, with its proof.

For each possible number of cohortes: a linear relaxation over every valid cohorte; then only the cohortes whose
reduced cost leaves room for a plan cheaper than the best known are kept; subset-row cuts tighten the relaxation when
too many remain; HiGHS settles the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from acia.cohortes.solver.choice import Choice, cheapest_choice
from acia.cohortes.solver.cuts import Capacity, Cut, FractionalPlan, worst_cuts
from acia.cohortes.solver.improve import BREACH, Improver, Plan
from acia.cohortes.solver.instance import Flags, Instance
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.master import SCALE, Master, Relaxation
from acia.cohortes.solver.pool import Indices, Pool
from acia.core.partage import cohorte_counts

KICKS: Final = 10
FIRST_COLUMNS: Final = 20
FEW: Final = 600
MANY: Final = 5000
TOO_MANY: Final = 60_000
CUT_ROUNDS: Final = 25
WORTH_ANOTHER_ROUND: Final = 0.02


@dataclass(frozen=True, slots=True)
class Partition:
    """A valid plan, its cost, and what no plan over the same pool can beat."""

    plan: Plan
    cost: int
    bound: int


class PartitionSearch:
    """Search of the cheapest plan that places exactly `placed`, from a valid one."""

    def __init__(self, instance: Instance, pool: Pool, placed: Sequence[int], deadline: Deadline) -> None:
        parametres = instance.parametres
        self.instance, self.deadline = instance, deadline
        self.placed = sorted(placed)
        self.pool = pool.inside(self.placed)
        self.counts = cohorte_counts(len(self.placed), parametres.taille_min, parametres.taille_max)
        self.improver = Improver(instance, self.placed)
        self.plan: Plan = ()
        self.cost = 0

    def run(self, start: Plan) -> Partition:
        self.plan, self.cost = start, self.improver.charge(start)
        self._improve(len(start), start)
        if self.deadline.passed:
            return Partition(self.plan, self.cost, 0)
        relaxed = [self._relax(k) for k in self.counts]
        bounds = {master.k: _whole(relaxation.bound) for master, relaxation in relaxed}
        ordered = sorted(relaxed, key=lambda pair: (pair[1].bound, pair[0].k))
        for master, relaxation in ordered:
            if bounds[master.k] < self.cost:
                self._round(master, relaxation)
        for master, _ in ordered:
            if bounds[master.k] < self.cost:
                bounds[master.k] = self._settle(master, bounds[master.k])
        return Partition(self.plan, self.cost, min([self.cost, *bounds.values()]))

    def _improve(self, k: int, start: Plan) -> None:
        """Keep what exchanges make of this plan, if it respects every rule and beats the best known."""
        charge, plan = self.improver.search(k, KICKS, self.deadline, start)
        if charge < min(self.cost, BREACH):
            self.plan, self.cost = plan, charge

    def _round(self, master: Master, relaxation: Relaxation) -> None:
        """Improve a plan made of the cohortes that the relaxation uses most: the best source of good plans."""
        by_weight = sorted(relaxation.support, key=lambda pair: (-pair[1], pair[0]))
        wished = [master.pool.group(row) for row, _ in by_weight]
        self._improve(master.k, self.improver.complete_plan(master.k, wished))

    def _relax(self, k: int) -> tuple[Master, Relaxation]:
        """Master programme for `k` cohortes over every valid one."""
        dear = 2 * int(self.pool.costs.max(initial=0)) + 1
        master = Master(self.pool, self.placed, (), k, dear)
        master.add(self.pool.cheapest_around(self.placed, FIRST_COLUMNS))
        return master, master.solve()

    def _settle(self, master: Master, bound: int) -> int:
        """Find the cheapest plan of `k` cohortes if it beats the best known; return the bound proved for it."""
        relaxation = master.solve(self.cost)
        master, relaxation = self._tighten(*self._shrink(master, relaxation))
        bound = max(bound, _whole(relaxation.bound))
        if self._alive(relaxation).sum() > FEW:
            self._choose(master, self._most_promising(relaxation))
        alive = np.flatnonzero(self._alive(relaxation))
        if bound >= self.cost or self.deadline.passed or len(alive) > TOO_MANY:
            return bound
        choice = self._choose(master, alive)
        return self.cost if choice.complete else max(bound, choice.bound or 0)

    def _tighten(self, master: Master, relaxation: Relaxation) -> tuple[Master, Relaxation]:
        """Add cuts while they pay and while many cohortes remain possible."""
        for _ in range(CUT_ROUNDS):
            bound, alive = _whole(relaxation.bound), self._alive(relaxation).sum()
            if bound >= self.cost or self.deadline.passed or alive <= FEW:
                break
            if alive > MANY:
                self._round(master, relaxation)
                master, relaxation = self._shrink(master, relaxation)
            cuts = self._broken(master, relaxation)
            for cut in cuts:
                master.add_cut(cut)
            relaxation = master.solve(self.cost)
            if not cuts or _whole(relaxation.bound) - bound < WORTH_ANOTHER_ROUND * (self.cost - bound):
                break
        return master, relaxation

    def _shrink(self, master: Master, relaxation: Relaxation) -> tuple[Master, Relaxation]:
        """The same programme over the cohortes that are still possible, solved again."""
        alive = self._alive(relaxation)
        used = np.zeros(len(master.pool), dtype=np.bool_)
        used[list(master.variables)] = True
        smaller = Master(master.pool.keep(alive), self.placed, (), master.k, 2 * self.cost + 1)
        smaller.add(np.flatnonzero(used[alive]))
        for cut in master.cuts:
            smaller.add_cut(cut)
        return smaller, smaller.solve(self.cost)

    def _choose(self, master: Master, rows: Indices) -> Choice:
        """Cheapest whole plan over these rows, kept if it beats the best known."""
        small = master.pool.keep(rows)
        choice = cheapest_choice(small, self.placed, master.k, master.cuts, self.deadline)
        if choice.rows is not None:
            plan = tuple(sorted(small.group(row) for row in choice.rows))
            cost = self.improver.charge(plan)
            if cost < self.cost:
                self.plan, self.cost = plan, cost
        return choice

    def _alive(self, relaxation: Relaxation) -> Flags:
        """Cohortes that a plan cheaper than the best known may still use."""
        alive: Flags = relaxation.reduced <= SCALE * (self.cost - 1) - relaxation.bound
        return alive

    def _most_promising(self, relaxation: Relaxation) -> Indices:
        """Few rows, the nearest to being used: they often hold the best plan, and a good plan removes most rows."""
        return np.sort(np.argsort(relaxation.reduced, kind="stable")[:FEW])

    def _broken(self, master: Master, relaxation: Relaxation) -> list[Cut]:
        """Inequalities that the relaxation breaks, worst first: crowds, then triples."""
        parametres = self.instance.parametres
        capacity = Capacity(len(self.placed), master.k, parametres.taille_min, parametres.taille_max)
        plan = FractionalPlan(master.pool, relaxation.support)
        crowds = worst_cuts(plan.broken_crowds(self.placed, capacity), master.cuts, self.instance.n)
        return crowds + worst_cuts(plan.broken_triples(self.placed), master.cuts, self.instance.n)


def _whole(scaled: int) -> int:
    """Smallest whole cost that a scaled bound allows."""
    return -(-scaled // SCALE)
