"""The parts of a proof, each made to work alone: costs with ties, cuts, and the choice without any lucky plan."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, combinations_with_replacement

import pytest

from acia.cohortes.solver.columns import list_columns
from acia.cohortes.solver.cost import group_cost
from acia.cohortes.solver.cuts import Capacity
from acia.cohortes.solver.instance import compile_instances
from acia.cohortes.solver.partition import PartitionSearch
from acia.cohortes.solver.problem import Problem, Trajet
from acia.cohortes.solver.solve import solve
from tests.unit.cohortes.instances import plain
from tests.unit.cohortes.oracle import oracle


def with_ties(n: int, seed: int) -> Problem:
    """Journeys of 10, 20 or 30 minutes only, so that most hosts tie on the total and differ on the longest."""
    rng = random.Random(seed)  # noqa: S311 - replayable data, not a secret
    problem = plain(n, seed)
    ids = [candidat.id for candidat in problem.candidats]
    return replace(problem, trajets=tuple(Trajet(a, b, rng.choice([10, 20, 30])) for a, b in combinations(ids, 2)))


@pytest.mark.parametrize("seed", range(3))
def test_costs_at_once_and_one_by_one_agree_with_ties(seed: int) -> None:
    instance = compile_instances(with_ties(9, seed))[0]
    for columns in list_columns(instance, range(instance.n)):
        for members, cost in zip(columns.members.tolist(), columns.costs.tolist(), strict=True):
            alone = group_cost(instance, members)
            assert alone is not None
            assert alone.total == cost


@pytest.mark.parametrize(("low", "high"), [(4, 5), (3, 6), (5, 5)])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_a_crowd_needs_exactly_as_many_cohortes_as_the_largest_ones_hold(low: int, high: int, k: int) -> None:
    splits = list(combinations_with_replacement(range(high, low - 1, -1), k))
    for n in range(low * k, high * k + 1):
        largest = [sorted(sizes, reverse=True) for sizes in splits if sum(sizes) == n]
        for crowd in range(1, n + 1):
            expected = min(next(q for q in range(k + 1) if sum(sizes[:q]) >= crowd) for sizes in largest)
            assert Capacity(n, k, low, high).needed(crowd) == expected


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("few", [5, 40])
def test_the_proof_needs_no_lucky_plan(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without local search, and with cuts forced, the relaxation and the choice alone reach the oracle's cost."""
    monkeypatch.setattr(PartitionSearch, "_improve", lambda *_: None)
    monkeypatch.setattr("acia.cohortes.solver.partition.FEW", few)
    monkeypatch.setattr("acia.cohortes.solver.partition.MANY", 2 * few)
    problem = plain(12 + seed % 3, seed, clustered=True)
    solution = solve(problem)
    assert (solution.statut, solution.cout) == ("optimal", oracle(problem).cost)
