"""A published deadline only moves forward, before the commission, and for all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from acia.appels.rules import extension_refusal
from acia.core.clock import deadline_after

CLOTURE = deadline_after(date(2027, 2, 20), "Europe/Paris")
NOW = datetime(2027, 2, 20, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("jour", "mot"),
    [
        (date(2027, 2, 20), "après la date limite actuelle"),
        (date(2027, 2, 19), "après la date limite actuelle"),
        (date(2027, 3, 18), "avant elle"),
        (date(2027, 2, 21), ""),
        (date(2027, 3, 17), ""),
    ],
)
def test_r11_the_new_day_is_later_and_before_the_commission(jour: date, mot: str) -> None:
    refusal = extension_refusal(CLOTURE, jour, date(2027, 3, 18), "Europe/Paris", NOW)
    assert mot in refusal if mot else refusal == ""


def test_a_day_already_passed_is_refused() -> None:
    later = datetime(2027, 2, 25, 12, tzinfo=UTC)
    assert "déjà passée" in extension_refusal(CLOTURE, date(2027, 2, 22), None, "Europe/Paris", later)


def test_e13_the_last_day_counts_whole_on_the_days_when_clocks_change() -> None:
    assert deadline_after(date(2027, 3, 28), "Europe/Paris") == datetime(2027, 3, 28, 22, tzinfo=UTC)
    assert deadline_after(date(2027, 10, 31), "Europe/Paris") == datetime(2027, 10, 31, 23, tzinfo=UTC)
