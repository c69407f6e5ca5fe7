"""The whole procedure in Chromium, one browser a role, from an empty database to the workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.e2e.actors import Actor, World
from tests.e2e.steps import accompany, apply, selection, set_up

ROOT = Path(__file__).parents[2]


def test_one_call_from_publication_to_the_twelve_months(
    world: World, person: Callable[[str], Actor], tmp_path: Path
) -> None:
    set_up.install(world, person, ROOT / "seeds" / "demo" / "registre.csv")
    set_up.publish_call(world, person)
    files = apply.applicants(world, 4)
    apply.deposit_files(world, person, files, tmp_path)
    apply.decide_eligibility(world, person)
    base = selection.convene(world, person)
    selection.score(world, person, base)
    selection.deliberate(world, person, base)
    directors = [address for address, _ in files]
    accompany.sign_letters(world, person, directors, tmp_path)
    accompany.form_cohortes(world, person)
    accompany.plan_sessions(world, person)
    accompany.hold_first_session(world, person)
    accompany.follow_twelve_months(world, person, directors[0])
    accompany.read_results(world, person, len(files))
    assert world.violations == []
