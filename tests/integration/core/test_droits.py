"""S118: the application's own account runs the whole application, and no SQL of it undoes anything of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from acia import create_app
from acia.cli import cli
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.droits import grant_rights, held_tables, powers_of_this_account, renew_rights
from acia.core.errors import ActionRefusee
from acia.core.jobs.engine import build_engine, work_once
from acia.referentiel.service import import_register
from tests.conftest import START, settings_for
from tests.factories.ajouts_seuls import APPEND_ONLY, fill_append_only, rows_of
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.factories.comptes_base import application_account
from tests.factories.monde import MAINTENANT, build_monde
from tests.factories.registre_finess import Ligne, file_507, several
from tests.integration.comptes.parcours import navigateur, se_connecter
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import Promenade

HAS = text("SELECT has_table_privilege(:c, :t, :a)")
ON_A_TABLE = (
    "UPDATE {table} SET numero = numero",
    "UPDATE {table} SET numero = numero + 100 WHERE numero = 1",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE numero = 1",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (numero) DO UPDATE SET numero = 1",
    "MERGE INTO {table} t USING {table} s ON t.numero = s.numero WHEN MATCHED THEN DELETE",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_immuable",
    "DROP TRIGGER {table}_immuable ON {table}",
    "DROP TRIGGER {table}_jamais_vide ON {table}",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "ALTER TABLE {table} RENAME TO autre",
    "ALTER TABLE {table} DROP COLUMN numero CASCADE",
    "DROP TABLE {table} CASCADE",
    "CREATE RULE libre AS ON UPDATE TO {table} DO ALSO NOTHING",
    "CREATE TRIGGER libre BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
)
ELSEWHERE = (
    "SET session_replication_role = replica",
    "CREATE TABLE autre (a integer)",
    "CREATE SCHEMA autre",
    "CREATE OR REPLACE FUNCTION refuse_journal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "DROP FUNCTION refuse_journal() CASCADE",
    "ALTER FUNCTION refuse_trace() OWNER TO CURRENT_USER",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE ROLE autre",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "DROP TABLE utilisateur CASCADE",
    "TRUNCATE candidature CASCADE",
)
REFUSALS = {"42501", "P0001"}
"""No right to it, or a trigger that says no: a statement that failed for another reason proves nothing."""
GRANTS_TO_ITSELF = "GRANT ALL ON {table} TO CURRENT_USER"


@pytest.fixture(params=["postgresql"])
def moteur(request: pytest.FixtureRequest) -> str:
    """A SQLite file has no accounts: whoever may write in it may write all of it."""
    return str(request.param)


@pytest.fixture
def owner(database: str, tmp_path: Path) -> Flask:
    """The application as the owner of the tables runs it."""
    return create_app(settings_for(database, tmp_path))


@pytest.fixture
def app(owner: Flask, tmp_path: Path, clock: SettableClock) -> Iterator[Flask]:
    """The application on its own account, from the first row of a test to the last."""
    with application_account(owner) as url:
        application = create_app(settings_for(url, tmp_path), clock)
        with application.app_context():
            yield application
            db.session.remove()
            db.engine.dispose()


def compte(app: Flask) -> str:
    """The name of the application's account."""
    with app.app_context():
        return str(db.engine.url.username)


def refused(sql: str) -> bool:
    """True when the database refuses a statement; nothing of it remains either way."""
    with db.engine.connect() as connection:
        try:
            connection.exec_driver_sql(sql)
        except DatabaseError as error:
            return getattr(error.orig, "sqlstate", "") in REFUSALS
        return False


def run_acia(application: Flask, *words: str) -> tuple[int, str]:
    """A command on the account of an application; its code and all it says."""
    db.session.remove()
    with application.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("acia.cli.open_app", lambda **_: application)
        done = CliRunner().invoke(cli, words)
        db.session.remove()
    return done.exit_code, done.output


def changed(lignes: list[Ligne]) -> list[Ligne]:
    """The same establishments, half of them under another name."""
    return [replace(ligne, nom=f"{ligne.nom} BIS") if rang % 2 else ligne for rang, ligne in enumerate(lignes)]


