"""iCalendar texts: the calendar itself and the rules of its zones (RFC 5545)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Calendar, Timezone

PRODUCT = "-//Acia//Acia//FR"


def new_calendar(method: str) -> Calendar:
    """An empty calendar: PUBLISH to be read, REQUEST to invite."""
    # Late: a tenth of a second, that pages without a calendar do without.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def calendar_text(calendar: Calendar) -> str:
    """The calendar as text, with the rules of the zones it uses."""
    for zone in sorted(calendar.get_missing_tzids()):
        calendar.subcomponents.insert(0, _zone_rules(zone))
    return str(calendar.to_ical().decode())


@cache
def _zone_rules(zone: str) -> Timezone:
    """The rules of a zone, made once: an act that invites a whole cohorte writes them in each invitation."""
    from icalendar import Timezone

    return Timezone.from_tzid(zone)
