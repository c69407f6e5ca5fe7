"""Where each session of one intervenant may lie on its own, and what each place costs on every additive objective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from acia.seances.rules import SAMEDI
from acia.seances.solver.problem import (
    DERANGEMENT,
    UN_JOUR,
    Cohorte,
    Creneau,
    DemiJournee,
    Etablissement,
    Intervenant,
    Placement,
    Plan,
    Problem,
    Seance,
)

ADDITIFS: Final = (*DERANGEMENT, "absences", "si_besoin", "jours_evites", "rythme")
"""Objectives that are a sum over the sessions, in their lexicographic order."""

Costs = Mapping[str, int]


@dataclass(frozen=True)
class Option:
    """A day and a slot for one session; `creneau` is None when morning and afternoon are free and cost the same.

    Leaving the half-day open removes the symmetry between mornings and afternoons; it is chosen after the solve.
    """

    date: date
    creneau: Creneau | None
    costs: Costs = field(compare=False)

    @property
    def halves(self) -> int:
        """Number of half-days used."""
        return 2 if self.creneau is Creneau.JOURNEE else 1

    def covers(self, placement: Placement) -> bool:
        """True when the placement is this option, or one of its two half-days."""
        return self.date == placement.date and self.creneau in (None, placement.creneau)

    def uses(self, half: Creneau) -> bool:
        """True when it surely occupies that half-day."""
        return self.creneau is not None and half in self.creneau.halves


@dataclass(frozen=True)
class Component:
    """The cohortes of one intervenant: nothing binds them to the other cohortes."""

    problem: Problem
    intervenant: Intervenant
    cohortes: tuple[Cohorte, ...]
    published: Plan | None

    @property
    def seances(self) -> list[Seance]:
        """Every session of the component."""
        return [seance for cohorte in self.cohortes for seance in cohorte.seances]

    @property
    def fixed(self) -> dict[Seance, Placement]:
        """The sessions that do not move."""
        return {s: self.problem.fixees[s.id] for s in self.seances if s.id in self.problem.fixees}


def components(problem: Problem, published: Plan | None) -> list[Component]:
    """Split the problem by intervenant, in the order of the file."""
    groups: dict[str, list[Cohorte]] = defaultdict(list)
    for cohorte in problem.cohortes:
        groups[cohorte.intervenant].append(cohorte)
    return [
        Component(problem, problem.intervenants[name], tuple(cohortes), published) for name, cohortes in groups.items()
    ]


class OptionFinder:
    """Finds the options of the free sessions of a component, beside its fixed sessions."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self.problem = component.problem
        self.fixed = component.fixed
        self.taken: set[DemiJournee] = {half for placement in self.fixed.values() for half in placement.halves}
        self.places = _places(self.fixed)
        self.week_load = _week_load(self.fixed)
        self.ideals = {key: day for cohorte in component.cohortes for key, day in self.problem.ideals(cohorte).items()}

    def options(self, seance: Seance) -> list[Option]:
        """Every option of a free session, by day."""
        found: list[Option] = []
        for day in self._days(seance):
            slots = [c for c in seance.etape.creneaux if self._is_possible(seance, Placement(day, c))]
            found += _merged([Option(day, c, self.costs(seance, Placement(day, c))) for c in slots])
        return found

    def costs(self, seance: Seance, placement: Placement) -> Costs:
        """What a placement costs on each additive objective."""
        missing = [e for e in seance.participants if _hit(e, placement)] if seance.collective else []
        costs = {
            "absences": len(missing),
            "si_besoin": sum(_is_reluctant(e, placement) for e in seance.participants),
            "jours_evites": int(self.problem.evite(seance, placement.date)),
            "rythme": abs((placement.date - self.ideals[seance.id]).days) if seance.collective else 0,
        }
        return costs | self._disturbance(seance, placement)

    def unplanned_costs(self, seance: Seance) -> Costs:
        """What leaving a session out costs on each additive objective."""
        return dict.fromkeys(ADDITIFS, 0) | self._disturbance(seance, None)

    def _disturbance(self, seance: Seance, placement: Placement | None) -> dict[str, int]:
        published = (self.component.published or {}).get(seance.id)
        if published is None or published == placement:
            return dict.fromkeys(DERANGEMENT, 0)
        shift = abs((placement.date - published.date).days) if placement else 0
        return dict(zip(DERANGEMENT, (3 * len(seance.participants) + 1, 1, shift), strict=True))

    def _days(self, seance: Seance) -> Iterator[date]:
        first, last = self._window(seance)
        published = (self.component.published or {}).get(seance.id)
        day = first
        while day <= last:
            if day > self.problem.parametres.aujourd_hui or (published and published.date == day):
                yield day
            day += UN_JOUR

    def _window(self, seance: Seance) -> tuple[date, date]:
        parametres = self.problem.parametres
        first, last = parametres.debut, parametres.fin
        if seance.premiere:
            first = max(first, self.problem.earliest_first(seance.cohorte))
            last = min(last, self.problem.first_deadline(seance.cohorte))
        for other, placement in self.fixed.items():
            if other.cohorte is not seance.cohorte or not (seance.collective or other.collective):
                continue
            if other.rang < seance.rang:
                first = max(first, placement.date + UN_JOUR)
            else:
                last = min(last, placement.date - UN_JOUR)
        return first, last

    def _is_possible(self, seance: Seance, placement: Placement) -> bool:
        day = placement.date
        return (
            day.weekday() < SAMEDI
            and not self.problem.ferme(seance, day)
            and self._intervenant_is_free(seance, placement)
            and self._participants_are_free(seance, placement)
        )

    def _intervenant_is_free(self, seance: Seance, placement: Placement) -> bool:
        intervenant, day = self.component.intervenant, placement.date
        busy = any(half in intervenant.indisponibles or half in self.taken for half in placement.halves)
        elsewhere = seance.en_presence and self.places.get(day, set()) - {seance.cohorte.departement}
        cap = intervenant.max_demi_journees_semaine
        load = self.week_load.get(day.isocalendar()[:2], 0) + len(placement.halves)
        return not busy and not elsewhere and (cap is None or load <= cap)

    def _participants_are_free(self, seance: Seance, placement: Placement) -> bool:
        missing = sum(_hit(e, placement) for e in seance.participants)
        may_miss = seance.collective and not seance.premiere
        return missing <= (self.problem.parametres.absents_toleres if may_miss else 0)


def _hit(etablissement: Etablissement, placement: Placement) -> bool:
    return any(half in etablissement.indisponibles for half in placement.halves)


def _is_reluctant(etablissement: Etablissement, placement: Placement) -> bool:
    return any(half in etablissement.si_besoin for half in placement.halves) and not _hit(etablissement, placement)


def _merged(options: list[Option]) -> list[Option]:
    """Two half-days that cost the same become one open option."""
    if len(options) == 2 and options[0].costs == options[1].costs:
        return [Option(options[0].date, None, options[0].costs)]
    return options


def _places(fixed: Mapping[Seance, Placement]) -> dict[date, set[str]]:
    places: dict[date, set[str]] = defaultdict(set)
    for seance, placement in fixed.items():
        if seance.en_presence:
            places[placement.date].add(seance.cohorte.departement)
    return places


def _week_load(fixed: Mapping[Seance, Placement]) -> dict[tuple[int, int], int]:
    load: dict[tuple[int, int], int] = defaultdict(int)
    for placement in fixed.values():
        load[placement.date.isocalendar()[:2]] += len(placement.halves)
    return load
