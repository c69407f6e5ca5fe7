"""Many new rows in one table at the speed of the database's own loader."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from acia.core.droits import owns

if TYPE_CHECKING:
    from acia.core.copie import Kind


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
    connection: Connection,
    kinds: Sequence[Kind],
    columns: Sequence[Sequence[Any]],
    begun: tuple[Sequence[bytes], int] = ((), 0),
) -> bytes:
    """Rows, given column by column, as `load` takes them: those of COPY on PostgreSQL, values on SQLite.

    `begun` spares some work: what `fields_of` said of the first columns, and how many they are.
    """
    if connection.dialect.name != "postgresql":
        return marshal.dumps(list(map(_plain, kinds, columns)))
    from acia.core import copie  # it brings numpy, which pages do without

    known, width = begun
    rest = copie.fields_of(kinds[width:], columns[width:])
    return copie.rows_of([known, rest] if width else [rest], len(columns))


def load(connection: Connection, table: str, names: Sequence[str], packs: Iterable[bytes]) -> None:
    """Insert packed rows in the current transaction: one COPY on PostgreSQL, one prepared statement on SQLite.

    `table` and `names` are names of our own, never what somebody typed. `packs` were made by this process.
    """
    listed = ", ".join(names)
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            from acia.core.copie import ENTETE, FIN

            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN WITH (FORMAT binary)") as copy:
                for rows in chain([ENTETE], packs, [FIN]):
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


def _plain(kind: Kind, column: Sequence[Any]) -> Sequence[Any]:
    """Texts as texts; booleans as integers: the driver looks for an adapter of each value of another type."""
    if kind == "flag":
        return list(map(int, column))
    if kind == "real":
        return column
    return decoded(column) if None not in column else [value if value is None else value.decode() for value in column]


def decoded(column: Sequence[bytes]) -> Sequence[str]:
    """Return the texts of a column of UTF-8."""
    texts = b"\n".join(column).decode().split("\n")
    return texts if len(texts) == len(column) else list(map(bytes.decode, column))
