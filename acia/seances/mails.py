"""iCalendar texts of the sessions: stable UID, sequence, zone with its rules, one attendee (RFC 5545, 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from acia.core.agenda import calendar_text, new_calendar
from acia.seances.models import Seance

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress


def invitation(
    seance: Seance, *, organisateur: tuple[str, str], invite: tuple[str, str], lien: str, now: datetime
) -> str:
    """One session as a REQUEST to one person; `organisateur` and `invite` are (name, address) pairs."""
    from icalendar import vText

    calendar = new_calendar("REQUEST")
    event = _event(seance, lien, now)
    event.add("organizer", _person(organisateur))
    attendee = _person(invite)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["rsvp"] = vText("TRUE")
    event.add("attendee", attendee)
    calendar.add_component(event)
    return calendar_text(calendar)


def published_calendar(seances: Iterable[tuple[Seance, str]], *, now: datetime) -> str:
    """Several sessions with their links as a file to open: PUBLISH, nobody invited."""
    calendar = new_calendar("PUBLISH")
    for seance, lien in seances:
        calendar.add_component(_event(seance, lien, now))
    return calendar_text(calendar)


def _event(seance: Seance, lien: str, now: datetime) -> Event:
    from icalendar import Event

    zone = ZoneInfo(seance.fuseau)
    event = Event()
    event.add("uid", str(seance.uid))
    event.add("sequence", seance.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", seance.debut_at.astimezone(zone))
    event.add("dtend", seance.fin_at.astimezone(zone))
    event.add("summary", f"Acia · {seance.titre}")
    event.add("location", seance.lieu)
    event.add("description", f"{seance.cohorte.nom}\n{lien}")
    event.add("status", "CONFIRMED")
    return event


def _person(pair: tuple[str, str]) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{pair[1]}")
    address.params["cn"] = vText(pair[0])
    return address
