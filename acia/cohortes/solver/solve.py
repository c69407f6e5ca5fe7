"""Solve a whole problem: each département on its own, in code-point order, within one time limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acia.cohortes.solver.columns import count_subsets, list_columns
from acia.cohortes.solver.cost import make_cohorte
from acia.cohortes.solver.instance import Instance, compile_instances
from acia.cohortes.solver.limits import Deadline
from acia.cohortes.solver.partition import PartitionSearch
from acia.cohortes.solver.pool import Pool
from acia.cohortes.solver.priority import PrioritySearch
from acia.cohortes.solver.problem import Cohorte, NonPlace, Problem, Solution, Statut, check_problem
from acia.cohortes.solver.reasons import hopeless_reason, refusal_reason
from acia.cohortes.solver.vast import LARGEST_LIST, hosting_bound, near_columns


@dataclass(frozen=True, slots=True)
class Outcome:
    """Part of a solution: some cohortes, what bounds their cost, who is left out, and whether that is proved."""

    cohortes: tuple[Cohorte, ...]
    bound: int
    left_out: tuple[NonPlace, ...]
    proven: bool


def solve(problem: Problem) -> Solution:
    """Best plan of each département; raises `ProblemError` when the problem itself is wrong."""
    check_problem(problem)
    deadline = Deadline(problem.parametres.limite_s)
    outcomes = [_solve_departement(instance, deadline) for instance in compile_instances(problem)]
    cohortes = sorted(
        (cohorte for outcome in outcomes for cohorte in outcome.cohortes),
        key=lambda cohorte: (cohorte.departement, cohorte.membres),
    )
    left_out = sorted((one for outcome in outcomes for one in outcome.left_out), key=lambda one: one.id)
    cost, bound = sum(cohorte.cout for cohorte in cohortes), sum(outcome.bound for outcome in outcomes)
    return Solution(
        statut=_statut(bool(cohortes), all(outcome.proven for outcome in outcomes) and cost == bound),
        cout=cost,
        borne=bound,
        duree_s=deadline.elapsed,
        cohortes=tuple(cohortes),
        non_places=tuple(left_out),
    )


def _statut(formed: bool, proven: bool) -> Statut:
    if proven:
        return "optimal" if formed else "impossible"
    return "realisable" if formed else "impossible"


def _solve_departement(instance: Instance, deadline: Deadline) -> Outcome:
    parametres = instance.parametres
    exhaustive = count_subsets(instance.n, parametres.taille_min, parametres.taille_max) <= LARGEST_LIST
    columns = list_columns(instance, range(instance.n)) if exhaustive else near_columns(instance)
    pool = Pool.gather(instance.n, columns)
    eligible = pool.covered()
    hopeless = [hopeless_reason(instance, i) for i in range(instance.n) if i not in set(eligible)]
    parts = [_solve_part(instance, pool, part, deadline, exhaustive) for part in _separate_parts(instance, eligible)]
    return Outcome(
        cohortes=tuple(cohorte for part in parts for cohorte in part.cohortes),
        bound=sum(part.bound for part in parts),
        left_out=(*hopeless, *(one for part in parts for one in part.left_out)),
        proven=all(part.proven for part in parts),
    )


def _separate_parts(instance: Instance, eligible: Sequence[int]) -> list[list[int]]:
    """Candidates who could share a cohorte, directly or through others; two parts never do."""
    left, parts = set(eligible), []
    while left:
        part, frontier = [], [min(left)]
        left -= set(frontier)
        while frontier:
            i = frontier.pop()
            part.append(i)
            near = [j for j in left if not instance.apart[i, j]]
            left -= set(near)
            frontier.extend(near)
        parts.append(sorted(part))
    return parts


def _solve_part(instance: Instance, pool: Pool, part: Sequence[int], deadline: Deadline, exhaustive: bool) -> Outcome:
    local = pool.inside(part)
    placement = PrioritySearch(instance, local, part, deadline, exhaustive).run()
    left_out = tuple(_refusals(instance, part, placement.placed))
    if not placement.plan:
        return Outcome((), 0, left_out, placement.proven)
    partition = PartitionSearch(instance, local, placement.placed, deadline).run(placement.plan)
    bound = partition.bound if exhaustive else min(partition.cost, hosting_bound(instance, placement.placed))
    cohortes = tuple(make_cohorte(instance, group) for group in partition.plan)
    return Outcome(cohortes, bound, left_out, placement.proven)


def _refusals(instance: Instance, part: Sequence[int], placed: Sequence[int]) -> Iterable[NonPlace]:
    kept: list[int] = []
    for i in (i for i in instance.order if i in set(part)):
        if i in placed:
            kept.append(i)
        else:
            yield refusal_reason(instance, part, kept, i)
