"""Session problems for the tests: one small problem to bend by hand, and a generator of realistic ones."""

from __future__ import annotations

import copy
import random
from datetime import date, timedelta
from typing import Any

from acia.seances.solver.checks import absents, objective_values
from acia.seances.solver.explain import list_breaches_of_fixed
from acia.seances.solver.files import parse_problem
from acia.seances.solver.problem import (
    Creneau,
    NonPlanifiee,
    Objectif,
    Placement,
    Plan,
    Problem,
    SeancePlanifiee,
    Solution,
)
from acia.seances.solver.solve import status

Tree = dict[str, Any]

PETIT: Tree = {
    "format": "acia-seances/1",
    "parametres": {
        "debut": "2027-04-01",
        "fin": "2028-03-31",
        "aujourd_hui": "2027-03-25",
        "preavis_jours": 14,
        "delai_premiere_mois": 2,
        "absents_toleres": 1,
        "graine": 1,
        "limite_s": 60,
    },
    "jours_fermes": {},
    "jours_evites": {},
    "intervenants": [{"id": "I1", "indisponibles": []}],
    "cohortes": [
        {
            "id": "C1",
            "departement": "59",
            "intervenant": "I1",
            "etablissements": [
                {"id": "E1", "lettre": "2027-03-20", "indisponibles": [], "si_besoin": []},
                {"id": "E2", "lettre": "2027-03-20", "indisponibles": [], "si_besoin": []},
            ],
            "parcours": [
                {"code": "J1", "type": "collective", "modalite": "presence", "duree": "journee"},
                {"code": "A1", "type": "individuelle", "modalite": "presence", "duree": "demi_journee"},
                {"code": "D1", "type": "collective", "modalite": "distance", "duree": "demi_journee"},
            ],
            "ecart_min_jours": 14,
            "ecart_max_jours": 150,
        }
    ],
    "fixees": [],
}
"""J1 then one individual session each, then D1: the first may be held from 8 April to 20 May 2027."""

PLAN = {
    "C1/J1": "2027-05-03/journee",
    "C1/A1/E1": "2027-05-10/matin",
    "C1/A1/E2": "2027-05-10/apres_midi",
    "C1/D1": "2027-05-18/matin",
}
"""A plan of the small problem that respects every rule."""


def petit() -> Tree:
    """A copy of the small problem, to be bent."""
    return copy.deepcopy(PETIT)


def at(text: str) -> Placement:
    """« 2027-05-03/journee » as a placement."""
    day, slot = text.split("/")
    return Placement(date.fromisoformat(day), Creneau(slot))


def plan_of(places: dict[str, str]) -> Plan:
    """A plan written by hand."""
    return {seance: at(text) for seance, text in places.items()}


def claim(tree: Tree, places: dict[str, str]) -> tuple[Problem, Solution]:
    """An honest solution file for a plan written by hand: values right, bounds as good."""
    problem, plan = parse_problem(tree), plan_of(places)
    objectifs = tuple(Objectif(name, value, value) for name, value in objective_values(problem, plan, None).items())
    return problem, Solution(
        statut=status(objectifs, planned=bool(plan)),
        objectifs=objectifs,
        seances=tuple(
            SeancePlanifiee(name, place, absents(problem.seances[name], place)) for name, place in plan.items()
        ),
        non_planifiees=tuple(NonPlanifiee(name, "aucune_date", "…") for name in problem.seances if name not in plan),
        manquements=list_breaches_of_fixed(problem, plan),
    )


def open_days(first: date, last: date) -> list[date]:
    """Every day from Monday to Friday of a period."""
    days = [first + timedelta(k) for k in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def generate(
    seed: int,
    *,
    cohortes: int = 2,
    etablissements: int = 5,
    individuelles: int = 2,
    departements: int = 1,
    intervenants: int = 1,
    refus: float = 0.15,
    plafond: int | None = 6,
    fin: date = date(2028, 3, 31),
) -> Tree:
    """A year as the call plans it: 2 days, 2 remote half-days and individual sessions, with random calendars."""
    draw = random.Random(seed)  # noqa: S311 - reproducible instances, not secrets
    debut = date(2027, 4, 1)

    def some_days(share: float) -> list[str]:
        days = [day.isoformat() for day in open_days(debut, fin) if draw.random() < share]
        return [day + draw.choice(["", "/matin", "/apres_midi"]) for day in days]

    codes = ["59", "62", "80"][:departements]
    tree = petit()
    tree["parametres"]["fin"] = fin.isoformat()
    tree["jours_fermes"] = {code: ["2027-05-06", "2027-05-17", "2027-07-14", "2027-11-01"] for code in codes}
    summer = [day.isoformat() for day in open_days(date(2027, 7, 3), date(2027, 8, 31))]
    tree["jours_evites"] = dict.fromkeys(codes, summer)
    tree["intervenants"] = [
        {"id": f"I{n + 1}", "indisponibles": some_days(0.1), "max_demi_journees_semaine": plafond}
        for n in range(intervenants)
    ]
    tree["cohortes"] = [
        {
            "id": f"C{n + 1}",
            "departement": codes[n % departements],
            "intervenant": f"I{n % intervenants + 1}",
            "etablissements": [
                {
                    "id": f"E{n + 1}{m + 1}",
                    "lettre": (date(2027, 3, 1) + timedelta(draw.randrange(25))).isoformat(),
                    "indisponibles": some_days(refus),
                    "si_besoin": some_days(0.1),
                }
                for m in range(etablissements)
            ],
            "parcours": parcours(individuelles),
        }
        for n in range(cohortes)
    ]
    return tree


def parcours(individuelles: int) -> list[Tree]:
    """The call's template: J1, D1, J2, D2, an individual session after each of the first ones."""
    steps = []
    for number, code in enumerate(["J1", "D1", "J2", "D2"]):
        full = code.startswith("J")
        steps.append(
            {
                "code": code,
                "type": "collective",
                "modalite": "presence" if full else "distance",
                "duree": "journee" if full else "demi_journee",
            }
        )
        if number < individuelles:
            steps.append(
                {
                    "code": f"A{number + 1}",
                    "type": "individuelle",
                    "modalite": "presence",
                    "duree": "demi_journee",
                }
            )
    return steps
