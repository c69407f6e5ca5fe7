"""A test client that sends CSRF tokens as a browser would, over https."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from acia.comptes.models import SessionConnexion, Utilisateur
from acia.comptes.sessions import ABSOLUTE_LIFE, COOKIE_KEY, fingerprint
from acia.core.db import db, transaction

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class HouseClient(FlaskClient):
    """Client on https://acia.test. `submit` reads the page first and sends its hidden token and version."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", "https://acia.test")
        db.session.rollback()
        # A context of its own: `g` holds the person and the token of one request, never those of the next one.
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def submit(
        self, page: str, data: dict[str, Any] | None = None, *, action: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Open `page`, take the hidden fields of its form, send `data` to `action` (the page itself by default)."""
        html = self.get(page).get_data(as_text=True)
        found = _TOKEN.search(html)
        assert found, f"no form on {page}"
        hidden = {"csrf_token": found.group(1)}
        version = re.search(r'name="version"[^>]*value="([^"]*)"', html)
        if version:
            hidden["version"] = version.group(1)
        headers = {"Referer": f"https://acia.test{page}", **kwargs.pop("headers", {})}
        return self.post(action or page, data={**hidden, **(data or {})}, headers=headers, **kwargs)


def signed_client(app: Flask, person: Utilisateur | None) -> HouseClient:
    """A client signed in as `person` (a session row and its cookie), or a visitor."""
    app.test_client_class = HouseClient
    client = app.test_client()
    assert isinstance(client, HouseClient)
    if person is not None:
        now = app.extensions["acia_clock"].now()
        token = f"jeton-de-test-{person.id}-{now:%Y%m%d%H%M}"
        with transaction():
            if not db.session.query(SessionConnexion).filter_by(empreinte=fingerprint(token)).count():
                db.session.add(
                    SessionConnexion(
                        utilisateur_id=person.id,
                        empreinte=fingerprint(token),
                        ouverte_at=now,
                        vue_at=now,
                        expire_at=now + ABSOLUTE_LIFE,
                    )
                )
        with client.session_transaction(base_url="https://acia.test") as cookie:
            cookie[COOKIE_KEY] = token
    return client


def without_token(response: TestResponse) -> str:
    """The page as text, its CSRF token left out: what two pages must share to look the same (S3)."""
    return _TOKEN.sub("", response.get_data(as_text=True))
