"""The first thirty-three child-protection establishments of Finistère, as published in the national register."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from acia.cohortes.solver.files import solution_content
from acia.cohortes.solver.problem import Candidat, Problem
from acia.cohortes.solver.solve import solve
from acia.cohortes.solver.verify import verify
from acia.referentiel.coordonnees import to_wgs84

REGISTER = Path(__file__).parents[3].parent / "shared" / "data" / "finess" / "etalab-cs1100507-20210108-extrait.csv"
NUMERO, JURIDIQUE, DEPARTEMENT, CATEGORIE, AGREGAT = 1, 2, 13, 18, 20


def finistere(count: int) -> Problem:
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";", quoting=csv.QUOTE_NONE))
    places = {row[1]: (float(row[2]), float(row[3])) for row in rows if row[0] == "geolocalisation"}
    chosen = sorted(
        (row for row in rows if row[0] == "structureet" and row[DEPARTEMENT] == "29" and is_child_protection(row)),
        key=lambda row: row[NUMERO],
    )[:count]
    return Problem(
        tuple(
            Candidat(
                row[NUMERO], "29", rank, *to_wgs84(*places[row[NUMERO]], "LAMBERT_93"), gestionnaire=row[JURIDIQUE]
            )
            for rank, row in enumerate(chosen, start=1)
        )
    )


def is_child_protection(row: list[str]) -> bool:
    return row[AGREGAT].startswith("45") or row[CATEGORIE] == "462"


@pytest.mark.donnees_reelles
@pytest.mark.skipif(not REGISTER.exists(), reason="extrait réel du registre absent : ../shared/data/finess")
def test_thirty_three_establishments_of_finistere_are_placed_and_proved() -> None:
    problem = finistere(33)
    assert len(problem.candidats) == 33
    assert all(47.7 < (c.lat or 0) < 48.8 and -5.2 < (c.lon or 0) < -3.3 for c in problem.candidats)
    solution = solve(problem)
    print(f"Finistère, 33 : {solution.cout / 100:.2f} min, {solution.duree_s:.2f} s")
    assert solution.statut == "optimal"
    assert solution.borne == solution.cout
    assert solution.non_places == ()
    assert verify(problem, solution_content(solution)) == []
