"""The only source of the present instant. Pure: nothing else in the product reads the system clock."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class Clock(Protocol):
    """Gives the present instant, aware and in UTC."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


@dataclass
class SettableClock:
    """A clock that stands still until moved: rehearsals and tests."""

    instant: datetime = field(default_factory=lambda: datetime(2027, 1, 15, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self.instant

    def set(self, instant: datetime) -> None:
        """Move the clock to an aware instant."""
        self.instant = instant.astimezone(UTC)


def deadline_after(day: date, zone: str) -> datetime:
    """Return the exclusive instant that ends `day` in `zone`: 23:59:59 is in time, midnight is not."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """Return the calendar day of an aware instant in `zone`."""
    return instant.astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month (31 Dec + 2 is 28 or 29 Feb)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def date_in_words(day: date) -> str:
    """Write a date in French words, for sentences of pure rules: « 1er mai 2027 »."""
    return f"{'1er' if day.day == 1 else day.day} {MOIS[day.month - 1]} {day.year}"
