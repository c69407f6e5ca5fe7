"""What the officer is told when she moves establishments by hand, or asks what a wish would cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acia.cohortes.solver.explain import PlanCheck, check_plan, price_of_wish
from acia.cohortes.solver.files import solution_content
from acia.cohortes.solver.problem import Candidat, Parametres, Problem, ProblemError
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.verify import verify
from tests.unit.cohortes.instances import plain

PROBLEM = Problem(tuple(replace(candidat, gestionnaire=None) for candidat in plain(9, 6).candidats))
IDS = [candidat.id for candidat in PROBLEM.candidats]


def codes(check: PlanCheck) -> list[tuple[str, bool]]:
    return [(finding.code, finding.bloquant) for finding in check.findings]


def test_the_solver_s_plan_has_no_finding_and_the_same_costs() -> None:
    solution = solve(PROBLEM)
    check = check_plan(PROBLEM, [cohorte.membres for cohorte in solution.cohortes])
    assert check.findings == ()
    assert not check.bloquant
    assert check.cohortes == solution.cohortes
    assert check.cout == solution.cout


def test_r48_a_move_that_leaves_the_sizes_is_blocking_and_still_costed() -> None:
    check = check_plan(PROBLEM, [IDS[:6], IDS[6:]])
    assert codes(check) == [("taille", True), ("taille", True)]
    assert [finding.cohorte for finding in check.findings] == [0, 1]
    assert "6\u00a0établissements au lieu de 4 à 5" in check.findings[0].phrase
    assert all(cohorte is not None and cohorte.cout > 0 for cohorte in check.cohortes)


def test_r49_a_cohorte_over_two_departements_is_blocking() -> None:
    problem = Problem((*PROBLEM.candidats, *plain(4, 1, "35").candidats))
    check = check_plan(problem, [IDS[:5], [*IDS[5:8], "35-000"]])
    assert ("departement", True) in codes(check)
    assert check.cohortes[1] is None
    assert any("29, 35" in finding.phrase for finding in check.findings)


def test_r52_the_same_manager_is_told_and_blocks_only_when_forbidden() -> None:
    shared = tuple(replace(c, gestionnaire="G" if c.id in IDS[:2] else None) for c in PROBLEM.candidats)
    plan = [IDS[:4], IDS[4:]]
    for mode, expected in (("eviter", False), ("interdire", True)):
        problem = Problem(shared, Parametres(meme_gestionnaire=mode))  # type: ignore[arg-type]
        assert codes(check_plan(problem, plan)) == [("meme_gestionnaire", expected)]
    assert codes(check_plan(Problem(shared, Parametres(meme_gestionnaire="libre")), plan)) == []


def test_r53_an_establishment_twice_is_blocking() -> None:
    assert codes(check_plan(PROBLEM, [IDS[:5], IDS[4:]])) == [("doublon", True)]


def test_someone_unknown_is_blocking() -> None:
    assert codes(check_plan(PROBLEM, [["X", *IDS[:4]]])) == [("inconnu", True)]


def test_declared_conflicts_and_torn_bundles_are_blocking() -> None:
    problem = replace(PROBLEM, incompatibles=((IDS[0], IDS[1]),), ensemble=((IDS[2], IDS[8]),))
    assert codes(check_plan(problem, [IDS[:4], IDS[4:]])) == [("incompatible", True), ("ensemble", True)]


def test_a_cohorte_without_host_is_blocking_and_has_no_cost() -> None:
    problem = Problem(tuple(replace(c, hote=c.id in IDS[4:]) for c in PROBLEM.candidats))
    check = check_plan(problem, [IDS[:4], IDS[4:]])
    assert codes(check) == [("hote", True)]
    assert check.cohortes[0] is None
    assert check.cout > 0


def test_r51_a_better_ranked_one_left_waiting_is_told_without_blocking() -> None:
    check = check_plan(PROBLEM, [IDS[1:6]])
    assert codes(check) == [("priorite", False)]
    assert check.findings[0].phrase == f"{IDS[0]} est en attente alors que {IDS[5]}, moins bien classé, a une place."


def test_an_empty_cohorte_is_only_a_wrong_size() -> None:
    assert codes(check_plan(PROBLEM, [IDS[:5], []])) == [("taille", True)]


def square() -> Problem:
    """Two distant towns of four establishments each: the best plan is obvious."""
    towns = [(48.0, -3.0), (48.4, -3.8)]
    return Problem(
        tuple(
            Candidat(f"{name}{place}", "29", 10 * town + place, lat + place / 1000, lon)
            for town, (name, (lat, lon)) in enumerate(zip("AB", towns, strict=True))
            for place in range(4)
        )
    )


def test_a_wish_across_two_towns_has_a_price_and_says_who_moves() -> None:
    problem = square()
    wish = price_of_wish(problem, ("A0", "B0"))
    assert wish.possible
    assert wish.difference == wish.solution.cout - solve(problem).cout > 0
    assert len(wish.deplaces) == 2
    assert wish.phrase.startswith("Mettre A0 et B0 ensemble coûte ")
    forced = replace(problem, ensemble=(("A0", "B0"),))
    assert verify(forced, solution_content(wish.solution)) == []


def test_a_wish_already_granted_costs_nothing() -> None:
    wish = price_of_wish(square(), ("A0", "A1"))
    assert (wish.possible, wish.difference, wish.deplaces) == (True, 0, ())
    assert wish.phrase == "A0 et A1 sont déjà ensemble dans le meilleur plan."


def test_a_wish_against_a_rule_is_refused() -> None:
    wish = price_of_wish(replace(square(), incompatibles=(("A0", "B0"),)), ("A0", "B0"))
    assert not wish.possible
    assert wish.phrase.startswith("A0 et B0 ne peuvent pas être dans la même cohorte")


def test_a_wish_that_takes_a_place_says_whose() -> None:
    """Six candidates make one cohorte of five: tying the last to the first takes the place of the fifth."""
    problem = plain(6, 2)
    wish = price_of_wish(problem, ("29-000", "29-005"))
    assert wish.gagnent_une_place == ("29-005",)
    assert wish.perdent_leur_place == ("29-004",)
    assert "29-004 n’a plus de place" in wish.phrase


def test_a_wish_only_looks_at_the_departements_concerned() -> None:
    problem = Problem((*square().candidats, *plain(5, 1, "35").candidats, *plain(4, 1, "971").candidats))
    tied = replace(problem, ensemble=(("A3", "35-000"),))
    assert {c.departement for c in price_of_wish(problem, ("A0", "B0")).solution.cohortes} == {"29"}
    assert {c.departement for c in price_of_wish(tied, ("A0", "B0")).solution.cohortes} == {"29", "35"}
    assert not price_of_wish(problem, ("A0", "971-000")).possible


@pytest.mark.parametrize("pair", [("A0", "A0"), ("A0", "X")])
def test_a_wish_about_nobody_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ProblemError, match="deux candidats différents"):
        price_of_wish(square(), pair)
