"""What the database holds at an instant: its fingerprint table by table, and the way back to it."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from sqlalchemy import Connection, PoolProxiedConnection, select

from acia.core.db import db, writing
from acia.pilotage.ancrage import registre

SANS_OBJET = {("session_connexion", "vue_at")}
"""Columns that a mere reading may change: a session says when it was last used."""
LECTURES = {"lecture_recente", "lecture_jour", "frein_lecture"}
"""Tables that count the readings themselves (S22)."""


def fingerprints() -> dict[str, str]:
    """SHA-256 of the rows of each table."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name in LECTURES:
                continue
            columns = [c for c in table.columns if (table.name, c.name) not in SANS_OBJET]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


class Instantane:
    """The content of every table, kept aside."""

    def __init__(self) -> None:
        db.session.remove()
        self._copy = _copy_of_file() if db.engine.dialect.name == "sqlite" else None
        if self._copy is None:
            with db.engine.connect() as connection:
                self._prints = _prints(connection)
                self._rows: dict[str, list[dict[str, Any]]] = {
                    table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                    for table in db.metadata.sorted_tables
                }

    def restore(self) -> None:
        """Put everything back; the anchors of a journal that is no more are forgotten with it."""
        db.session.remove()
        registre().unlink(missing_ok=True)
        if self._copy is not None:
            raw = db.engine.raw_connection()
            try:
                self._copy.backup(_sqlite(raw))
            finally:
                raw.close()
            return
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                self._put_back(connection)
        finally:
            writing.reset(token)

    def _put_back(self, connection: Connection) -> None:
        """Write the tables that changed again, the guards of the journal and of the keys put aside meanwhile."""
        now = _prints(connection)
        changed = [table for table in db.metadata.sorted_tables if now[table.name] != self._prints[table.name]]
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in changed:
            connection.execute(table.delete())
            if self._rows[table.name]:
                connection.execute(table.insert(), self._rows[table.name])


def _sqlite(raw: PoolProxiedConnection) -> sqlite3.Connection:
    driver = raw.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _copy_of_file() -> sqlite3.Connection:
    """The whole file in memory, page by page."""
    copy, raw = sqlite3.connect(":memory:", check_same_thread=False), db.engine.raw_connection()
    try:
        _sqlite(raw).backup(copy)
    finally:
        raw.close()
    return copy


def _prints(connection: Connection) -> dict[str, tuple[Any, ...]]:
    """Number of rows of each table and the sum of their hashes, computed by PostgreSQL in one statement."""
    parts = [
        f"SELECT '{table.name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM \"{table.name}\" t"
        for table in db.metadata.sorted_tables
    ]
    return {name: tuple(rest) for name, *rest in connection.exec_driver_sql(" UNION ALL ".join(parts))}
