"""Départements too large for a full list of cohortes: those among near neighbours only, and a separate lower bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
from ortools.math_opt.python import mathopt

from acia.cohortes.solver.columns import Columns, Members, cost_columns
from acia.cohortes.solver.instance import Instance

LARGEST_LIST: Final = 6_500_000
NEAR_LIST: Final = 400_000


def near_columns(instance: Instance) -> list[Columns]:
    """Valid cohortes made of a candidate and some of its nearest compatible neighbours, one `Columns` a size."""
    low, high = instance.parametres.taille_min, instance.parametres.taille_max
    width = _width(instance.n, low, high)
    found = []
    for size in range(low, high + 1):
        rows = [_around(instance, centre, size, width) for centre in range(instance.n)]
        groups = np.unique(np.concatenate(rows), axis=0)
        apart = np.zeros(len(groups), dtype=np.bool_)
        for a, b in combinations(range(size), 2):
            apart |= instance.apart[groups[:, a], groups[:, b]]
        found.append(cost_columns(instance, groups[~apart]))
    return found


def _width(n: int, low: int, high: int) -> int:
    """Widest neighbourhood that keeps the list short enough."""
    width = high
    while n * sum(math.comb(width + 1, size - 1) for size in range(low, high + 1)) <= NEAR_LIST and width < n - 1:
        width += 1
    return width


def _around(instance: Instance, centre: int, size: int, width: int) -> Members:
    others = [i for i in range(instance.n) if i != centre and not instance.apart[centre, i]]
    near = sorted(others, key=lambda i: (int(instance.minutes[centre, i]), i))[:width]
    groups = [sorted((centre, *chosen)) for chosen in combinations(near, size - 1)]
    return np.array(groups, dtype=np.int16).reshape(-1, size)


def hosting_bound(instance: Instance, placed: Sequence[int]) -> int:
    """What any plan costs at least, by a relaxation where everyone travels to fractions of hosts.

    Only the journeys are counted: managers, themes and sizes can add to them, never take from them.
    """
    parametres = instance.parametres
    model = mathopt.Model()
    hosts = [h for h in placed if instance.hosts[h]]
    hosting = {h: model.add_variable(lb=0.0, ub=1.0) for h in hosts}
    longest = {h: model.add_variable(lb=0.0) for h in hosts}
    going = {(i, h): model.add_variable(lb=0.0, ub=1.0) for h in hosts for i in placed if i != h}
    for i in placed:
        ways = [going[i, h] for h in hosts if h != i] + ([hosting[i]] if i in hosting else [])
        model.add_linear_constraint(mathopt.fast_sum(ways) == 1.0)
    for h in hosts:
        guests = mathopt.fast_sum([going[i, h] for i in placed if i != h])
        model.add_linear_constraint(guests >= (parametres.taille_min - 1) * hosting[h])
        model.add_linear_constraint(guests <= (parametres.taille_max - 1) * hosting[h])
    for (i, h), share in going.items():
        model.add_linear_constraint(share <= hosting[h])
        model.add_linear_constraint(longest[h] >= float(instance.minutes[i, h]) * share)
    poids = parametres.poids
    model.minimize(
        mathopt.fast_sum(
            float(poids.trajet_hote * int(instance.minutes[i, h])) * share for (i, h), share in going.items()
        )
        + mathopt.fast_sum(float(poids.trajet_max) * variable for variable in longest.values())
    )
    result = mathopt.solve(model, mathopt.SolverType.GLOP)
    return max(0, math.floor(float(result.objective_value())) - 1)
