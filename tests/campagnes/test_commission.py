"""The commission at the figures of its rows, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest
from flask import Flask

from acia.commission.models import ReouvertureNotation
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from tests.campagnes.quantite import pairs
from tests.factories.instantane import Instantane
from tests.integration.commission.conftest import make_scene
from tests.integration.commission.paires import (
    one_member_in_two_tabs,
    two_members,
    two_officers_decide,
    two_people_release,
)
from tests.integration.commission.publication import killed_releases
from tests.integration.commission.sequences import no_silent_change


@pytest.mark.complet
@pytest.mark.parametrize("play", [two_members, one_member_in_two_tabs, two_officers_decide, two_people_release])
def test_s58_a_thousand_pairs_of_scores_decisions_and_releases(
    app: Flask, clock: SettableClock, play: Callable[[Flask, SettableClock, int], None]
) -> None:
    begun, count = perf_counter(), pairs(1_000)
    play(app, clock, count)
    assert verify_chain()[1] is None
    print(f"{play.__name__}: {count} pairs in {perf_counter() - begun:.0f} s", flush=True)


@pytest.mark.complet
def test_s20_two_hundred_killed_releases(app: Flask, clock: SettableClock) -> None:
    begun, cycles = perf_counter(), pairs(200)
    came, faults = killed_releases(app, clock, cycles)
    print(f"{cycles} releases killed in {perf_counter() - begun:.0f} s: {dict(came)}", flush=True)
    assert faults == []
    assert came["killed, nothing"]
    assert came["ended, published"]


@pytest.mark.complet
def test_s6_in_two_hundred_sequences_no_final_mark_changes_silently(app: Flask, clock: SettableClock) -> None:
    scene, begun, sequences = make_scene(app, clock), perf_counter(), pairs(200)
    world, reopened = Instantane(), 0
    for seed in range(sequences):
        no_silent_change(scene, seed)
        reopened += db.session.query(ReouvertureNotation).count()
        world.restore()
    print(f"{sequences} sequences in {perf_counter() - begun:.0f} s, {reopened} sheets reopened", flush=True)
    assert reopened > sequences / 4
