"""The rules read on a plan, one small function each: they verify, explain and list what fixed sessions breach.

The model states the same rules a second time, for the solver; neither file imports the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from acia.core.clock import date_in_words
from acia.seances.rules import DIMANCHE, SAMEDI
from acia.seances.solver.problem import (
    LIBELLES_CRENEAU,
    UN_JOUR,
    Etablissement,
    Placement,
    Plan,
    Problem,
    Seance,
)


class PlanIndex:
    """A plan, ready for the questions the rules ask."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan: Plan = {}
        self._days: dict[tuple[str, date], list[Seance]] = defaultdict(list)
        self._weeks: dict[tuple[str, date], list[Seance]] = defaultdict(list)
        for seance_id, placement in plan.items():
            self.add(problem.seances[seance_id], placement)

    def add(self, seance: Seance, placement: Placement) -> None:
        """Plan one more session."""
        intervenant = seance.cohorte.intervenant
        self.plan[seance.id] = placement
        self._days[intervenant, placement.date].append(seance)
        self._weeks[intervenant, monday(placement.date)].append(seance)

    def same_day(self, seance: Seance, day: date) -> list[Seance]:
        """The other sessions of the intervenant that day."""
        return [other for other in self._days.get((seance.cohorte.intervenant, day), []) if other is not seance]

    def week_load(self, seance: Seance, day: date) -> int:
        """Half-days of the intervenant's other sessions in the week of that day."""
        others = self._weeks.get((seance.cohorte.intervenant, monday(day)), [])
        return sum(len(self.plan[other.id].creneau.halves) for other in others if other is not seance)

    def planned(self, seances: Iterable[Seance]) -> list[tuple[Seance, Placement]]:
        """Those that are planned, with their place, in the same order."""
        return [(seance, self.plan[seance.id]) for seance in seances if seance.id in self.plan]


def monday(day: date) -> date:
    """First day of the week of that day."""
    return day - day.weekday() * UN_JOUR


@dataclass(frozen=True)
class Essai:
    """A session tried at a place, beside the rest of a plan."""

    index: PlanIndex
    seance: Seance
    placement: Placement

    @property
    def problem(self) -> Problem:
        """The problem it belongs to."""
        return self.index.problem

    @property
    def day(self) -> date:
        """The day tried."""
        return self.placement.date

    def neighbours(self) -> list[tuple[Seance, Placement]]:
        """Planned sessions of the cohorte that it must precede or follow: two individual ones are in no order."""
        cohorte = self.seance.cohorte
        others = self.index.planned(cohorte.seances if self.seance.collective else cohorte.collectives)
        return [item for item in others if item[0].rang != self.seance.rang]


@dataclass(frozen=True)
class Breach:
    """A rule that is not respected, and why."""

    regle: str
    motif: str


def _unavailable(etablissement: Etablissement, placement: Placement) -> bool:
    return any(half in etablissement.indisponibles for half in placement.halves)


def absents(seance: Seance, placement: Placement) -> tuple[str, ...]:
    """Establishments that miss a collective session held there."""
    if not seance.collective:
        return ()
    return tuple(sorted(e.id for e in seance.participants if _unavailable(e, placement)))


def reluctant(seance: Seance, placement: Placement) -> int:
    """Establishments present that had said « si besoin »."""
    return sum(
        1
        for e in seance.participants
        if not _unavailable(e, placement) and any(half in e.si_besoin for half in placement.halves)
    )


def _periode(essai: Essai) -> str | None:
    parametres = essai.problem.parametres
    if parametres.debut <= essai.day <= parametres.fin:
        return None
    return f"hors de la période, du {date_in_words(parametres.debut)} au {date_in_words(parametres.fin)}"


def _fin_de_semaine(essai: Essai) -> str | None:
    return {SAMEDI: "samedi", DIMANCHE: "dimanche"}.get(essai.day.weekday())


