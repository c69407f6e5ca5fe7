"""Appeals: in time or not, what silence makes of them, when the court may still be asked (E45)."""

from __future__ import annotations

from datetime import date

import pytest

from acia.commission.rules.delais import DelaiRecours
from acia.commission.rules.recours import (
    GenreRecours,
    IssueRecours,
    RecoursForme,
    check_filed,
    check_silence,
    court_delay,
    issues_of,
    silence_on,
    steps_after,
)
from acia.core.rules import Resultat

GRACIEUX, HIERARCHIQUE, CONTENTIEUX = GenreRecours.GRACIEUX, GenreRecours.HIERARCHIQUE, GenreRecours.CONTENTIEUX
DELAI = DelaiRecours(date(2027, 3, 24), date(2027, 5, 25), "")


@pytest.mark.parametrize(
    ("recu", "rejet"),
    [
        (date(2027, 4, 10), date(2027, 6, 10)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2027, 6, 30), date(2027, 8, 30)),
    ],
)
def test_e45_two_months_of_silence_reject_an_appeal_to_the_service_and_none_to_the_court(
    recu: date, rejet: date
) -> None:
    assert silence_on(GRACIEUX, recu) == rejet
    assert silence_on(HIERARCHIQUE, recu) == rejet
    assert silence_on(CONTENTIEUX, recu) is None


def test_e45_an_appeal_is_in_time_until_the_last_day_and_always_when_nothing_is_proved() -> None:
    assert check_filed(DELAI, date(2027, 5, 25)).resultat is Resultat.SATISFAIT
    late = check_filed(DELAI, date(2027, 5, 26))
    assert late.resultat is Resultat.NON_SATISFAIT
    assert not late.bloque
    assert check_filed(DelaiRecours(), date(2029, 1, 1)).resultat is Resultat.SATISFAIT


def test_e45_silence_waits_then_rejects_then_yields_to_an_answer() -> None:
    waiting = RecoursForme(GRACIEUX, date(2027, 4, 10))
    assert check_silence(waiting, date(2027, 6, 10)).resultat is Resultat.A_VERIFIER
    assert check_silence(waiting, date(2027, 6, 11)).resultat is Resultat.NON_SATISFAIT
    answered = RecoursForme(GRACIEUX, date(2027, 4, 10), IssueRecours.REJETE, date(2027, 5, 3))
    assert "Rejeté le 3 mai 2027" in check_silence(answered, date(2027, 7, 1)).phrase


def _court(*recours: RecoursForme, today: date = date(2027, 5, 1)) -> date | None:
    return court_delay(DELAI, recours, mois=2, departement="29", today=today).jusqua


def test_e45_an_appeal_in_time_interrupts_the_delay_of_the_court_until_its_answer() -> None:
    assert _court() == date(2027, 5, 25)
    waiting = RecoursForme(GRACIEUX, date(2027, 4, 10))
    assert _court(waiting) is None
    assert _court(waiting, today=date(2027, 6, 11)) == date(2027, 8, 11)
    answered = RecoursForme(GRACIEUX, date(2027, 4, 10), IssueRecours.REJETE, date(2027, 5, 3))
    assert _court(answered) == date(2027, 7, 5)  # 4 July 2027 is a Sunday


def test_e45_late_or_second_appeals_of_a_kind_interrupt_nothing() -> None:
    assert _court(RecoursForme(GRACIEUX, date(2027, 5, 26))) == date(2027, 5, 25)
    first = RecoursForme(GRACIEUX, date(2027, 4, 10), IssueRecours.REJETE, date(2027, 4, 20))
    second = RecoursForme(GRACIEUX, date(2027, 5, 20))
    assert _court(first, second) == _court(first) == date(2027, 6, 21)
    above = RecoursForme(HIERARCHIQUE, date(2027, 4, 30))
    assert _court(first, above) is None
    assert _court(RecoursForme(CONTENTIEUX, date(2027, 4, 30))) == date(2027, 5, 25)


def test_e45_an_express_rejection_after_that_of_silence_starts_the_delay_again_only_while_it_runs() -> None:
    soon = RecoursForme(GRACIEUX, date(2027, 4, 10), IssueRecours.REJETE, date(2027, 7, 1))
    assert _court(soon, today=date(2027, 7, 2)) == date(2027, 9, 2)
    too_late = RecoursForme(GRACIEUX, date(2027, 4, 10), IssueRecours.REJETE, date(2027, 8, 20))
    assert _court(too_late, today=date(2027, 9, 1)) == date(2027, 8, 11)


def test_e45_every_end_says_what_to_do_and_a_court_only_judges() -> None:
    assert issues_of(CONTENTIEUX) == (IssueRecours.JUGE, IssueRecours.RETIRE)
    assert IssueRecours.JUGE not in issues_of(GRACIEUX)
    assert all(steps_after(issue) for issue in IssueRecours)
    assert "ne change pas d’elle-même" in steps_after(IssueRecours.ACCEPTE)[0]
