"""Explanations owed to the officer: what a plan moved by hand breaks, and what a wish would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from acia.cohortes.solver.cost import GroupCost, group_cost
from acia.cohortes.solver.instance import Instance, compile_instances
from acia.cohortes.solver.problem import Cohorte, Problem, ProblemError, Solution, check_problem, priority_key
from acia.cohortes.solver.solve import solve
from acia.core.partage import NBSP, agree


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a plan; `cohorte` is its position in the plan, None when it concerns the whole plan."""

    code: str
    phrase: str
    bloquant: bool
    cohorte: int | None = None


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What a plan is worth: its findings and, for each cohorte that has a host, its recalculated cost."""

    findings: tuple[Finding, ...]
    cohortes: tuple[Cohorte | None, ...]

    @property
    def bloquant(self) -> bool:
        return any(finding.bloquant for finding in self.findings)

    @property
    def cout(self) -> int:
        """Cost of the cohortes that have one, in hundredths of a minute."""
        return sum(cohorte.cout for cohorte in self.cohortes if cohorte is not None)


@dataclass(frozen=True, slots=True)
class Wish:
    """Outcome of a wish: the difference in cost (hundredths of a minute), who moves, who gains or loses a place."""

    possible: bool
    difference: int
    deplaces: tuple[str, ...]
    perdent_leur_place: tuple[str, ...]
    gagnent_une_place: tuple[str, ...]
    phrase: str
    solution: Solution


def check_plan(problem: Problem, cohortes: Sequence[Sequence[str]]) -> PlanCheck:
    """Check a plan made or changed by hand. Blocking findings break a rule; the others are for the officer to weigh."""
    check_problem(problem)
    instances = {instance.departement: instance for instance in compile_instances(problem)}
    departements = {candidat.id: candidat.departement for candidat in problem.candidats}
    findings = list(_memberships(departements, cohortes))
    if findings:
        return PlanCheck(tuple(findings), (None,) * len(cohortes))
    costed: list[Cohorte | None] = []
    for place, members in enumerate(cohortes):
        found, cohorte = _check_cohorte(problem, instances, departements, place, members)
        findings += found
        costed.append(cohorte)
    findings += [*_torn_bundles(problem, cohortes), *_left_out(problem, cohortes)]
    return PlanCheck(tuple(findings), tuple(costed))


def _memberships(departements: dict[str, str], cohortes: Sequence[Sequence[str]]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for place, members in enumerate(cohortes):
        for identifier in members:
            if identifier not in departements:
                yield Finding("inconnu", f"{identifier} n’est pas un candidat.", True, place)
            elif identifier in seen:
                yield Finding("doublon", f"{identifier} figure déjà dans une cohorte (R53).", True, place)
            seen.setdefault(identifier, place)


def _check_cohorte(
    problem: Problem,
    instances: dict[str, Instance],
    departements: dict[str, str],
    place: int,
    members: Sequence[str],
) -> tuple[list[Finding], Cohorte | None]:
    findings = list(_size_findings(problem, place, members))
    codes = sorted({departements[identifier] for identifier in members})
    if len(codes) != 1:
        if codes:
            phrase = f"Les membres viennent de plusieurs départements (R49){NBSP}: {', '.join(codes)}."
            findings.append(Finding("departement", phrase, True, place))
        return findings, None
    instance = instances[codes[0]]
    index = {candidat.id: i for i, candidat in enumerate(instance.candidats)}
    inside = sorted(index[identifier] for identifier in members)
    findings += [Finding(*found, place) for found in _pair_findings(problem, instance, inside)]
    cost = group_cost(instance, inside)
    if cost is None:
        findings.append(Finding("hote", "Aucun membre ne peut accueillir les réunions.", True, place))
        return findings, None
    return findings, _as_cohorte(instance, inside, cost)


def _size_findings(problem: Problem, place: int, members: Sequence[str]) -> Iterator[Finding]:
    low, high = problem.parametres.taille_min, problem.parametres.taille_max
    if not low <= len(members) <= high:
        phrase = f"{agree(len(members), 'établissement')} au lieu de {low} à {high} (R48)."
        yield Finding("taille", phrase, True, place)


def _pair_findings(problem: Problem, instance: Instance, inside: Sequence[int]) -> Iterator[tuple[str, str, bool]]:
    refused = {frozenset(pair) for pair in problem.incompatibles}
    mode = problem.parametres.meme_gestionnaire
    for a, b in combinations(inside, 2):
        first, second = instance.candidats[a].id, instance.candidats[b].id
        if frozenset((first, second)) in refused:
            yield "incompatible", f"{first} et {second} ont été déclarés incompatibles.", True
        if instance.same_manager[a, b] and mode != "libre":
            phrase = f"{first} et {second} ont le même gestionnaire (R52)."
            yield "meme_gestionnaire", phrase, mode == "interdire"


def _as_cohorte(instance: Instance, inside: Sequence[int], cost: GroupCost) -> Cohorte:
    ids = [instance.candidats[i].id for i in inside]
    return Cohorte(instance.departement, tuple(ids), instance.candidats[cost.host].id, cost.total, cost.detail)


def _torn_bundles(problem: Problem, cohortes: Sequence[Sequence[str]]) -> Iterator[Finding]:
    where = {identifier: place for place, members in enumerate(cohortes) for identifier in members}
    for ids in problem.ensemble:
        if len({where.get(identifier) for identifier in ids}) > 1:
            phrase = f"{', '.join(ids)} doivent être dans la même cohorte, ou tous en attente."
            yield Finding("ensemble", phrase, True)


def _left_out(problem: Problem, cohortes: Sequence[Sequence[str]]) -> Iterator[Finding]:
    """Someone better ranked waits while someone less well ranked, of the same département, has a place."""
    placed = {identifier for members in cohortes for identifier in members}
    worst: dict[str, str] = {}
    for candidat in sorted(problem.candidats, key=priority_key):
        if candidat.id in placed:
            worst[candidat.departement] = candidat.id
    ranks = {candidat.id: priority_key(candidat) for candidat in problem.candidats}
    for candidat in sorted(problem.candidats, key=priority_key):
        last = worst.get(candidat.departement)
        if candidat.id not in placed and last is not None and ranks[last] > priority_key(candidat):
            phrase = f"{candidat.id} est en attente alors que {last}, moins bien classé, a une place."
            yield Finding("priorite", phrase, False)


def price_of_wish(problem: Problem, together: tuple[str, str]) -> Wish:
    """What it would cost to put two establishments of one département in the same cohorte."""
    a, b = together
    departements = {candidat.id: candidat.departement for candidat in problem.candidats}
    unknown = [identifier for identifier in together if identifier not in departements]
    if unknown or a == b:
        raise ProblemError([f"Le souhait doit réunir deux candidats différents{NBSP}: {a} et {b}."])
    local = _only(problem, {departements[a], departements[b]})
    return _compare(together, solve(local), solve(replace(local, ensemble=(*local.ensemble, (a, b)))))


def _only(problem: Problem, departements: set[str]) -> Problem:
    """The same problem reduced to these départements and those tied to them; the others are independent."""
    where = {candidat.id: candidat.departement for candidat in problem.candidats}
    kept: set[str] = set()
    while kept != departements:
        kept = set(departements)
        for ids in problem.ensemble:
            touched = {where[identifier] for identifier in ids}
            if touched & kept:
                departements = departements | touched
    inside = {identifier for identifier, departement in where.items() if departement in kept}
    return replace(
        problem,
        candidats=tuple(candidat for candidat in problem.candidats if candidat.id in inside),
        incompatibles=tuple(pair for pair in problem.incompatibles if inside.issuperset(pair)),
        ensemble=tuple(tied for tied in problem.ensemble if inside.issuperset(tied)),
        trajets=tuple(trajet for trajet in problem.trajets if {trajet.de, trajet.vers} <= inside),
    )


def _compare(together: tuple[str, str], before: Solution, after: Solution) -> Wish:
    possible = any(set(together) <= set(cohorte.membres) for cohorte in after.cohortes)
    placed_before = {identifier for cohorte in before.cohortes for identifier in cohorte.membres}
    placed_after = {identifier for cohorte in after.cohortes for identifier in cohorte.membres}
    moved = _moved(before, after) if possible else ()
    losing, gaining = tuple(sorted(placed_before - placed_after)), tuple(sorted(placed_after - placed_before))
    difference = after.cout - before.cout if possible else 0
    return Wish(
        possible=possible,
        difference=difference,
        deplaces=moved,
        perdent_leur_place=losing if possible else (),
        gagnent_une_place=gaining if possible else (),
        phrase=_wish_phrase(together, possible, difference, moved, losing),
        solution=after if possible else before,
    )


def _moved(before: Solution, after: Solution) -> tuple[str, ...]:
    """Establishments that change cohorte, each old cohorte going on in the new one that keeps most of it."""
    overlaps = sorted(
        (-len(set(old.membres) & set(new.membres)), i, j)
        for i, old in enumerate(before.cohortes)
        for j, new in enumerate(after.cohortes)
    )
    follows: dict[int, int] = {}
    for _, i, j in overlaps:
        if i not in follows and j not in follows.values():
            follows[i] = j
    moved = []
    for i, old in enumerate(before.cohortes):
        stays = set(after.cohortes[follows[i]].membres) if i in follows else set()
        placed = {identifier for cohorte in after.cohortes for identifier in cohorte.membres}
        moved += [identifier for identifier in old.membres if identifier in placed - stays]
    return tuple(sorted(moved))


def _wish_phrase(
    together: tuple[str, str], possible: bool, difference: int, moved: Sequence[str], losing: Sequence[str]
) -> str:
    a, b = together
    if not possible:
        return f"{a} et {b} ne peuvent pas être dans la même cohorte sans enfreindre une règle ou le classement."
    if not moved and not losing:
        return f"{a} et {b} sont déjà ensemble dans le meilleur plan."
    minutes = f"{abs(difference) / 100:.2f}".replace(".", ",")
    change = "coûte" if difference >= 0 else "fait gagner"
    phrase = f"Mettre {a} et {b} ensemble {change} {minutes}{NBSP}min et déplace {', '.join(moved) or 'personne'}"
    return phrase + (f"{NBSP}; {', '.join(losing)} n’a plus de place." if losing else ".")
