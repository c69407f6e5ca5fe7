"""One act, one transaction: all or nothing, one winner, on both engines (S56, S57, S61, S62)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from acia.comptes.models import SessionConnexion, TentativeConnexion, Utilisateur
from acia.core import db as core_db
from acia.core.db import db, is_duplicate, transaction, writing
from acia.core.errors import ConflitVersion
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import at_once, simultaneous

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


def count(model: type[db.Model]) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def tentative() -> TentativeConnexion:
    return TentativeConnexion(compte=uuid.uuid4().hex, client="c", tentee_at=MAINTENANT)


def test_an_act_is_kept_at_its_end(app: Flask) -> None:
    with transaction():
        db.session.add(tentative())
    assert count(TentativeConnexion) == 1
    assert writing.get() is False


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, ConflitVersion])
def test_an_act_that_fails_leaves_nothing(app: Flask, error: type[BaseException]) -> None:

    def act() -> None:
        with transaction():
            db.session.add(tentative())
            db.session.flush()
            raise error

    with pytest.raises(error):
        act()
    assert count(TentativeConnexion) == 0
    assert writing.get() is False


def test_an_act_reads_again_under_its_lock(app: Flask) -> None:
    person = make_utilisateur()
    assert person.fonction == ""
    with app.app_context(), transaction():
        db.session.get_one(Utilisateur, person.id).fonction = "Changée ailleurs"
    with transaction():
        assert person.fonction == "Changée ailleurs"


def test_s56_a_change_from_a_stale_copy_is_a_conflict(app: Flask) -> None:
    person = make_utilisateur()

    def act() -> None:
        with transaction():
            mine = db.session.get_one(Utilisateur, person.id)
            seen = mine.version
            # Another person's change, as the database sees it: the row moves on under this copy.
            db.session.execute(text("UPDATE utilisateur SET version = version + 1"))
            mine.fonction = "Perdante"
            assert mine.version == seen

    with pytest.raises(ConflitVersion):
        act()
    assert db.session.get_one(Utilisateur, person.id).fonction == ""


def test_s56_a_form_opened_on_another_version_is_a_conflict(app: Flask) -> None:
    person = make_utilisateur()
    person.expect_version(1)
    person.expect_version(None)
    with pytest.raises(ConflitVersion, match="Rien de ce que vous avez saisi"):
        person.expect_version(2)


def test_s57_two_changes_at_once_have_one_winner_and_one_told(app: Flask) -> None:
    person = make_utilisateur()
    ids, rounds = person.id, 15

    def change(words: str) -> Callable[[], None]:
        def act() -> None:
            with transaction():
                row = db.session.get_one(Utilisateur, ids)
                row.expect_version(seen)
                row.fonction = words

        return act

    for i in range(rounds):
        db.session.rollback()
        seen = db.session.get_one(Utilisateur, ids).version
        db.session.rollback()
        assert sorted(at_once(app, change(f"A{i}"), change(f"B{i}"))) == ["ConflitVersion", "fait"]
    assert db.session.get_one(Utilisateur, ids).version == 1 + rounds


def test_s61_readers_that_become_writers_never_meet_a_locked_database(app: Flask) -> None:
    def read_then_write() -> None:
        for _ in range(10):
            db.session.execute(select(func.count()).select_from(TentativeConnexion)).scalar_one()
            with transaction():
                seen = db.session.execute(select(func.count()).select_from(TentativeConnexion)).scalar_one()
                db.session.add(TentativeConnexion(compte=str(seen), client="c", tentee_at=MAINTENANT))

    simultaneous(app, [read_then_write] * 8)
    assert count(TentativeConnexion) == 80


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_s61_every_pooled_connection_is_durable_referential_and_patient(app: Flask) -> None:
    connections = [db.engine.connect() for _ in range(5)]
    try:
        for connection in connections:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert pragmas["journal_mode"] == "wal"
            assert pragmas["synchronous"] == 2
            assert pragmas["foreign_keys"] == 1
            assert pragmas["busy_timeout"] >= 15_000
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_s61_an_act_takes_the_write_lock_first_and_a_reader_takes_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda *args: begun.append(args[2]) if args[2].startswith("BEGIN") else None,
    )
    db.session.execute(select(Utilisateur)).all()
    with transaction():
        db.session.execute(select(Utilisateur)).all()
    db.session.execute(select(Utilisateur)).all()
    assert begun == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_s61_a_lock_held_too_long_is_said_not_hidden(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_db, "BUSY_TIMEOUT_MS", 50)
    db.engine.dispose()
    with db.engine.connect() as holder:
        holder.connection.driver_connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), transaction():
            db.session.add(tentative())
        holder.connection.driver_connection.execute("ROLLBACK")
    assert count(TentativeConnexion) == 0


def test_foreign_keys_hold(app: Flask) -> None:
    with pytest.raises(IntegrityError) as caught, transaction():
        db.session.add(
            SessionConnexion(
                utilisateur_id=uuid.uuid4(),
                empreinte="e",
                ouverte_at=MAINTENANT,
                vue_at=MAINTENANT,
                expire_at=MAINTENANT,
            )
        )
    assert not is_duplicate(caught.value)


def test_a_second_row_where_one_may_exist_is_told_from_other_faults(app: Flask) -> None:
    person = make_utilisateur()
    with pytest.raises(IntegrityError) as caught, transaction():
        db.session.add(Utilisateur(courriel=person.courriel, prenom="A", nom="B", role="membre", cree_at=MAINTENANT))
    assert is_duplicate(caught.value)
    with pytest.raises(IntegrityError) as caught, transaction():
        db.session.add(Utilisateur(courriel="x@exemple.test", prenom="A", nom="B", role="roi", cree_at=MAINTENANT))
    assert not is_duplicate(caught.value)


@pytest.mark.parametrize(
    "instant",
    [
        MAINTENANT,
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2027, 2, 20, 19, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-4))),
    ],
)
def test_s41_an_instant_comes_back_as_it_went_in(app: Flask, instant: datetime) -> None:
    with transaction():
        db.session.add(TentativeConnexion(compte="c", client="c", tentee_at=instant))
    db.session.expire_all()
    found = db.session.execute(select(TentativeConnexion.tentee_at)).scalar_one()
    assert found == instant
    assert found.tzinfo is UTC


def test_s41_a_naive_instant_is_refused(app: Flask) -> None:
    with pytest.raises(Exception, match="naive datetime refused"), transaction():
        db.session.add(TentativeConnexion(compte="c", client="c", tentee_at=datetime(2027, 1, 15)))  # noqa: DTZ001 - the fault itself
    assert count(TentativeConnexion) == 0


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_l11_a_rollback_that_fails_does_not_hide_the_cause(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> None:
        raise OperationalError("ROLLBACK", {}, Exception("no transaction is active"))

    removed: list[bool] = []

    def act() -> None:
        with transaction():
            monkeypatch.setattr(db.session, "rollback", failing)
            monkeypatch.setattr(db.session, "remove", lambda: removed.append(True))
            raise ValueError("the cause")

    with pytest.raises(ValueError, match="the cause"):
        act()
    monkeypatch.undo()
    assert removed == [True]
