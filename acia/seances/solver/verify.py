"""Checks a solution against its problem without trusting the solver: every rule, every objective, every claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from acia.core.clock import date_in_words
from acia.seances.solver.checks import PlanIndex, absents, breaches, objective_values
from acia.seances.solver.explain import first_breach
from acia.seances.solver.problem import DERANGEMENT, UN_JOUR, Placement, Plan, Problem, Seance, Solution

STATUTS = ("optimal", "realisable", "impossible")


def verify(problem: Problem, solution: Solution, published: Plan | None = None) -> list[str]:
    """Return every violation as a French sentence; an empty list means that the solution holds."""
    structure = list(_structure(problem, solution))
    if structure:
        return structure
    return [
        *_fixed_sessions(problem, solution),
        *_rules(problem, solution),
        *_absents(problem, solution),
        *_objectives(problem, solution, published),
        *_status(solution),
        *_left_out(problem, solution),
    ]


def _structure(problem: Problem, solution: Solution) -> Iterator[str]:
    """Each session of the problem appears exactly once, planned or not."""
    names = [item.seance for item in solution.seances] + [item.seance for item in solution.non_planifiees]
    for name, count in Counter(names).items():
        if name not in problem.seances:
            yield f"{name} : cette séance n’existe pas dans le problème."
        elif count > 1:
            yield f"{name} : la séance apparaît {count} fois."
    for name in problem.seances:
        if name not in names:
            yield f"{name} : la séance a disparu, elle n’est ni planifiée ni expliquée."


def _fixed_sessions(problem: Problem, solution: Solution) -> Iterator[str]:
    for name, placement in problem.fixees.items():
        if solution.plan.get(name) != placement:
            yield f"{name} : la séance fixée n’est pas à sa date, le {date_in_words(placement.date)}."


def _rules(problem: Problem, solution: Solution) -> Iterator[str]:
    """A free session breaches nothing; a fixed one breaches exactly what the solution admits."""
    index = PlanIndex(problem, solution.plan)
    admitted = {(item.seance, item.regle) for item in solution.manquements}
    found = set()
    for name, placement in solution.plan.items():
        for breach in breaches(index, problem.seances[name], placement):
            found.add((name, breach.regle))
            if name not in problem.fixees:
                yield f"{name}, le {date_in_words(placement.date)} : {breach.motif} (règle « {breach.regle} »)."
            elif (name, breach.regle) not in admitted:
                yield f"{name} : le manquement « {breach.regle} » de cette séance fixée n’est pas signalé."
    for name, regle in sorted(admitted - found):
        yield f"{name} : le manquement « {regle} » est signalé à tort."


def _absents(problem: Problem, solution: Solution) -> Iterator[str]:
    for item in solution.seances:
        expected = absents(problem.seances[item.seance], item.placement)
        if tuple(sorted(item.absents)) != expected:
            yield f"{item.seance} : les absents devraient être « {', '.join(expected) or 'aucun'} »."


def _objectives(problem: Problem, solution: Solution, published: Plan | None) -> Iterator[str]:
    """Values are recomputed; without the published plan, the disturbance can only be read."""
    expected = objective_values(problem, solution.plan, published)
    given = {objectif.nom: objectif for objectif in solution.objectifs}
    unread = DERANGEMENT if published is None and DERANGEMENT[0] in given else ()
    order = [*list(expected)[:1], *unread, *list(expected)[1:]]
    if [objectif.nom for objectif in solution.objectifs] != order:
        yield f"Les objectifs devraient être, dans l’ordre : {', '.join(order)}."
        return
    for name, value in expected.items():
        told = given[name].valeur
        if told != value:
            yield f"Objectif « {name} » : la valeur annoncée est {told}, la valeur recalculée est {value}."
    for objectif in solution.objectifs:
        if objectif.borne > objectif.valeur:
            yield f"Objectif « {objectif.nom} » : la borne {objectif.borne} dépasse la valeur {objectif.valeur}."


def _status(solution: Solution) -> Iterator[str]:
    proved = all(objectif.valeur == objectif.borne for objectif in solution.objectifs)
    if solution.statut not in STATUTS:
        yield f"Le statut « {solution.statut} » est inconnu."
    elif (solution.statut == "impossible") != (not solution.seances):
        yield "Le statut « impossible » est réservé à un plan sans aucune séance."
    elif solution.statut == "optimal" and not proved:
        yield "Le statut est « optimal », mais un objectif n’atteint pas sa borne."
    elif solution.statut == "realisable" and proved:
        yield "Le statut est « realisable », mais chaque objectif atteint sa borne."


def _left_out(problem: Problem, solution: Solution) -> Iterator[str]:
    """When the number of sessions left out is proved, none of them can simply be added to the plan."""
    if any(o.nom == "non_planifiees" and o.valeur > o.borne for o in solution.objectifs):
        return
    index = PlanIndex(problem, solution.plan)
    for item in solution.non_planifiees:
        free = _first_free(index, problem.seances[item.seance])
        if free is not None:
            yield f"{item.seance} : dite impossible, elle tient pourtant le {date_in_words(free.date)}."


def _first_free(index: PlanIndex, seance: Seance) -> Placement | None:
    parametres = index.problem.parametres
    day = max(parametres.debut, parametres.aujourd_hui + UN_JOUR)
    while day <= parametres.fin:
        for slot in seance.etape.creneaux:
            if first_breach(index, seance, Placement(day, slot)) is None:
                return Placement(day, slot)
        day += UN_JOUR
    return None
