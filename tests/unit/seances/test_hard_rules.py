"""Each hard rule: one plan that just satisfies it, one that just breaks it, for the checker and for the solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from acia.seances.solver.files import parse_problem
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify
from tests.unit.seances.problemes import PLAN, Tree, at, claim, open_days, petit


@dataclass(frozen=True)
class Case:
    """A rule, the session it bears on, a place that just respects it and one that just breaks it."""

    regle: str
    seance: str
    good: str
    bad: str
    bend: Callable[[Tree], Any] = lambda tree: None
    plan: dict[str, str] = field(default_factory=dict)
    in_window: bool = True

    @property
    def name(self) -> str:
        """What the test report shows."""
        return f"{self.regle}-{self.seance}"


def _member(tree: Tree, number: int) -> Tree:
    found: Tree = tree["cohortes"][0]["etablissements"][number]
    return found


def _other_departement(tree: Tree) -> None:
    other = {**tree["cohortes"][0], "id": "C2", "departement": "62"}
    other["parcours"] = [{"code": "K1", "type": "collective", "modalite": "presence", "duree": "demi_journee"}]
    tree["cohortes"].append(other)


CASES = [
    Case(
        "periode",
        "C1/D1",
        "2027-05-18/matin",
        "2027-05-19/matin",
        lambda tree: tree["parametres"].update(fin="2027-05-18"),
        in_window=False,
    ),
    Case("fin_de_semaine", "C1/D1", "2027-05-21/matin", "2027-05-22/matin"),
    Case(
        "jour_ferme",
        "C1/D1",
        "2027-05-18/matin",
        "2027-05-19/matin",
        lambda tree: tree.update(jours_fermes={"59": ["2027-05-19"], "62": ["2027-05-18"]}),
    ),
    Case("preavis", "C1/J1", "2027-04-08/journee", "2027-04-07/journee", in_window=False),
    Case(
        "apres_lettres",
        "C1/J1",
        "2027-04-20/journee",
        "2027-04-19/journee",
        lambda tree: _member(tree, 1).update(lettre="2027-04-19"),
        in_window=False,
    ),
    Case(
        "delai_premiere",
        "C1/J1",
        "2027-05-20/journee",
        "2027-05-21/journee",
        plan={"C1/A1/E1": "2027-05-25/matin", "C1/A1/E2": "2027-05-25/apres_midi", "C1/D1": "2027-06-08/matin"},
        in_window=False,
    ),
    Case("ordre", "C1/A1/E1", "2027-05-17/matin", "2027-05-18/apres_midi", in_window=False),
    Case("ecart_min", "C1/D1", "2027-05-17/matin", "2027-05-14/matin"),
    Case("ecart_max", "C1/D1", "2027-09-30/matin", "2027-10-01/matin"),
    Case(
        "intervenant_indisponible",
        "C1/D1",
        "2027-05-18/apres_midi",
        "2027-05-18/matin",
        lambda tree: tree["intervenants"][0].update(indisponibles=["2027-05-18/matin"]),
    ),
    Case("intervenant_occupe", "C1/A1/E2", "2027-05-10/apres_midi", "2027-05-10/matin"),
    Case(
        "intervenant_departement",
        "C2/K1",
        "2027-05-11/apres_midi",
        "2027-05-10/apres_midi",
        _other_departement,
        plan={"C1/A1/E2": "2027-05-12/matin"},
    ),
    Case(
        "plafond_semaine",
        "C1/A1/E2",
        "2027-05-10/matin",
        "2027-05-05/matin",
        lambda tree: tree["intervenants"][0].update(max_demi_journees_semaine=3),
        plan={"C1/A1/E1": "2027-05-04/matin"},
    ),
    Case(
        "absents",
        "C1/J1",
        "2027-05-03/journee",
        "2027-05-04/journee",
        lambda tree: _member(tree, 0).update(indisponibles=["2027-05-04/apres_midi"]),
    ),
    Case(
        "absents",
        "C1/D1",
        "2027-05-18/matin",
        "2027-05-18/apres_midi",
        lambda tree: [
            _member(tree, 0).update(indisponibles=["2027-05-18"]),
            _member(tree, 1).update(indisponibles=["2027-05-18/apres_midi"]),
        ],
    ),
    Case(
        "etablissement_indisponible",
        "C1/A1/E1",
        "2027-05-11/apres_midi",
        "2027-05-11/matin",
        lambda tree: _member(tree, 0).update(indisponibles=["2027-05-11/matin"]),
    ),
]
BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _bent(case: Case) -> tuple[Tree, dict[str, str]]:
    tree = petit()
    case.bend(tree)
    return tree, PLAN | case.plan


def _only(case: Case, place: str) -> Tree:
    """The problem where every other session is fixed and the intervenant is free for this one place alone."""
    tree, plan = _bent(case)
    tree["fixees"] = [
        {"seance": name, "date": text.split("/")[0], "creneau": text.split("/")[1]}
        for name, text in plan.items()
        if name != case.seance
    ]
    kept = {f"{day.isoformat()}/{half}" for day, half in at(place).halves}
    tree["intervenants"][0]["indisponibles"] = [
        *tree["intervenants"][0]["indisponibles"],
        *(
            half
            for day in open_days(date(2027, 3, 1), date(2028, 4, 30))
            for half in (f"{day.isoformat()}/matin", f"{day.isoformat()}/apres_midi")
            if half not in kept
        ),
    ]
    return tree


@BY_NAME
def test_checker_accepts_the_plan_that_just_satisfies(case: Case) -> None:
    tree, plan = _bent(case)
    assert verify(*claim(tree, plan | {case.seance: case.good})) == []


@BY_NAME
def test_checker_refuses_the_plan_that_just_breaks(case: Case) -> None:
    tree, plan = _bent(case)
    violations = verify(*claim(tree, plan | {case.seance: case.bad}))
    assert any(v.startswith(f"{case.seance},") and f"« {case.regle} »" in v for v in violations), violations


@BY_NAME
def test_solver_uses_the_place_that_just_satisfies(case: Case) -> None:
    solution = solve(parse_problem(_only(case, case.good)))
    assert solution.plan[case.seance] == at(case.good)
    assert solution.statut == "optimal"


@BY_NAME
def test_solver_leaves_out_rather_than_break_and_says_why(case: Case) -> None:
    problem = parse_problem(_only(case, case.bad))
    solution = solve(problem)
    assert [item.seance for item in solution.non_planifiees] == [case.seance]
    excluded = {item.date: item for item in solution.non_planifiees[0].dates}
    assert (at(case.bad).date in excluded) == case.in_window
    if case.in_window:
        half = str(at(case.bad).creneau).replace("apres_midi", "après-midi")
        killed = excluded[at(case.bad).date]
        assert killed.code == case.regle or f"{half}\u00a0: " in killed.motif
    assert verify(problem, solution) == []


def test_a_slot_of_the_wrong_length_is_refused() -> None:
    violations = verify(*claim(petit(), PLAN | {"C1/J1": "2027-05-03/matin"}))
    assert [v for v in violations if "« duree »" in v]


def test_remote_sessions_do_not_travel() -> None:
    tree = petit()
    _other_departement(tree)
    tree["cohortes"][1]["parcours"][0]["modalite"] = "distance"
    places = PLAN | {"C1/A1/E2": "2027-05-12/matin", "C2/K1": "2027-05-10/apres_midi"}
    assert verify(*claim(tree, places)) == []


def test_gaps_hold_between_neighbours_of_the_plan_when_one_is_left_out() -> None:
    tree = petit()
    tree["cohortes"][0]["parcours"].append(
        {"code": "J2", "type": "collective", "modalite": "presence", "duree": "journee"}
    )
    tree["intervenants"][0]["indisponibles"] = ["2027-05-18"]
    without_d1 = {name: place for name, place in PLAN.items() if name != "C1/D1"}
    near = verify(*claim(tree, without_d1 | {"C1/J2": "2027-05-14/journee"}))
    assert [v for v in near if "« ecart_min »" in v]
    # D1 is left out although it would fit: that is the only thing to say.
    far = verify(*claim(tree, without_d1 | {"C1/J2": "2027-09-30/journee"}))
    assert len(far) == 1
    assert "dite impossible" in far[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: replace(s, seances=s.seances[1:]), "a disparu"),
        (lambda s: replace(s, seances=(*s.seances, s.seances[0])), "apparaît 2 fois"),
        (lambda s: replace(s, seances=(replace(s.seances[0], seance="C9/J1"), *s.seances[1:])), "n’existe pas"),
        (lambda s: replace(s, seances=(replace(s.seances[0], absents=("E1",)), *s.seances[1:])), "absents"),
        (lambda s: replace(s, objectifs=s.objectifs[1:]), "dans l’ordre"),
        (lambda s: replace(s, objectifs=(replace(s.objectifs[0], valeur=1, borne=1), *s.objectifs[1:])), "recalculée"),
        (lambda s: replace(s, objectifs=(*s.objectifs[:-1], replace(s.objectifs[-1], borne=9))), "dépasse la valeur"),
        (lambda s: replace(s, objectifs=(*s.objectifs[:-1], replace(s.objectifs[-1], borne=0))), "« optimal »"),
        (lambda s: replace(s, statut="realisable"), "« realisable »"),
        (lambda s: replace(s, statut="impossible"), "« impossible »"),
        (lambda s: replace(s, statut="parfait"), "inconnu"),
    ],
)
def test_checker_refuses_false_claims(change: Callable[[Any], Any], expected: str) -> None:
    problem, solution = claim(petit(), PLAN)
    assert verify(problem, solution) == []
    assert any(expected in violation for violation in verify(problem, change(solution)))
