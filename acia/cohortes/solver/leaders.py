"""Exact search of a plan without listing cohortes: each cohorte is led by its first host, each candidate follows one.

Used when the list of cohortes is too long for a whole-number choice; small whatever the sizes, and best with few hosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from ortools.math_opt.python import mathopt

from acia.cohortes.solver.choice import Choice, solve_choice
from acia.cohortes.solver.improve import Plan
from acia.cohortes.solver.instance import Flags, Instance
from acia.cohortes.solver.limits import Deadline

Follow = dict[tuple[int, int], mathopt.Variable]


def led_plan(
    instance: Instance, required: Sequence[int], wishes: Mapping[int, int], deadline: Deadline
) -> tuple[Plan | None, bool]:
    """A valid plan that places all of `required`, if there is one; and whether the search was complete."""
    candidates = sorted([*required, *wishes])
    hosts = [i for i in candidates if instance.hosts[i]]
    model = mathopt.Model()
    follow: Follow = {
        (i, h): model.add_binary_variable()
        for h in hosts
        for i in candidates
        if not instance.apart[i, h] and not (instance.hosts[i] and i < h)
    }
    needed = set(required)
    for i in candidates:
        ways = mathopt.fast_sum([follow[i, h] for h in hosts if (i, h) in follow])
        model.add_linear_constraint(ways == 1.0 if i in needed else ways <= 1.0)
    cliques = list(_cliques(instance.apart, candidates))
    for h in hosts:
        _lead(model, instance, follow, h, candidates, cliques)
    model.maximize(mathopt.fast_sum([float(wishes[i]) * x for (i, _), x in follow.items() if i in wishes]))
    keys, variables = list(follow), list(follow.values())
    choice = solve_choice(model, variables, deadline, max(0.5, 0.1 * sum(wishes.values())))
    return _plan(keys, choice), choice.complete


def _lead(
    model: mathopt.Model,
    instance: Instance,
    follow: Follow,
    h: int,
    candidates: Sequence[int],
    cliques: Sequence[Sequence[int]],
) -> None:
    """Rules of the cohorte led by `h`: its size, who stays apart, who stays together."""
    led = follow[h, h]
    followers = {i: follow[i, h] for i in candidates if (i, h) in follow}
    total = mathopt.fast_sum(list(followers.values()))
    model.add_linear_constraint(total >= instance.parametres.taille_min * led)
    model.add_linear_constraint(total <= instance.parametres.taille_max * led)
    for clique in [*cliques, *([i] for i in followers if i != h)]:
        present = [followers[i] for i in clique if i in followers]
        if present:
            model.add_linear_constraint(mathopt.fast_sum(present) <= led)
    for bundle in instance.bundles:
        if not set(bundle) <= set(candidates):
            continue
        for a, b in pairwise(bundle):
            model.add_linear_constraint(
                mathopt.fast_sum([followers[i] for i in (a,) if i in followers])
                == mathopt.fast_sum([followers[i] for i in (b,) if i in followers])
            )


def _cliques(apart: Flags, candidates: Sequence[int]) -> Iterable[list[int]]:
    """Sets of candidates all apart from one another, which together hold every pair that must be."""
    left = {(a, b) for a, b in combinations(candidates, 2) if apart[a, b]}
    while left:
        clique = list(min(left))
        for i in candidates:
            if i not in clique and all(apart[i, j] for j in clique):
                clique.append(i)
        clique.sort()
        left -= set(combinations(clique, 2))
        yield clique


def _plan(keys: Sequence[tuple[int, int]], choice: Choice) -> Plan | None:
    if choice.rows is None:
        return None
    groups: dict[int, list[int]] = {}
    for i, h in (keys[row] for row in choice.rows):
        groups.setdefault(h, []).append(i)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))
