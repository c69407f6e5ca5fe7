"""When the deadline of a published call may be moved, for all (R3, R11). Pure."""

from __future__ import annotations

from datetime import date, datetime

from acia.core.clock import date_in_words, deadline_after


def extension_refusal(
    cloture_at: datetime, date_limite: date, commission: date | None, zone: str, now: datetime
) -> str:
    """Why the deadline may not become the end of this day, or nothing: later, to come, before the commission."""
    nouvelle = deadline_after(date_limite, zone)
    if nouvelle <= cloture_at:
        return "La nouvelle date doit être après la date limite actuelle : une date publiée ne s’avance pas."
    if nouvelle <= now:
        return "Cette date est déjà passée."
    if commission is not None and date_limite >= commission:
        return f"La commission se réunit le {date_in_words(commission)} : choisissez une date avant elle."
    return ""
