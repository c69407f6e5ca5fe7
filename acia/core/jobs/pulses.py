"""What the worker does at its own pace, whatever its other work: each pulse beats in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import Final

from flask import Flask

from acia.core.clock import Clock
from acia.core.db import db

Pulse = Callable[[Clock], timedelta]
_PULSES: dict[str, Pulse] = {}
_AFTER_FAILURE: Final = timedelta(seconds=60)
_LEAST_REST_S: Final = 0.5
_AT_START_S: Final = 5.0
"""The server is started at the same time: it is given a moment to answer."""


def pulse(function: Pulse) -> Pulse:
    """Register a pulse. It receives the clock, opens its own transactions, and returns when it wants to beat again,
    counted from its start."""
    _PULSES[f"{function.__module__}.{function.__name__}"] = function
    return function


def start_pulses(app: Flask) -> Event:
    """Start every pulse; they stop with the process, or when the event returned is set."""
    stop = Event()
    for name, function in sorted(_PULSES.items()):
        Thread(target=beat, args=(app, function, stop), daemon=True, name=name).start()
    return stop


def beat(app: Flask, function: Pulse, stop: Event) -> None:
    """Beat until told to stop. A beat that fails is logged and never stops the next ones."""
    stop.wait(_AT_START_S)
    while not stop.is_set():
        begun = monotonic()
        with app.app_context():
            try:
                wait = function(app.extensions["acia_clock"])
            except Exception:
                # The next beat tries again; what is missing is seen in what was kept.
                app.logger.exception("pulse %s failed", function.__name__)
                wait = _AFTER_FAILURE
            finally:
                db.session.remove()
        stop.wait(max(_LEAST_REST_S, wait.total_seconds() - (monotonic() - begun)))
