"""A sample, on each run, of the pairs that a campaign plays a thousand times (S57, S58)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from tests.integration.commission.paires import (
    one_member_in_two_tabs,
    two_members,
    two_officers_decide,
    two_people_release,
)

PAIRES = 6


@pytest.mark.parametrize("play", [two_members, one_member_in_two_tabs, two_officers_decide, two_people_release])
def test_s58_pairs_of_scores_decisions_and_releases_lose_nothing_and_double_nothing(
    app: Flask, clock: SettableClock, play: Callable[[Flask, SettableClock, int], None]
) -> None:
    play(app, clock, PAIRES)
    assert verify_chain()[1] is None
