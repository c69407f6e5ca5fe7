"""What the tests of accounts do again and again."""

from __future__ import annotations

import re

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.jobs import run_due
from acia.core.mail import Courriel
from tests.factories.client import HouseClient, signed_client
from tests.factories.comptes import PHRASE


def navigateur(app: Flask) -> HouseClient:
    """A browser of its own, without an account."""
    client = signed_client(app, None)
    assert isinstance(client, HouseClient)
    return client


def se_connecter(client: FlaskClient, courriel: str, mot_de_passe: str = PHRASE, **kwargs: object) -> TestResponse:
    """Sign in through the page."""
    return client.submit("/connexion", {"courriel": courriel, "mot_de_passe": mot_de_passe}, **kwargs)


def travailler() -> None:
    """Let the background do what the pages asked for."""
    db.session.rollback()
    run_due(current_app.extensions["acia_clock"].now())
    db.session.rollback()


def courriels(destinataire: str) -> list[Courriel]:
    """The mails written to an address, in order, once the background has worked."""
    travailler()
    query = select(Courriel).where(Courriel.destinataire == destinataire).order_by(Courriel.cree_at, Courriel.modele)
    return list(db.session.execute(query).scalars())


def dernier_lien(destinataire: str) -> str:
    """Path of the one-time link of the last mail."""
    found = re.search(r"https://acia\.test(/lien/\S+)", courriels(destinataire)[-1].texte)
    assert found
    return found.group(1)


def evenements(code: str) -> list[Evenement]:
    """The journal's events of one kind."""
    db.session.rollback()
    return list(db.session.execute(select(Evenement).where(Evenement.code == code)).scalars())


def est_connecte(client: FlaskClient) -> bool:
    """True when the browser's session lives."""
    return client.get("/mon-compte").status_code == 200
