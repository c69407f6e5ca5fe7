"""The application on an account of its own, which owns no table (PostgreSQL)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import create_engine, make_url

from acia.core.db import db, transaction
from acia.core.droits import grant_rights
from acia.core.jobs.engine import open_queue

SECRET = "essai-de-compte"


@contextmanager
def application_account(owner: Flask) -> Iterator[str]:
    """Make an account with the rights of the application; give the address it connects with, remove it at the end.

    An account belongs to the whole server, where other tests run at the same time: its name is its own.
    """
    engine = create_engine(owner.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT")
    compte = f"acia_essai_{uuid.uuid4().hex[:12]}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {compte} LOGIN PASSWORD '{SECRET}'")
    try:
        with owner.app_context():
            open_queue(owner)
            with transaction():
                grant_rights(compte)
            db.session.remove()
            db.engine.dispose()
        url = make_url(owner.config["SQLALCHEMY_DATABASE_URI"]).set(username=compte, password=SECRET)
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {compte}")
            connection.exec_driver_sql(f"DROP ROLE {compte}")
        engine.dispose()
