"""The solver against dynamic programming, on départements small enough to be counted out."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest

from acia.cohortes.solver.files import write_solution
from acia.cohortes.solver.problem import Parametres, Problem, Solution
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.verify import Verification
from tests.unit.cohortes.instances import conflicted, plain
from tests.unit.cohortes.oracle import oracle

INSTANCES = 200
BATCH = 20


@lru_cache(maxsize=INSTANCES)
def solved(seed: int) -> Solution:
    return solve(conflicted(seed))


def assert_agrees(problem: Problem, solution: Solution) -> None:
    expected = oracle(problem)
    placed = frozenset(identifier for cohorte in solution.cohortes for identifier in cohorte.membres)
    assert placed == expected.placed
    assert (solution.cout, solution.borne) == (expected.cost, expected.cost)
    assert solution.statut == ("optimal" if placed else "impossible")


@pytest.mark.parametrize("first", range(0, INSTANCES, BATCH))
def test_the_oracle_agrees_on_cost_and_placed_set_with_conflicts(first: int) -> None:
    for seed in range(first, first + BATCH):
        problem, solution = conflicted(seed), solved(seed)
        assert_agrees(problem, solution)
        verification = Verification(problem, json.loads(write_solution(solution)))
        assert verification.violations() == [], f"seed {seed}"
        assert verification.undecided() == [], f"seed {seed}"


def test_the_generated_instances_exercise_every_reason() -> None:
    codes = {one.code for seed in range(INSTANCES) for one in solved(seed).non_places}
    assert codes == {"effectif", "hote", "incompatible", "ensemble", "contraintes"}


@pytest.mark.parametrize("n", range(15))
def test_the_oracle_agrees_without_conflict(n: int) -> None:
    for clustered in (False, True):
        problem = plain(n, seed=n, clustered=clustered)
        assert_agrees(problem, solve(problem))


@pytest.mark.parametrize(("low", "high"), [(2, 3), (3, 3), (4, 4), (3, 7), (6, 6)])
def test_the_oracle_agrees_with_other_sizes(low: int, high: int) -> None:
    problem = Problem(plain(13, seed=5).candidats, Parametres(taille_min=low, taille_max=high))
    assert_agrees(problem, solve(problem))
