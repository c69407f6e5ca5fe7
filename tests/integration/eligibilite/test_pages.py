"""The pages of the examination, as an officer walks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite.models import DecisionEligibilite, Verdict
from acia.eligibilite.queries import get_decision, last_verdict
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import HouseClient, without_token
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]


@pytest.fixture
def candidature(app: Flask, clock: SettableClock) -> Candidature:
    """A complete deposited file of Finistère; the call has closed."""
    clock.set(clock.now() + timedelta(days=40))
    return make_candidature_deposee(make_appel_publie())


def test_an_officer_walks_from_the_list_to_the_decision(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur())
    page = f"/candidatures/{candidature.id}/eligibilite"
    assert page in client.get("/eligibilite/").get_data(as_text=True)
    client.submit(page, action=f"{page}/verdict")
    html = client.get(page).get_data(as_text=True)
    assert "4\u00a0points restent" in html
    verdict = last_verdict(candidature.id)
    assert verdict is not None
    waiting = [(c.regle, c.id) for c in verdict.constats if c.resultat == Resultat.A_VERIFIER]
    for regle, constat_id in waiting:
        data = {f"{regle}-jugement": "satisfait", f"{regle}-motif": "Lu le document."}
        assert client.submit(page, data, action=f"{page}/constats/{constat_id}").status_code == 302
    assert "Les règles suggèrent" in client.get(page).get_data(as_text=True)
    assert client.submit(page, {"issue": "eligible"}, action=f"{page}/decision").status_code == 302
    decision = get_decision(candidature.id)
    assert decision is not None
    assert decision.issue == "eligible"
    assert page not in client.get("/eligibilite/").get_data(as_text=True)
    assert page in client.get("/eligibilite/?vue=decidees").get_data(as_text=True)


def test_a_refusal_keeps_what_was_typed(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur())
    page = f"/candidatures/{candidature.id}/eligibilite"
    client.submit(page, action=f"{page}/verdict")
    verdict = last_verdict(candidature.id)
    assert verdict is not None
    constat_id = next(c.id for c in verdict.constats if c.regle == "R17")
    answer = client.submit(page, {"R17-jugement": "non_satisfait"}, action=f"{page}/constats/{constat_id}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r'<input[^>]*checked[^>]*value="non_satisfait"', html)
    assert "Dites sur quoi repose votre jugement" in html


def test_a_finding_of_an_older_verdict_is_no_longer_judged(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur())
    page = f"/candidatures/{candidature.id}/eligibilite"
    client.submit(page, action=f"{page}/verdict")
    verdict = last_verdict(candidature.id)
    assert verdict is not None
    old = next(c.id for c in verdict.constats if c.regle == "R17")
    client.submit(page, {"seen": "1"}, action=f"{page}/verdict")
    data = {"R17-jugement": "satisfait", "R17-motif": "Lu."}
    assert client.submit(page, data, action=f"{page}/constats/{old}").status_code == 404


def test_s3_a_file_of_another_region_looks_like_an_unknown_one(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur(regions=("01",)))
    theirs = client.get(f"/candidatures/{candidature.id}/eligibilite")
    unknown = client.get("/candidatures/6f1c2f5e-2a55-4c36-9a0e-1f6b8f6b2a10/eligibilite")
    assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert without_token(theirs) == without_token(unknown)
    assert candidature.nom not in client.get("/eligibilite/").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.REPRESENTANT, Role.INTERVENANT, Role.FINANCEUR])
def test_s2_only_officers_examine(candidature: Candidature, connecte: Connecte, role: Role) -> None:
    client = connecte(make_utilisateur(role))
    assert client.get("/eligibilite/").status_code == 403
    assert client.get(f"/candidatures/{candidature.id}/eligibilite").status_code == 403


def test_documents_open_beside_the_findings_and_only_there(candidature: Candidature, connecte: Connecte) -> None:
    piece = db.session.get_one(Candidature, candidature.id).pieces[0]
    address = f"/candidatures/{candidature.id}/eligibilite/pieces/{piece.id}"
    assert connecte(make_utilisateur()).get(address).mimetype == "application/pdf"
    other = make_candidature_deposee(make_appel_publie())
    wrong = f"/candidatures/{other.id}/eligibilite/pieces/{piece.id}"
    assert connecte(make_utilisateur()).get(wrong).status_code == 404


def test_reading_a_page_writes_nothing(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur(Role.PILOTE, regions=()))
    client.get(f"/candidatures/{candidature.id}/eligibilite")
    client.get("/eligibilite/?departement=29")
    assert db.session.scalar(select(func.count()).select_from(Verdict)) == 0
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 0
