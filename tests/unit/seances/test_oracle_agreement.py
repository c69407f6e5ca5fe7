"""On tiny problems the solver and an exhaustive search agree on every objective."""

from __future__ import annotations

import random
from datetime import date

import pytest

from acia.seances.solver.files import parse_problem
from acia.seances.solver.solve import solve
from acia.seances.solver.verify import verify
from tests.unit.seances.oracle import best_values
from tests.unit.seances.problemes import Tree, at, open_days, petit

FIRST, LAST = date(2027, 4, 5), date(2027, 4, 16)


def tiny(seed: int) -> Tree:
    """Two weeks, one or two cohortes of two establishments, three or four sessions, crowded calendars."""
    draw = random.Random(seed)  # noqa: S311 - reproducible instances, not secrets
    days = [day.isoformat() for day in open_days(FIRST, LAST)]

    def some(share: float) -> list[str]:
        found = [day for day in days if draw.random() < share]
        return [day + draw.choice(["", "/matin", "/apres_midi"]) for day in found]

    tree = petit()
    tree["parametres"] |= {
        "debut": FIRST.isoformat(),
        "fin": LAST.isoformat(),
        "aujourd_hui": draw.choice(["2027-03-25", "2027-04-05"]),
        "preavis_jours": draw.choice([1, 12]),
        "absents_toleres": draw.choice([0, 1]),
    }
    tree["jours_fermes"] = {"59": draw.sample(days, 3), "62": draw.sample(days, 3)}
    tree["jours_evites"] = {"59": draw.sample(days, 4)}
    tree["intervenants"] = [{"id": "I1", "indisponibles": some(0.3), "max_demi_journees_semaine": draw.choice([2, 3])}]
    first = tree["cohortes"][0]
    first["etablissements"] = [
        {"id": f"E{n}", "lettre": draw.choice(["2027-02-08", "2027-03-20"]), "indisponibles": some(0.25)}
        | {"si_besoin": some(0.3)}
        for n in (1, 2)
    ]
    if seed % 3 == 0:
        # One establishment is away the whole second week: its absence, or the session left out, has a price.
        first["etablissements"][0]["indisponibles"] += days[5:]
    first |= {"ecart_min_jours": draw.choice([1, 3]), "ecart_max_jours": draw.choice([4, 9])}
    first["parcours"] = [_step("J1", "presence", draw.choice(["journee", "demi_journee"]))]
    if seed % 2:
        first["parcours"] += [_step("D1", "distance", "demi_journee"), _step("J2", "presence", "demi_journee")]
        other = {**first, "id": "C2", "departement": draw.choice(["59", "62"])}
        tree["cohortes"].append(other | {"parcours": [_step("K1", "presence", "demi_journee")]})
    else:
        alone = {**_step("A1", "presence", "demi_journee"), "type": "individuelle"}
        first["parcours"] += [alone, _step("D1", "presence", "demi_journee")]
    return tree


def _step(code: str, modalite: str, duree: str) -> Tree:
    return {"code": code, "type": "collective", "modalite": modalite, "duree": duree}


@pytest.mark.parametrize("seed", range(24))
def test_solver_and_exhaustive_search_agree(seed: int) -> None:
    problem = parse_problem(tiny(seed))
    solution = solve(problem)
    assert tuple(o.valeur for o in solution.objectifs) == best_values(problem)
    assert tuple(o.borne for o in solution.objectifs) == best_values(problem)
    assert verify(problem, solution) == []


@pytest.mark.parametrize("seed", range(100, 116))
def test_they_agree_when_replanning_around_a_fixed_session(seed: int) -> None:
    tree = tiny(seed)
    published = solve(parse_problem(tree)).plan
    draw = random.Random(seed)  # noqa: S311 - reproducible instances, not secrets
    name = draw.choice(sorted(parse_problem(tree).seances))
    day = draw.choice(open_days(FIRST, LAST)).isoformat()
    tree["fixees"] = [{"seance": name, "date": day, "creneau": "matin"}]
    hit = draw.choice(sorted(published.values())).date if published else FIRST
    tree["intervenants"][0]["indisponibles"].append(hit.isoformat())
    problem = parse_problem(tree)
    solution = solve(problem, published)
    assert solution.plan[name] == at(f"{day}/matin")
    assert tuple(o.valeur for o in solution.objectifs) == best_values(problem, published)
    assert verify(problem, solution, published) == []


def test_the_tiny_problems_are_varied() -> None:
    values = [best_values(parse_problem(tiny(seed))) for seed in range(24)]
    assert {value[0] for value in values} >= {0, 1, 2}
    assert all(len({value[level] for value in values}) > 1 for level in range(1, 6))
