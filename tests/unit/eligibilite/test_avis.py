"""Outside opinions: due days, reminders, what an establishment may be told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from acia.eligibilite.rules.avis import (
    DELAI_MAX,
    Confidentialite,
    due_refusal,
    is_overdue,
    may_be_told,
    reminder_due,
)

DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))
SHIFTS = st.integers(-120, 120).map(lambda n: timedelta(days=n))


@given(DAYS, SHIFTS)
def test_a_due_day_is_to_come_and_within_three_months(today: date, shift: timedelta) -> None:
    assert (due_refusal(today + shift, today) == "") is (timedelta(0) < shift <= DELAI_MAX)


@given(DAYS, SHIFTS)
def test_the_due_day_itself_is_in_time(limite: date, shift: timedelta) -> None:
    assert is_overdue(limite, limite + shift) is (shift > timedelta(0))


@given(DAYS, st.integers(1, 30), st.integers(0, 10), st.integers(-5, 40))
def test_a_reminder_leaves_between_its_day_and_the_due_day_never_with_the_question(
    asked: date, length: int, before: int, elapsed: int
) -> None:
    limite, today = asked + timedelta(days=length), asked + timedelta(days=elapsed)
    due = reminder_due(limite, before, asked, today)
    assert due is (0 < before < length and length - before <= elapsed <= length)


@given(st.sampled_from(Confidentialite), st.booleans(), st.booleans())
def test_ra2_only_a_communicable_opinion_given_on_an_answered_file_is_told(
    kind: Confidentialite, rendu: bool, decidee: bool
) -> None:
    told = may_be_told(kind, rendu=rendu, decision_rendue=decidee)
    assert told is (kind is Confidentialite.COMMUNICABLE and rendu and decidee)
