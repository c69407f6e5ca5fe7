"""Solves a whole problem: one component at a time, then proof, explanations and order of the answer."""

from __future__ import annotations

import time

from acia.seances.solver.checks import absents, objective_values
from acia.seances.solver.explain import explain_unplanned, list_breaches_of_fixed
from acia.seances.solver.lexico import ComponentSolver
from acia.seances.solver.options import components
from acia.seances.solver.problem import Objectif, Plan, Problem, SeancePlanifiee, Solution


def solve(problem: Problem, published: Plan | None = None) -> Solution:
    """Plan every session; beside a published plan, disturb as few people as possible."""
    start = time.monotonic()
    plan: Plan = {}
    bounds: dict[str, int] = {}
    parts = components(problem, published)
    for done, component in enumerate(parts):
        left = problem.parametres.limite_s - (time.monotonic() - start)
        part = ComponentSolver(component, left / (len(parts) - done)).solve()
        plan |= {seance.id: placement for seance, placement in part.placements.items()}
        bounds = {name: bounds.get(name, 0) + bound for name, bound in part.bounds.items()}
    values = objective_values(problem, plan, published)
    objectifs = tuple(Objectif(name, value, bounds[name]) for name, value in values.items())
    return Solution(
        statut=status(objectifs, planned=bool(plan)),
        objectifs=objectifs,
        seances=_planned(problem, plan),
        non_planifiees=explain_unplanned(problem, plan),
        manquements=list_breaches_of_fixed(problem, plan),
        duree_s=round(time.monotonic() - start, 2),
    )


def status(objectifs: tuple[Objectif, ...], *, planned: bool) -> str:
    """`impossible` without any session planned, `optimal` when every objective meets its bound."""
    if not planned:
        return "impossible"
    return "optimal" if all(objectif.valeur == objectif.borne for objectif in objectifs) else "realisable"


def _planned(problem: Problem, plan: Plan) -> tuple[SeancePlanifiee, ...]:
    ordered = sorted(plan.items(), key=lambda item: (item[1].date, item[1].creneau != "matin", item[0]))
    return tuple(
        SeancePlanifiee(seance_id, placement, absents(problem.seances[seance_id], placement))
        for seance_id, placement in ordered
    )
