"""An opinion given, written down or cancelled at the same moment: one counts, the others are told."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.eligibilite import service
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.rules.avis import SensAvis, VoieAvis
from acia.eligibilite.service import AvisDonne, AvisRecu
from tests.factories.appels import make_appel_publie
from tests.factories.avis import make_avis
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import FAIT, at_once


def test_s57_an_opinion_given_written_down_and_cancelled_at_once_ends_once(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    dossier, officer = make_candidature_deposee(make_appel_publie()), make_utilisateur()
    row, secret = make_avis(dossier, officer, clock.now())
    file_id, avis_id, who, now = dossier.id, row.id, officer.id, clock.now()
    db.session.remove()

    def give() -> None:
        with transaction():
            service.give_opinion(secret, AvisDonne(SensAvis.FAVORABLE, "Oui."), now=now, lien=lambda _: "/")

    def write_down() -> None:
        command = AvisRecu(SensAvis.RESERVE, "Peut-être.", VoieAvis.COURRIER, now.date())
        with transaction():
            file, person = db.session.get_one(Candidature, file_id), db.session.get_one(Utilisateur, who)
            service.record_opinion(file, avis_id, command, version=None, auteur=person, now=now)

    def cancel() -> None:
        with transaction():
            file, person = db.session.get_one(Candidature, file_id), db.session.get_one(Utilisateur, who)
            service.cancel_opinion(file, avis_id, "Inutile.", version=None, auteur=person, now=now)

    done = [told == FAIT for told in at_once(app, give, give, write_down, cancel)]
    assert sum(done) == 1
    found = db.session.get_one(AvisExterieur, avis_id)
    expected = [("rendu", "favorable"), ("rendu", "favorable"), ("rendu", "reserve"), ("annule", None)]
    assert (found.etat, found.sens) == expected[done.index(True)]
    assert verify_chain()[1] is None
