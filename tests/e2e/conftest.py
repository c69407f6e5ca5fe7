"""A real server on a real database, a clock the test moves, and one browser context a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from acia import create_app
from acia.core.clock import SettableClock
from acia.core.db import db
from tests.conftest import TEST_SETTINGS
from tests.e2e.actors import Actor, World

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, as root, without its network habits."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_FLAGS}


@pytest.fixture
def world(database: str, tmp_path: Path, clock: SettableClock) -> Iterator[World]:
    """The service on 127.0.0.1, on an empty database with the reference data."""
    settings = replace(
        TEST_SETTINGS,
        SQLALCHEMY_DATABASE_URI=database,
        DONNEES=tmp_path,
        TRUSTED_HOSTS=["127.0.0.1"],
        SESSION_COOKIE_NAME="acia-e2e",
        SESSION_COOKIE_SECURE=False,
    )
    app = create_app(settings, clock)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield World(app, clock)
    finally:
        server.shutdown()
        thread.join()
        _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def person(world: World, browser: Browser) -> Iterator[Callable[[str], Actor]]:
    """`person("a@exemple.test")` is one browser of its own; leaving it closes it."""
    actors: dict[str, Actor] = {}

    def open_browser(address: str) -> Actor:
        if address not in actors:
            # No click waits for a transition to end: a third of the time of a walk.
            context = browser.new_context(
                locale="fr-FR",
                base_url=world.app.config["BASE_URL"],
                accept_downloads=True,
                reduced_motion="reduce",
            )
            context.set_default_timeout(15_000)
            actors[address] = Actor(context.new_page(), address, world)
        return actors[address]

    yield open_browser
    for actor in actors.values():
        actor.page.context.close()
