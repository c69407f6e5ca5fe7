"""Whole-number choice of cohortes by HiGHS, on a pool already reduced to what can matter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from acia.cohortes.solver.cuts import Cut
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.pool import Pool

HALF_A_UNIT: Final = 0.5
CHOSEN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows chosen, or None; `complete` when the search ended by itself; `bound` is what nothing can beat."""

    rows: tuple[int, ...] | None
    bound: int | None
    complete: bool


def cheapest_choice(pool: Pool, placed: Sequence[int], k: int, cuts: Sequence[Cut], deadline: Deadline) -> Choice:
    """Cheapest `k` cohortes of the pool that hold every one of `placed` exactly once."""
    model, variables = _partition_model(pool, placed, ())
    model.add_linear_constraint(mathopt.fast_sum(variables) == k)
    for cut in cuts:
        rows = np.flatnonzero(cut.concerns(pool, pool.members)).tolist()
        model.add_linear_constraint(mathopt.fast_sum([variables[row] for row in rows]) <= cut.limit)
    model.minimize(mathopt.fast_sum(float(cost) * x for cost, x in zip(pool.costs.tolist(), variables, strict=True)))
    return solve_choice(model, variables, deadline, HALF_A_UNIT)


def covering_choice(
    pool: Pool, required: Sequence[int], wishes: Mapping[int, int], deadline: Deadline, k: int | None = None
) -> Choice:
    """Cohortes, `k` if told, that hold every `required` candidate and many of the weightiest `wishes`."""
    model, variables = _partition_model(pool, required, tuple(wishes))
    if k is not None:
        model.add_linear_constraint(mathopt.fast_sum(variables) == k)
    worth = np.zeros(pool.n + 1, dtype=np.int64)
    for candidate, weight in wishes.items():
        worth[candidate] = weight
    gains = worth[pool.members].sum(axis=1).tolist() if len(pool) else []
    model.maximize(mathopt.fast_sum(float(gain) * x for gain, x in zip(gains, variables, strict=True)))
    return solve_choice(model, variables, deadline, max(HALF_A_UNIT, 0.1 * float(worth.sum())))


def _partition_model(
    pool: Pool, required: Sequence[int], optional: Sequence[int]
) -> tuple[mathopt.Model, list[mathopt.Variable]]:
    model = mathopt.Model()
    rows = {i: model.add_linear_constraint(lb=1.0, ub=1.0) for i in required}
    rows |= {i: model.add_linear_constraint(lb=0.0, ub=1.0) for i in optional}
    variables = []
    for row in range(len(pool)):
        variable = model.add_binary_variable()
        variables.append(variable)
        for i in pool.group(row):
            rows[i].set_coefficient(variable, 1.0)
    return model, variables


def solve_choice(model: mathopt.Model, variables: Sequence[mathopt.Variable], deadline: Deadline, gap: float) -> Choice:
    result = _run(model, deadline, gap, mathopt.Emphasis.MEDIUM) or _run(model, deadline, gap, mathopt.Emphasis.OFF)
    if result is None:
        return Choice(None, None, False)
    reason = result.termination.reason
    complete = reason in (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.INFEASIBLE)
    best = result.termination.objective_bounds.dual_bound
    bound = math.ceil(best - HALF_A_UNIT) if math.isfinite(best) else None
    if not result.has_primal_feasible_solution():
        return Choice(None, bound, complete)
    values = result.variable_values()
    rows = tuple(row for row, variable in enumerate(variables) if values[variable] > CHOSEN)
    return Choice(rows, bound, complete)


def _run(
    model: mathopt.Model, deadline: Deadline, gap: float, presolve: mathopt.Emphasis
) -> mathopt.SolveResult | None:
    """One run of HiGHS; None when it fails, which its presolve makes it do on a few infeasible models."""
    parameters = mathopt.SolveParameters(
        time_limit=deadline.as_timedelta(),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=gap,
        random_seed=1,
        presolve=presolve,
    )
    try:
        return mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    except (RuntimeError, AttributeError):  # AttributeError: how MathOpt 9.15 reports an internal error
        return None
