"""The deadline, the number and the silence: R8, R31, S40, S41, E11 to E13."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import date_rejet_implicite, days_left, is_late, numero_of_depot, rank_after
from acia.candidatures.workflow import CANDIDATURE, LIBELLES_ETAT, TONS_ETAT, EtatCandidature
from acia.core.clock import deadline_after, local_day
from acia.core.errors import TransitionRefusee

ZONES = ("Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "America/Miquelon")
JOURS = (date(2027, 2, 20), date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("jour", JOURS)
@pytest.mark.parametrize(
    ("ecart", "late"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(milliseconds=-1), False),
        (timedelta(0), True),
        (timedelta(milliseconds=1), True),
    ],
)
def test_s40_e13_the_last_second_of_the_day_is_in_time_whatever_the_zone_and_the_clock_change(
    zone: str, jour: date, ecart: timedelta, late: bool
) -> None:
    assert is_late(deadline_after(jour, zone) + ecart, deadline_after(jour, zone)) is late


def test_e11_the_evening_of_the_guadeloupe_is_after_midnight_in_paris() -> None:
    cloture = deadline_after(date(2027, 2, 20), "Europe/Paris")
    guadeloupe = ZoneInfo("America/Guadeloupe")
    assert not is_late(datetime(2027, 2, 20, 18, 59, 59, tzinfo=guadeloupe), cloture)
    assert is_late(datetime(2027, 2, 20, 20, 0, tzinfo=guadeloupe), cloture)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.sampled_from(ZONES))
def test_s41_the_last_second_shown_is_always_of_the_day_typed(jour: date, zone: str) -> None:
    last = (deadline_after(jour, zone) - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert (last.date(), last.hour, last.minute, last.second) == (jour, 23, 59, 59)


@pytest.mark.parametrize(
    ("now", "jours"),
    [
        (datetime(2027, 2, 14, 9, 0, tzinfo=UTC), 6),
        (datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2027, 2, 19, 23, 0, tzinfo=UTC), 0),
        (datetime(2027, 2, 19, 22, 59, tzinfo=UTC), 1),
        (datetime(2027, 2, 20, 23, 0, tzinfo=UTC), -1),
    ],
)
def test_the_days_left_are_those_of_the_calendar(now: datetime, jours: int) -> None:
    assert days_left(now, deadline_after(date(2027, 2, 20), "Europe/Paris"), "Europe/Paris") == jours


def test_numbers_follow_each_other() -> None:
    assert rank_after("acia-2027", None) == 1
    assert rank_after("acia-2027", "ACIA-2027-0009") == 10
    assert rank_after("acia-2027", "ACIA-2027-9999") == 10_000
    assert numero_of_depot("acia-2027", 42) == "ACIA-2027-0042"


@pytest.mark.parametrize(
    ("depot", "silence"),
    [
        (datetime(2027, 2, 12, 13, 0, tzinfo=UTC), date(2027, 4, 12)),
        (datetime(2027, 12, 31, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 1, 31, 23, 30, tzinfo=UTC), date(2027, 4, 1)),
    ],
)
def test_r31_silence_counts_two_months_from_the_day_of_the_call_s_zone(depot: datetime, silence: date) -> None:
    assert date_rejet_implicite(local_day(depot, "Europe/Paris"), mois=2) == silence


def test_a_file_is_deposited_once_and_withdrawn_while_it_lives() -> None:
    assert CANDIDATURE.next_state(EtatCandidature.BROUILLON, "deposer") is EtatCandidature.DEPOSEE
    assert CANDIDATURE.next_state(EtatCandidature.EN_INSTRUCTION, "retirer") is EtatCandidature.RETIREE
    for ended in (EtatCandidature.CLOSE, EtatCandidature.RETIREE, EtatCandidature.REMPLACEE):
        with pytest.raises(TransitionRefusee):
            CANDIDATURE.next_state(ended, "retirer")
    with pytest.raises(TransitionRefusee):
        CANDIDATURE.next_state(EtatCandidature.DEPOSEE, "deposer")


def test_every_state_has_its_words_and_its_tone() -> None:
    assert set(LIBELLES_ETAT) == set(TONS_ETAT) == set(EtatCandidature)
