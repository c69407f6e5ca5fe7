"""Linear relaxation of the choice of `k` cohortes, by column generation over an explicit pool, with exact bounds.

The duals of the floating-point solver are rounded to whole numbers before use. Whatever their quality, the bound
computed from them in integers is then a true one (weak duality), so a proof never rests on a rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from acia.cohortes.solver.cuts import Cut
from acia.cohortes.solver.pool import Indices, Pool

Whole = NDArray[np.int64]

SCALE: Final = 1000
SLACK: Final = 10
PRESENT: Final = 1e-6
BATCH: Final = 1500


@dataclass(frozen=True, eq=False)
class Prices:
    """Rounded duals: one price a candidate (and 0 for nobody), one for a cohorte, one a cut."""

    candidates: Whole
    cohorte: int
    cuts: Whole


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Outcome of the linear programme; `bound` and the reduced costs are in 1/`SCALE` of the unit of the costs."""

    bound: int
    reduced: Whole
    support: list[tuple[int, float]]


class Master:
    """`k` cohortes that hold each `required` candidate once and each `optional` one at most once."""

    def __init__(self, pool: Pool, required: Sequence[int], optional: Sequence[int], k: int, dear: int) -> None:
        self.pool, self.k = pool, k
        self.required, self.optional = list(required), list(optional)
        self.model = mathopt.Model()
        self.rows = {i: self.model.add_linear_constraint(lb=1.0, ub=1.0) for i in self.required}
        self.rows |= {i: self.model.add_linear_constraint(lb=0.0, ub=1.0) for i in self.optional}
        self.number = self.model.add_linear_constraint(lb=float(k), ub=float(k))
        self.variables: dict[int, mathopt.Variable] = {}
        self.inside = np.zeros(len(pool), dtype=np.bool_)
        self.cuts: list[Cut] = []
        self.cut_rows: list[mathopt.LinearConstraint] = []
        self._add_slacks(dear)
        self._solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def _add_slacks(self, dear: int) -> None:
        """Let the programme miss its rows at a price, so that it always has a solution and prices."""
        signed = [(self.rows[i], 1.0) for i in self.required] + [(self.number, 1.0), (self.number, -1.0)]
        for row, sign in signed:
            slack = self.model.add_variable(lb=0.0)
            row.set_coefficient(slack, sign)
            self.model.objective.set_linear_coefficient(slack, float(dear))

    def add(self, rows: Indices) -> None:
        """Let the programme use these cohortes of the pool."""
        concerned = [cut.concerns(self.pool, self.pool.members[rows]) for cut in self.cuts]
        for place, row in enumerate(rows.tolist()):
            if row in self.variables:
                continue
            variable = self.variables[row] = self.model.add_variable(lb=0.0)
            self.number.set_coefficient(variable, 1.0)
            for i in self.pool.group(row):
                self.rows[i].set_coefficient(variable, 1.0)
            for cut_row, flags in zip(self.cut_rows, concerned, strict=True):
                if flags[place]:
                    cut_row.set_coefficient(variable, 1.0)
            self.model.objective.set_linear_coefficient(variable, float(self.pool.costs[row]))
        self.inside[rows] = True

    def add_cut(self, cut: Cut) -> None:
        row = self.model.add_linear_constraint(ub=float(cut.limit))
        self.cuts.append(cut)
        self.cut_rows.append(row)
        known = np.array(list(self.variables), dtype=np.intp)
        for index in known[cut.concerns(self.pool, self.pool.members[known])].tolist():
            row.set_coefficient(self.variables[index], 1.0)

    def solve(self, ceiling: int | None = None) -> Relaxation:
        """Generate columns to the end; reduced costs are exact for the rows that could stay under `ceiling`.

        Should the floating-point solver fail, the last prices it gave still make a true, if weak, bound.
        """
        prices = Prices(np.zeros(self.pool.n + 1, dtype=np.int64), 0, np.zeros(len(self.cuts), dtype=np.int64))
        reduced = self._reduced(prices, 0)
        support: list[tuple[int, float]] = []
        while True:
            result = self._solver.solve()
            if not (result.has_primal_feasible_solution() and result.has_dual_feasible_solution()):
                break
            prices, support = self._prices(result), self._support(result)
            reduced = self._reduced(prices, 0)
            missing = np.flatnonzero((reduced < -SLACK) & ~self.inside)
            if not len(missing):
                break
            if len(missing) > BATCH:
                missing = missing[np.argpartition(reduced[missing], BATCH)[:BATCH]]
            self.add(np.sort(missing))
        deepest = min(0, int(reduced.min(initial=0)))
        limits = np.array([cut.limit for cut in self.cuts], dtype=np.int64)
        bound = int(prices.candidates.sum() + prices.cuts @ limits) + self.k * (prices.cohorte + deepest)
        if ceiling is not None:
            reduced = self._reduced(prices, SCALE * ceiling - bound)
        return Relaxation(bound, reduced - deepest, support)

    def _support(self, result: mathopt.SolveResult) -> list[tuple[int, float]]:
        values = result.variable_values()
        return [(row, values[variable]) for row, variable in self.variables.items() if values[variable] > PRESENT]

    def _prices(self, result: mathopt.SolveResult) -> Prices:
        duals = result.dual_values()
        candidates = np.zeros(self.pool.n + 1, dtype=np.int64)
        for i in self.required:
            candidates[i] = round(SCALE * duals[self.rows[i]])
        for i in self.optional:
            candidates[i] = min(0, round(SCALE * duals[self.rows[i]]))
        cuts = np.array([min(0, round(SCALE * duals[row])) for row in self.cut_rows], dtype=np.int64)
        return Prices(candidates, round(SCALE * duals[self.number]), cuts)

    def _reduced(self, prices: Prices, limit: int) -> Whole:
        """Reduced costs, exact up to `limit` and underestimated above: a cut can only raise them."""
        reduced = SCALE * self.pool.costs - prices.cohorte
        for place in range(self.pool.members.shape[1]):
            reduced -= prices.candidates[self.pool.members[:, place]]
        active = np.flatnonzero(prices.cuts)
        if len(active):
            low = np.flatnonzero(reduced <= limit)
            members = self.pool.members[low]
            for cut in active.tolist():
                reduced[low] -= prices.cuts[cut] * self.cuts[cut].concerns(self.pool, members)
        return reduced
