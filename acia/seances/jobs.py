"""The computation of sessions, done by the worker: solved outside any transaction, checked, then stored."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from acia.core.db import db, transaction
from acia.core.jobs import handler
from acia.seances.models import EtatPlan, PlanSeances
from acia.seances.service import JOB
from acia.seances.solver.files import parse_problem, parse_solution, solution_as_json
from acia.seances.solver.problem import ProblemError
from acia.seances.solver.verify import verify


@handler(JOB)
def compute_plan(data: dict[str, Any], _now: datetime) -> None:
    """Solve the problem of a plan; a solution that the independent check refuses is never proposed."""
    plan_id = uuid.UUID(data["plan"])
    plan = db.session.get_one(PlanSeances, plan_id)
    if plan.etat != EtatPlan.EN_CALCUL:
        return
    tree = plan.probleme
    db.session.rollback()
    solution, error = _solve(tree)
    with transaction():
        plan = db.session.get_one(PlanSeances, plan_id)
        if plan.etat == EtatPlan.EN_CALCUL:
            plan.etat = EtatPlan.ECHEC if error else EtatPlan.PROPOSE
            plan.solution, plan.erreur = solution, error


def _solve(tree: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    # The engine is heavy: only the worker loads it, when it computes.
    from acia.seances.solver.solve import solve

    try:
        problem = parse_problem(tree)
        solution = solution_as_json(solve(problem))
        violations = verify(problem, parse_solution(solution))
    except ProblemError as error:
        return None, " ".join(error.messages)
    return solution, " ".join(violations)
