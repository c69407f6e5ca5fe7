"""What `acia seances resoudre` and `acia seances verifier` do, without the command line's own library."""

from __future__ import annotations

import sys
from pathlib import Path

from acia.seances.solver.files import read_plan, read_problem, read_solution, solution_as_text, write_solution
from acia.seances.solver.problem import ProblemError, Solution
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify

FAIT, REFUSE, MAUVAIS_USAGE = 0, 1, 2


def resoudre(problem_path: Path, output_path: Path | None = None, plan_path: Path | None = None) -> int:
    """Solve a problem file; the solution goes to `output_path`, else to the standard output."""
    try:
        problem = read_problem(problem_path)
        published = read_plan(plan_path) if plan_path else None
        solution = solve(problem, published)
        if output_path is not None:
            write_solution(solution, output_path)
    except ProblemError as error:
        return _refuse(error.messages, REFUSE)
    except OSError as error:
        return _refuse([_file_fault(error)], MAUVAIS_USAGE)
    if output_path is None:
        sys.stdout.write(solution_as_text(solution))
    # The JSON stands alone on the standard output, so that another program can read it.
    stream = sys.stderr if output_path is None else sys.stdout
    stream.write(summary(solution) + "\n")
    return REFUSE if solution.statut == "impossible" else FAIT


def verifier(problem_path: Path, solution_path: Path) -> int:
    """Check a solution file against its problem file and print every violation."""
    try:
        violations = verify(read_problem(problem_path), read_solution(solution_path))
    except ProblemError as error:
        return _refuse(error.messages, REFUSE)
    except OSError as error:
        return _refuse([_file_fault(error)], MAUVAIS_USAGE)
    if violations:
        sys.stdout.write("".join(f"– {violation}\n" for violation in violations))
        return REFUSE
    sys.stdout.write("La solution respecte toutes les règles, et ses objectifs sont exacts.\n")
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


def _refuse(messages: list[str], code: int) -> int:
    sys.stderr.write("".join(f"{message}\n" for message in messages))
    return code


def _file_fault(error: OSError) -> str:
    reason = "il n’existe pas" if isinstance(error, FileNotFoundError) else "l’accès est impossible"
    return f"Le fichier « {error.filename} » ne peut pas être ouvert : {reason}."
