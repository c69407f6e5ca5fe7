"""What the worker looks at every minute without being asked: reminders due, files to scan, digests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from acia.core.db import db

Round = Callable[[datetime], None]
_ROUNDS: dict[str, Round] = {}


def every_minute(function: Round) -> Round:
    """Register a round. It receives the instant, opens its own transactions, and asks for each thing under a key
    that says what and when, so that passing twice, or after a day off, does nothing twice."""
    _ROUNDS[f"{function.__module__}.{function.__name__}"] = function
    return function


def make_rounds(now: datetime) -> None:
    """Make every round; one that fails is logged and never stops the others."""
    for name, function in sorted(_ROUNDS.items()):
        try:
            function(now)
        except Exception:
            # The next minute tries again.
            current_app.logger.exception("round %s failed", name)
        finally:
            db.session.rollback()
