"""What the worker looks at by itself: addresses that visitors left and whose time is over."""

from __future__ import annotations

from datetime import datetime

from acia.appels import service
from acia.core.db import transaction
from acia.core.jobs.rounds import every_minute


@every_minute
def erase_addresses(now: datetime) -> None:
    """Erase the addresses of sign-ups and questions once they are of no more use."""
    with transaction():
        service.erase_sign_ups(now=now)
        service.erase_askers(now=now)
