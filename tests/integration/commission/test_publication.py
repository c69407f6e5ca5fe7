"""S20: the release of the notices is one switch, whatever kills it; the long run is a campaign."""

from __future__ import annotations

from flask import Flask

from acia.core.clock import SettableClock
from tests.integration.commission.publication import killed_releases

CYCLES = 8


def test_s20_a_killed_release_shows_all_or_none(app: Flask, clock: SettableClock) -> None:
    came, faults = killed_releases(app, clock, CYCLES)
    assert faults == []
    assert came["404 then 404"]


def test_s20_a_release_in_pieces_would_be_seen(app: Flask, clock: SettableClock) -> None:
    _, faults = killed_releases(app, clock, CYCLES, "par morceaux")
    assert faults != []
