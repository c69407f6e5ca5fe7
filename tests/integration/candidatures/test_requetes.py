"""What a section costs the database: it is read and kept thousands of times on the last evening (S52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from acia.core.clock import SettableClock
from acia.core.db import db
from tests.bench.ruee_bench import fields_of
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.parcours import Connecte


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_s52_a_section_is_read_once_to_be_shown_and_once_more_to_be_kept(
    app: Flask, clock: SettableClock, connecte: Connecte, statements: list[str]
) -> None:
    person, now = make_representant_compte(), clock.now()
    appel = make_appel_publie(ouverture_at=now - timedelta(days=3), cloture_at=now + timedelta(days=9))
    page = f"/candidatures/{make_brouillon(appel, auteur=person, complet=False).id}/sections/projet"
    client = connecte(person)
    assert client.get(page).status_code == 200
    db.session.remove()

    def files_read() -> int:
        count = sum("FROM candidature " in statement for statement in statements)
        statements.clear()
        db.session.remove()
        return count

    statements.clear()
    assert client.get(page).status_code == 200
    shown = len(statements)
    assert files_read() == 1
    assert shown <= 16
    assert client.submit(page, dict(fields_of("projet"))).status_code == 302
    # `submit` shows the page first.
    kept = len(statements) - shown
    assert files_read() == 3
    assert kept <= 26
