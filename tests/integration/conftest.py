"""A signed-in client that checks the house style of every page it reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acia.comptes.models import Utilisateur
from tests.factories.client import signed_client


@pytest.fixture
def visiteur(app: Flask) -> FlaskClient:
    """A client without an account."""
    return signed_client(app, None)


@pytest.fixture
def connecte(app: Flask) -> Callable[[Utilisateur], FlaskClient]:
    """`connecte(person)` gives a client signed in as that person."""
    return lambda person: signed_client(app, person)
