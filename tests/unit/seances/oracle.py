"""A second opinion on tiny problems: tries every plan, with its own reading of the rules and of the objectives.

Nothing here comes from the solver but the parsed problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise, product

from acia.core.clock import add_months
from acia.seances.solver.problem import Creneau, Etablissement, Placement, Problem, Seance

Row = dict[Seance, Placement]


def best_values(problem: Problem, published: Mapping[str, Placement] | None = None) -> tuple[int, ...]:
    """Objective values of the best plan, in lexicographic order."""
    free = [seance for seance in problem.seances.values() if seance.id not in problem.fixees]
    fixed = {problem.seances[name]: place for name, place in problem.fixees.items()}
    choices = [[None, *_places(problem, seance)] for seance in free]
    rows = (
        {**fixed, **{s: place for s, place in zip(free, combination, strict=True) if place is not None}}
        for combination in product(*choices)
    )
    return min(_values(problem, row, published) for row in rows if _holds(problem, row))


def _days(problem: Problem) -> Iterator[date]:
    day = problem.parametres.debut
    while day <= problem.parametres.fin:
        yield day
        day += timedelta(days=1)


def _missing(members: tuple[Etablissement, ...], place: Placement) -> list[str]:
    return [e.id for e in members if any((place.date, half) in e.indisponibles for half in place.creneau.halves)]


def _places(problem: Problem, seance: Seance) -> list[Placement]:
    slots = [Creneau.JOURNEE] if seance.etape.duree == "journee" else [Creneau.MATIN, Creneau.APRES_MIDI]
    return [
        Placement(day, slot)
        for day in _days(problem)
        for slot in slots
        if _alone(problem, seance, Placement(day, slot))
    ]


def _alone(problem: Problem, seance: Seance, place: Placement) -> bool:
    cohorte, parametres, day = seance.cohorte, problem.parametres, place.date
    busy = problem.intervenants[cohorte.intervenant].indisponibles
    members = (seance.etablissement,) if seance.etablissement else cohorte.etablissements
    first = [step.code for step in cohorte.parcours if step.type == "collective"][:1] == [seance.etape.code]
    if day.weekday() > 4 or day in problem.jours_fermes.get(cohorte.departement, ()) or day <= parametres.aujourd_hui:
        return False
    if first and not _first_in_time(problem, seance, day):
        return False
    tolerated = parametres.absents_toleres if seance.etablissement is None and not first else 0
    return len(_missing(members, place)) <= tolerated and not any((day, h) in busy for h in place.creneau.halves)


def _first_in_time(problem: Problem, seance: Seance, day: date) -> bool:
    letters = [e.lettre for e in seance.cohorte.etablissements]
    parametres = problem.parametres
    notice = parametres.aujourd_hui + timedelta(days=parametres.preavis_jours)
    return day >= notice and max(letters) < day <= add_months(min(letters), parametres.delai_premiere_mois)


def _holds(problem: Problem, row: Row) -> bool:
    free = {seance for seance in row if seance.id not in problem.fixees}
    return _one_thing_at_a_time(row, free) and _weeks(problem, row, free) and _orders(problem, row, free)


def _one_thing_at_a_time(row: Row, free: set[Seance]) -> bool:
    pairs = [(a, b) for a in free for b in row if a is not b and a.cohorte.intervenant == b.cohorte.intervenant]
    for a, b in pairs:
        if row[a].date != row[b].date:
            continue
        if set(row[a].creneau.halves) & set(row[b].creneau.halves):
            return False
        both_travel = a.etape.modalite == b.etape.modalite == "presence"
        if both_travel and a.cohorte.departement != b.cohorte.departement:
            return False
    return True


def _weeks(problem: Problem, row: Row, free: set[Seance]) -> bool:
    for seance in free:
        cap = problem.intervenants[seance.cohorte.intervenant].max_demi_journees_semaine
        week = row[seance].date.isocalendar()[:2]
        load = sum(
            len(place.creneau.halves)
            for other, place in row.items()
            if other.cohorte.intervenant == seance.cohorte.intervenant and place.date.isocalendar()[:2] == week
        )
        if cap is not None and load > cap:
            return False
    return True


def _orders(problem: Problem, row: Row, free: set[Seance]) -> bool:
    for cohorte in problem.cohortes:
        mine = [seance for seance in cohorte.seances if seance in row]
        collectives = [seance for seance in mine if seance.etablissement is None]
        for a, b in product(collectives, mine):
            ordered = row[a].date < row[b].date if a.rang < b.rang else row[b].date < row[a].date
            if a.rang != b.rang and (a in free or b in free) and not ordered:
                return False
        for a, b in pairwise(collectives):
            gap = (row[b].date - row[a].date).days
            if (a in free or b in free) and not cohorte.ecart_min_jours <= gap <= cohorte.ecart_max_jours:
                return False
    return True


def _values(problem: Problem, row: Row, published: Mapping[str, Placement] | None) -> tuple[int, ...]:
    absences = uses = 0
    for seance, place in row.items():
        missing = _missing(seance.participants, place)
        absences += len(missing) if seance.etablissement is None else 0
        uses += sum(
            any((place.date, half) in e.si_besoin for half in place.creneau.halves)
            for e in seance.participants
            if e.id not in missing
        )
    avoided = sum(place.date in problem.jours_evites.get(s.cohorte.departement, ()) for s, place in row.items())
    travel = {(s.cohorte.intervenant, place.date) for s, place in row.items() if s.etape.modalite == "presence"}
    head = (len(problem.seances) - len(row), *(_disturbance(problem, row, published) if published is not None else ()))
    return (*head, absences, uses, avoided, _rhythm(problem, row), len(travel))


def _disturbance(problem: Problem, row: Row, published: Mapping[str, Placement]) -> tuple[int, int, int]:
    people = count = days = 0
    for seance in problem.seances.values():
        if seance.id in published and row.get(seance) != published[seance.id]:
            people += 3 * (1 if seance.etablissement else len(seance.cohorte.etablissements)) + 1
            count += 1
            days += abs((row[seance].date - published[seance.id].date).days) if seance in row else 0
    return people, count, days


def _rhythm(problem: Problem, row: Row) -> int:
    total = 0
    for cohorte in problem.cohortes:
        parametres = problem.parametres
        start = max(
            parametres.debut,
            parametres.aujourd_hui + timedelta(days=parametres.preavis_jours),
            max(e.lettre for e in cohorte.etablissements) + timedelta(days=1),
        )
        collectives = [seance for seance in cohorte.seances if seance.etablissement is None]
        first, last = add_months(start, 1), add_months(start, 10)
        step = (last - first).days / max(len(collectives) - 1, 1)
        for number, seance in enumerate(collectives):
            ideal = first + timedelta(days=int(number * step + 0.5))
            if seance in row:
                total += abs((row[seance].date - ideal).days)
    return total
