"""Reminders of unfinished files (A1-36, A3-7) and the progress of one's own (A1-38): pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import (
    RELANCES_JOURS,
    next_step,
    progress_of,
    read_days,
    reminder_at,
    unfinished_reminder,
)
from acia.candidatures.workflow import EtatCandidature
from acia.core.clock import deadline_after

CLOTURE = deadline_after(date(2027, 2, 20), "Europe/Paris")
CLOTURE_971 = deadline_after(date(2027, 2, 20), "America/Guadeloupe")


@pytest.mark.parametrize(
    ("now", "jours"),
    [
        (datetime(2027, 2, 5, 7, 59, tzinfo=UTC), None),
        (datetime(2027, 2, 5, 8, 0, tzinfo=UTC), 15),
        (datetime(2027, 2, 7, 7, 59, tzinfo=UTC), 15),
        (datetime(2027, 2, 7, 8, 0, tzinfo=UTC), None),
        (datetime(2027, 2, 13, 8, 0, tzinfo=UTC), 7),
        (datetime(2027, 2, 18, 8, 0, tzinfo=UTC), 2),
        (datetime(2027, 2, 20, 23, 0, tzinfo=UTC), None),
    ],
)
def test_reminders_are_due_at_nine_on_their_days_and_soon_out_of_season(now: datetime, jours: int | None) -> None:
    assert unfinished_reminder(RELANCES_JOURS, CLOTURE, "Europe/Paris", now) == jours


def test_e14_the_day_and_the_hour_are_those_of_the_zone_of_the_call() -> None:
    assert reminder_at(2, CLOTURE_971, "America/Guadeloupe") == datetime(2027, 2, 18, 13, 0, tzinfo=UTC)


@given(st.sets(st.integers(1, 60), max_size=6), st.integers(0, 70 * 24))
def test_a_reminder_never_comes_before_its_hour_nor_after_the_deadline(jours: set[int], hours: int) -> None:
    now = CLOTURE - timedelta(hours=hours)
    found = unfinished_reminder(sorted(jours), CLOTURE, "Europe/Paris", now)
    if found is not None:
        assert found in jours
        assert reminder_at(found, CLOTURE, "Europe/Paris") <= now < CLOTURE


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("15, 7, 2", (15, 7, 2)),
        ("2 7;7 15", (15, 7, 2)),
        ("", ()),
        ("0", None),
        ("61", None),
        ("deux", None),
        ("-3", None),
        ("²", None),
        ("1 2 3 4 5 6 7", None),
    ],
)
def test_days_are_read_as_people_type_them(text: str, days: tuple[int, ...] | None) -> None:
    assert read_days(text) == days


def test_progress_tells_nothing_before_the_notice() -> None:
    """A file refused and a file retained look the same until the decision is notified."""
    day = date(2027, 2, 12)
    waiting = [
        progress_of(etat, day, date(2027, 3, 18), date(2027, 3, 22))
        for etat in (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)
    ]
    assert waiting[0] == waiting[1]
    assert [e.mot for e in waiting[0]] == ["Fait", "En cours", "À venir", "À venir"]
    decided = progress_of(EtatCandidature.CLOSE, day, None, None)
    assert [e.mot for e in decided] == ["Fait"] * 4


def test_a_file_answered_before_the_commission_does_not_say_that_it_was_read_there() -> None:
    day, commission = date(2027, 2, 12), date(2027, 3, 18)
    told = progress_of(EtatCandidature.CLOSE, day, commission, None, sans_commission=True)
    assert [e.mot for e in told] == ["Fait", "Fait", "Sans objet", "Fait"]
    waiting = progress_of(EtatCandidature.EN_INSTRUCTION, day, commission, None)
    assert waiting == progress_of(EtatCandidature.EN_INSTRUCTION, day, commission, None, sans_commission=True)


def test_the_next_date_is_the_first_to_come() -> None:
    state, commission, notice = EtatCandidature.DEPOSEE, date(2027, 3, 18), date(2027, 3, 22)
    assert "commission" in next_step(state, date(2027, 3, 18), commission, notice)
    assert "22 mars 2027" in next_step(state, date(2027, 3, 19), commission, notice)
    assert "pas encore fixée" in next_step(state, date(2027, 3, 23), commission, notice)
    assert "notifiée" in next_step(EtatCandidature.CLOSE, date(2027, 3, 1), commission, notice)
