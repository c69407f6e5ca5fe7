"""Rounds of one level: the cheaper plan and the higher bound are kept, whatever their order."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from acia.seances.solver.files import parse_problem
from acia.seances.solver.lexico import ComponentSolver
from acia.seances.solver.model import ComponentModel
from acia.seances.solver.options import Option, OptionFinder, components
from acia.seances.solver.problem import Creneau
from acia.seances.solver.search import Outcome, Searcher, better
from tests.unit.seances.problemes import petit


def _model() -> tuple[ComponentModel, Any]:
    problem = parse_problem(petit())
    finder = OptionFinder(components(problem, None)[0])
    options = {seance: finder.options(seance) for seance in problem.seances.values()}
    return ComponentModel(finder, options, complete=True), problem.seances["C1/J1"]


def _at_cost(cost: int) -> Option:
    return Option(date(2027, 5, 3), Creneau.JOURNEE, {"rythme": cost})


def test_a_worse_plan_never_replaces_a_better_one() -> None:
    model, first = _model()
    cheap, dear = {first: _at_cost(3)}, {first: _at_cost(9)}
    others = {seance: _at_cost(0) for seance in model.literals if seance is not first}
    old, new = Outcome(others | cheap, bound=2), Outcome(others | dear, bound=1)
    for one, two in ((old, new), (new, old)):
        kept = better(model, "rythme", one, two)
        assert kept.choice is not None
        assert model.value("rythme", kept.choice) == 3
        assert (kept.bound, kept.proved) == (2, False)


def test_a_round_without_a_plan_keeps_the_known_one() -> None:
    model, first = _model()
    known = {seance: _at_cost(0) for seance in model.literals} | {first: _at_cost(3)}
    kept = better(model, "rythme", Outcome(known), Outcome(None))
    assert kept.choice == known


def test_an_impossible_model_stops_at_once() -> None:
    model, _ = _model()
    model.model.add_bool_or([])
    outcome = Searcher(seed=1, deadline=time.monotonic() + 10).minimise(model, "rythme", None)
    assert (outcome.choice, outcome.impossible, outcome.proved) == (None, True, False)


def test_a_component_without_free_sessions_is_its_fixed_sessions() -> None:
    tree = petit()
    tree["cohortes"][0]["parcours"] = tree["cohortes"][0]["parcours"][:1]
    tree["fixees"] = [{"seance": "C1/J1", "date": "2027-05-03", "creneau": "journee"}]
    problem = parse_problem(tree)
    part = ComponentSolver(components(problem, None)[0], 10).solve()
    assert [seance.id for seance in part.placements] == ["C1/J1"]
    assert part.bounds["deplacements"] == 1