def _jour_ferme(essai: Essai) -> str | None:
    if not essai.problem.ferme(essai.seance, essai.day):
        return None
    return f"jour fermé dans le département {essai.seance.cohorte.departement}"


def _duree(essai: Essai) -> str | None:
    if essai.placement.creneau in essai.seance.etape.creneaux:
        return None
    return f"le créneau « {LIBELLES_CRENEAU[essai.placement.creneau]} » ne convient pas à la durée de la séance"


def _preavis(essai: Essai) -> str | None:
    parametres = essai.problem.parametres
    limit = parametres.aujourd_hui + parametres.preavis_jours * UN_JOUR
    if not essai.seance.premiere or essai.day >= limit:
        return None
    return f"moins de {parametres.preavis_jours} jours de préavis (pas avant le {date_in_words(limit)})"


def _apres_lettres(essai: Essai) -> str | None:
    last = max(e.lettre for e in essai.seance.cohorte.etablissements)
    if not essai.seance.premiere or essai.day > last:
        return None
    return f"pas après la dernière lettre d’engagement, signée le {date_in_words(last)}"


def _delai_premiere(essai: Essai) -> str | None:
    limit = essai.problem.first_deadline(essai.seance.cohorte)
    if not essai.seance.premiere or essai.day <= limit:
        return None
    months = essai.problem.parametres.delai_premiere_mois
    return f"plus de {months} mois après la première lettre d’engagement (limite : {date_in_words(limit)})"


def _ordre(essai: Essai) -> str | None:
    for other, placement in essai.neighbours():
        if other.rang < essai.seance.rang and placement.date >= essai.day:
            return f"doit suivre {other.id}, le {date_in_words(placement.date)}"
        if other.rang > essai.seance.rang and placement.date <= essai.day:
            return f"doit précéder {other.id}, le {date_in_words(placement.date)}"
    return None


def _gaps(essai: Essai) -> Iterator[tuple[Seance, int]]:
    """Days between a collective session and its planned neighbours."""
    if not essai.seance.collective:
        return
    others = essai.index.planned(essai.seance.cohorte.collectives)
    for other, placement in [item for item in others if item[0].rang < essai.seance.rang][-1:]:
        yield other, (essai.day - placement.date).days
    for other, placement in [item for item in others if item[0].rang > essai.seance.rang][:1]:
        yield other, (placement.date - essai.day).days


def _ecart_min(essai: Essai) -> str | None:
    least = essai.seance.cohorte.ecart_min_jours
    for other, gap in _gaps(essai):
        if gap < least:
            return f"à {gap} jours de {other.id} ; il en faut au moins {least}"
    return None


def _ecart_max(essai: Essai) -> str | None:
    most = essai.seance.cohorte.ecart_max_jours
    for other, gap in _gaps(essai):
        if gap > most:
            return f"à {gap} jours de {other.id} ; il en faut au plus {most}"
    return None


def _intervenant_indisponible(essai: Essai) -> str | None:
    intervenant = essai.problem.intervenant(essai.seance)
    if not any(half in intervenant.indisponibles for half in essai.placement.halves):
        return None
    return f"intervenant {intervenant.id} indisponible"


def _intervenant_occupe(essai: Essai) -> str | None:
    for other in essai.index.same_day(essai.seance, essai.day):
        if set(essai.index.plan[other.id].halves) & set(essai.placement.halves):
            return f"intervenant {essai.seance.cohorte.intervenant} pris par {other.id}"
    return None


def _intervenant_departement(essai: Essai) -> str | None:
    if not essai.seance.en_presence:
        return None
    for other in essai.index.same_day(essai.seance, essai.day):
        if other.en_presence and other.cohorte.departement != essai.seance.cohorte.departement:
            return (
                f"intervenant {other.cohorte.intervenant} dans le département {other.cohorte.departement} "
                f"ce jour-là ({other.id})"
            )
    return None


