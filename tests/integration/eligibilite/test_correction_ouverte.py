"""Deciding while a correction is awaited: the page warns, the officer goes on with her reason."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.eligibilite.queries import get_decision
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.echanges import make_demande
from tests.factories.parcours import Connecte
from tests.integration.eligibilite.test_service import judge_all, render


def test_r27_deciding_without_waiting_for_a_correction_needs_a_reason(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(clock.now() + timedelta(days=40))
    officer = make_utilisateur()
    row = make_candidature_deposee(make_appel_publie())
    key, day = row.id, (clock.now() + timedelta(days=15)).date()
    client, page = connecte(officer), f"/candidatures/{row.id}/eligibilite"
    assert "réponse n’est pas encore venue" not in client.get(page).text
    make_demande(row, officer, clock.now(), day)
    file, who = db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, officer.id)
    render(file, who, clock)
    judge_all(db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, who.id), clock)
    assert "réponse n’est pas encore venue" in client.get(page).text
    refused = client.submit(page, {"issue": "eligible", "motif": ""}, action=f"{page}/decision")
    assert refused.status_code == 422
    assert "sans l’attendre" in refused.text
    assert get_decision(key) is None
    said = {"issue": "eligible", "motif": "La pièce manquante est déjà connue du service."}
    assert client.submit(page, said, action=f"{page}/decision").status_code == 302
    db.session.rollback()
    decision = get_decision(key)
    assert decision is not None
    assert decision.motif.startswith("La pièce manquante")
    assert not decision.ecart
