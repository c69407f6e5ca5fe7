"""Properties of the solver that no single expected answer shows: symmetry, monotony, proof, determinism."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acia.cohortes.solver.files import solution_content, write_solution
from acia.cohortes.solver.problem import Candidat, Parametres, Poids, Problem, ProblemError, Trajet
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.verify import verify
from tests.unit.cohortes.instances import conflicted, plain

quick = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
seeds = st.integers(min_value=0, max_value=10_000)
sizes = st.integers(min_value=4, max_value=13)


def placed(problem: Problem) -> set[str]:
    return {identifier for cohorte in solve(problem).cohortes for identifier in cohorte.membres}


@quick
@given(seed=seeds)
def test_every_answer_passes_the_independent_check(seed: int) -> None:
    problem = conflicted(seed, smallest=8, largest=16)
    assert verify(problem, solution_content(solve(problem))) == []


@quick
@given(n=sizes, seed=seeds)
def test_new_names_and_another_order_change_no_cost(n: int, seed: int) -> None:
    problem = plain(n, seed)
    names = {candidat.id: f"Z{(7919 * (place + 1)) % 1009:04}" for place, candidat in enumerate(problem.candidats)}
    renamed = Problem(tuple(replace(candidat, id=names[candidat.id]) for candidat in reversed(problem.candidats)))
    assert solve(renamed).cout == solve(problem).cout
    assert placed(renamed) == {names[identifier] for identifier in placed(problem)}


@quick
@given(n=sizes, seed=seeds)
def test_one_more_conflict_is_never_cheaper_for_the_same_placed_set(n: int, seed: int) -> None:
    problem = plain(n, seed)
    cohorte = solve(problem).cohortes[0]
    harder = replace(problem, incompatibles=((cohorte.membres[0], cohorte.membres[1]),))
    if placed(harder) == placed(problem):
        assert solve(harder).cout >= solve(problem).cout


@quick
@given(n=sizes, seed=seeds, factor=st.integers(min_value=2, max_value=9))
def test_costs_follow_the_weights(n: int, seed: int, factor: int) -> None:
    problem = plain(n, seed)
    heavier = Poids(trajet_hote=factor, trajet_max=factor, meme_gestionnaire=60 * factor)
    scaled = replace(problem, parametres=Parametres(poids=heavier))
    assert solve(scaled).cout == factor * solve(problem).cout


@quick
@given(n=st.sampled_from([4, 8, 12]), seed=seeds)
def test_someone_far_away_ranked_last_changes_nothing_when_all_groups_are_full(n: int, seed: int) -> None:
    full = replace(plain(n, seed), parametres=Parametres(taille_min=4, taille_max=4))
    far = Candidat("loin", "29", 999, 43.3, 5.4)
    assert solve(replace(full, candidats=(*full.candidats, far))).cout == solve(full).cout


@quick
@given(seed=seeds)
def test_a_better_rank_never_loses_a_place(seed: int) -> None:
    problem = conflicted(seed, smallest=6, largest=13)
    inside = placed(problem)
    for candidat in problem.candidats:
        if candidat.id in inside:
            first = replace(candidat, rang=-1)
            others = tuple(other for other in problem.candidats if other.id != candidat.id)
            assert candidat.id in placed(replace(problem, candidats=(*others, first)))
            return


def without_duration(text: str) -> str:
    return re.sub(r'"duree_s": [0-9.]+', '"duree_s": 0', text)


@pytest.mark.parametrize(
    "problem",
    [plain(20, 1), plain(24, 2, clustered=True), conflicted(7, 18, 22)],
    ids=["even", "clustered", "conflicted"],
)
def test_the_same_problem_gives_the_same_bytes(problem: Problem) -> None:
    first, second = write_solution(solve(problem)), write_solution(solve(problem))
    assert without_duration(first) == without_duration(second)
    shuffled = replace(problem, candidats=tuple(reversed(problem.candidats)), trajets=tuple(reversed(problem.trajets)))
    assert without_duration(write_solution(solve(shuffled))) == without_duration(first)


def together(*problems: Problem) -> Problem:
    return Problem(tuple(candidat for problem in problems for candidat in problem.candidats))


def test_r49_departements_are_independent_and_sorted() -> None:
    parts = [plain(9, 1, "971"), plain(6, 2, "2A"), plain(3, 3, "35"), plain(13, 4, "29")]
    alone, at_once = [solve(part) for part in parts], solve(together(*parts))
    assert at_once.statut == "optimal"
    assert at_once.cout == sum(solution.cout for solution in alone)
    assert sorted(at_once.cohortes, key=lambda c: (c.departement, c.membres)) == list(at_once.cohortes)
    assert {c for solution in alone for c in solution.cohortes} == set(at_once.cohortes)
    assert [one.id for one in at_once.non_places] == ["2A-005", "35-000", "35-001", "35-002"]
    assert {one.code for one in at_once.non_places} == {"effectif"}


def test_a_bundle_across_two_departements_is_left_out_with_its_reason() -> None:
    problem = replace(together(plain(5, 1, "29"), plain(4, 2, "35")), ensemble=(("29-004", "35-003"),))
    solution = solve(problem)
    assert verify(problem, solution_content(solution)) == []
    reasons = {one.id: (one.code, one.motif) for one in solution.non_places}
    assert reasons["29-004"] == ("ensemble", "doit rester avec un établissement d’un autre département")
    assert reasons["35-000"][0] == "effectif"


@pytest.mark.parametrize("n", [1, 2, 3])
def test_r50_too_few_candidates_is_impossible_and_says_why(n: int) -> None:
    solution = solve(plain(n, 1))
    assert (solution.statut, solution.cout, solution.cohortes) == ("impossible", 0, ())
    assert len(solution.non_places) == n
    assert "au moins 4" in solution.non_places[0].motif


def test_no_candidate_at_all_is_impossible() -> None:
    assert solve(Problem(())).statut == "impossible"


def test_r51_the_ranking_decides_who_waits() -> None:
    problem = plain(7, 4)
    reversed_ranks = Problem(tuple(replace(c, rang=8 - (c.rang or 0)) for c in problem.candidats))
    assert placed(problem) == {f"29-{i:03}" for i in range(5)}
    assert placed(reversed_ranks) == {f"29-{i:03}" for i in range(2, 7)}
    assert {one.motif for one in solve(problem).non_places} == {
        "7 établissements ne se partagent pas en groupes de 4 à 5"
    }


def test_one_host_makes_one_cohorte_and_keeps_the_place_of_a_low_ranked_host() -> None:
    problem = Problem(tuple(replace(c, hote=c.rang == 9) for c in plain(9, 1).candidats))
    assert placed(problem) == {"29-000", "29-001", "29-002", "29-003", "29-008"}
    assert {one.code for one in solve(problem).non_places} == {"hote"}
    assert solve(problem).cohortes[0].hote == "29-008"


def test_a_host_tie_goes_to_the_smallest_id() -> None:
    square = [(48.0, -3.0), (48.0, -3.1), (48.1, -3.0), (48.1, -3.1)]
    problem = Problem(
        tuple(Candidat(name, "29", 1, lat, lon) for name, (lat, lon) in zip("bdca", square, strict=True)),
        trajets=tuple(Trajet(a, b, 10) for a, b in combinations("abcd", 2)),
    )
    assert solve(problem).cohortes[0].hote == "a"


@pytest.mark.parametrize(("minutes", "hundredths"), [(0.125, 12), (0.375, 38), (1 / 3, 33), (2.665, 266)])
def test_each_pair_is_rounded_once_half_to_even(minutes: float, hundredths: int) -> None:
    candidats = tuple(Candidat(name, "29", 1, 48.0, -3.0) for name in "abcd")
    trajets = (Trajet("a", "b", minutes), *(Trajet("a", other, 0) for other in "cd"))
    hosts = tuple(replace(candidat, hote=candidat.id == "a") for candidat in candidats)
    assert solve(Problem(hosts, trajets=trajets)).cohortes[0].detail.trajet_hote == hundredths


def test_a_contradictory_problem_built_by_a_program_is_refused() -> None:
    with pytest.raises(ProblemError, match="taille_min"):
        solve(replace(plain(5, 1), parametres=Parametres(taille_min=6)))


def test_when_time_is_out_the_plan_is_valid_and_its_bound_honest() -> None:
    problem = plain(28, 2, clustered=True)
    best = solve(problem)
    hurried = solve(replace(problem, parametres=Parametres(limite_s=0.001)))
    assert hurried.statut == "realisable"
    assert verify(problem, solution_content(hurried)) == []
    assert hurried.borne <= best.cout <= hurried.cout
    assert 0 < hurried.ecart <= 1


def test_thirty_three_candidates_are_proved() -> None:
    problem = plain(33, 11)
    solution = solve(problem)
    print(f"n = 33: {solution.duree_s:.2f} s")
    assert solution.statut == "optimal"
    assert solution.borne == solution.cout
    assert sum(len(cohorte.membres) for cohorte in solution.cohortes) == 33
    assert verify(problem, json.loads(write_solution(solution))) == []


def test_a_departement_too_large_for_a_full_list_still_gets_a_valid_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acia.cohortes.solver.solve.LARGEST_LIST", 1000)
    monkeypatch.setattr("acia.cohortes.solver.vast.NEAR_LIST", 4000)
    problem = plain(18, 3, clustered=True)
    solution = solve(problem)
    assert verify(problem, solution_content(solution)) == []
    assert solution.borne <= solution.cout
    monkeypatch.undo()
    assert solution.borne <= solve(problem).cout <= solution.cout


@pytest.mark.parametrize("seed", [2023, 2068])
def test_few_hosts_and_conflicts_are_settled_when_the_list_is_too_long_to_choose_from(seed: int) -> None:
    problem = conflicted(seed, 15, 33)
    solution = solve(problem)
    assert solution.statut == "optimal"
    assert verify(problem, solution_content(solution)) == []


@pytest.mark.parametrize("seed", range(40))
def test_the_search_by_leaders_places_the_same_candidates(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = conflicted(seed)
    expected = placed(problem)
    monkeypatch.setattr("acia.cohortes.solver.priority.LARGEST_CHOICE", 0)
    assert placed(problem) == expected
