"""What visitors may send, how much of it, and how long it is kept (R6). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WEBINAIRE_MINUTES: Final = 60
"""Length of a webinar when the officer has not said it: 13 h to 14 h in the call of 2024."""
CONSERVATION: Final = timedelta(days=30)
"""Addresses are erased this long after the webinar, or after the answer."""
INSCRIPTIONS_PAR_HEURE: Final = 20
QUESTIONS_PAR_HEURE: Final = 5
QUESTIONS_EN_ATTENTE_MAX: Final = 200
"""Questions of a call that wait for an answer: beyond, the mailbox of the service is the way."""


def webinaire_end(debut: datetime, minutes: int | None) -> datetime:
    """When the webinar is over."""
    return debut + timedelta(minutes=minutes or WEBINAIRE_MINUTES)


def erasure_of_sign_ups(debut: datetime, minutes: int | None) -> datetime:
    """When the addresses of those who signed up are erased."""
    return webinaire_end(debut, minutes) + CONSERVATION


def may_sign_up(debut: datetime | None, minutes: int | None, now: datetime) -> bool:
    """People sign up until the webinar is over."""
    return debut is not None and now < webinaire_end(debut, minutes)
