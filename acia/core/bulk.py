"""Many new rows in one table at the speed of the database's own loader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

_ECHAPPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_columns(connection: Connection, table: str, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    """Insert rows, given column by column, in the current transaction: COPY on PostgreSQL, one prepared statement on
    SQLite.

    Values are texts, numbers, booleans or None; days are written AAAA-MM-JJ, identifiers as 32 hexadecimal digits.
    `table` and `names` are names of our own, never what somebody typed.
    """
    listed = ", ".join(names)
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                copy.write(_as_copied(columns))
            return
        marks = ", ".join("?" * len(names))
        rows = zip(*map(_plain, columns), strict=True)
        cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608 - our own names
    finally:
        cursor.close()


def _plain(column: Sequence[Any]) -> Sequence[Any]:
    """Booleans as integers: the driver looks for an adapter of each value that is neither text nor number."""
    return list(map(int, column)) if set(map(type, column)) == {bool} else column


def _as_copied(columns: Sequence[Sequence[Any]]) -> bytes:
    """Rows in the text format of COPY."""
    rows = map("\t".join, zip(*map(_texts, columns), strict=True))
    return ("\n".join(rows) + "\n").encode()


def _texts(column: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, column))
    if kinds != {str}:
        return [_text(value) for value in column]
    whole = "".join(column)
    if whole.isprintable() and "\\" not in whole:
        return column
    return [value.translate(_ECHAPPES) for value in column]


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ECHAPPES) if isinstance(value, str) else str(value)
