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

from acia.cohortes.solver.choice import cheapest_choice
from acia.cohortes.solver.counts import cohorte_counts
from acia.cohortes.solver.improve import BREACH, Improver, Plan
from acia.cohortes.solver.instance import Flags, Instance
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.master import SCALE, Master, Relaxation
from acia.cohortes.solver.pool import Pool

KICKS: Final = 100
MORE_KICKS: Final = 400
FIRST_COLUMNS: Final = 20
FEW: Final = 600
MANY: Final = 3000
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
        self._improve(len(start), KICKS, start)
        if self.deadline.passed:
            return Partition(self.plan, self.cost, 0)
        masters = [self._relax(k) for k in self.counts]
        bounds = {master.k: bound for master, bound in masters}
        ordered = sorted(masters, key=lambda pair: (pair[1], pair[0].k))
        for master, bound in ordered:
            if bound < self.cost and master.k != len(start):
                self._improve(master.k, KICKS)
        for master, bound in ordered:
            if bound < self.cost:
                bounds[master.k] = self._settle(master, bound)
        return Partition(self.plan, self.cost, min([self.cost, *bounds.values()]))

    def _improve(self, k: int, kicks: int, start: Plan | None = None) -> None:
        charge, plan = self.improver.search(k, kicks, self.deadline, start)
        if charge < min(self.cost, BREACH):
            self.plan, self.cost = plan, charge

    def _relax(self, k: int) -> tuple[Master, int]:
        """Master programme for `k` cohortes, and its bound in the unit of the costs."""
        dear = 2 * int(self.pool.costs.max(initial=0)) + 1
        master = Master(self.pool, self.placed, (), k, dear)
        master.add(self.pool.cheapest_around(self.placed, FIRST_COLUMNS))
        return master, _whole(master.solve().bound)

    def _settle(self, master: Master, bound: int) -> int:
        """Find the cheapest plan of `k` cohortes if it beats the best known; return the bound proved for it."""
        relaxation = master.solve(self.cost)
        alive = self._alive(relaxation)
        if alive.sum() > MANY:
            self._improve(master.k, MORE_KICKS, self.plan if len(self.plan) == master.k else None)
            alive = self._alive(relaxation)
        used = np.zeros(len(self.pool), dtype=np.bool_)
        used[list(master.variables)] = True
        reduced = Master(self.pool.keep(alive), self.placed, (), master.k, 2 * self.cost + 1)
        reduced.add(np.flatnonzero(used[alive]))
        bound, alive = self._tighten(reduced, bound)
        if bound >= self.cost or self.deadline.passed:
            return bound
        small = reduced.pool.keep(alive)
        choice = cheapest_choice(small, self.placed, master.k, reduced.cuts, self.deadline)
        if choice.rows is not None:
            plan = tuple(sorted(small.group(row) for row in choice.rows))
            cost = self.improver.charge(plan)
            if cost < self.cost:
                self.plan, self.cost = plan, cost
        return self.cost if choice.complete else max(bound, choice.bound or 0)

    def _alive(self, relaxation: Relaxation) -> Flags:
        """Cohortes that a plan cheaper than the best known may still use."""
        alive: Flags = relaxation.reduced <= SCALE * (self.cost - 1) - relaxation.bound
        return alive

    def _tighten(self, master: Master, bound: int) -> tuple[int, Flags]:
        """Add cuts while they pay; returns the best bound and the cohortes that survive."""
        alive = np.ones(len(master.pool), dtype=np.bool_)
        for _ in range(CUT_ROUNDS):
            if alive.sum() <= FEW or self.deadline.passed:
                break
            relaxation = master.solve(self.cost)
            alive &= self._alive(relaxation)
            previous, bound = bound, max(bound, _whole(relaxation.bound))
            if bound >= self.cost or (master.cuts and bound - previous < WORTH_ANOTHER_ROUND * (self.cost - bound)):
                break
            cuts = master.separate(relaxation)
            if not cuts:
                break
            for cut in cuts:
                master.add_cut(cut)
        return bound, alive


def _whole(scaled: int) -> int:
    """Smallest whole cost that a scaled bound allows."""
    return -(-scaled // SCALE)
