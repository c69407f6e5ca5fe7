"""Requests sent at the same instant by several clients."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.factories.client import HouseClient

Demande = tuple[str, dict[str, str]]


def token_of(client: HouseClient, page: str) -> str:
    """The token of the form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found, page
    return found.group(1)


def together(clients: list[HouseClient], requests: list[Demande]) -> list[tuple[int, str]]:
    """Send one request from each client at the same instant; return the status, and the address or the page."""
    gate = Barrier(len(clients))

    def send(client: HouseClient, request: Demande) -> tuple[int, str]:
        path, data = request
        with client.application.app_context():
            gate.wait()
            answer = client.post(path, data=data, headers={"Referer": "https://acia.test/"})
            return answer.status_code, answer.headers.get("Location", answer.text)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(send, clients, requests))
