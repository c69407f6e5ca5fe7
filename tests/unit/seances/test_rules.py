"""R57, R58, R60, R63, R65 and the arithmetic of months (E31 to E33 of the domain)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.clock import add_months
from acia.core.rules import Resultat
from acia.seances import rules

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 2, date(2028, 4, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 8, 30), 2, date(2027, 10, 30)),
        (date(2027, 8, 31), 1, date(2027, 9, 30)),
        (date(2027, 1, 28), 1, date(2027, 2, 28)),
        (date(2027, 1, 29), 1, date(2027, 2, 28)),
        (date(2028, 1, 29), 1, date(2028, 2, 29)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 5, 15), 0, date(2027, 5, 15)),
    ],
)
def test_months_are_clipped_to_the_end_of_a_shorter_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(0, 24))
def test_adding_months_lands_in_the_right_month_and_never_later_in_it(day: date, months: int) -> None:
    found = add_months(day, months)
    assert found.year * 12 + found.month == day.year * 12 + day.month + months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(st.lists(DAYS, min_size=1, max_size=5))
def test_deadline_runs_from_the_earliest_letter_whatever_the_order(letters: list[date]) -> None:
    assert rules.first_seance_deadline(letters) == add_months(min(letters), 2)
    assert rules.first_seance_deadline(reversed(letters)) == rules.first_seance_deadline(letters)


def test_first_session_is_in_time_on_the_limit_and_late_the_day_after() -> None:
    letters = [date(2027, 1, 15), date(2026, 12, 31)]
    in_time = rules.check_first_seance_cohorte(date(2027, 2, 28), letters)
    late = rules.check_first_seance_cohorte(date(2027, 3, 1), letters)
    assert (in_time.resultat, late.resultat) == (Resultat.SATISFAIT, Resultat.NON_SATISFAIT)
    assert late.bloque
    assert late.limite == "28 février 2027"
    assert "dépasse de 1 jour la limite du 28 février 2027" in late.phrase


def test_each_establishment_has_its_own_limit() -> None:
    assert rules.check_first_seance(date(2027, 3, 15), date(2027, 1, 15)).resultat is Resultat.SATISFAIT
    assert rules.check_first_seance(date(2027, 3, 16), date(2027, 1, 15)).resultat is Resultat.NON_SATISFAIT


def test_without_a_letter_the_limit_is_unknown() -> None:
    assert rules.check_first_seance_cohorte(date(2027, 3, 1), []).resultat is Resultat.INCONNU


def test_support_lasts_twelve_months_minus_a_day() -> None:
    assert rules.programme_end(date(2027, 4, 1)) == date(2028, 3, 31)
    assert rules.programme_end(date(2028, 2, 29)) == date(2029, 2, 27)
    assert rules.check_programme(date(2028, 3, 31), date(2027, 4, 1)).resultat is Resultat.SATISFAIT
    assert rules.check_programme(date(2028, 4, 1), date(2027, 4, 1)).bloque
    assert rules.check_programme(date(2027, 3, 31), date(2027, 4, 1)).bloque


@pytest.mark.parametrize(
    ("day", "outcome", "blocks"),
    [
        (date(2027, 5, 26), Resultat.SATISFAIT, False),
        (date(2027, 5, 27), Resultat.NON_SATISFAIT, True),
        (date(2027, 5, 28), Resultat.NON_SATISFAIT, False),
        (date(2027, 5, 29), Resultat.NON_SATISFAIT, False),
        (date(2027, 5, 30), Resultat.NON_SATISFAIT, True),
    ],
)
def test_holidays_and_sundays_block_while_saturdays_and_ponts_warn(day: date, outcome: Resultat, blocks: bool) -> None:
    holidays = {date(2027, 5, 27): "abolition de l’esclavage"}
    constat = rules.check_jour(day, holidays, {date(2027, 5, 28): "pont"})
    assert (constat.resultat, constat.bloque) == (outcome, blocks)


def test_order_and_two_weeks_between_collective_sessions() -> None:
    dates = [("J1", date(2027, 5, 3)), ("D1", date(2027, 5, 17)), ("J2", date(2027, 5, 30)), ("D2", date(2027, 5, 29))]
    found = [constat.resultat for constat in rules.check_ordre(dates)]
    assert found == [Resultat.SATISFAIT, Resultat.NON_SATISFAIT, Resultat.NON_SATISFAIT]
    assert "devrait suivre J2" in rules.check_ordre(dates)[-1].phrase


def test_every_rule_says_its_source() -> None:
    assert {regle.code for regle in rules.REGLES} == {"R57", "R58", "R60", "R63", "R65"}
    assert all(regle.source and regle.libelle.endswith(".") for regle in rules.REGLES)
