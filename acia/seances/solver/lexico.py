"""Solves one component level by level, each level becoming a constraint of the next ones."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acia.seances.solver.bounds import travel_bound
from acia.seances.solver.greedy import greedy_choice
from acia.seances.solver.model import Choice, ComponentModel, assign_half_days
from acia.seances.solver.options import ADDITIFS, Component, Option, OptionFinder
from acia.seances.solver.problem import DERANGEMENT, Placement, Seance
from acia.seances.solver.search import Outcome, Searcher

ESSAI_MAX: Final = 25.0
"""Deterministic seconds given to a first plan without any session left out."""

Options = Mapping[Seance, list[Option]]
Bounds = dict[str, int]


@dataclass(frozen=True)
class ComponentPlan:
    """Where the sessions of a component lie, and a bound for every objective."""

    placements: Mapping[Seance, Placement]
    bounds: Bounds


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
        self.searcher = Searcher(component.problem.parametres.graine, time.monotonic() + seconds)
        self.options: Options = {
            seance: self.finder.options(seance) for seance in component.seances if seance not in self.finder.fixed
        }
        self.replans = component.published is not None
        self.additive = ADDITIFS if self.replans else ADDITIFS[len(DERANGEMENT) :]

    def solve(self) -> ComponentPlan:
        """Return the best plan found, with the bounds proved on the way."""
        search = self._start()
        for name in ("non_planifiees", *self.additive, "deplacements"):
            if name not in search.bounds:
                self._improve(search, name)
        placements = assign_half_days(search.choice, self.finder.fixed)
        return ComponentPlan({**self.finder.fixed, **placements}, search.bounds)

    def _start(self) -> Search:
        """First plan, from the boldest hope to the only certainty.

        Hope that every session has a place that costs least on all the levels before the rhythm; then, when
        re-planning, that only the sessions that lost their place move; then that all can be planned.
        """
        before_rhythm, who_moves = len(self.additive) - 1, len(DERANGEMENT) - 1
        for settled in [before_rhythm, who_moves] if self.replans else [before_rhythm]:
            search = self._hope(self.additive[:settled], self.additive[settled], {})
            if search is not None:
                return search
        greedy = greedy_choice(self.finder, self.options)
        return self._hope((), self.additive[0], greedy) or Search(self._model(self.options, complete=False), greedy, {})

    def _hope(self, settled: tuple[str, ...], name: str, known: Choice) -> Search | None:
        """Plan all, each session at a place that costs least on the settled levels: those are then proved."""
        options = self.options
        for level in settled:
            options = {seance: _cheapest(level, places) for seance, places in options.items()}
        model = self._model(options, complete=True)
        model.hint(known)
        whole = known if len(known) == len(model.literals) else None
        outcome = self.searcher.minimise(model, name, whole, limit=ESSAI_MAX)
        if outcome.choice is None:
            return None
        unplaced = sum(not places for places in options.values())
        bounds = {"non_planifiees": unplaced, **{level: model.floor(level) for level in settled}}
        search = Search(model, outcome.choice, bounds)
        if outcome.proved:
            self._settle(search, name, outcome)
        return search

    def _improve(self, search: Search, name: str) -> None:
        """Solve one level from the best plan known, unless that plan already meets the level's floor."""
        floor = search.model.floor(name)
        value = search.model.value(name, search.choice)
        outcome = Outcome(search.choice, proved=True, bound=value)
        if value > floor:
            outcome = self.searcher.minimise(search.model, name, search.choice)
        self._settle(search, name, outcome)

    def _settle(self, search: Search, name: str, outcome: Outcome) -> None:
        search.choice = outcome.choice if outcome.choice is not None else search.choice
        value = search.model.value(name, search.choice)
        search.bounds[name] = value if outcome.proved else min(value, max(search.model.floor(name), outcome.bound))
        search.model.forbid_more(name, value)

    def _model(self, options: Options, *, complete: bool) -> ComponentModel:
        model = ComponentModel(self.finder, options, complete=complete)
        if complete:
            planned = [seance for seance in options if options[seance]]
            model.add_floor("deplacements", travel_bound(self.finder, planned))
        return model


def _cheapest(name: str, options: list[Option]) -> list[Option]:
    least = min((option.costs[name] for option in options), default=0)
    return [option for option in options if option.costs[name] == least]
