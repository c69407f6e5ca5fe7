"""S51 to S53: a rush of deposits on the production server loses nothing and fails nobody, on both engines."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from acia.candidatures.models import Accuse, Candidature
from acia.core.db import db
from acia.core.documents import check_all
from tests.bench.ruee_bench import run

ETABLISSEMENTS = 300


@pytest.fixture
def base_vide(moteur: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with nothing in it, that only its owner reads."""
    if moteur == "sqlite":
        before = os.umask(0o077)
        yield f"sqlite:///{tmp_path / 'ruee.db'}"
        os.umask(before)
        return
    url = str(request.getfixturevalue("postgres_url"))
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS acia_ruee WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE acia_ruee"))
    found = admin.url.set(database="acia_ruee").render_as_string(hide_password=False)
    admin.dispose()
    yield found


@pytest.mark.complet
@pytest.mark.parametrize("seconds", [600, 60, 10])
def test_s51_s52_s53_three_hundred_establishments_lose_nothing(base_vide: str, tmp_path: Path, seconds: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app, times, failures = run(base_vide, tmp_path, port, ETABLISSEMENTS, seconds)
    assert failures == []
    assert len(times["depot"]) == ETABLISSEMENTS
    with app.app_context():
        assert db.session.query(Candidature).filter(Candidature.deposee_at.is_not(None)).count() == ETABLISSEMENTS
        assert db.session.query(Accuse).count() == ETABLISSEMENTS
        files = check_all()
        db.session.remove()
        db.engine.dispose()
    assert files.alteres == ()
    assert files.nombre == 3 * ETABLISSEMENTS
