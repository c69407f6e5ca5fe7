"""Rows loaded at once are the rows that were given, whatever they hold, and the table has all its indexes again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from acia.core.bulk import SEPARATEUR, indexed_at_the_end, load, packed
from acia.core.db import db, transaction
from acia.referentiel.models import Etablissement

TEXTES = [
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
]


@pytest.mark.parametrize("textes", [TEXTES, ["simple", "", "é’œ"]], ids=["awkward", "plain"])
def test_rows_come_back_as_they_were_given(app: Flask, textes: Sequence[str]) -> None:
    nombre = len(textes)
    jours: list[Any] = ["2026-05-12", None] * nombre
    colonnes = [
        textes,
        jours[:nombre],
        [0.1 + rang for rang in range(nombre)],
        [rang % 2 == 0 for rang in range(nombre)],
    ]
    connection = db.session.connection()
    connection.exec_driver_sql("CREATE TEMPORARY TABLE essai (t TEXT, j VARCHAR(10), x DOUBLE PRECISION, b BOOLEAN)")
    load(connection, "essai", ("t", "j", "x", "b"), [packed(connection, colonnes)], required=("t", "x", "b"))
    rows = connection.exec_driver_sql("SELECT t, j, x, b FROM essai ORDER BY x").all()
    assert [tuple(row) for row in rows] == list(zip(*colonnes, strict=True))


def test_rows_begun_elsewhere_are_the_same_rows(app: Flask) -> None:
    """Texts and days already side by side, as an import has them: nothing stands for None, and for an empty text."""
    connection = db.session.connection()
    connection.exec_driver_sql("CREATE TEMPORARY TABLE essai (t TEXT, j DATE, s TEXT)")
    colonnes: list[list[Any]] = [["é", "", "œ"], ["2026-05-12", None, None], ["a", "b", ""]]
    debuts = [SEPARATEUR.join((texte, jour or "")).encode() for texte, jour in zip(*colonnes[:2], strict=True)]
    rows = packed(connection, colonnes, begun=(debuts, 2))
    load(connection, "essai", ("t", "j", "s"), [rows], required=("t", "s"))
    lus = connection.exec_driver_sql("SELECT t, CAST(j AS VARCHAR(10)), s FROM essai").all()
    assert sorted(map(tuple, lus)) == sorted(zip(*colonnes, strict=True))


NOMBRES = [48.1234567, -4.5, -1e-7, 1e-7, 99999999.1234567, 0.1 + 0.2, 0.0, 1e300, 7.0]


@pytest.mark.parametrize("nombres", [NOMBRES, NOMBRES[:4], [1.5, None, 2.5], [None, 1.5]], ids=str)
def test_numbers_come_back_to_the_last_bit(app: Flask, nombres: list[float | None]) -> None:
    connection = db.session.connection()
    connection.exec_driver_sql("CREATE TEMPORARY TABLE essai (r INTEGER, x DOUBLE PRECISION)")
    if connection.dialect.name == "postgresql":
        nombres = [*nombres, -0.0]  # SQLite keeps no sign of zero
    rangs = list(range(len(nombres)))
    load(connection, "essai", ("r", "x"), [packed(connection, [rangs, nombres])], required=("r",))
    lus = connection.exec_driver_sql("SELECT x FROM essai ORDER BY r").scalars().all()
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
