"""Whatever the calendars: the checker finds nothing to say, bounds are bounds, constraints never make plans cheaper."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acia.seances.solver.files import parse_problem
from acia.seances.solver.problem import Solution
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify
from tests.unit.seances.problemes import Tree, generate, open_days

DAYS = open_days(date(2027, 4, 1), date(2027, 11, 30))
PATIENT = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@st.composite
def problems(draw: st.DrawFn) -> Tree:
    """One or two cohortes of two or three establishments over eight months."""
    return generate(
        draw(st.integers(0, 10_000)),
        cohortes=draw(st.integers(1, 2)),
        etablissements=draw(st.integers(2, 3)),
        individuelles=draw(st.integers(0, 2)),
        departements=draw(st.integers(1, 2)),
        refus=draw(st.sampled_from([0.1, 0.4, 0.7])),
        plafond=draw(st.sampled_from([None, 2, 4])),
        fin=date(2027, 11, 30),
    )


def vector(solution: Solution) -> tuple[int, ...]:
    """Objective values, in lexicographic order."""
    return tuple(objectif.valeur for objectif in solution.objectifs)


@PATIENT
@given(problems())
def test_checker_agrees_with_every_proved_plan(tree: Tree) -> None:
    problem = parse_problem(tree)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.statut == "optimal"


@PATIENT
@given(problems(), st.sampled_from(DAYS))
def test_one_more_closed_day_is_never_cheaper(tree: Tree, day: date) -> None:
    before = solve(parse_problem(tree))
    tree["jours_fermes"] = {code: [*days, day.isoformat()] for code, days in tree["jours_fermes"].items()}
    assert vector(solve(parse_problem(tree))) >= vector(before)


@PATIENT
@given(problems(), st.lists(st.sampled_from(DAYS), min_size=1, max_size=10))
def test_replanning_respects_rules_pins_and_its_lower_bound(tree: Tree, lost: list[date]) -> None:
    problem = parse_problem(tree)
    published = solve(problem).plan
    tree["intervenants"][0]["indisponibles"] += [day.isoformat() for day in lost]
    pinned = sorted(published)[::3]
    tree["fixees"] = [
        {"seance": name, "date": published[name].date.isoformat(), "creneau": published[name].creneau.value}
        for name in pinned
    ]
    changed = parse_problem(tree)
    solution = solve(changed, published)
    assert verify(changed, solution, published) == []
    assert all(solution.plan[name] == published[name] for name in pinned)
    hit = [name for name in published if name not in pinned and published[name].date in lost]
    moved = next(o.valeur for o in solution.objectifs if o.nom == "seances_deplacees")
    assert moved >= len(hit)
    assert hit or moved == 0
