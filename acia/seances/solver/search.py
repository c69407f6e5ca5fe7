"""One level of a model at a time, minimised in rounds with more or less help of the linear relaxation."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

from acia.seances.solver.model import Choice, ComponentModel

ARRONDI: Final = 1e-6
TOURS: Final = (8.0, 40.0, math.inf)
"""Deterministic seconds of the successive rounds, so that the order of events never depends on the machine."""
SANS_RELAXATION: Final = (0, 2, 1)
PEU_DE_RELAXATION: Final = (1, 2, 0)
RELAXATION: Final = (2, 1, 2)
RELAXATIONS: Final = {
    "personnes_derangees": SANS_RELAXATION,
    "seances_deplacees": SANS_RELAXATION,
    "deplacements": RELAXATION,
}
"""How much linear relaxation each round uses: little helps to find who moves, much to prove the travel days."""


@dataclass(frozen=True)
class Outcome:
    """The best plan found, whether it is proved, and what no plan can beat."""

    choice: Choice | None
    proved: bool = False
    bound: int = 0
    impossible: bool = False


@dataclass(frozen=True)
class Searcher:
    """Runs the solver until a deadline of the machine's clock."""

    seed: int
    deadline: float

    def minimise(self, model: ComponentModel, name: str, known: Choice | None, limit: float = math.inf) -> Outcome:
        """Minimise one objective, starting from a plan already known; `limit` is in deterministic seconds."""
        model.model.minimize(model.expression(name))
        best = Outcome(known)
        for relaxation, budget in _rounds(name, limit):
            if best.choice is not None:
                model.hint(best.choice)
            best = better(model, name, best, self._run(model, relaxation, budget))
            if best.proved or best.impossible or time.monotonic() >= self.deadline:
                break
        return best

    def _run(self, model: ComponentModel, relaxation: int, budget: float) -> Outcome:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.linearization_level = relaxation
        solver.parameters.max_time_in_seconds = max(0.01, self.deadline - time.monotonic())
        solver.parameters.max_deterministic_time = budget
        status = solver.solve(model.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome(None, impossible=status == cp_model.INFEASIBLE)
        bound = math.ceil(solver.best_objective_bound - ARRONDI)
        return Outcome(model.choice(solver), status == cp_model.OPTIMAL, bound)


def _rounds(name: str, limit: float) -> Iterator[tuple[int, float]]:
    """Relaxation and budget of each round; the budgets add up to the limit."""
    for relaxation, budget in zip(RELAXATIONS.get(name, PEU_DE_RELAXATION), TOURS, strict=True):
        yield relaxation, min(budget, limit)
        limit -= budget
        if limit <= 0:
            return


def better(model: ComponentModel, name: str, old: Outcome, new: Outcome) -> Outcome:
    """Keep the cheaper plan and the higher bound."""
    choice = new.choice if new.choice is not None else old.choice
    if new.choice is not None and old.choice is not None and not new.proved:
        choice = min(old.choice, new.choice, key=lambda plan: model.value(name, plan))
    return Outcome(choice, new.proved, max(old.bound, new.bound), new.impossible)
