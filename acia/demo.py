"""The demonstration: a SQLite file of its own, a story, a worker and a server on this machine only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread

import click
from flask import Flask
from huey.consumer import Consumer

from acia import create_app
from acia.config import demo_settings
from acia.core.clock import SystemClock, local_day
from acia.core.db import db, transaction
from acia.core.installation import DEMO_ANCHOR, Propriete, schema_is_current
from acia.core.jobs import start_pulses
from acia.core.jobs.engine import build_engine, work_once


class InnerConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A worker that lives in a thread of the server: signals stay with the server."""

    def _set_signal_handlers(self) -> None:
        pass


def run_demo(base: Path, port: int, *, serve: bool, restart: bool) -> None:
    """Create the demonstration when it is not there, then serve it until interrupted.

    Raises:
        SystemExit: `base` holds something that is not a demonstration.
    """
    base = base.resolve()
    _refuse_foreign_database(base)
    if restart or _is_outdated(base):
        _remove(base)
    base.parent.mkdir(parents=True, exist_ok=True)
    app = create_app(demo_settings(base, port))
    with app.app_context():
        if not base.exists():
            click.echo("· préparation de l’histoire de démonstration, une minute environ", err=True)
            build_demo(app, local_day(SystemClock().now(), "Europe/Paris"))
        _print_accounts(port)
        db.session.remove()
    if serve:
        _serve(app, port)


def build_demo(app: Flask, anchor: date) -> None:
    """Migrate, load the reference data and play the story around the day `anchor`; the mark comes last."""
    from acia.cli import migrate_here
    from seeds.demo.story import play_story

    migrate_here(app)
    _stop_waiting_for_the_disk()
    play_story(app, anchor)
    with transaction():
        db.session.add(Propriete(cle=DEMO_ANCHOR, valeur=anchor.isoformat()))
    work_once(app)
    db.engine.dispose()


def _stop_waiting_for_the_disk() -> None:
    """A story cut short is played again from nothing: its two thousand commits need not be durable one by one.

    The connection keeps this setting until the engine is disposed of."""
    db.session.remove()
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA synchronous=OFF")


def _refuse_foreign_database(base: Path) -> None:
    """A demonstration holds only demonstration people; anything else is left alone."""
    if not base.exists():
        return
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as connection:
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            strangers = (
                "utilisateur" in tables
                and connection.execute(
                    "SELECT count(*) FROM utilisateur WHERE courriel NOT LIKE '%@demo.invalid'"
                ).fetchone()[0]
            )
        except sqlite3.DatabaseError:
            strangers, tables = 1, set()
    if strangers or (tables and "alembic_version" not in tables):
        raise SystemExit(f"{base} n’est pas une base de démonstration : rien n’a été touché.")


def _is_outdated(base: Path) -> bool:
    """True when the file is a demonstration that was not finished, or of another version of the schema."""
    if not base.exists():
        return False
    app = create_app(demo_settings(base, 0))
    with app.app_context():
        try:
            if not schema_is_current():
                return True
            return db.session.get(Propriete, DEMO_ANCHOR) is None
        finally:
            db.session.remove()
            db.engine.dispose()


def _remove(base: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        base.with_name(base.name + suffix).unlink(missing_ok=True)


def _print_accounts(port: int) -> None:
    from seeds.demo.people import DEMO_ACCOUNTS, DEMO_PASSWORD

    click.echo(f"\nAcia est prête : http://127.0.0.1:{port}\n\nMot de passe de tous les comptes : {DEMO_PASSWORD}")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.courriel:<36} {account.presentation}")
    click.echo("\nCtrl+C pour arrêter. « ./run demo --recommencer » repart d’une histoire neuve.", nl=True)


def _serve(app: Flask, port: int) -> None:
    from waitress import serve

    consumer = InnerConsumer(build_engine(app), workers=1, scheduler_interval=5)
    Thread(target=consumer.run, daemon=True, name="acia-taches").start()
    start_pulses(app)
    serve(app, host="127.0.0.1", port=port, threads=6, _quiet=True)
