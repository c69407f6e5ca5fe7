"""Many new rows in one table at the speed of the database's own loader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in the current transaction: COPY on PostgreSQL, one prepared statement on SQLite.

    Values go to the driver as they are: days as AAAA-MM-JJ, identifiers as 32 hexadecimal digits. `table` and
    `columns` are names of our own, never what somebody typed.
    """
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 - our own names
