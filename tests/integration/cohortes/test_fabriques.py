"""The builders that séances and suivi start from make rows the database accepts."""

from __future__ import annotations

from flask import Flask

from acia.cohortes.models import EtatCohorte, MembreCohorte
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_representant_compte
from tests.factories.cohortes import make_cohorte_validee, make_intervenant


def test_a_validated_cohorte_has_its_members_its_host_and_its_intervenant(app: Flask) -> None:
    appel = make_appel_publie({"29": 10, "971": 5})
    person = make_representant_compte()
    intervenant = make_intervenant("29")
    brest = make_cohorte_validee("29", 5, intervenant, appel=appel, representants=[person])
    sud = make_cohorte_validee("971", appel=appel)

    assert (brest.etat, len(brest.membres), brest.intervenant_id) == (EtatCohorte.VALIDEE, 5, intervenant.id)
    assert [membre.hote for membre in sud.membres] == [True, False, False, False]
    assert {c.appel_id for c in (brest, sud)} == {appel.id}
    assert all(membre.engagement.date_signature for membre in db.session.query(MembreCohorte))
    assert sud.intervenant is not None
    assert sud.intervenant.regions == {"01"}
