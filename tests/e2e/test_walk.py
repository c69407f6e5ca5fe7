"""The whole procedure in Chromium, one browser a role, from an empty database to the workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.actors import Actor, World
from tests.e2e.steps import accompany, apply, selection, set_up
from tests.factories.registre_finess import DONNEES_REELLES

ROOT = Path(__file__).parents[2]
REAL_EXTRACT = DONNEES_REELLES / "etalab-cs1100507-20210108-extrait.csv"
ESTABLISHMENTS = 4


def test_one_call_from_publication_to_the_twelve_months(
    world: World, person: Callable[[str], Actor], tmp_path: Path
) -> None:
    walk(world, person, ROOT / "seeds" / "demo" / "registre.csv", tmp_path)


@pytest.mark.complet
@pytest.mark.donnees_reelles
@pytest.mark.skipif(not REAL_EXTRACT.exists(), reason="l’extrait réel du registre n’est pas à côté du projet")
def test_the_same_on_the_real_register(world: World, person: Callable[[str], Actor], tmp_path: Path) -> None:
    walk(world, person, REAL_EXTRACT, tmp_path)


def walk(world: World, person: Callable[[str], Actor], register: Path, folder: Path) -> None:
    """Publication, four files, eligibility, commission, letters, cohortes, sessions, a year of follow-up, workbook."""
    set_up.install(world, person, register)
    set_up.publish_call(world, person)
    files = apply.applicants(world, ESTABLISHMENTS)
    directors = [address for address, _ in files]
    apply.deposit_files(world, person, files, folder)
    apply.decide_eligibility(world, person)
    base = selection.convene(world, person)
    selection.score(world, person, base)
    selection.deliberate(world, person, base)
    accompany.sign_letters(world, person, directors, folder)
    accompany.form_cohortes(world, person)
    accompany.plan_sessions(world, person)
    accompany.hold_first_session(world, person)
    accompany.follow_twelve_months(world, person, directors[0])
    accompany.read_results(world, person, len(files))
    assert world.violations == []
