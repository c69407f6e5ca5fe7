"""The deposit's own rules: in time or late (R8, S40), number. Pure."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from acia.core.clock import local_day


def is_late(received_at: datetime, cloture_at: datetime) -> bool:
    """R8: in time strictly before the exclusive instant, late from it on, to the microsecond."""
    return received_at >= cloture_at


def days_left(now: datetime, cloture_at: datetime, zone: str) -> int:
    """Return how many calendar days remain, 0 on the last day, negative afterwards."""
    if is_late(now, cloture_at):
        return min(-1, math.floor((cloture_at - now) / timedelta(days=1)))
    return (local_day(cloture_at - timedelta(microseconds=1), zone) - local_day(now, zone)).days


def numero_of_depot(code_appel: str, rang: int) -> str:
    """Number given at deposit: « ACIA-2027-0042 »."""
    return f"{code_appel.upper()}-{rang:04d}"


def rank_after(code_appel: str, dernier: str | None) -> int:
    """Return the rank that follows the last number given for a call."""
    return int(dernier.removeprefix(f"{code_appel.upper()}-")) + 1 if dernier else 1