def _plafond_semaine(essai: Essai) -> str | None:
    intervenant = essai.problem.intervenant(essai.seance)
    cap = intervenant.max_demi_journees_semaine
    load = essai.index.week_load(essai.seance, essai.day) + len(essai.placement.halves)
    if cap is None or load <= cap:
        return None
    return f"intervenant {intervenant.id} : {load} demi-journées cette semaine, {cap} au plus"


def _absents(essai: Essai) -> str | None:
    missing = absents(essai.seance, essai.placement)
    tolerated = 0 if essai.seance.premiere else essai.problem.parametres.absents_toleres
    if len(missing) <= tolerated:
        return None
    return f"établissements indisponibles : {', '.join(missing)} ({tolerated} au plus)"


def _etablissement_indisponible(essai: Essai) -> str | None:
    etablissement = essai.seance.etablissement
    if etablissement is None or not _unavailable(etablissement, essai.placement):
        return None
    return f"établissement {etablissement.id} indisponible"


RULES: Final[tuple[tuple[str, Callable[[Essai], str | None]], ...]] = (
    ("periode", _periode),
    ("fin_de_semaine", _fin_de_semaine),
    ("jour_ferme", _jour_ferme),
    ("duree", _duree),
    ("preavis", _preavis),
    ("apres_lettres", _apres_lettres),
    ("delai_premiere", _delai_premiere),
    ("intervenant_indisponible", _intervenant_indisponible),
    ("absents", _absents),
    ("etablissement_indisponible", _etablissement_indisponible),
    ("ordre", _ordre),
    ("ecart_min", _ecart_min),
    ("ecart_max", _ecart_max),
    ("intervenant_occupe", _intervenant_occupe),
    ("intervenant_departement", _intervenant_departement),
    ("plafond_semaine", _plafond_semaine),
)
"""Every hard rule, in the order in which a reason is given: what no other plan would change comes first."""


def breaches(index: PlanIndex, seance: Seance, placement: Placement) -> Iterator[Breach]:
    """Every rule that the session breaches at that place, beside the rest of the plan."""
    essai = Essai(index, seance, placement)
    for code, rule in RULES:
        motif = rule(essai)
        if motif is not None:
            yield Breach(code, motif)


def objective_values(problem: Problem, plan: Plan, published: Plan | None) -> dict[str, int]:
    """Every objective of a plan by name, in lexicographic order; disturbance only beside a published plan."""
    placed = [(problem.seances[seance_id], placement) for seance_id, placement in plan.items()]
    values = {"non_planifiees": len(problem.seances) - len(placed)}
    if published is not None:
        values |= _disturbance(problem, plan, published)
    values["absences"] = sum(len(absents(seance, placement)) for seance, placement in placed)
    values["si_besoin"] = sum(reluctant(seance, placement) for seance, placement in placed)
    values["jours_evites"] = sum(problem.evite(seance, placement.date) for seance, placement in placed)
    values["rythme"] = _rhythm(problem, plan)
    values["deplacements"] = len({(s.cohorte.intervenant, p.date) for s, p in placed if s.en_presence})
    return values


def _disturbance(problem: Problem, plan: Plan, published: Plan) -> dict[str, int]:
    """A published session that cannot be planned any more disturbs its people, without a shift in days."""
    moved = [seance for seance in problem.seances.values() if _moved(seance.id, plan, published)]
    return {
        "personnes_derangees": sum(3 * len(seance.participants) + 1 for seance in moved),
        "seances_deplacees": len(moved),
        "jours_decales": sum(
            abs((plan[seance.id].date - published[seance.id].date).days) for seance in moved if seance.id in plan
        ),
    }


def _moved(seance_id: str, plan: Plan, published: Plan) -> bool:
    return seance_id in published and plan.get(seance_id) != published[seance_id]


def _rhythm(problem: Problem, plan: Plan) -> int:
    return sum(
        abs((plan[seance_id].date - ideal).days)
        for cohorte in problem.cohortes
        for seance_id, ideal in problem.ideals(cohorte).items()
        if seance_id in plan
    )
