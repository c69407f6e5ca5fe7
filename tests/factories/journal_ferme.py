"""A journal that cannot be written any more: the database itself refuses each event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from acia.core.db import db, writing

_CLOSE = {
    "sqlite": [
        "CREATE TRIGGER journal_ferme BEFORE INSERT ON evenement BEGIN SELECT RAISE(ABORT, 'journal ferme'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_ferme() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''journal ferme''; END'",
        "CREATE TRIGGER journal_ferme BEFORE INSERT ON evenement EXECUTE FUNCTION journal_ferme()",
    ],
}
_OPEN = {
    "sqlite": ["DROP TRIGGER journal_ferme"],
    "postgresql": ["DROP TRIGGER journal_ferme ON evenement", "DROP FUNCTION journal_ferme"],
}


@contextmanager
def closed_journal() -> Iterator[None]:
    """No event can be written meanwhile."""
    _run(_CLOSE)
    try:
        yield
    finally:
        _run(_OPEN)


def _run(statements: dict[str, list[str]]) -> None:
    db.session.remove()
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            for statement in statements[connection.dialect.name]:
                connection.exec_driver_sql(statement)
    finally:
        writing.reset(token)
