"""What `acia seances resoudre` and `acia seances verifier` do, without the command line's own library."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from acia.seances.solver.files import read_plan, read_problem, read_solution, solution_as_json, write_solution
from acia.seances.solver.problem import ProblemError, Solution
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify

FAIT, REFUSE = 0, 1


def resoudre(problem_path: Path, output_path: Path | None = None, plan_path: Path | None = None) -> int:
    """Solve a problem file; the solution goes to `output_path`, else to the standard output."""
    try:
        problem = read_problem(Path(problem_path))
        published = read_plan(Path(plan_path)) if plan_path else None
        solution = solve(problem, published)
        if output_path is None:
            sys.stdout.write(json.dumps(solution_as_json(solution), ensure_ascii=False, indent=1) + "\n")
        else:
            write_solution(solution, Path(output_path))
    except ProblemError as error:
        return _refuse(error.messages)
    # On the standard output the JSON stands alone, so that another program can read it.
    stream = sys.stderr if output_path is None else sys.stdout
    stream.write(summary(solution) + "\n")
    return REFUSE if solution.statut == "impossible" else FAIT


def verifier(problem_path: Path, solution_path: Path) -> int:
    """Check a solution file against its problem file and print every violation."""
    try:
        problem = read_problem(Path(problem_path))
        solution = read_solution(Path(solution_path))
    except ProblemError as error:
        return _refuse(error.messages)
    violations = verify(problem, solution)
    if violations:
        return _refuse(violations)
    sys.stdout.write(f"Solution conforme : {len(solution.seances)} séances planifiées, toutes les règles respectées.\n")
    return FAIT


def summary(solution: Solution) -> str:
    """A few lines that an officer understands."""
    lines = [f"Statut : {solution.statut} ; {_seances(len(solution.seances))} en {solution.duree_s:.2f} s."]
    lines += [f"  {o.nom} : {o.valeur} (borne {o.borne})" for o in solution.objectifs]
    lines += [f"Non planifiée : {item.seance}. {item.motif}" for item in solution.non_planifiees]
    lines += [f"Manquement : {item.seance}, {item.motif} (règle « {item.regle} »)." for item in solution.manquements]
    return "\n".join(lines)


def _seances(count: int) -> str:
    return f"{count} séances planifiées" if count > 1 else f"{count} séance planifiée"


def _refuse(messages: list[str]) -> int:
    sys.stderr.write("".join(f"{message}\n" for message in messages))
    return REFUSE
