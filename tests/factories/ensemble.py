"""Acts done, and requests sent, at the same instant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

from flask import Flask

from acia.core.db import db
from acia.core.errors import ActionRefusee
from tests.factories.client import HouseClient

Demande = tuple[str, dict[str, str]]
T = TypeVar("T")
FAIT = "fait"
PATIENCE_S = 30


def token_of(client: HouseClient, page: str) -> str:
    """The token of the form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found, page
    return found.group(1)


def simultaneous(app: Flask, acts: Sequence[Callable[[], T]]) -> list[T]:
    """Do each act in a thread, a context and a session of its own, all released at the same instant: what each gives,
    in their order. An error of one of them is raised here."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        with app.app_context():
            gate.wait(PATIENCE_S)
            try:
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        found = list(pool.map(run, acts))
    # The reading transaction of the caller began before: end it, so that it sees what the threads wrote.
    db.session.rollback()
    return found


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What became of each act done at the same instant: « fait », or the class of the refusal."""
    return simultaneous(app, [partial(_outcome, act) for act in acts])


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except ActionRefusee as refusal:
        return type(refusal).__name__
    return FAIT


def together(clients: list[HouseClient], requests: list[Demande]) -> list[tuple[int, str]]:
    """Send one request from each client at the same instant; return the status, and the address or the page."""

    def send(client: HouseClient, path: str, data: dict[str, str]) -> tuple[int, str]:
        answer = client.post(path, data=data, headers={"Referer": "https://acia.test/"})
        return answer.status_code, answer.headers.get("Location", answer.text)

    sent = [partial(send, client, *request) for client, request in zip(clients, requests, strict=True)]
    return simultaneous(clients[0].application, sent)
