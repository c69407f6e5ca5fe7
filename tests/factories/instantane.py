"""What the database holds at an instant: its fingerprint table by table, and the way back to it."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, select, text

from acia.core.db import db, writing

SANS_OBJET = {("session_connexion", "vue_at")}
"""Columns that a mere reading may change: a session says when it was last used."""


def fingerprints() -> dict[str, str]:
    """SHA-256 of the rows of each table."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [c for c in table.columns if (table.name, c.name) not in SANS_OBJET]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


class Instantane:
    """The content of every table, kept aside."""

    def __init__(self) -> None:
        db.session.remove()
        with db.engine.connect() as connection:
            self._rows: dict[str, list[dict[str, Any]]] = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in db.metadata.sorted_tables
            }

    def restore(self) -> None:
        """Put everything back."""
        db.session.remove()
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                guards = _drop_guards(connection)
                _empty(connection)
                for table in db.metadata.sorted_tables:
                    if self._rows[table.name]:
                        connection.execute(table.insert(), self._rows[table.name])
                for guard in guards:
                    connection.exec_driver_sql(guard)
        finally:
            writing.reset(token)


def _drop_guards(connection: Connection) -> list[str]:
    """SQLite empties a table row by row: the triggers that protect the journal are put aside meanwhile."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in rows:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in rows]


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
        return
    names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    connection.execute(text(f"TRUNCATE {names}"))
