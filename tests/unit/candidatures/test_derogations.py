"""S47: how far one establishment may be let in after the deadline, whatever the zone and the clock change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import CadreDerogation, derogation_refusal, is_late, last_limit, limit_with
from acia.core.clock import deadline_after, local_day

ZONES = ("Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "America/Miquelon")
CADRE = CadreDerogation(deadline_after(date(2027, 2, 20), "Europe/Paris"), 5, date(2027, 3, 18), "Europe/Paris")
NOW = datetime(2027, 2, 21, 8, 0, tzinfo=UTC)
INSTANTS = st.integers(0, 4_000 * 86_400_000).map(
    lambda ms: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)


@given(INSTANTS, st.none() | INSTANTS, INSTANTS)
def test_s47_a_derogation_never_shuts_out_a_deposit_that_everybody_could_make(
    cloture: datetime, derogation: datetime | None, received: datetime
) -> None:
    limite = limit_with(cloture, derogation)
    assert limite in (cloture, derogation)
    assert is_late(received, limite) == (is_late(received, cloture) and (derogation is None or received >= derogation))


@given(
    st.dates(date(2025, 1, 1), date(2035, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(ZONES),
    st.timedeltas(timedelta(days=-3), timedelta(days=70)),
)
def test_s47_s41_a_limit_is_accepted_from_the_deadline_excluded_to_the_end_of_the_last_day(
    jour: date, jours: int, zone: str, ecart: timedelta
) -> None:
    cadre = CadreDerogation(deadline_after(jour, zone), jours, None, zone)
    limite = cadre.cloture_at + ecart
    farthest = deadline_after(jour + timedelta(days=jours), zone)
    assert last_limit(cadre) == farthest
    accepted = derogation_refusal(cadre, limite, cadre.cloture_at - timedelta(days=9)) == ""
    assert accepted == (cadre.cloture_at < limite <= farthest)


@pytest.mark.parametrize(
    ("changes", "limite", "actuelle", "words"),
    [
        ({}, datetime(2027, 2, 22, 17, 0, tzinfo=UTC), None, ""),
        ({"jours": None}, datetime(2027, 2, 22, 17, 0, tzinfo=UTC), None, "n’admet aucun dépôt"),
        ({}, CADRE.cloture_at, None, "après la date limite"),
        ({}, NOW, None, "déjà passé"),
        ({}, datetime(2027, 2, 22, 17, 0, tzinfo=UTC), datetime(2027, 2, 22, 17, 0, tzinfo=UTC), "raccourcit"),
        ({}, datetime(2027, 2, 25, 23, 0, tzinfo=UTC), None, ""),
        ({}, datetime(2027, 2, 25, 23, 1, tzinfo=UTC), None, "25 février 2027"),
        ({"commission": date(2027, 2, 24)}, datetime(2027, 2, 24, 8, 0, tzinfo=UTC), None, "23 février 2027"),
    ],
)
def test_s47_the_reason_of_a_refusal_is_said(
    changes: dict[str, object], limite: datetime, actuelle: datetime | None, words: str
) -> None:
    cadre = replace(CADRE, **changes)  # type: ignore[arg-type]
    found = derogation_refusal(cadre, limite, NOW, actuelle)
    assert found if words else not found
    assert words in found


def test_s47_the_last_day_is_that_of_the_call_in_its_own_zone() -> None:
    cadre = CadreDerogation(deadline_after(date(2027, 2, 20), "Indian/Reunion"), 2, None, "Indian/Reunion")
    last = last_limit(cadre) - timedelta(seconds=1)
    assert last.astimezone(ZoneInfo("Indian/Reunion")).hour == 23
    assert local_day(last, "Indian/Reunion") == date(2027, 2, 22)
