"""R27 and R31: when silence becomes a refusal, what suspends it, how it is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import (
    LIBELLES_MOTIF,
    Ecart,
    MotifCorrection,
    Section,
    Suspension,
    date_rejet_implicite,
    differences,
    explain_silence,
    limit_refusal,
    reminder_due,
    silence_warnings,
)
from acia.candidatures.workflow import DEMANDE, LIBELLES_DEMANDE, TONS_DEMANDE, EtatDemande
from acia.core.clock import add_months
from acia.core.errors import TransitionRefusee

DEPOT = date(2027, 2, 12)
JOURS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@st.composite
def suspensions(draw: st.DrawFn) -> tuple[date, list[Suspension]]:
    depot = draw(JOURS)
    pauses = draw(st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 40)), max_size=6))
    return depot, [Suspension(depot + timedelta(days=a), depot + timedelta(days=a + n)) for a, n in pauses]


def test_r31_two_months_from_the_deposit_and_the_last_day_of_a_short_month() -> None:
    assert date_rejet_implicite(DEPOT) == date(2027, 4, 12)
    assert date_rejet_implicite(date(2027, 12, 31)) == date(2028, 2, 29)


def test_r27_the_days_of_a_request_are_added() -> None:
    pause = Suspension(date(2027, 3, 1), date(2027, 3, 10))
    assert date_rejet_implicite(DEPOT, [pause]) == date(2027, 4, 21)


def test_r27_a_request_after_the_refusal_is_born_changes_nothing() -> None:
    born = date(2027, 4, 12)
    assert date_rejet_implicite(DEPOT, [Suspension(born, born + timedelta(days=9))]) == born
    assert date_rejet_implicite(DEPOT, [Suspension(born - timedelta(days=1), born)]) == born + timedelta(days=1)


def test_r27_a_first_request_may_bring_a_second_in_time() -> None:
    pauses = [Suspension(date(2027, 4, 15), date(2027, 4, 20)), Suspension(date(2027, 4, 1), date(2027, 4, 8))]
    assert date_rejet_implicite(DEPOT, pauses) == date(2027, 4, 12) + timedelta(days=7 + 5)


def test_r27_days_of_two_requests_count_once() -> None:
    pauses = [Suspension(date(2027, 3, 1), date(2027, 3, 10)), Suspension(date(2027, 3, 5), date(2027, 3, 12))]
    assert date_rejet_implicite(DEPOT, pauses) == date(2027, 4, 12) + timedelta(days=11)


@given(suspensions())
def test_r27_never_earlier_and_never_more_than_the_days_given(case: tuple[date, list[Suspension]]) -> None:
    depot, pauses = case
    bare, found = add_months(depot, 2), date_rejet_implicite(depot, pauses)
    assert bare <= found <= bare + sum((p.fin - p.debut for p in pauses), timedelta())


@given(suspensions(), st.randoms())
def test_r27_the_order_of_the_requests_does_not_matter(case: tuple[date, list[Suspension]], hasard: object) -> None:
    depot, pauses = case
    mixed = [*pauses, *pauses]
    hasard.shuffle(mixed)  # type: ignore[attr-defined]  # the strategy gives a random.Random
    assert date_rejet_implicite(depot, mixed) == date_rejet_implicite(depot, pauses)


@given(suspensions(), st.integers(0, 30))
def test_r27_one_more_day_to_answer_never_brings_the_refusal_nearer(
    case: tuple[date, list[Suspension]], plus: int
) -> None:
    depot, pauses = case
    longer = [Suspension(p.debut, p.fin + timedelta(days=plus)) for p in pauses]
    assert date_rejet_implicite(depot, longer) >= date_rejet_implicite(depot, pauses)


@given(suspensions())
def test_r27_counted_day_by_day_the_clock_runs_the_same_number_of_days(case: tuple[date, list[Suspension]]) -> None:
    """The naive reading: walk from the deposit, and count the days on which the clock is not stopped."""
    depot, pauses = case
    left, day = (add_months(depot, 2) - depot).days, depot
    while left:
        if not any(p.debut <= day < p.fin for p in pauses):
            left -= 1
        day += timedelta(days=1)
    assert date_rejet_implicite(depot, pauses) == day


def test_the_explanation_tells_each_suspension() -> None:
    assert explain_silence(DEPOT, [], 2) == "2 mois après le dépôt du 12 février 2027, soit le 12 avril 2027."
    told = explain_silence(DEPOT, [Suspension(date(2027, 3, 1), date(2027, 3, 10))], 2)
    assert "plus 9 jours de suspension (du 1er mars 2027 au 9 mars 2027)" in told


@pytest.mark.parametrize(
    ("today", "planned", "tons"),
    [
        (date(2027, 3, 27), None, []),
        (date(2027, 3, 28), None, ["ambre"]),
        (date(2027, 4, 11), date(2027, 4, 11), ["ambre"]),
        (date(2027, 3, 1), date(2027, 4, 12), ["rouge"]),
        (date(2027, 4, 1), date(2027, 5, 2), ["ambre", "rouge"]),
        (date(2027, 4, 12), date(2027, 5, 2), ["rouge"]),
    ],
)
def test_r31_warned_fifteen_days_before_and_when_the_notice_is_planned_later(
    today: date, planned: date | None, tons: list[str]
) -> None:
    assert [ton for ton, _ in silence_warnings(date(2027, 4, 12), today, planned)] == tons


def test_r27_the_day_to_answer_leaves_time_and_does_not_last() -> None:
    today = date(2027, 3, 1)
    assert limit_refusal(today + timedelta(days=2), today)
    assert limit_refusal(today + timedelta(days=61), today)
    assert not limit_refusal(today + timedelta(days=3), today)
    assert not limit_refusal(today + timedelta(days=60), today)


@pytest.mark.parametrize(
    ("now", "jours"),
    [
        (datetime(2027, 3, 12, 7, 59, tzinfo=UTC), None),
        (datetime(2027, 3, 12, 8, 0, tzinfo=UTC), 3),
        (datetime(2027, 3, 14, 8, 0, tzinfo=UTC), 1),
        (datetime(2027, 3, 15, 22, 59, tzinfo=UTC), 1),
        (datetime(2027, 3, 15, 23, 0, tzinfo=UTC), None),
    ],
)
def test_reminders_leave_three_days_and_one_day_before(now: datetime, jours: int | None) -> None:
    asked = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    assert reminder_due(asked, date(2027, 3, 15), "Europe/Paris", now) == jours


def test_a_request_made_after_the_hour_of_a_reminder_is_its_own_reminder() -> None:
    asked = datetime(2027, 3, 12, 10, 0, tzinfo=UTC)
    assert reminder_due(asked, date(2027, 3, 15), "Europe/Paris", asked + timedelta(hours=1)) is None


def test_differences_tell_what_changed_and_nothing_else() -> None:
    before = {Section.AUTORISATION: [("Autorité", "Le département"), ("Pièce : Arrêté", "a.pdf")]}
    after = {Section.AUTORISATION: [("Autorité", "Le département"), ("Pièce : Arrêté", "b.pdf"), ("Précision", "Oui")]}
    assert differences(before, before) == []
    assert differences(before, after) == [
        Ecart(Section.AUTORISATION, "Pièce : Arrêté", "a.pdf", "b.pdf"),
        Ecart(Section.AUTORISATION, "Précision", "Rien", "Oui"),
    ]


def test_a_request_ends_once() -> None:
    for act, target in (("repondre", "repondue"), ("expirer", "expiree"), ("retirer", "retiree")):
        assert DEMANDE.next_state(EtatDemande.OUVERTE, act) == target
        for ended in (EtatDemande.REPONDUE, EtatDemande.EXPIREE, EtatDemande.RETIREE):
            with pytest.raises(TransitionRefusee):
                DEMANDE.next_state(ended, act)
    assert set(LIBELLES_DEMANDE) == set(TONS_DEMANDE) == set(EtatDemande)
    assert set(LIBELLES_MOTIF) == set(MotifCorrection)
