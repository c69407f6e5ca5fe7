"""The way back to a world, which the tests of rights and of pairs rest on."""

from __future__ import annotations

from flask import Flask

from acia.appels.models import Appel
from acia.comptes.models import Utilisateur
from acia.core.audit import record, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.comptes import make_utilisateur
from tests.factories.instantane import Instantane, fingerprints


def test_what_was_added_changed_and_removed_is_put_back_to_the_letter(app: Flask, clock: SettableClock) -> None:
    make_utilisateur(Role.CHARGE)
    make_appel_publie({"29": 10})
    world, before = Instantane(), fingerprints()
    for _ in range(2):
        make_utilisateur(Role.PILOTE)
        with transaction():
            row = db.session.query(Appel).one()
            row.titre, row.departements = "Autre titre", []
            author = db.session.query(Utilisateur).filter_by(role=Role.CHARGE).one()
            author.prenom = "Autre"
            record("appel_publie", row, auteur=author, now=clock.now(), appel=row.code, empreinte="x")
        assert fingerprints() != before
        world.restore()
        assert fingerprints() == before
    assert db.session.query(Appel).one().titre != "Autre titre"
    assert verify_chain()[1] is None
