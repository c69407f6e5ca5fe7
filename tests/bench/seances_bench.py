"""Times and bounds of the session solver on generated years; run by hand: python -m tests.bench.seances_bench."""

from __future__ import annotations

from datetime import timedelta

from acia.seances.solver.files import parse_problem
from acia.seances.solver.problem import Solution
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify
from tests.unit.seances.problemes import Tree, generate

CASES: list[tuple[str, dict[str, float]]] = [
    ("1 cohorte, m=1", {"cohortes": 1, "individuelles": 1}),
    ("1 cohorte, m=2", {"cohortes": 1}),
    ("2 cohortes, m=2", {"cohortes": 2}),
    ("2 cohortes, m=3, half the days refused", {"cohortes": 2, "individuelles": 3, "refus": 0.5}),
    ("4 cohortes, m=2", {"cohortes": 4}),
    ("4 cohortes, m=4", {"cohortes": 4, "individuelles": 4, "plafond": 8}),
    ("5 cohortes, 3 départements, m=2", {"cohortes": 5, "departements": 3}),
]
GRAINES = range(2)


def main() -> None:
    """Print one line for the first plan and one for the re-planning after two weeks of illness."""
    for label, shape in CASES:
        for seed in GRAINES:
            tree = generate(seed, **shape)  # type: ignore[arg-type]  # keyword arguments of the generator
            tree["parametres"]["limite_s"] = 120
            problem = parse_problem(tree)
            solution = solve(problem)
            _print(f"{label} [{seed}]", solution, verify(problem, solution))
            _replan(f"  … illness [{seed}]", tree, solution)


def _replan(label: str, tree: Tree, published: Solution) -> None:
    start = sorted(published.plan.values())[len(published.plan) // 2].date
    tree["intervenants"][0]["indisponibles"] += [(start + timedelta(days)).isoformat() for days in range(14)]
    problem = parse_problem(tree)
    solution = solve(problem, published.plan)
    _print(label, solution, verify(problem, solution, published.plan))


def _print(label: str, solution: Solution, violations: list[str]) -> None:
    levels = " ".join(
        f"{o.nom}={o.valeur}" if o.valeur == o.borne else f"{o.nom}={o.valeur}≥{o.borne}" for o in solution.objectifs
    )
    print(
        f"{label:<45} {solution.statut:<10} {solution.duree_s:7.2f} s  {len(violations)} violation(s)  {levels}",
        flush=True,
    )


if __name__ == "__main__":
    main()
