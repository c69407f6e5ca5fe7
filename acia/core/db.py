"""The database: typed base class, UTC instants, one transaction an act, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, Engine, MetaData, Table, Uuid, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from acia.core.errors import ConflitVersion, Refus
from acia.core.refus import note_refusal

__all__ = [
    "Base",
    "UtcDateTime",
    "Versioned",
    "announce_work",
    "append_only",
    "copied",
    "db",
    "enum_check",
    "is_duplicate",
    "refused_acts",
    "rehearsal",
    "transaction",
    "uuid_pk",
    "writing",
]

BUSY_TIMEOUT_MS = 20_000
UNIQUE_VIOLATION = "23505"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite drops zones (security.md L26), so they are removed and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused: give an instant with its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; constraint names are stable so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, uuid.UUID: Uuid(as_uuid=True), dict[str, Any]: JSON, list[Any]: JSON}


db = SQLAlchemy(metadata=Base.metadata)


def uuid_pk() -> Mapped[uuid.UUID]:
    """A random primary key: 122 random bits, safe in an address (S3)."""
    return mapped_column(Uuid(as_uuid=True), primary_key=True, default=uuid.uuid4)


class Versioned:
    """Optimistic lock: an update from a stale copy raises, and becomes `ConflitVersion`."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a directive receives the class
        return {"version_id_col": cls.version}

    def expect_version(self, seen: int | None) -> None:
        """Refuse to change an object that has changed since the form showed version `seen`.

        Raises:
            ConflitVersion: the form was opened on another version.
        """
        if seen is not None and seen != self.version:
            raise ConflitVersion()


def enum_check(column: str, values: type[Any], name: str) -> CheckConstraint:
    """CHECK that a text column holds one of the slugs of an enum."""
    slugs = ", ".join(f"'{v.value}'" for v in values)
    return CheckConstraint(f"{column} IN ({slugs})", name=name)


def is_duplicate(error: IntegrityError) -> bool:
    """True when the error is a second row where only one may exist, false for any other broken constraint."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION


_REFUSED_ACTS = "refused_acts"


def append_only(*acts: str) -> dict[str, Any]:
    """Table arguments that say which acts the database refuses on the rows, by a trigger of a migration (S118)."""
    return {"info": {_REFUSED_ACTS: frozenset(acts)}}


def refused_acts() -> dict[str, frozenset[str]]:
    """The append-only tables, and what the application's account has no right to do to their rows."""
    tables = db.metadata.tables.items()
    return {name: table.info[_REFUSED_ACTS] for name, table in tables if _REFUSED_ACTS in table.info}


writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True inside `transaction()`: SQLite then takes its write lock at the first statement."""


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    """Durable, referential, patient SQLite on each connection (S61)."""
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Take the write lock first when the act writes: a read lock upgraded later is refused as « locked »."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def announce_work() -> None:
    """Note that the current act left a mail or a job, so that the worker is woken after the commit."""
    if has_app_context():
        g.work_waiting = True


@contextmanager
def transaction() -> Iterator[None]:
    """Run one act in one transaction: commit at the end, roll everything back on any error.

    Whatever was read before in the session was read in a read transaction: it is closed first, so that the act reads
    again under the write lock.

    Raises:
        ConflitVersion: another person changed one of the objects meanwhile.
    """
    token = writing.set(True)
    if not db.session.new and not db.session.dirty and not db.session.deleted:
        db.session.rollback()
    try:
        yield
        db.session.commit()
    except StaleDataError as error:
        db.session.rollback()
        note_refusal(ConflitVersion.__name__)
        raise ConflitVersion() from error
    except Refus as refusal:
        _rollback_quietly()
        note_refusal(type(refusal).__name__)
        raise
    except BaseException:
        _rollback_quietly()
        raise
    finally:
        writing.reset(token)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Run an act as `transaction()` does, up to its last statement, then undo it whole: nobody ever sees it."""
    token = writing.set(True)
    db.session.rollback()
    try:
        yield
        db.session.flush()
    finally:
        _rollback_quietly()
        writing.reset(token)


@contextmanager
def copied(*tables: Table, emptied: tuple[Table, ...] = ()) -> Iterator[None]:
    """Run an act on copies of some tables, which may be changed at will, and on empty copies of others; then undo it.

    The copies bear the names of their tables and this connection alone sees them: whatever is asked meanwhile is
    answered from them. Nothing is written outside them, so that nobody waits.
    """
    db.session.rollback()
    try:
        connection = db.session.connection()
        for one in (*tables, *emptied):
            rows = "1 = 0" if one in emptied else "1 = 1"
            connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {one.name} AS SELECT * FROM {one.name} WHERE {rows}")  # noqa: S608 - our own names
        for one in tables:
            keys = ", ".join(column.name for column in one.primary_key)
            connection.exec_driver_sql(f"CREATE UNIQUE INDEX copie_{one.name} ON {one.name} ({keys})")
        yield
    finally:
        _rollback_quietly()


def _rollback_quietly() -> None:
    """Roll back; a full disk can make the rollback itself raise (security.md L11), which must not hide the cause."""
    try:
        db.session.rollback()
    except OperationalError:
        db.session.remove()
