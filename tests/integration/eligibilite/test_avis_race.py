"""An opinion given, written down or cancelled at the same moment: one counts, the others are told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.eligibilite import service
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.rules.avis import SensAvis, VoieAvis
from acia.eligibilite.service import AvisDonne, AvisRecu
from tests.factories.appels import make_appel_publie
from tests.factories.avis import make_avis
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur


def all_at_once(app: Flask, acts: list[Callable[[], object]]) -> list[bool]:
    """Do each act in its own thread, all released together; tell which were not refused."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> bool:
        with app.app_context():
            barrier.wait(timeout=20)
            try:
                with transaction():
                    act()
            except ActionRefusee:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_s57_an_opinion_given_written_down_and_cancelled_at_once_ends_once(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    dossier, officer = make_candidature_deposee(make_appel_publie()), make_utilisateur()
    row, secret = make_avis(dossier, officer, clock.now())
    file_id, avis_id, who, now = dossier.id, row.id, officer.id, clock.now()
    db.session.remove()

    def give() -> None:
        service.give_opinion(secret, AvisDonne(SensAvis.FAVORABLE, "Oui."), now=now, lien=lambda _: "/")

    def write_down() -> None:
        file, person = db.session.get_one(Candidature, file_id), db.session.get_one(Utilisateur, who)
        command = AvisRecu(SensAvis.RESERVE, "Peut-être.", VoieAvis.COURRIER, now.date())
        service.record_opinion(file, avis_id, command, version=None, auteur=person, now=now)

    def cancel() -> None:
        file, person = db.session.get_one(Candidature, file_id), db.session.get_one(Utilisateur, who)
        service.cancel_opinion(file, avis_id, "Inutile.", version=None, auteur=person, now=now)

    done = all_at_once(app, [give, give, write_down, cancel])
    assert sum(done) == 1
    found = db.session.get_one(AvisExterieur, avis_id)
    expected = [("rendu", "favorable"), ("rendu", "favorable"), ("rendu", "reserve"), ("annule", None)]
    assert (found.etat, found.sens) == expected[done.index(True)]
    assert verify_chain()[1] is None
