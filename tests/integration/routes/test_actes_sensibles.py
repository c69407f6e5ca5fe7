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

PUBLIER, DATER, ROUVRIR, NOMMER = "publication", "deadline change", "reopening", "role grant"
ACTES = {
    "commission.demander_envoi": PUBLIER,
    "commission.envoyer_notifications": PUBLIER,
    "cohortes.validation": "cohort validation",
    "candidatures.prolongation": DATER,
    "candidatures.accorder": DATER,
    "candidatures.prolonger_derogation": DATER,
    "candidatures.retirer_derogation": DATER,
    "commission.reouverture": ROUVRIR,
    "commission.lever_deport": ROUVRIR,
    "commission.lever_deport_office": ROUVRIR,
    "pilotage.rouvrir": ROUVRIR,
    "comptes.lever_frein": ROUVRIR,
    "comptes.reactiver": ROUVRIR,
    "comptes.inviter": NOMMER,
    "comptes.role": NOMMER,
}
"""Each act of the list of S18, by its word in the list. Nothing is purged by hand."""
SENSIBLES = set(ACTES)


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
    assert {route for route, _ in found} == SENSIBLES
    assert fingerprints() == before
    assert promenade.faults() == []
