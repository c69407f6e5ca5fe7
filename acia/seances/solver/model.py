"""The CP-SAT model of one component: one boolean per session and option, and the rules that bind sessions together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ortools.sat.python import cp_model

from acia.seances.solver.options import Component, Option, OptionFinder
from acia.seances.solver.problem import DEMI_JOURNEES, Cohorte, Placement, Seance

Choice = Mapping[Seance, Option]
"""Where each free session lies; a session left out is not planned."""


@dataclass(frozen=True)
class Term:
    """A weighted boolean of an objective."""

    weight: int
    literal: cp_model.IntVar


class ComponentModel:
    """Booleans, rules and objectives; with `complete`, every session that has an option must be planned."""

    def __init__(self, finder: OptionFinder, options: Mapping[Seance, list[Option]], *, complete: bool) -> None:
        self.finder = finder
        self.component: Component = finder.component
        self.complete = complete
        self.model = cp_model.CpModel()
        self.origin = finder.problem.parametres.debut
        self.literals: dict[Seance, list[tuple[Option, cp_model.IntVar]]] = {}
        self.left_out: dict[Seance, cp_model.IntVar] = {}
        self.days: dict[Seance, cp_model.IntVar] = {}
        self.terms: dict[str, list[Term]] = defaultdict(list)
        self.constants: dict[str, int] = defaultdict(int)
        self.floors: dict[str, int] = {}
        for seance, places in options.items():
            self._add_seance(seance, places)
        for seance, placement in finder.fixed.items():
            self._add_costs(finder.costs(seance, placement))
        for cohorte in self.component.cohortes:
            self._order_collectives(cohorte)
            self._order_individuals(cohorte)
        self._limit_half_days()
        self._limit_weeks()
        self._count_travel_days()

    def expression(self, name: str) -> cp_model.LinearExprT:
        """Value of an objective."""
        literals, weights = [t.literal for t in self.terms[name]], [t.weight for t in self.terms[name]]
        return cp_model.LinearExpr.weighted_sum(literals, weights) + self.constants[name]

    def value(self, name: str, choice: Choice) -> int:
        """Value of an objective for a plan of this model."""
        if name == "deplacements":
            return self._travel_days(choice)
        total = self.constants[name]
        for seance in self.literals:
            costs = choice[seance].costs if seance in choice else self._costs_left_out(seance)
            total += costs.get(name, 0)
        return total

    def floor(self, name: str) -> int:
        """A value that no plan of this model can beat."""
        if name in self.floors:
            return self.floors[name]
        total = self.constants[name]
        for seance, pairs in self.literals.items():
            costs = [option.costs for option, _ in pairs]
            if seance in self.left_out:
                costs.append(self._costs_left_out(seance))
            total += min(cost.get(name, 0) for cost in costs)
        return total

    def add_floor(self, name: str, bound: int) -> None:
        """Tell the solver a bound it would be long to find."""
        self.floors[name] = bound
        self.model.add(self.expression(name) >= bound)

    def forbid_more(self, name: str, value: int) -> None:
        """Keep an objective at the value reached while the next ones are solved."""
        self.model.add(self.expression(name) <= value)

    def choice(self, solver: cp_model.CpSolver) -> dict[Seance, Option]:
        """The options kept by the solver."""
        return {
            seance: option
            for seance, pairs in self.literals.items()
            for option, literal in pairs
            if solver.boolean_value(literal)
        }

    def hint(self, choice: Choice) -> None:
        """Start the next solve from a known plan."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # ortools leaves this one untyped
        for seance, pairs in self.literals.items():
            for option, literal in pairs:
                self.model.add_hint(literal, choice.get(seance) == option)
            if seance in self.left_out:
                self.model.add_hint(self.left_out[seance], seance not in choice)

    def _add_costs(self, costs: Mapping[str, int], literal: cp_model.IntVar | None = None) -> None:
        for name, cost in costs.items():
            if literal is None:
                self.constants[name] += cost
            elif cost:
                self.terms[name].append(Term(cost, literal))

    def _costs_left_out(self, seance: Seance) -> dict[str, int]:
        return {**self.finder.unplanned_costs(seance), "non_planifiees": 1}

    def _travel_days(self, choice: Choice) -> int:
        days = {option.date for seance, option in choice.items() if seance.en_presence}
        return len(days | self.finder.places.keys())

    def _add_seance(self, seance: Seance, options: list[Option]) -> None:
        if not options:
            self._add_costs(self._costs_left_out(seance))
            return
        pairs = [(option, self.model.new_bool_var("")) for option in options]
        self.literals[seance] = pairs
        exactly_one = [literal for _, literal in pairs]
        for option, literal in pairs:
            self._add_costs(option.costs, literal)
        if not self.complete:
            self.left_out[seance] = self.model.new_bool_var("")
            exactly_one.append(self.left_out[seance])
            self._add_costs(self._costs_left_out(seance), self.left_out[seance])
        self.model.add_exactly_one(exactly_one)
        self.days[seance] = self._day_variable(seance)

    def _day_variable(self, seance: Seance) -> cp_model.IntVar:
        pairs = self.literals[seance]
        offsets = [(option.date - self.origin).days for option, _ in pairs]
        day = self.model.new_int_var_from_domain(cp_model.Domain.from_values(offsets), "")
        total = cp_model.LinearExpr.weighted_sum([literal for _, literal in pairs], offsets)
        constraint = self.model.add(day == total)
        if seance in self.left_out:
            constraint.only_enforce_if(~self.left_out[seance])
        return day

    def _may_be_planned(self, seances: Iterable[Seance]) -> list[Seance]:
        return [seance for seance in seances if seance in self.days or seance in self.finder.fixed]

    def _day(self, seance: Seance) -> cp_model.IntVar:
        if seance in self.days:
            return self.days[seance]
        return self.model.new_constant((self.finder.fixed[seance].date - self.origin).days)

    def _planned(self, *seances: Seance) -> list[cp_model.BoolVarT]:
        return [~self.left_out[seance] for seance in seances if seance in self.left_out]

    def _order_collectives(self, cohorte: Cohorte) -> None:
        collectives = self._may_be_planned(cohorte.collectives)
        for (low, before), (high, after) in combinations(enumerate(collectives), 2):
            if before in self.days or after in self.days:
                self._order_pair(before, after, collectives[low + 1 : high])

    def _order_pair(self, before: Seance, after: Seance, between: list[Seance]) -> None:
        """The gaps hold between neighbours of the plan: those two are neighbours when all between them is left out."""
        cohorte = before.cohorte
        gap = self._day(after) - self._day(before)
        both = self._planned(before, after)
        may_be_neighbours = not any(seance in self.finder.fixed for seance in between)
        least = max(1, cohorte.ecart_min_jours) if may_be_neighbours else 1
        self.model.add(gap >= least).only_enforce_if(both)
        if may_be_neighbours and (not between or not self.complete):
            alone = [self.left_out[seance] for seance in between]
            self.model.add(gap <= cohorte.ecart_max_jours).only_enforce_if([*both, *alone])

    def _order_individuals(self, cohorte: Cohorte) -> None:
        """Fixed collective sessions already bound the options; a complete plan only needs the nearest free ones."""
        free = [seance for seance in cohorte.collectives if seance in self.days]
        for seance in cohorte.seances:
            if seance.collective or seance not in self.days:
                continue
            before = [other for other in free if other.rang < seance.rang]
            after = [other for other in free if other.rang > seance.rang]
            for other in before[-1:] if self.complete else before:
                self.model.add(self.days[seance] >= self.days[other] + 1).only_enforce_if(self._planned(seance, other))
            for other in after[:1] if self.complete else after:
                self.model.add(self.days[seance] <= self.days[other] - 1).only_enforce_if(self._planned(seance, other))

    def _by_day(self) -> dict[date, list[tuple[Seance, Option, cp_model.IntVar]]]:
        by_day: dict[date, list[tuple[Seance, Option, cp_model.IntVar]]] = defaultdict(list)
        for seance, pairs in self.literals.items():
            for option, literal in pairs:
                by_day[option.date].append((seance, option, literal))
        return dict(sorted(by_day.items()))

    def _limit_half_days(self) -> None:
        """One thing a half-day. Options exist only on half-days free of fixed sessions, so counting them is exact."""
        for items in self._by_day().values():
            for half in DEMI_JOURNEES:
                self.model.add_at_most_one(literal for _, option, literal in items if option.uses(half))
            if any(option.creneau is None for _, option, _ in items):
                self.model.add(_half_days(items) <= len(DEMI_JOURNEES))

    def _limit_weeks(self) -> None:
        cap = self.component.intervenant.max_demi_journees_semaine
        if cap is None:
            return
        weeks: dict[tuple[int, int], list[tuple[Seance, Option, cp_model.IntVar]]] = defaultdict(list)
        for day, items in self._by_day().items():
            weeks[day.isocalendar()[:2]] += items
        for week, items in weeks.items():
            self.model.add(_half_days(items) <= max(0, cap - self.finder.week_load.get(week, 0)))

    def _count_travel_days(self) -> None:
        """One boolean per day and département; a day already travelled by a fixed session costs nothing more."""
        self.constants["deplacements"] += len(self.finder.places)
        for day, items in self._by_day().items():
            if day in self.finder.places:
                continue
            zones: dict[str, list[tuple[Seance, Option, cp_model.IntVar]]] = defaultdict(list)
            for item in items:
                if item[0].en_presence:
                    zones[item[0].cohorte.departement].append(item)
            self._travel(list(zones.values()))

    def _travel(self, zones: list[list[tuple[Seance, Option, cp_model.IntVar]]]) -> None:
        travelled = []
        for items in zones:
            goes = self.model.new_bool_var("")
            travelled.append(goes)
            self.model.add(_half_days(items) <= len(DEMI_JOURNEES) * goes)
            for _, _, literal in items:
                self.model.add_implication(literal, goes)
            self.terms["deplacements"].append(Term(1, goes))
        if len(travelled) > 1:
            self.model.add_at_most_one(travelled)


def _half_days(items: list[tuple[Seance, Option, cp_model.IntVar]]) -> cp_model.LinearExprT:
    weights = [option.halves for _, option, _ in items]
    return cp_model.LinearExpr.weighted_sum([literal for *_, literal in items], weights)


def assign_half_days(choice: Choice, fixed: Mapping[Seance, Placement]) -> dict[Seance, Placement]:
    """Give every open option of a day one of the half-days left, morning first, in the order of the ids."""
    placed = {s: Placement(o.date, o.creneau) for s, o in choice.items() if o.creneau is not None}
    taken = {half for placement in [*placed.values(), *fixed.values()] for half in placement.halves}
    for seance, option in sorted(choice.items(), key=lambda item: item[0].id):
        if option.creneau is None:
            half = next(half for half in DEMI_JOURNEES if (option.date, half) not in taken)
            placed[seance] = Placement(option.date, half)
            taken.add((option.date, half))
    return placed
