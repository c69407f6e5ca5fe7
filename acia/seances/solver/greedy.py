"""A first plan session by session, without search: the solver's start, and what is left when time is short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from acia.seances.solver.checks import PlanIndex, breaches
from acia.seances.solver.model import Choice
from acia.seances.solver.options import Option, OptionFinder
from acia.seances.solver.problem import Placement, Seance

SEMAINE = 7


def greedy_choice(finder: OptionFinder, options: Mapping[Seance, list[Option]]) -> Choice:
    """Place the collective sessions, then the individual ones, each at the best place that breaks no rule."""
    index = PlanIndex(finder.problem, {seance.id: placement for seance, placement in finder.fixed.items()})
    travelled: set[date] = set(finder.places)
    choice: dict[Seance, Option] = {}
    for seance in sorted(options, key=lambda seance: not seance.collective):
        found = _best(index, seance, sorted(options[seance], key=_preference(seance, travelled)))
        if found is not None:
            choice[seance], placement = found
            index.add(seance, placement)
            if seance.en_presence:
                travelled.add(placement.date)
    return choice


def _preference(seance: Seance, travelled: set[date]) -> Callable[[Option], tuple[int, int, bool, date]]:
    """Stay where it was published, then near the ideal without asking an effort, then on a day already travelled."""

    def key(option: Option) -> tuple[int, int, bool, date]:
        costs = option.costs
        effort = costs["absences"] + costs["si_besoin"] + costs["jours_evites"]
        alone = seance.en_presence and option.date not in travelled
        return costs["seances_deplacees"], costs["rythme"] + SEMAINE * effort, alone, option.date

    return key


def _best(index: PlanIndex, seance: Seance, options: list[Option]) -> tuple[Option, Placement] | None:
    for option in options:
        for creneau in seance.etape.creneaux:
            placement = Placement(option.date, creneau)
            if option.covers(placement) and next(breaches(index, seance, placement), None) is None:
                return option, placement
    return None
