"""The present instant where no act gives it: a right that depends on the day is asked of the application's clock."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app


def present() -> datetime:
    """The present instant, from the application's clock."""
    return cast(datetime, current_app.extensions["acia_clock"].now())
