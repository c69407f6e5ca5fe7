"""The builders that other stages start from make rows the database accepts."""

from __future__ import annotations

from flask import Flask

from acia.candidatures.models import Accuse, Candidature
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee


def test_a_published_call_receives_deposited_files(app: Flask) -> None:
    appel = make_appel_publie(departements={"29": 10, "971": 5})
    make_candidature_deposee(appel)
    make_candidature_deposee(appel, departement="971", numero="ESSAI-0099")
    make_brouillon(appel, complet=False)

    assert len(appel.empreinte) == 64
    assert appel.cadre["rejet_implicite_mois"] == 2
    assert db.session.query(Candidature).count() == 3
    assert {c.region_code for c in db.session.query(Candidature)} == {"53", "01"}
    assert db.session.query(Accuse).filter_by(numero="ESSAI-0099").count() == 1
