"""Rows loaded at once are the rows that were given, whatever they hold, and the table has all its indexes again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, Date, Float, MetaData, Table, Text, Uuid, inspect, select

from acia.core.bulk import indexed_at_the_end, load, packed
from acia.core.copie import fields_of, kinds_of
from acia.core.db import db, transaction
from acia.referentiel.models import Etablissement

ESSAI = Table(
    "essai",
    MetaData(),
    Column("t", Text),
    Column("j", Date),
    Column("x", Float(53)),
    Column("b", Boolean),
    Column("u", Uuid),
    Column("s", Text),
    prefixes=["TEMPORARY"],
)
NOMS = ("t", "j", "x", "b", "u", "s")
TEXTES: list[str | None] = [
    "simple",
    "tab\there",
    "two\nlines",
    "two\n\\.\nlines",
    "back\\slash",
    "\\N",
    "\x1e\x1f",
    "return\r",
    "",
    "é’œ",
    None,
]
LONGS = ["x" * 255, "y" * 256, "é" * 40_000]
JOURS = ["2026-05-12", "1582-10-15", "1999-12-31", "2000-01-01", "2000-02-29", "1900-03-01", "2099-12-31"]
NOMBRES = [48.1234567, -4.5, -1e-7, 1e-7, 99999999.1234567, 0.1 + 0.2, 0.0, 1e300, 7.0]
CLES = [uuid.UUID(int=rang).hex for rang in range(12)]


def _loaded(colonnes: Sequence[Sequence[Any]], begun: int = 0) -> list[tuple[Any, ...]]:
    """What the table holds of these columns, in the order of its rows; `begun` of them were prepared before."""
    connection = db.session.connection()
    ESSAI.create(connection)
    kinds = kinds_of(ESSAI, NOMS)
    octets = [[valeur.encode() if isinstance(valeur, str) else valeur for valeur in colonne] for colonne in colonnes]
    debuts = fields_of(kinds[:begun], octets[:begun]) if begun else ()
    load(connection, "essai", NOMS, [packed(connection, kinds, octets, begun=(debuts, begun))])
    lus = connection.execute(select(ESSAI)).all()
    return [(t, j and j.isoformat(), x, b, u.hex, s) for t, j, x, b, u, s in lus]


def _rows(textes: Sequence[str | None], jours: Sequence[str | None], nombres: Sequence[float | None]) -> list[Any]:
    nombre = max(map(len, (textes, jours, nombres)))
    a, b, c = (list(valeurs) * nombre for valeurs in (textes, jours, nombres))
    return [a[:nombre], b[:nombre], c[:nombre], [n % 2 == 0 for n in range(nombre)], CLES[:nombre], b[:nombre]]


@pytest.mark.parametrize("begun", [0, 1, 3])
@pytest.mark.parametrize("textes", [TEXTES, TEXTES[-3:-1], LONGS], ids=["awkward", "plain", "long"])
@pytest.mark.parametrize("jours", [JOURS, ["2026-05-12", None], [None]], ids=["days", "some", "none"])
def test_rows_come_back_as_they_were_given(
    app: Flask, textes: Sequence[str | None], jours: Sequence[str | None], begun: int
) -> None:
    colonnes = _rows(textes, jours, [0.1, None, 7.0])
    assert _loaded(colonnes, begun) == list(zip(*colonnes, strict=True))


@pytest.mark.parametrize("nombres", [NOMBRES, [1.5, None, 2.5], [None, 1.5], [None]], ids=str)
def test_numbers_come_back_to_the_last_bit(app: Flask, nombres: list[float | None]) -> None:
    lus = [row[2] for row in _loaded(_rows(["a"], ["2026-05-12"], nombres))]
    assert list(map(repr, lus)) == list(map(repr, nombres))


def test_indexes_and_keys_left_aside_are_made_again(app: Flask) -> None:
    def schema() -> tuple[Any, ...]:
        seen, name = inspect(db.session.connection()), Etablissement.__tablename__
        indexes = sorted(
            (str(index["name"]), index["column_names"], [str(option) for option in index["dialect_options"].values()])
            for index in seen.get_indexes(name)
        )
        return indexes, seen.get_foreign_keys(name), seen.get_pk_constraint(name)

    before = schema()
    with transaction():
        connection = db.session.connection()
        with indexed_at_the_end(connection, Etablissement.__table__):
            assert not inspect(connection).get_indexes(Etablissement.__tablename__)
    assert schema() == before
