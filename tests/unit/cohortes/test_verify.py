"""The independent check: it accepts what the solver says and sees each way in which a solution can be false."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from acia.cohortes.solver.files import solution_content
from acia.cohortes.solver.problem import Parametres, Problem
from acia.cohortes.solver.recheck import Decision, could_be_placed
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.travel import great_circle_km
from acia.cohortes.solver.verify import Verification, sphere_km, verify
from tests.unit.cohortes.instances import plain

Content = dict[str, Any]

PROBLEM = plain(11, seed=3)
CONTENT = solution_content(solve(PROBLEM))


def swap_members(content: Content) -> None:
    first, second = content["cohortes"][0]["membres"], content["cohortes"][1]["membres"]
    first[0], second[0] = second[0], first[0]


def forget_a_member(content: Content) -> None:
    content["cohortes"][0]["membres"].pop()


def double_a_member(content: Content) -> None:
    content["cohortes"][0]["membres"][0] = content["cohortes"][1]["membres"][0]


def invent_a_member(content: Content) -> None:
    content["cohortes"][0]["membres"][0] = "inconnu"


def dissolve_a_cohorte(content: Content) -> None:
    cohorte = content["cohortes"].pop()
    for identifier in cohorte["membres"]:
        content["non_places"].append({"id": identifier, "code": "effectif", "motif": "au hasard"})
    content["cout"] = content["borne"] = content["cohortes"][0]["cout"]


def reverse_members(content: Content) -> None:
    content["cohortes"][0]["membres"].reverse()


def set_cost(content: Content) -> None:
    content["cohortes"][0]["cout"] += 0.01


def set_term(content: Content) -> None:
    content["cohortes"][0]["detail"]["trajet_max"] += 1


def set_host(content: Content) -> None:
    cohorte = content["cohortes"][0]
    cohorte["hote"] = next(member for member in cohorte["membres"] if member != cohorte["hote"])


FORGERIES: list[tuple[Callable[[Content], None], str]] = [
    (swap_members, "le terme"),
    (forget_a_member, "ni placé ni expliqué"),
    (double_a_member, "figure 2 fois"),
    (invent_a_member, "n’est pas un candidat"),
    (dissolve_a_cohorte, "pouvait être placé"),
    (reverse_members, "ne sont pas triés"),
    (set_cost, "le coût vaut"),
    (set_term, "« trajet_max » vaut"),
    (set_host, "l’hôte devrait être"),
    (lambda content: content["cohortes"].reverse(), "par département puis premier membre"),
    (lambda content: content.update(cout=1.0), "Le coût total vaut"),
    (lambda content: content.update(borne=10_000), "dépasse le coût"),
    (lambda content: content.update(borne=1.0), "« optimal » demande"),
    (lambda content: content.update(ecart=0.5), "L’écart vaut"),
    (lambda content: content.update(statut="impossible"), "contredit le nombre de cohortes"),
    (lambda content: content.update(statut="parfait"), "Le statut doit être"),
    (lambda content: content.update(format="autre"), "Le champ « format »"),
    (lambda content: content.pop("borne"), "« borne » doit être un nombre"),
    (lambda content: content.update(cohortes=3), "« cohortes » doit être une liste"),
    (lambda content: content["non_places"][0].update(motif=" "), "« non_places » doit être"),
    (lambda content: content["cohortes"][0].update(departement="35"), "ne sont pas tous du département"),
]


def test_the_solver_s_answer_holds() -> None:
    assert verify(PROBLEM, CONTENT) == []


@pytest.mark.parametrize(("forge", "expected"), FORGERIES, ids=[expected for _, expected in FORGERIES])
def test_a_false_solution_is_refused(forge: Callable[[Content], Any], expected: str) -> None:
    content = copy.deepcopy(CONTENT)
    forge(content)
    assert any(expected in violation for violation in verify(PROBLEM, content))


def test_a_solution_that_is_no_object_is_refused() -> None:
    assert verify(PROBLEM, [])  # type: ignore[arg-type]


def members(place: int) -> list[str]:
    found: list[str] = CONTENT["cohortes"][place]["membres"]
    return found


@pytest.mark.parametrize(
    ("harden", "expected"),
    [
        (lambda p: replace(p, incompatibles=((members(0)[0], members(0)[1]),)), "sont incompatibles"),
        (lambda p: replace(p, ensemble=((members(0)[0], members(1)[0]),)), "doivent être ensemble"),
        (lambda p: replace(p, parametres=Parametres(taille_min=3, taille_max=4)), "5 membres au lieu de 3 à 4"),
        (lambda p: replace(p, candidats=tuple(replace(c, hote=False) for c in p.candidats)), "ne peut accueillir"),
        (
            lambda p: replace(
                p,
                candidats=tuple(replace(c, gestionnaire="G") for c in p.candidats),
                parametres=Parametres(meme_gestionnaire="interdire"),
            ),
            "ont le même gestionnaire",
        ),
    ],
    ids=["incompatibles", "ensemble", "tailles", "hote", "interdire"],
)
def test_the_answer_to_an_easier_problem_is_refused(harden: Callable[[Problem], Problem], expected: str) -> None:
    assert any(expected in violation for violation in verify(harden(PROBLEM), CONTENT))


def test_a_lower_ranked_candidate_in_the_place_of_a_better_one_is_seen() -> None:
    """R51: the choice follows the ranking."""
    last = max(PROBLEM.candidats, key=lambda candidat: candidat.rang or 0)
    promoted = replace(
        PROBLEM, candidats=tuple(replace(c, rang=0 if c.id == last.id else c.rang) for c in PROBLEM.candidats)
    )
    assert verify(promoted, CONTENT) == [f"{last.id} pouvait être placé sans écarter personne de mieux classé."]


def two_islands() -> Problem:
    """Twelve establishments in two halves that refuse each other: five of each half can be placed, not six."""
    problem = plain(12, seed=3)
    ids = [candidat.id for candidat in problem.candidats]
    return replace(problem, incompatibles=tuple(product(ids[:6], ids[6:])))


def test_a_place_that_only_a_full_search_can_refuse_is_refused() -> None:
    problem = two_islands()
    verification = Verification(problem, solution_content(solve(problem)))
    assert verification.violations() == []
    assert verification.undecided() == []
    assert could_be_placed(problem, ["29-000", "29-001"], "29-005") is Decision.POSSIBLE


def test_a_search_too_long_is_said_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = two_islands()
    monkeypatch.setattr("acia.cohortes.solver.recheck.BUDGET", 3)
    verification = Verification(problem, solution_content(solve(problem)))
    assert verification.violations() == []
    assert verification.undecided() == ["29-005", "29-011"]


def test_both_distance_formulas_agree() -> None:
    """R of the format: 6371.0088 km; a degree of meridian is 111.195 km."""
    assert great_circle_km(48, -3, 49, -3) == pytest.approx(111.1951, abs=1e-4)
    for a in PROBLEM.candidats:
        for b in PROBLEM.candidats:
            assert a.lat is not None
            assert a.lon is not None
            assert b.lat is not None
            assert b.lon is not None
            assert great_circle_km(a.lat, a.lon, b.lat, b.lon) == pytest.approx(sphere_km(a, b), abs=1e-9)
