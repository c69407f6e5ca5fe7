"""Time and quality of the cohorte solver: `python -m tests.bench.cohortes_bench [n …]`.

For each size: seconds to a proved optimum, then how much dearer two plans made without it are: by hand (whoever is
furthest first, with the nearest around) and by hand then improved by exchanges.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import replace

from acia.cohortes.solver.improve import Improver
from acia.cohortes.solver.instance import compile_instances
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.problem import Parametres, Problem, Solution
from acia.cohortes.solver.solve import solve
from acia.core.partage import cohorte_counts
from tests.unit.cohortes.instances import plain

SIZES = (20, 28, 33, 40)
SEEDS = range(6)


def by_hand(problem: Problem, improved: bool) -> int:
    """Cheapest of the plans made without the exact search, over the possible numbers of cohortes."""
    instance = compile_instances(problem)[0]
    improver = Improver(instance, range(instance.n))
    plans = []
    for k in cohorte_counts(instance.n):
        plans.append(improver.search(k, 0, Deadline(60))[0] if improved else improver.charge(improver.first_plan(k)))
    return min(plans)


def measure(n: int, clustered: bool) -> str:
    solutions: list[Solution] = []
    greedy, exchanged = [], []
    for seed in SEEDS:
        hosts = tuple(replace(candidat, hote=True) for candidat in plain(n, seed, clustered=clustered).candidats)
        problem = Problem(hosts, Parametres(limite_s=120))
        solutions.append(solve(problem))
        greedy.append(by_hand(problem, improved=False) / solutions[-1].cout - 1)
        exchanged.append(by_hand(problem, improved=True) / solutions[-1].cout - 1)
    seconds = [solution.duree_s for solution in solutions]
    proved = sum(solution.statut == "optimal" for solution in solutions)
    return (
        f"{n:3} {'clustered' if clustered else 'spread':9} {statistics.median(seconds):7.2f} {max(seconds):7.2f}"
        f" {proved:3}/{len(solutions)} {max(solution.ecart for solution in solutions):8.4f}"
        f" {statistics.median(greedy):+9.1%} {max(greedy):+8.1%} {statistics.median(exchanged):+9.1%}"
        f" {max(exchanged):+8.1%}"
    )


def main(sizes: list[int]) -> None:
    print("  n kind       median     max proved   max gap   by hand      max exchanged      max")
    for n in sizes or SIZES:
        for clustered in (False, True):
            print(measure(n, clustered), flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
