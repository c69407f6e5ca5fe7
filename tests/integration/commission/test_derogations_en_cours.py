"""S47: opening the scoring while an establishment may still deposit by derogation is done knowingly."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.commission.models import Commission, EtatCommission
from acia.core.clock import SettableClock
from acia.core.db import db
from tests.factories.candidatures import make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.derogations import make_derogation
from tests.integration.commission.conftest import CLOS, make_scene


def test_a_running_derogation_is_said_and_consented_to(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    clock.set(CLOS)
    row = db.session.query(Commission).one()
    appel, author, key = db.session.get_one(Appel, row.appel_id), make_utilisateur(), row.id
    here, used, over, elsewhere = (make_etablissement(d) for d in ("29", "29", "29", "971"))
    limits = {"limite_at": CLOS + timedelta(days=2)}
    make_derogation(appel, here.numero_finess, author, CLOS, **limits)
    make_derogation(appel, elsewhere.numero_finess, author, CLOS, **limits)
    make_derogation(appel, over.numero_finess, author, CLOS, limite_at=CLOS)
    filed = db.session.query(Candidature).first()
    assert filed is not None
    make_derogation(appel, used.numero_finess, author, CLOS, utilisee_at=CLOS, candidature_id=filed.id, **limits)
    name = here.nom
    clock.set(CLOS - timedelta(days=30))
    assert "peut encore arriver" not in scene.bureau().get(scene.base).text, "before the deadline anybody may deposit"
    clock.set(CLOS)
    bureau = scene.bureau()
    page = bureau.get(scene.base).text
    assert "Un dossier peut encore arriver" in page
    assert name in page
    assert used.nom not in page
    assert over.nom not in page
    assert "Ouvrir la notation sans attendre" in page
    blind = bureau.submit(scene.base, {"sans_attendre": "0"}, action=f"{scene.base}/ouverture", follow_redirects=True)
    assert "Peuvent encore déposer par dérogation" in blind.text
    assert db.session.get_one(Commission, key).etat == EtatCommission.PREPARATION
    assert bureau.submit(scene.base, {"sans_attendre": "1"}, action=f"{scene.base}/ouverture").status_code == 302
    db.session.rollback()
    assert db.session.get_one(Commission, key).etat == EtatCommission.NOTATION
