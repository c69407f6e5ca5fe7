"""S18: every sensitive act of the world, sent from a session that proved its password too long ago, does nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from acia.comptes.models import SessionConnexion
from acia.comptes.rules import PREUVE_VALABLE
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.instantane import fingerprints
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import Promenade

SENSIBLES = {
    "comptes.inviter",
    "comptes.reactiver",
    "comptes.role",
    "candidatures.prolongation",
    "commission.reouverture",
    "commission.demander_envoi",
    "commission.envoyer_notifications",
    "cohortes.validation",
    "pilotage.rouvrir",
}


def test_s18_the_sensitive_acts_are_these(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if hasattr(view, "acia_confirme")} == SENSIBLES


def test_s18_no_sensitive_act_from_a_stale_session(app: Flask, clock: SettableClock) -> None:
    clock.set(MAINTENANT)
    promenade = Promenade(app, build_monde())
    rows = [row for row in DROITS if row.methode == "POST" and row.route in SENSIBLES]
    assert {row.route for row in rows} == SENSIBLES
    with transaction():
        stale = MAINTENANT - PREUVE_VALABLE - timedelta(seconds=1)
        db.session.execute(update(SessionConnexion).values(ouverte_at=stale))
    before = fingerprints()
    found = {
        (row.route, nom): (answer.status_code, "Confirmez votre mot de passe" in answer.text)
        for row in rows
        for nom in row.ouvert.split()
        for answer in [promenade.ask(nom, row)]
    }
    assert set(found.values()) == {(401, True)}, found
    assert fingerprints() == before
    assert promenade.faults() == []
