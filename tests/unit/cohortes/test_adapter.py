"""The bridge to the solver: problems made of retained establishments, journeys of a cohorte, unknown coordinates."""

from __future__ import annotations

import json
import uuid

import pytest

from acia.cohortes.adapter import CoordonneesManquantes, build_problem, measure, price_wish, same_problem
from acia.cohortes.rules import Retenu
from acia.cohortes.solver.files import parse_problem, problem_content
from acia.core.partage import Bornes

BORNES = Bornes(4, 5)
LIEUX = [(48.39, -4.49), (48.45, -4.25), (48.50, -4.43), (48.36, -4.26), (48.57, -4.32)]


def _retenus(lieux: list[tuple[float | None, float | None]]) -> list[Retenu]:
    return [
        Retenu(
            id=f"2900{9 - rang:05d}",
            engagement_id=uuid.UUID(int=rang),
            nom=f"MECS {rang}",
            commune="Brest",
            departement="29",
            rang=rang,
            lat=lat,
            lon=lon,
            gestionnaire="" if rang == 1 else f"EJ{rang}",
            themes=frozenset({"5", "2"}),
            accueille=rang != 2,
            signe=True,
        )
        for rang, (lat, lon) in enumerate(lieux, start=1)
    ]


def test_the_problem_keeps_the_order_of_the_ranks_and_is_a_valid_file() -> None:
    problem = build_problem(list(reversed(_retenus(LIEUX))), BORNES)
    assert [c.rang for c in problem.candidats] == [1, 2, 3, 4, 5]
    assert (problem.candidats[0].gestionnaire, problem.candidats[1].hote) == (None, False)
    assert (problem.parametres.taille_min, problem.parametres.taille_max) == (4, 5)
    stored = json.loads(json.dumps(problem_content(problem)))
    assert parse_problem(stored) == problem
    assert same_problem(stored, _retenus(LIEUX), BORNES)


def test_a_stored_problem_differs_as_soon_as_a_fact_changes() -> None:
    stored = problem_content(build_problem(_retenus(LIEUX), BORNES))
    assert not same_problem(stored, _retenus(LIEUX[:4]), BORNES)
    assert not same_problem(stored, _retenus([*LIEUX[:4], (48.0, -4.0)]), BORNES)
    assert not same_problem(stored, _retenus(LIEUX), Bornes(4, 6))
    assert not same_problem(stored, _retenus([*LIEUX[:4], (None, None)]), BORNES)


def test_establishments_off_the_map_are_all_named() -> None:
    retenus = _retenus([*LIEUX[:3], (None, None), (48.0, None)])
    with pytest.raises(CoordonneesManquantes, match="MECS 4, MECS 5") as refusal:
        build_problem(retenus, BORNES)
    assert "import du répertoire FINESS" in refusal.value.motif
    assert measure(retenus, None, BORNES) is None


def test_journeys_go_to_the_chosen_host_and_the_best_one_is_told() -> None:
    retenus = _retenus(LIEUX)
    best = measure(retenus, None, BORNES)
    assert best is not None
    assert best.gain == 0
    assert best.minutes[str(best.meilleur_hote)] == 0
    far = measure(retenus, retenus[4].id, BORNES)
    assert far is not None
    assert far.minutes[retenus[4].id] == 0
    assert far.gain == far.total - best.total > 0
    assert far.cout == best.cout
    assert far.maximum == max(far.minutes.values())


def test_nobody_able_to_host_has_journeys_only_towards_a_chosen_one() -> None:
    alone = [r for r in _retenus(LIEUX) if not r.accueille]
    found = measure(alone, None, BORNES)
    assert found is not None
    assert (found.minutes, found.meilleur_hote) == ({}, None)
    assert measure([], None, BORNES) is None


def test_the_price_of_a_wish_is_the_difference_of_two_optima() -> None:
    south = [(lat - 0.5, lon + 0.4) for lat, lon in LIEUX]
    retenus = _retenus([*LIEUX, *south])
    wish = price_wish(retenus, BORNES, retenus[0].id, retenus[9].id)
    assert wish.possible
    assert wish.difference > 0
    assert price_wish(retenus, BORNES, retenus[0].id, retenus[1].id).difference == 0
