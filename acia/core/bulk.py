"""Many new rows in one table at the speed of the database's own loader."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from acia.core.droits import owns

SEPARATEUR: Final = "\x1f"
"""Between the fields of a row."""
_GUILLEMET: Final = "\x1e"
_FIN: Final = "\n"
_ESPACE: Final = ord(" ")


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
    connection: Connection, columns: Sequence[Sequence[Any]], begun: tuple[Sequence[bytes], int] = ((), 0)
) -> bytes:
    """Rows, given column by column, as `load` takes them: the text of COPY on PostgreSQL, values on SQLite.

    Values are texts, numbers, booleans or None, booleans in columns of their own; days are written AAAA-MM-JJ,
    identifiers as 32 hexadecimal digits. `begun` spares some work: the first columns of each row as UTF-8, `SEPARATEUR`
    between them and nothing for None, and how many columns they are; they hold no other control character.
    """
    if connection.dialect.name == "postgresql":
        return _as_copied(columns, *begun)
    return marshal.dumps(list(map(_plain, columns)))


def load(
    connection: Connection, table: str, names: Sequence[str], packs: Iterable[bytes], required: Sequence[str]
) -> None:
    """Insert packed rows in the current transaction: one COPY on PostgreSQL, one prepared statement on SQLite.

    `table` and `names` are names of our own, never what somebody typed; `required` are those of the columns that hold
    no None: in the others an empty text may come back as None. `packs` were made by this process.
    """
    listed = ", ".join(names)
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            known = f", FORCE_NOT_NULL ({', '.join(required)})" if required else ""
            layout = f"FORMAT csv, DELIMITER E'{SEPARATEUR}', QUOTE E'{_GUILLEMET}'{known}"
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN WITH ({layout})") as copy:
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


def _as_copied(columns: Sequence[Sequence[Any]], begun: Sequence[bytes], width: int) -> bytes:
    """Rows in the CSV format of COPY, None as nothing; quoted only if a text holds a control character."""
    import numpy as np  # pages do without

    try:
        rows = list(map(SEPARATEUR.join, zip(*map(_written, columns[width:]), strict=True)))
    except TypeError:  # a text here, nothing there
        return _quoted(columns)
    before = SEPARATEUR if width else ""
    ends = (before + (_FIN + before).join(rows) + _FIN).encode()
    # Each field has one end, a separator or a line feed; what begins the rows has been looked at.
    fields = len(rows) * (len(columns) - width + len(before))
    if np.count_nonzero(np.frombuffer(ends, np.uint8) < _ESPACE) != fields:
        return _quoted(columns)
    return b"".join(chain.from_iterable(zip(begun, BytesIO(ends), strict=True))) if width else ends


def _quoted(columns: Sequence[Sequence[Any]]) -> bytes:
    twice = {ord(_GUILLEMET): _GUILLEMET * 2}
    fields = (
        ["" if value is None else f"{_GUILLEMET}{str(value).translate(twice)}{_GUILLEMET}" for value in column]
        for column in columns
    )
    return "".join(SEPARATEUR.join(row) + _FIN for row in zip(*fields, strict=True)).encode()


def _written(column: Sequence[Any]) -> Sequence[str]:
    """A column as texts; one that begins with a text is left as it is."""
    first = column[0]
    if isinstance(first, str):
        return column
    if first is None or isinstance(first, bool):
        if column.count(first) == len(column):
            return [_text(first)] * len(column)
        known = {value: _text(value) for value in set(column)}
        return list(map(known.__getitem__, column))
    texts = _decimals(column) if isinstance(first, float) else []
    return texts or list(map(_text, column))


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
    return "" if value is None else str(value)
