"""Rows in the binary format of PostgreSQL's COPY: each value after its length in four bytes, or -1 for None.

https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
"""

from __future__ import annotations

from array import array
from binascii import unhexlify
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import chain, groupby, pairwise, repeat
from typing import Any, Final

import numpy as np
from sqlalchemy import Boolean, Date, Float, String, Table, Uuid

ENTETE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
FIN: Final = b"\xff\xff"
_NOMBRE_OCTETS: Final = 4
_RIEN: Final = b"\xff" * _NOMBRE_OCTETS
_DERNIER: Final = b"\x1f"
_MARQUE: Final = bytes(_NOMBRE_OCTETS - 1) + _DERNIER
"""Stands where a length will be: texts hold no such character, or are written one by one."""
_LONGUEUR_MAX: Final = (1 << 16) - 1
_JOUR_ZERO: Final = np.datetime64("2000-01-01", "D")


class Kind(StrEnum):
    """What a column holds, and how its values are given: texts, days and keys in UTF-8."""

    TEXT = "text"
    DAY = "day"
    """AAAA-MM-JJ."""
    REAL = "real"
    FLAG = "flag"
    KEY = "key"
    """Thirty-two hexadecimal digits."""


_FORMATS: Final = {Kind.DAY: ">i4", Kind.REAL: ">f8", Kind.FLAG: "?", Kind.KEY: "V16"}
_TYPES: Final = {String: Kind.TEXT, Date: Kind.DAY, Float: Kind.REAL, Boolean: Kind.FLAG, Uuid: Kind.KEY}


def kinds_of(table: Table, names: Sequence[str]) -> tuple[Kind, ...]:
    """Return what some columns of a table hold."""
    types = [table.c[name].type for name in names]
    return tuple(next(kind for known, kind in _TYPES.items() if isinstance(type_, known)) for type_ in types)


def fields_of(kinds: Sequence[Kind], columns: Sequence[Sequence[Any]]) -> list[bytes]:
    """Return what some columns, one row at least, say of each row."""
    parts = []
    for are_texts, group in groupby(zip(kinds, columns, strict=True), lambda pair: pair[0] == Kind.TEXT):
        pairs = list(group)
        parts.append(texts_of([column for _, column in pairs])[0] if are_texts else _numbers_of(pairs))
    return parts[0] if len(parts) == 1 else list(map(b"".join, zip(*parts, strict=True)))


def rows_of(fields: Sequence[Sequence[bytes]], width: int) -> bytes:
    """Return whole rows of `width` columns, from what `fields_of` said of their parts."""
    head = width.to_bytes(2, "big")
    return b"".join(chain.from_iterable(zip(repeat(head), *fields)))


def texts_of(columns: Sequence[Sequence[bytes | None]]) -> tuple[list[bytes], list[int]]:
    """Return what columns of texts say of each row, and the bytes of the longest text of each column."""
    try:
        rows = _MARQUE.join(map(_MARQUE.join, zip(*columns, strict=True)))
    except TypeError:  # a text here, nothing there
        return _one_by_one(columns)
    octets = np.frombuffer(bytearray(_MARQUE + rows), np.uint8)
    marks = np.flatnonzero(octets == ord(_DERNIER))
    lengths = np.diff(marks, append=len(octets) + _NOMBRE_OCTETS - 1) - _NOMBRE_OCTETS
    longest = int(lengths.max())
    if len(marks) != len(columns) * len(columns[0]) or longest > _LONGUEUR_MAX:
        return _one_by_one(columns)
    octets[marks] = lengths & 0xFF
    if longest > 0xFF:
        octets[marks - 1] = lengths >> 8
    starts = marks[:: len(columns)] - _NOMBRE_OCTETS + 1
    return _cut(octets.tobytes(), starts), lengths.reshape(-1, len(columns)).max(axis=0).tolist()


def _cut(octets: bytes, starts: Any) -> list[bytes]:
    return [octets[start:end] for start, end in pairwise([*starts.tolist(), len(octets)])]


def _one_by_one(columns: Sequence[Sequence[bytes | None]]) -> tuple[list[bytes], list[int]]:
    rows = [b"".join(map(_field, row)) for row in zip(*columns, strict=True)]
    return rows, [max(len(text or b"") for text in column) for column in columns]


def _field(text: bytes | None) -> bytes:
    return _RIEN if text is None else len(text).to_bytes(_NOMBRE_OCTETS, "big") + text


def _numbers_of(pairs: Sequence[tuple[Kind, Sequence[Any]]]) -> list[bytes]:
    """What columns whose values have one size say of each row."""
    kinds = tuple(None if column.count(None) == len(column) else kind for kind, column in pairs)
    layout, known = _layout(kinds)
    rows = known.repeat(len(pairs[0][1]))
    lost = {}
    for rank, (kind, column) in enumerate(pairs):
        if kinds[rank]:
            rows[f"v{rank}"], none = _READERS[kind](column)
            if none is not None and none.any():
                rows[f"n{rank}"][none] = -1
                lost[rank] = none
    if not lost:
        return list(rows.view(f"V{layout.itemsize}").tolist())
    kept = np.ones((len(rows), layout.itemsize), bool)
    for rank, none in lost.items():
        value, start = layout.fields[f"v{rank}"][:2]
        kept[none, start : start + value.itemsize] = False
    octets = rows.view(np.uint8).reshape(kept.shape)[kept]
    sizes = kept.sum(axis=1)
    return _cut(octets.tobytes(), np.cumsum(sizes) - sizes)


@lru_cache(maxsize=64)
def _layout(kinds: tuple[Kind | None, ...]) -> tuple[Any, Any]:
    """Lengths and values side by side, and a row of it with its lengths; no value for a column of None alone."""
    fields = []
    for rank, kind in enumerate(kinds):
        fields += [(f"n{rank}", ">i4")] + ([(f"v{rank}", _FORMATS[kind])] if kind else [])
    layout = np.dtype(fields)
    known = np.zeros(1, layout)
    for rank, kind in enumerate(kinds):
        known[f"n{rank}"] = np.dtype(_FORMATS[kind]).itemsize if kind else -1
    return layout, known


def _days(column: Sequence[bytes | None]) -> tuple[Any, Any]:
    try:
        days, none = np.frombuffer(b"".join(column), "S10").astype("M8[D]"), None  # type: ignore[arg-type]
    except TypeError:  # None, which costs twice as much
        days = np.array(column, "M8[D]")
        none = np.isnat(days)
    return (days - _JOUR_ZERO).astype(np.int64), none


def _reals(column: Sequence[float | None]) -> tuple[Any, Any]:
    try:
        values = np.frombuffer(array("d", column))  # type: ignore[type-var]
        none = None
    except TypeError:  # None, which numpy takes, five times slower
        values = np.array(column, np.float64)
        none = np.isnan(values)
    # Both zeros are one: SQLite keeps no sign of zero.
    return values + 0.0, none


def _flags(column: Sequence[bool]) -> tuple[Any, Any]:
    return np.frombuffer(bytes(column), bool), None


def _keys(column: Sequence[bytes]) -> tuple[Any, Any]:
    return np.frombuffer(unhexlify(b"".join(column)), "V16"), None


_READERS: Final[dict[Kind, Callable[[Any], tuple[Any, Any]]]] = {
    Kind.DAY: _days, Kind.REAL: _reals, Kind.FLAG: _flags, Kind.KEY: _keys,
}  # fmt: skip
