"""Says why a session could not be planned and what the fixed sessions breach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from acia.core.clock import date_in_words
from acia.seances.solver.checks import Breach, PlanIndex, breaches
from acia.seances.solver.problem import (
    LIBELLES_CRENEAU,
    UN_JOUR,
    DateExclue,
    Manquement,
    NonPlanifiee,
    Placement,
    Plan,
    Problem,
    Seance,
)


def list_breaches_of_fixed(problem: Problem, plan: Plan) -> tuple[Manquement, ...]:
    """Every rule that a fixed session breaches in the plan."""
    index = PlanIndex(problem, plan)
    return tuple(
        Manquement(seance_id, breach.regle, breach.motif)
        for seance_id in problem.seances
        if seance_id in problem.fixees
        for breach in breaches(index, problem.seances[seance_id], problem.fixees[seance_id])
    )


def explain_unplanned(problem: Problem, plan: Plan) -> tuple[NonPlanifiee, ...]:
    """Every session left out, with the dates of its window and the first reason that kills each."""
    index = PlanIndex(problem, plan)
    return tuple(_explain(index, seance) for seance in problem.seances.values() if seance.id not in plan)


def _explain(index: PlanIndex, seance: Seance) -> NonPlanifiee:
    first, last = window(index, seance)
    if last < first:
        return NonPlanifiee(seance.id, "fenetre_vide", _empty_window(seance, first, last))
    dates = tuple(_excluded(index, seance, day) for day in _days(first, last))
    between = f"du {date_in_words(first)} au {date_in_words(last)}"
    if any(item.code == "possible" for item in dates):
        return NonPlanifiee(
            seance.id, "temps_ecoule", f"Le temps de calcul est écoulé : des dates restent possibles {between}.", dates
        )
    return NonPlanifiee(seance.id, "aucune_date", f"Aucune date ne convient {between}.", dates)


def window(index: PlanIndex, seance: Seance) -> tuple[date, date]:
    """First and last day that the session could have beside the plan, before looking at each day."""
    problem, parametres = index.problem, index.problem.parametres
    if seance.premiere:
        first, last = problem.earliest_first(seance.cohorte), problem.first_deadline(seance.cohorte)
        return first, min(last, parametres.fin)
    first, last = max(parametres.debut, parametres.aujourd_hui + UN_JOUR), parametres.fin
    for other, placement in index.planned(seance.cohorte.collectives):
        if other.rang < seance.rang:
            first = max(first, placement.date + UN_JOUR)
        else:
            last = min(last, placement.date - UN_JOUR)
    return first, last


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += UN_JOUR


def _empty_window(seance: Seance, first: date, last: date) -> str:
    bounds = f"au plus tôt le {date_in_words(first)} et au plus tard le {date_in_words(last)}"
    if seance.premiere:
        return f"La première séance devrait se tenir {bounds} : aucune date n’est possible."
    return f"La séance devrait se tenir {bounds}, entre ses voisines : aucune date n’est possible."


def _excluded(index: PlanIndex, seance: Seance, day: date) -> DateExclue:
    reasons = [(slot, first_breach(index, seance, Placement(day, slot))) for slot in seance.etape.creneaux]
    found = [(slot, breach) for slot, breach in reasons if breach is not None]
    if len(found) < len(reasons):
        return DateExclue(day, "possible", "aucun empêchement")
    if len({breach for _, breach in found}) == 1:
        return DateExclue(day, found[0][1].regle, found[0][1].motif)
    motif = "\u00a0; ".join(f"{LIBELLES_CRENEAU[slot]} : {breach.motif}" for slot, breach in found)
    return DateExclue(day, found[0][1].regle, motif)


def first_breach(index: PlanIndex, seance: Seance, placement: Placement) -> Breach | None:
    """The first rule, in the order of the list, that forbids a placement."""
    return next(breaches(index, seance, placement), None)
