"""Many new rows in one table at the speed of the database's own loader."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from acia.core.droits import owns

_ECHAPPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ABSENT: Final = "\\N"
SEPARATEUR: Final = "\x1f"
"""Between texts already side by side."""
_ESPACE, _ECHAPPEMENT = map(ord, " \\")


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cycles out of a work that makes millions of values and no cycle: it costs a tenth of it."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def packed(
    connection: Connection, columns: Sequence[Sequence[Any]], joined: tuple[Sequence[str], int] = ((), 0)
) -> bytes:
    """Rows, given column by column, as `load` takes them: the text of COPY on PostgreSQL, values on SQLite.

    `joined` spares some work: the texts of the first columns of each row, `SEPARATEUR` between them, and how many.
    Values are texts, numbers, booleans or None, booleans in columns of their own; days are written AAAA-MM-JJ,
    identifiers as 32 hexadecimal digits.
    """
    if connection.dialect.name == "postgresql":
        return _as_copied(columns, *joined)
    return marshal.dumps(list(map(_plain, columns)))


def load(connection: Connection, table: str, names: Sequence[str], packs: Iterable[bytes]) -> None:
    """Insert packed rows in the current transaction: one COPY on PostgreSQL, one prepared statement on SQLite.

    `table` and `names` are names of our own, never what somebody typed; `packs` were made by this process.
    """
    listed = ", ".join(names)
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for rows in packs:
                    copy.write(rows)
            return
        marks = ", ".join("?" * len(names))
        insert = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608 - our own names
        for rows in packs:
            columns = marshal.loads(rows)  # noqa: S302 - our own bytes
            cursor.executemany(insert, zip(*columns, strict=True))  # type: ignore[arg-type]
    finally:
        cursor.close()


@contextmanager
def indexed_at_the_end(connection: Connection, table: Table) -> Iterator[None]:
    """Fill an empty table without its indexes, then make them all at once; the same for its foreign keys on PostgreSQL.

    Nobody else reads the table meanwhile. Primary keys and other constraints hold all along. An account that does not
    own the table cannot take its indexes away: it fills it with them.
    """
    if not owns(connection, table.name):
        yield
        return
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    keys = table.foreign_key_constraints if connection.dialect.name == "postgresql" else ()
    if connection.dialect.name == "postgresql":
        # Helpers cost more than they bring on a table of this size, and the pages go first.
        connection.execute(text("SET LOCAL max_parallel_maintenance_workers = 0"))
    for index in indexes:
        index.drop(connection)
    for key in keys:
        connection.execute(DropConstraint(key))
    yield
    for index in indexes:
        index.create(connection)
    for key in keys:
        connection.execute(AddConstraint(key, isolate_from_table=False))


def _plain(column: Sequence[Any]) -> Sequence[Any]:
    """Booleans as integers: the driver looks for an adapter of each value that is neither text nor number."""
    return list(map(int, column)) if isinstance(column[0], bool) else column


def _as_copied(columns: Sequence[Sequence[Any]], joined: Sequence[str], width: int) -> bytes:
    """Rows in the text format of COPY."""
    import numpy as np  # pages do without

    texts, absents = zip(*map(_written, columns[width:]), strict=True)
    try:
        whole = _side_by_side([joined, *texts] if width else texts)
    except TypeError:  # a text here, nothing there
        return _escaped(columns)
    ends = len(texts[0]) * len(columns)
    # Each field has one end, a tab or a line feed; no other control character, and no backslash but those of None.
    seen = np.frombuffer(whole, np.uint8)
    sound = np.count_nonzero(seen < _ESPACE) == ends and np.count_nonzero(seen == _ECHAPPEMENT) == sum(absents)
    return whole.replace(SEPARATEUR.encode(), b"\t") if sound else _escaped(columns)


def _escaped(columns: Sequence[Sequence[Any]]) -> bytes:
    return _side_by_side(
        [[_ABSENT if value is None else str(value).translate(_ECHAPPES) for value in column] for column in columns]
    )


def _side_by_side(columns: Sequence[Sequence[str]]) -> bytes:
    return ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()


def _written(column: Sequence[Any]) -> tuple[Sequence[str], int]:
    """A column as texts, and how many stand for None; one that begins with a text is left as it is."""
    first = column[0]
    if isinstance(first, str):
        return column, 0
    if first is None or isinstance(first, bool):
        if column.count(first) == len(column):
            return [_text(first)] * len(column), len(column) if first is None else 0
        known = {value: _text(value) for value in set(column)}
        return list(map(known.__getitem__, column)), column.count(None) if None in known else 0
    texts = _decimals(column) if isinstance(first, float) else []
    return (texts, 0) if texts else (list(map(_text, column)), column.count(None))


def _decimals(column: Sequence[Any]) -> list[str]:
    """Numbers of seven decimals at most, in units of the last: whole numbers are written four times quicker.

    The database reads the same values, the nearest to what is written. Empty when one of them is something else.
    """
    import numpy as np  # pages do without

    values = np.array(column, np.float64)
    with np.errstate(invalid="ignore"):
        units = np.rint(values * 1e7)
        # Zero has a sign that whole numbers lose.
        if not ((units / 1e7 == values) & (np.abs(values) < 1e8) & (values != 0)).all():
            return []
    return (str(units.astype(np.int64).tolist())[1:-1].replace(",", "e-7,") + "e-7").split(", ")


def _text(value: Any) -> str:
    return _ABSENT if value is None else str(value)
