"""S18: a sensitive act asks for the password again, loses nothing typed, and is throttled like a sign-in."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from acia.comptes.models import Utilisateur
from acia.comptes.rules import PREUVE_VALABLE
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.comptes.parcours import evenements, navigateur, se_connecter

MOTIF = "Elle change de poste : région et fonction nouvelles."
ROLE = {"role": "intervenant", "regions": ["53", "93"], "motif": MOTIF}
SECONDE = timedelta(seconds=1)


@pytest.fixture
def pilote(app: Flask) -> Utilisateur:
    return make_utilisateur(Role.PILOTE, mot_de_passe=PHRASE)


@pytest.fixture
def page(app: Flask) -> str:
    """The page that changes somebody's role."""
    return f"/comptes/{make_utilisateur(Role.MEMBRE, regions=('53',)).id}/role"


def entered(app: Flask, person: Utilisateur) -> HouseClient:
    """A browser signed in with the password."""
    client = navigateur(app)
    assert se_connecter(client, person.courriel).status_code == 302
    return client


def role_of(page: str) -> str:
    db.session.rollback()
    return str(db.session.query(Utilisateur.role).filter_by(id=uuid.UUID(page.split("/")[2])).scalar())


def test_a_fresh_sign_in_is_enough(app: Flask, pilote: Utilisateur, page: str, clock: SettableClock) -> None:
    client = entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE)
    assert client.submit(page, ROLE).status_code == 302
    assert role_of(page) == "intervenant"
    assert evenements("comptes.preuve") == []


def test_a_stale_session_is_asked_and_what_was_typed_is_sent_with_the_password(
    app: Flask, pilote: Utilisateur, page: str, clock: SettableClock
) -> None:
    client = entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    asked = client.submit(page, ROLE)
    assert asked.status_code == 401
    assert "Pour changer un rôle" in asked.text
    assert all(words in asked.text for words in (MOTIF, 'value="53"', 'value="93"', 'name="version"'))
    assert role_of(page) == "membre"
    done = client.submit(page, {**ROLE, "mot_de_passe_confirme": PHRASE})
    assert done.status_code == 302
    assert role_of(page) == "intervenant"
    assert evenements("comptes.role")[-1].motif == MOTIF
    assert [e.auteur_id for e in evenements("comptes.preuve")] == [pilote.id]


def test_the_proof_serves_ten_minutes_in_this_session_alone(
    app: Flask, pilote: Utilisateur, page: str, clock: SettableClock
) -> None:
    client, other = entered(app, pilote), entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    assert client.submit(page, {**ROLE, "mot_de_passe_confirme": PHRASE}).status_code == 302
    assert client.submit(page, {**ROLE, "role": "membre"}).status_code == 302
    assert other.submit(page, ROLE).status_code == 401
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    assert client.submit(page, ROLE).status_code == 401
    assert role_of(page) == "membre"


def test_a_wrong_password_does_nothing_and_is_counted_like_a_sign_in(
    app: Flask, pilote: Utilisateur, page: str, clock: SettableClock
) -> None:
    client = entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    for _ in range(10):
        answer = client.submit(page, {**ROLE, "mot_de_passe_confirme": "une phrase qui ne va pas"})
        assert answer.status_code == 422
        assert MOTIF in answer.text
        assert "une phrase qui ne va pas" not in answer.text
    answer = client.submit(page, {**ROLE, "mot_de_passe_confirme": PHRASE})
    assert answer.status_code == 429
    assert "Trop d’essais" in answer.text
    assert role_of(page) == "membre"
    assert evenements("comptes.preuve") == []


def test_an_empty_password_is_asked_again(app: Flask, pilote: Utilisateur, page: str, clock: SettableClock) -> None:
    client = entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    answer = client.submit(page, {**ROLE, "mot_de_passe_confirme": ""})
    assert answer.status_code == 422
    assert "Écrivez votre mot de passe" in answer.text
    assert role_of(page) == "membre"


def test_the_reason_is_still_needed_after_the_password(
    app: Flask, pilote: Utilisateur, page: str, clock: SettableClock
) -> None:
    client = entered(app, pilote)
    clock.set(clock.now() + PREUVE_VALABLE + SECONDE)
    answer = client.submit(page, {**ROLE, "motif": "", "mot_de_passe_confirme": PHRASE})
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.text
    assert role_of(page) == "membre"
