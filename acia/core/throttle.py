"""A brake for acts open to everybody: recent acts are counted in the memory of the process, and nowhere else."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from flask import current_app

CLES_MAX: Final = 20_000
"""Keys kept at most: beyond, the ones seen longest ago are forgotten first."""


class Throttle:
    """Counts acts by key over a sliding period. Keys are hashed with a secret drawn at start: nobody can read them."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(16)
        self._seen: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, limit: int, period: timedelta, now: datetime) -> timedelta:
        """Count one act, and return zero; or, when `limit` acts are already in the period, how long to wait."""
        digest = hashlib.blake2b(key.encode(), key=self._secret, digest_size=16).digest()
        with self._lock:
            acts = self._seen.setdefault(digest, deque(maxlen=limit))
            self._seen.move_to_end(digest)
            while len(self._seen) > CLES_MAX:
                self._seen.popitem(last=False)
            if len(acts) == limit and acts[0] > now - period:
                return acts[0] + period - now
            acts.append(now)
            return timedelta(0)


def throttle() -> Throttle:
    """The brake of this application."""
    brake: Throttle = current_app.extensions.setdefault("acia_throttle", Throttle())
    return brake
