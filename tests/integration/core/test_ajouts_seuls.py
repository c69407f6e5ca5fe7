"""S118: the tables that only grow refuse, by themselves, every way to change a row, whoever asks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acia.core.db import db, refused_acts
from acia.core.droits import powers_of_this_account
from tests.factories.ajouts_seuls import APPEND_ONLY, fill_append_only, rows_of

REFUSAL = "ne se modifie pas"
ALWAYS = (
    "UPDATE {table} SET {column} = 'x'",
    "UPDATE {table} SET numero = numero + 100 WHERE numero = {second}",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE numero = {second}",
)
SQLITE = (
    "REPLACE INTO {table} SELECT * FROM {table} WHERE numero = {second}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (numero) DO UPDATE SET {column} = 'x'",
    "INSERT OR REPLACE INTO {table} (rowid, {others}) SELECT {second}, {others} FROM {table} WHERE numero = {first}",
    "UPDATE OR REPLACE {table} SET numero = {first} WHERE numero = {second}",
    "UPDATE OR IGNORE {table} SET {column} = 'x'",
)
POSTGRES = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (numero) DO UPDATE SET {column} = 'x'",
    "MERGE INTO {table} t USING {table} s ON t.numero = s.numero WHEN MATCHED THEN DELETE",
)
TRIGGERS = {
    "sqlite": text("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"),
    "postgresql": text(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.proname LIKE 'refuse%'"
    ),
}
"""The tables on which a trigger refuses something, as the engine itself tells them."""


def test_the_models_name_the_tables_that_the_triggers_keep(app: Flask, moteur: str) -> None:
    assert tuple(sorted(refused_acts())) == APPEND_ONLY
    with db.engine.connect() as connection:
        assert tuple(sorted(connection.execute(TRIGGERS[moteur]).scalars())) == APPEND_ONLY


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_s118_no_statement_changes_a_row(app: Flask, moteur: str, table: str) -> None:
    fill_append_only()
    before = rows_of(table)
    assert len(before) == 3
    names = [column.name for column in db.metadata.tables[table].columns]
    words = {
        "table": table,
        "column": next(name for name in names if name in ("empreinte", "etat", "justification")),
        "others": ", ".join(names[1:]),
        "first": before[0][0],
        "second": before[1][0],
    }
    for model in (*ALWAYS, *(SQLITE if moteur == "sqlite" else POSTGRES)):
        sql = model.format(**words)
        with db.engine.begin() as connection, pytest.raises(DatabaseError, match=REFUSAL):
            connection.exec_driver_sql(sql)
    assert rows_of(table) == before


def test_a_row_of_another_number_is_still_added(app: Flask) -> None:
    fill_append_only(2)
    fill_append_only(2)
    assert {table: len(rows_of(table)) for table in APPEND_ONLY} == dict.fromkeys(APPEND_ONLY, 4)


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_a_file_has_no_account_to_warn_of(app: Flask) -> None:
    assert powers_of_this_account() is None
