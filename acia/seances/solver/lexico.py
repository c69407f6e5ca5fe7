"""Solves one component level by level, each level becoming a constraint of the next ones."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

from acia.seances.solver.bounds import travel_bound
from acia.seances.solver.model import Choice, ComponentModel, assign_half_days
from acia.seances.solver.options import ADDITIFS, DERANGEMENT, Component, Option, OptionFinder
from acia.seances.solver.problem import Placement, Seance

ESSAI_MAX: Final = 60.0
"""Deterministic seconds given to a first plan without any session left out."""

Options = Mapping[Seance, list[Option]]
Bounds = dict[str, int]


@dataclass(frozen=True)
class ComponentPlan:
    """Where the sessions of a component lie, and a bound for every objective."""

    placements: Mapping[Seance, Placement]
    bounds: Bounds


@dataclass(frozen=True)
class Outcome:
    """What one call of the solver gives."""

    choice: Choice | None
    proved: bool
    bound: float


@dataclass
class Search:
    """A model, the best plan it has given so far and the bounds of the levels already done."""

    model: ComponentModel
    choice: Choice
    bounds: Bounds


class ComponentSolver:
    """Runs the levels of one component."""

    def __init__(self, component: Component, seconds: float) -> None:
        self.finder = OptionFinder(component)
        self.seed = component.problem.parametres.graine
        self.deadline = time.monotonic() + seconds
        self.options: Options = {
            seance: self.finder.options(seance) for seance in component.seances if seance not in self.finder.fixed
        }
        self.additive = ADDITIFS if component.published is not None else ADDITIFS[len(DERANGEMENT) :]

    def solve(self) -> ComponentPlan:
        """Return the best plan found, with the bounds proved on the way."""
        search = self._cheapest() or self._complete() or Search(self._model(self.options, complete=False), {}, {})
        for name in ("non_planifiees", *self.additive, "deplacements"):
            if name not in search.bounds:
                self._improve(search, name)
        placements = assign_half_days(search.choice, self.finder.fixed)
        return ComponentPlan({**self.finder.fixed, **placements}, search.bounds)

    def _cheapest(self) -> Search | None:
        """Hope that before the rhythm every session can have a place that costs least: those levels are then proved."""
        options, bounds = self.options, self._all_planned()
        for name in self.additive[:-1]:
            options = {seance: _cheapest(name, places) for seance, places in options.items()}
        model = self._model(options, complete=True)
        bounds |= {name: model.floor(name) for name in self.additive[:-1]}
        return self._first_plan(model, bounds, "rythme")

    def _complete(self) -> Search | None:
        """Every session that has an option is planned."""
        return self._first_plan(self._model(self.options, complete=True), self._all_planned(), self.additive[0])

    def _first_plan(self, model: ComponentModel, bounds: Bounds, name: str) -> Search | None:
        outcome = self._minimise(model, name, limit=ESSAI_MAX)
        if outcome.choice is None:
            return None
        search = Search(model, outcome.choice, bounds)
        if outcome.proved:
            self._settle(search, name, outcome)
        return search

    def _improve(self, search: Search, name: str) -> None:
        """Solve one level from the best plan known, unless that plan already meets the level's floor."""
        floor = search.model.floor(name)
        value = search.model.value(name, search.choice)
        outcome = Outcome(search.choice, True, value)
        if value > floor:
            search.model.hint(search.choice)
            outcome = self._minimise(search.model, name)
        self._settle(search, name, outcome)

    def _settle(self, search: Search, name: str, outcome: Outcome) -> None:
        search.choice = outcome.choice or search.choice
        value = search.model.value(name, search.choice)
        bound = value if outcome.proved else max(search.model.floor(name), math.ceil(outcome.bound - 1e-6))
        search.bounds[name] = min(value, bound)
        search.model.forbid_more(name, value)

    def _minimise(self, model: ComponentModel, name: str, limit: float = math.inf) -> Outcome:
        model.model.minimize(model.expression(name))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.linearization_level = 2 if name == "deplacements" else 1
        solver.parameters.max_time_in_seconds = max(0.01, self.deadline - time.monotonic())
        solver.parameters.max_deterministic_time = limit
        status = solver.solve(model.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        bound = solver.best_objective_bound if found else -math.inf
        return Outcome(model.choice(solver) if found else None, status == cp_model.OPTIMAL, bound)

    def _all_planned(self) -> Bounds:
        return {"non_planifiees": sum(not places for places in self.options.values())}

    def _model(self, options: Options, *, complete: bool) -> ComponentModel:
        model = ComponentModel(self.finder, options, complete=complete)
        if complete:
            planned = [seance for seance in options if options[seance]]
            model.add_floor("deplacements", travel_bound(self.finder, planned))
        return model


def _cheapest(name: str, options: list[Option]) -> list[Option]:
    least = min((option.costs[name] for option in options), default=0)
    return [option for option in options if option.costs[name] == least]
