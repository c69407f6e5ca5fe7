"""The worker's engine: huey keeps the schedule, the rows keep the truth."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from huey import SqliteHuey
from huey.api import Huey, PostgresHuey

from acia.core.db import db
from acia.core.droits import may_create_tables
from acia.core.jobs.queue import run_due
from acia.core.jobs.rounds import make_rounds
from acia.core.mail import send_pending


def work_once(app: Flask) -> tuple[int, int]:
    """Make the rounds, do every job due, send every mail due; return the numbers of jobs and mails."""
    with app.app_context():
        try:
            now = app.extensions["acia_clock"].now()
            make_rounds(now)
            return run_due(now), send_pending(now)
        finally:
            db.session.remove()


def open_queue(app: Flask) -> Huey:
    """Return the queue of this installation; its missing tables are made by an account that may make some."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("postgresql"):
        with app.app_context():
            owner = may_create_tables()
        dsn = url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("acia", dsn=dsn, create_tables=owner)
    return SqliteHuey("acia", filename=str(Path(app.config["DONNEES"]) / "taches.db"))


def build_engine(app: Flask) -> Huey:
    """Return the queue with its tasks: a sweep every minute, and one after each act that left work."""
    huey = open_queue(app)
    sweep = huey.task(name="balayage")(lambda: work_once(app))
    app.extensions["acia_wake"] = sweep
    huey.periodic_task(lambda _now: True, name="balayage_chaque_minute")(lambda: work_once(app))
    return huey