def as_owner(owner: Flask, sql: str) -> None:
    engine = create_engine(owner.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


def rights_on(owner: Flask, name: str, table: str) -> str:
    """The rights of an account on a table, as the owner reads them."""
    asked = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    with owner.app_context(), db.engine.connect() as connection:
        found = [a for a in asked if connection.execute(HAS, {"c": name, "t": table, "a": a}).scalar()]
    return " ".join(found)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_s118_direct_sql_of_the_application_is_refused(app: Flask, table: str) -> None:
    fill_append_only()
    before = rows_of(table)
    assert before
    accepted = [sql for model in (*ON_A_TABLE, *ELSEWHERE) if not refused(sql := model.format(table=table))]
    assert accepted == []
    with db.engine.begin() as connection:
        connection.exec_driver_sql(GRANTS_TO_ITSELF.format(table=table))  # a warning, and no right more
    with db.engine.connect() as connection:
        assert held_tables(connection, compte(app)) == []
    assert rows_of(table) == before
    assert verify_chain()[1] is None


def test_s118_the_owner_alone_could_and_is_told(app: Flask, owner: Flask) -> None:
    assert powers_of_this_account() is None
    with owner.app_context():
        warning = powers_of_this_account()
        db.engine.dispose()
    assert warning is not None
    assert ", ".join(APPEND_ONLY) in warning
    assert "acia droits" in warning


def test_s118_the_application_works_on_its_account(app: Flask, clock: SettableClock, tmp_path: Path) -> None:
    """A sign-in, the register imported twice, each page opened, each act sent once, the rounds of the worker."""
    clock.set(MAINTENANT)
    person = make_utilisateur(mot_de_passe=PHRASE)
    assert se_connecter(navigateur(app), person.courriel).headers["Location"] != "/connexion"
    register = tmp_path / "registre.csv"
    for lignes in (several(30), changed(several(29))):
        register.write_text(file_507(lignes), encoding="utf-8")
        with transaction():
            import_register(register, auteur=None, now=START, national=True)
    promenade = Promenade(app, build_monde())
    for row in DROITS:
        for nom in row.ouvert.split()[:1]:
            promenade.ask(nom, row)
    assert promenade.faults() == []
    build_engine(app)
    app.extensions["acia_wake"]()
    assert sum(work_once(app)) > 0
    db.session.remove()
    assert verify_chain()[1] is None


def test_rights_given_again_follow_the_tables_and_take_the_rest_back(app: Flask, owner: Flask) -> None:
    name = compte(app)
    as_owner(owner, f"GRANT ALL ON evenement, alembic_version TO {name}")
    as_owner(owner, f"GRANT UPDATE (valeur) ON trace_note TO {name}; CREATE TABLE nouvelle (numero bigserial)")
    try:
        with owner.app_context():
            with db.engine.connect() as connection:
                assert held_tables(connection, name) == ["evenement", "trace_note"]
            with transaction():
                assert renew_rights() == [name]
            with db.engine.connect() as connection:
                assert held_tables(connection, name) == []
            db.session.remove()
            db.engine.dispose()
        assert rights_on(owner, name, "evenement") == "SELECT INSERT"
        assert rights_on(owner, name, "battement") == "SELECT INSERT DELETE"
        assert rights_on(owner, name, "alembic_version") == "SELECT"
        assert rights_on(owner, name, "candidature") == "SELECT INSERT UPDATE DELETE"
        assert rights_on(owner, name, "nouvelle") == "SELECT INSERT UPDATE DELETE"
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO nouvelle DEFAULT VALUES")
    finally:
        as_owner(owner, "DROP TABLE nouvelle")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("ALTER ROLE {name} SUPERUSER", "tient d’ailleurs des droits sur le journal"),
        ("ALTER ROLE {name} CREATEROLE", "tient d’ailleurs des droits sur le journal"),
        ("GRANT pg_write_all_data TO {name}", "tient d’ailleurs des droits sur le journal"),
        ("ALTER ROLE {name} RENAME TO {name}_b", "n’existe pas. Créez-le d’abord"),
    ],
)
def test_an_account_that_holds_the_journal_otherwise_is_refused(
    app: Flask, owner: Flask, more: str, reason: str
) -> None:
    name = compte(app)
    as_owner(owner, more.format(name=name))
    try:
        with owner.app_context(), pytest.raises(ActionRefusee, match=reason), transaction():
            grant_rights(name)
    finally:
        if "RENAME" in more:
            as_owner(owner, f"ALTER ROLE {name}_b RENAME TO {name}")


def test_the_application_cannot_give_rights(app: Flask) -> None:
    with pytest.raises(ActionRefusee, match="ne possède pas les tables"), transaction():
        grant_rights(compte(app))


def test_the_commands_say_which_account_does_what(app: Flask, owner: Flask) -> None:
    name = compte(app)
    as_owner(owner, f"REVOKE SELECT ON candidature, appel FROM {name}; GRANT DELETE ON evenement TO {name}")
    code, said = run_acia(app, "journal", "verifier")
    assert (code, f"le compte PostgreSQL {name} peut défaire" in said) == (0, True), said
    code, said = run_acia(owner, "droits", "--compte", name)
    assert (code, f"Le compte {name} a ses droits." in said) == (0, True), said
    assert rights_on(owner, name, "evenement") == "SELECT INSERT"
    code, said = run_acia(app, "journal", "verifier")
    assert (code, "Attention" in said) == (0, False), said
    code, said = run_acia(app, "migrer")
    assert (code, "avec leur propriétaire" in said) == (1, True), said
    as_owner(owner, f"REVOKE SELECT ON candidature FROM {name}")
    code, said = run_acia(owner, "migrer")
    assert code == 0, said
    assert rights_on(owner, name, "candidature") == "SELECT INSERT UPDATE DELETE"
    code, said = run_acia(app, "droits", "--compte", name)
    assert (code, "ne possède pas les tables" in said) == (1, True), said
