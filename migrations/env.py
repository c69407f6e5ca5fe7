"""Alembic environment: the schema of the models, on the application's own connection."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import text

from acia.core.db import db, writing


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The queue's library keeps its own tables in the same database, and makes them itself."""
    return kind != "table" or not (name or "").startswith("huey_")


def run() -> None:
    """Upgrade or downgrade in one transaction. SQLite rebuilds tables: foreign keys are off meanwhile, then checked."""
    engine = current_app.extensions["migrate"].db.engine
    token = writing.set(True)
    try:
        with engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_as_batch=True,
                include_name=ours,
                compare_type=True,
                transaction_per_migration=False,
            )
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall()):
                    raise RuntimeError(f"foreign keys broken by the migration: {broken[:3]}")
            connection.commit()
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    finally:
        writing.reset(token)


run()
