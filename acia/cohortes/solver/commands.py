"""`acia cohortes resoudre` and `acia cohortes verifier`: files in, French text out, an exit code back.

0: done; 1: the business says no (invalid data, impossible problem, false solution); 2: wrong use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from acia.cohortes.solver.files import read_json, read_problem, write_solution
from acia.cohortes.solver.problem import Problem, ProblemError, Solution
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.verify import Verification
from acia.core.partage import NBSP, agree, options_for

DONE, REFUSED, WRONG_USE = 0, 1, 2


def resoudre(problem_path: Path, output_path: Path | None = None) -> int:
    """Solve a problem file; the solution goes to `output_path`, or to the standard output when there is none."""
    try:
        problem = read_problem(_read(problem_path))
        with _native_output_aside():
            solution = solve(problem)
        text = write_solution(solution)
        if output_path is None:
            sys.stdout.write(text)
        else:
            output_path.write_text(text, encoding="utf-8", newline="\n")
    except ProblemError as error:
        return _say(error.messages, REFUSED)
    except (OSError, UnicodeDecodeError) as error:
        return _say([_file_fault(error)], WRONG_USE)
    stream = sys.stderr if output_path is None else sys.stdout
    print("\n".join(_summary(problem, solution)), file=stream)
    return REFUSED if solution.statut == "impossible" else DONE


def verifier(problem_path: Path, solution_path: Path) -> int:
    """Check a solution file against its problem, independently of the solver."""
    try:
        problem = read_problem(_read(problem_path))
        verification = Verification(problem, read_json(_read(solution_path)))
    except ProblemError as error:
        return _say(error.messages, REFUSED)
    except (OSError, UnicodeDecodeError) as error:
        return _say([_file_fault(error)], WRONG_USE)
    violations = verification.violations()
    if violations:
        print(f"Solution refusée{NBSP}: {agree(len(violations), 'manquement')}.")
        print("\n".join(f"– {violation}" for violation in violations))
        return REFUSED
    print("La solution respecte toutes les règles, et ses coûts sont exacts.")
    undecided = verification.undecided()
    if undecided:
        print(f"Priorité au classement non tranchée par ce contrôle pour{NBSP}: {', '.join(undecided)}.")
    return DONE


def _summary(problem: Problem, solution: Solution) -> Iterable[str]:
    labels = {
        "optimal": "Solution optimale, prouvée",
        "realisable": "Solution réalisable, non prouvée optimale",
        "impossible": "Aucune cohorte ne peut être formée",
    }
    placed = sum(len(cohorte.membres) for cohorte in solution.cohortes)
    yield (
        f"{labels[solution.statut]}{NBSP}: {agree(len(solution.cohortes), 'cohorte')},"
        f" {agree(placed, 'établissement placé', 'établissements placés')},"
        f" coût {_minutes(solution.cout)} (borne {_minutes(solution.borne)}), {_decimal(solution.duree_s)}{NBSP}s."
    )
    for cohorte in solution.cohortes:
        yield (
            f"– {cohorte.departement}{NBSP}: {', '.join(cohorte.membres)}, accueil {cohorte.hote},"
            f" {_minutes(cohorte.cout)}."
        )
    for one in solution.non_places:
        yield f"– {one.id} n’est pas placé{NBSP}: {one.motif}."
    yield from _options(problem)


def _options(problem: Problem) -> Iterable[str]:
    """What to do about each département whose number does not divide."""
    low, high = problem.parametres.taille_min, problem.parametres.taille_max
    counts: dict[str, int] = {}
    for candidat in problem.candidats:
        counts[candidat.departement] = counts.get(candidat.departement, 0) + 1
    for departement, count in sorted(counts.items()):
        for option in options_for(count, low, high):
            yield f"  {departement}, {agree(count, 'établissement')}{NBSP}: {option.phrase}"


def _minutes(hundredths: int) -> str:
    return f"{_decimal(hundredths / 100)}{NBSP}min"


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _say(messages: Iterable[str], code: int) -> int:
    print("\n".join(messages), file=sys.stderr)
    return code


def _file_fault(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "Le fichier n’est pas un texte en UTF-8."
    return f"Le fichier {error.filename} ne peut pas être lu ou écrit."


@contextmanager
def _native_output_aside() -> Iterator[None]:
    """HiGHS sometimes writes on the process's standard output, where the solution may be going: send it aside."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
