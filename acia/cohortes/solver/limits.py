"""Time allowed to a search. Only the elapsed time is read, never the date."""

from __future__ import annotations

import time
from datetime import timedelta


class Deadline:
    """Counts down from its creation."""

    def __init__(self, seconds: float) -> None:
        self._start = time.perf_counter()
        self._seconds = seconds

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self._start

    @property
    def remaining(self) -> float:
        return max(0.0, self._seconds - self.elapsed)

    @property
    def passed(self) -> bool:
        return self.remaining <= 0

    def as_timedelta(self) -> timedelta:
        """Time left, never zero: a solver given nothing would not even look."""
        return timedelta(seconds=max(0.01, self.remaining))
