"""Walking the routes: real requests with real ids, and what each answer must hold whoever asks."""

from __future__ import annotations

import re
import uuid

from flask import Flask, url_for
from werkzeug.test import TestResponse

from tests.factories.client import HouseClient, signed_client, without_token
from tests.factories.monde import SIGNES, Monde
from tests.integration.routes.acces import Acces
from tests.unit.core.house_style import check_house_style

VISITEUR = "visiteur"
IDENTITES = (VISITEUR, *SIGNES)
FICHIERS = {"static", "bootstrap.static"}
EXIGENCES = {
    "default-src 'none'",
    "script-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
SOURCES = {"'self'", "'none'", "data:"}
POLITIQUE_DOCUMENT = "default-src 'none'; sandbox"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Promenade:
    """One client a person, and the pages already read for their style."""

    def __init__(self, app: Flask, monde: Monde) -> None:
        self.app, self.monde = app, monde
        self.clients: dict[str, HouseClient] = {}
        self.jetons: dict[str, str] = {}
        self.fautes: list[str] = []
        self._read: set[int] = set()
        for nom in IDENTITES:
            self.enter(nom)

    def enter(self, nom: str) -> None:
        """Open a browser for a person, and read a form to have her token."""
        person = None if nom == VISITEUR else self.monde.personne(nom)
        client = signed_client(self.app, person)
        page = client.get("/connexion" if person is None else "/mon-compte").get_data(as_text=True)
        found = _TOKEN.search(page)
        assert found, f"no form for {nom}"
        self.clients[nom], self.jetons[nom] = client, found.group(1)

    def address(self, row: Acces, inconnu: bool = False) -> str:
        """The address of a row, on its real object or on one that does not exist."""
        values = {name: self.monde.ids.get(value, value) for name, value in row.objets.items()}
        if inconnu and values:
            first = next(iter(values))
            values[first] = str(uuid.uuid4()) if _is_uuid(values[first]) else "inconnu"
        with self.app.test_request_context(base_url="https://acia.test"):
            return url_for(row.route, **values)

    def ask(self, nom: str, row: Acces, *, jeton: bool = True, inconnu: bool = False) -> TestResponse:
        """Send the request of a row as this person, and check what every answer holds."""
        url, client = self.address(row, inconnu), self.clients[nom]
        if row.methode == "GET":
            answer = client.get(url)
        else:
            data = {name: self.monde.ids.get(value, value) for name, value in row.donnees.items()}
            if jeton:
                data["csrf_token"] = self.jetons[nom]
            answer = client.post(url, data=data, headers={"Referer": f"https://acia.test{url}"})
        self._check(f"{row.methode} {url} as {nom}", row, answer)
        return answer

    def _check(self, what: str, row: Acces, answer: TestResponse) -> None:
        if answer.status_code >= 500:
            self.fautes.append(f"{what}: {answer.status_code}")
        self.fautes += [f"{what}: {fault}" for fault in header_faults(row.route, answer)]
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 308):
            page = without_token(answer)
            if hash(page) not in self._read:
                self._read.add(hash(page))
                self.fautes += [f"{what} ({answer.status_code}): {fault}" for fault in page_faults(page)]

    def faults(self) -> list[str]:
        """What the answers lacked since this was last asked."""
        found, self.fautes = self.fautes, []
        return found


def page_faults(page: str) -> list[str]:
    """What the house refuses in a page."""
    try:
        found = check_house_style(page)
    except AssertionError as fault:
        return [str(fault)]
    return [] if len(found.all("h1")) == 1 else ["not one h1"]


def _is_uuid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


def header_faults(route: str, answer: TestResponse) -> list[str]:
    """S88 and S125: the strict policy everywhere, and nothing kept by a cache but the files of the site."""
    headers = answer.headers
    wanted = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    if route not in FICHIERS:
        wanted["Cache-Control"] = "no-store, private"
    faults = [f"{name}: {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value]
    if route not in FICHIERS and "Cookie" not in headers.get("Vary", ""):
        faults.append("Vary without Cookie")
    if "max-age=" not in headers.get("Strict-Transport-Security", ""):
        faults.append("no HSTS")
    policy = headers.get("Content-Security-Policy", "")
    if "attachment" in headers.get("Content-Disposition", "") and policy == POLITIQUE_DOCUMENT:
        return faults
    directives = {directive.strip() for directive in policy.split(";")}
    sources = {source for directive in directives for source in directive.split()[1:]}
    return faults if directives >= EXIGENCES and sources <= SOURCES else [*faults, f"policy {policy}"]


def expected(nom: str, row: Acces) -> str:
    """`ouvert`, `renvoi`, `cache`, `connexion` or `refus`, read from the table."""
    for word, people in (("ouvert", row.ouvert), ("renvoi", row.renvoi)):
        if nom in people.split():
            return word
    if nom in row.cache.split():
        return "cache"
    return "connexion" if nom == VISITEUR else "refus"


def observed(answer: TestResponse) -> str:
    """The same word, read from the answer."""
    location = answer.headers.get("Location", "")
    if (answer.status_code == 302 and location.startswith("/connexion?suite=")) or answer.status_code == 401:
        return "connexion"
    if answer.status_code == 302 and answer.request.method == "GET":
        return "renvoi"
    return {403: "refus", 404: "cache"}.get(answer.status_code, "ouvert")
