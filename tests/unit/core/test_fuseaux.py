"""S41: on every day from 2025 to 2035, in every zone of the programme, a deadline is the end of the day shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from acia.core.clock import deadline_after, local_day
from acia.core.filters import NBSP, echeance, jour, nom_fuseau

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
)
JOURS = [date(2025, 1, 1) + timedelta(days=n) for n in range((date(2036, 1, 1) - date(2025, 1, 1)).days)]


@pytest.fixture(params=["UTC", "America/Cayenne", "Pacific/Auckland"])
def _server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone of the machine, which must change nothing."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_server_zone")
@pytest.mark.parametrize("zone", ZONES)
def test_s41_every_day_of_eleven_years_ends_where_it_is_shown_to_end(zone: str) -> None:
    assert nom_fuseau(zone).startswith("heure d")
    for day in JOURS:
        end = deadline_after(day, zone)
        assert local_day(end - timedelta(microseconds=1), zone) == day
        assert local_day(end, zone) == day + timedelta(days=1)
        assert echeance(end, zone) == f"{jour(day)}, 23{NBSP}h{NBSP}59"
