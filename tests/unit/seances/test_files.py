"""The file formats: what is read, what is refused and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acia.seances.solver.files import (
    load_json,
    parse_problem,
    parse_solution,
    read_plan,
    read_problem,
    solution_as_json,
    write_solution,
)
from acia.seances.solver.problem import Creneau, ProblemError
from acia.seances.solver.solve import solve
from tests.unit.seances.problemes import PLAN, Tree, claim, petit, plan_of


def _cohorte(tree: Tree) -> Tree:
    found: Tree = tree["cohortes"][0]
    return found


def _messages(tree: Any) -> list[str]:
    with pytest.raises(ProblemError) as refusal:
        parse_problem(tree)
    return refusal.value.messages


DEFECTS: list[tuple[str, Callable[[Tree], Any], str]] = [
    ("format", lambda t: t.update(format="acia-seances/2"), "« acia-seances/1 »"),
    ("parametres", lambda t: t.update(parametres=[]), "un objet est attendu"),
    ("date", lambda t: t["parametres"].update(debut="2027-02-30"), "« 2027-02-30 » n’est pas une date"),
    ("date-basic", lambda t: t["parametres"].update(debut="20270401"), "n’est pas une date"),
    ("date-far", lambda t: t["parametres"].update(fin="9999-12-31"), "n’est pas une date"),
    ("reversed", lambda t: t["parametres"].update(fin="2027-03-01"), "la fin précède le début"),
    ("long", lambda t: t["parametres"].update(fin="2031-01-01"), "dépasse trois ans"),
    ("notice", lambda t: t["parametres"].update(preavis_jours=-1), "« preavis_jours »"),
    ("bool", lambda t: t["parametres"].update(absents_toleres=True), "« absents_toleres »"),
    ("huge", lambda t: t["parametres"].update(preavis_jours=10**9), "« preavis_jours »"),
    ("limit", lambda t: t["parametres"].update(limite_s=0), "« limite_s »"),
    ("no-cohorte", lambda t: t.update(cohortes=[]), "« cohortes »"),
    ("no-member", lambda t: _cohorte(t).update(etablissements=[]), "« etablissements »"),
    ("no-step", lambda t: _cohorte(t).update(parcours=[]), "« parcours »"),
    ("type", lambda t: _cohorte(t)["parcours"][0].update(type="libre"), "« libre »"),
    ("mode", lambda t: _cohorte(t)["parcours"][0].update(modalite="hybride"), "« hybride »"),
    ("length", lambda t: _cohorte(t)["parcours"][0].pop("duree"), "« duree »"),
    ("step-twice", lambda t: _cohorte(t)["parcours"].append(_cohorte(t)["parcours"][0]), "« J1 » apparaît 2 fois"),
    (
        "member-twice",
        lambda t: _cohorte(t)["etablissements"].append(_cohorte(t)["etablissements"][0]),
        "l’établissement « E1 » apparaît 2 fois",
    ),
    ("cohorte-twice", lambda t: t["cohortes"].append(_cohorte(t)), "La cohorte « C1 » apparaît 2 fois"),
    ("slash", lambda t: _cohorte(t).update(id="C/1"), "barre oblique"),
    ("gaps", lambda t: _cohorte(t).update(ecart_max_jours=3), "« ecart_max_jours » est inférieur"),
    ("who", lambda t: _cohorte(t).update(intervenant="I9"), "l’intervenant « I9 » n’existe pas"),
    ("letter", lambda t: _cohorte(t)["etablissements"][0].pop("lettre"), "champ « lettre »"),
    ("slot", lambda t: t["intervenants"][0].update(indisponibles=["2027-05-10/soir"]), "n’a pas un créneau connu"),
    ("cap", lambda t: t["intervenants"][0].update(max_demi_journees_semaine="six"), "« max_demi_journees_semaine »"),
    ("closed", lambda t: t.update(jours_fermes={"59": "2027-05-06"}), "département 59"),
    (
        "fixed-unknown",
        lambda t: t.update(fixees=[{"seance": "C1/J9", "date": "2027-05-10", "creneau": "matin"}]),
        "« C1/J9 » n’existe pas",
    ),
    (
        "fixed-twice",
        lambda t: t.update(fixees=[{"seance": "C1/J1", "date": "2027-05-10", "creneau": "matin"}] * 2),
        "« C1/J1 » apparaît 2 fois",
    ),
]


@pytest.mark.parametrize(("bend", "expected"), [case[1:] for case in DEFECTS], ids=[case[0] for case in DEFECTS])
def test_a_defect_is_refused_in_french(bend: Callable[[Tree], Any], expected: str) -> None:
    tree = petit()
    bend(tree)
    assert any(expected in message for message in _messages(tree)), _messages(tree)


@pytest.mark.parametrize("data", [None, [], 3, "…", {}])
def test_anything_but_a_problem_is_refused(data: Any) -> None:
    assert _messages(data)


def test_every_defect_is_told_at_once() -> None:
    tree = petit()
    tree["parametres"]["debut"] = "demain"
    _cohorte(tree)["etablissements"][0]["lettre"] = None
    _cohorte(tree)["parcours"][1]["type"] = "?"
    assert len(_messages(tree)) == 3


def test_optional_fields_have_the_values_of_the_scheme() -> None:
    tree = petit()
    tree["parametres"] = {key: tree["parametres"][key] for key in ("debut", "fin", "aujourd_hui")}
    for key in ("jours_fermes", "jours_evites", "fixees"):
        del tree[key]
    for key in ("ecart_min_jours", "ecart_max_jours"):
        del _cohorte(tree)[key]
    assert parse_problem(tree) == parse_problem(petit())


def test_whole_days_and_half_days_are_read() -> None:
    tree = petit()
    tree["intervenants"][0]["indisponibles"] = ["2027-05-10", "2027-05-11/matin", "2027-05-12/journee"]
    found = parse_problem(tree).intervenants["I1"].indisponibles
    assert {(day.day, half) for day, half in found} == {
        (10, Creneau.MATIN),
        (10, Creneau.APRES_MIDI),
        (11, Creneau.MATIN),
        (12, Creneau.MATIN),
        (12, Creneau.APRES_MIDI),
    }


def test_sessions_are_named_after_cohorte_step_and_establishment() -> None:
    assert list(parse_problem(petit()).seances) == ["C1/J1", "C1/A1/E1", "C1/A1/E2", "C1/D1"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (4, ["2027-05-08", "2027-07-08", "2027-10-08", "2028-02-08"]),
        (1, ["2027-05-08"]),
        (2, ["2027-05-08", "2028-02-08"]),
        (3, ["2027-05-08", "2027-09-23", "2028-02-08"]),
    ],
)
def test_ideals_follow_the_scheme_or_spread_evenly(steps: int, expected: list[str]) -> None:
    tree = petit()
    step = _cohorte(tree)["parcours"][0]
    _cohorte(tree)["parcours"] = [{**step, "code": f"J{n}"} for n in range(steps)]
    problem = parse_problem(tree)
    ideals = problem.ideals(problem.cohortes[0])
    assert list(ideals.values()) == [date.fromisoformat(day) for day in expected]


def test_a_solution_survives_the_file(tmp_path: Path) -> None:
    tree = petit()
    tree["parametres"]["aujourd_hui"] = "2027-05-14"
    tree["fixees"] = [{"seance": "C1/A1/E1", "date": "2027-05-23", "creneau": "matin"}]
    solution = solve(parse_problem(tree))
    assert solution.non_planifiees
    assert solution.manquements
    write_solution(solution, tmp_path / "solution.json")
    written = json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))
    assert list(written) == [
        "format", "statut", "objectifs", "manquements", "duree_s", "seances", "non_planifiees",
    ]  # fmt: skip
    again = parse_solution(written)
    assert solution_as_json(again) == solution_as_json(solution) | {"duree_s": 0.0}
    assert read_plan(tmp_path / "solution.json") == solution.plan


def test_a_solution_of_another_format_is_refused() -> None:
    written = solution_as_json(claim(petit(), PLAN)[1])
    with pytest.raises(ProblemError, match="acia-seances-solution/1"):
        parse_solution(written | {"format": "acia-cohortes-solution/1"})
    with pytest.raises(ProblemError, match=r"champ .*creneau"):
        parse_solution(written | {"seances": [{"seance": "C1/J1", "date": "2027-05-03", "creneau": "soir"}]})


def test_a_published_plan_may_name_sessions_that_exist_no_more() -> None:
    published = plan_of(PLAN | {"C7/J1": "2027-05-03/journee"})
    assert solve(parse_problem(petit()), published).plan == plan_of(PLAN)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"{", "JSON valide"), (b"\xff\xfe\x00", "UTF-8"), (b"[" * 100_000, "JSON valide|profond")],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "probleme.json"
    path.write_bytes(content)
    with pytest.raises(ProblemError, match=expected):
        load_json(path)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "probleme.json"
    path.write_text(json.dumps(petit()), encoding="utf-8-sig")
    assert read_problem(path) == parse_problem(petit())
