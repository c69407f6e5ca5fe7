"""The notice of ineligibility: read before it leaves, motivated, sent once, found again by its applicant."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import AccesCandidature, Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import Document, read_document
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel
from acia.eligibilite.models import IssueEligibilite, LettreIneligibilite
from acia.eligibilite.queries import get_decision, letter_of
from acia.eligibilite.service import LettreRedigee, compose_letter
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import HouseClient
from tests.factories.commission import make_eligible
from tests.factories.comptes import make_utilisateur
from tests.factories.eligibilite import LETTRE, make_lettre

Connecte = Callable[[Utilisateur], HouseClient]
SAISIE = {"motifs": ["R19"], "faits": LETTRE.faits}


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(clock.now() + timedelta(days=40))
    return make_utilisateur()


@pytest.fixture
def candidature(officer: Utilisateur) -> Candidature:
    row = make_candidature_deposee(make_appel_publie(), etat=EtatCandidature.EN_INSTRUCTION)
    make_eligible(row, IssueEligibilite.INELIGIBLE, officer=officer)
    return row


def page_of(candidature: Candidature) -> str:
    return f"/candidatures/{candidature.id}/eligibilite/lettre"


def sent() -> tuple[int | None, int | None]:
    """How many notices, how many mails of that kind."""
    mails = select(func.count()).select_from(Courriel).where(Courriel.modele == "notification")
    return db.session.scalar(select(func.count()).select_from(LettreIneligibilite)), db.session.scalar(mails)


def test_r44_the_letter_is_read_then_sent_with_its_remedies(
    candidature: Candidature, officer: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(officer)
    shown = client.submit(page_of(candidature), {**SAISIE, "acte": "voir"})
    text = html.unescape(shown.get_data(as_text=True))
    assert shown.status_code == 200
    for said in (LETTRE.faits, "recours gracieux", "dans un délai de deux mois", "avis favorable au projet"):
        assert said in text
    assert sent() == (0, 0)
    vu = re.search(r'name="vu"[^>]*value="(\w{64})"', text)
    assert vu is not None
    answer = client.submit(page_of(candidature), {**SAISIE, "acte": "envoyer", "vu": vu[1]})
    assert answer.status_code == 302
    assert sent() == (1, 1)
    row = letter_of(candidature.id)
    assert row is not None
    assert read_document(row.document).startswith(b"%PDF")
    assert row.courriel.document_id == row.document_id
    assert f"/candidatures/{candidature.id}/decision" in row.courriel.texte
    assert db.session.get_one(Candidature, candidature.id).etat == EtatCandidature.CLOSE
    assert "Lettre d’inéligibilité" in client.get(page_of(candidature).removesuffix("/lettre")).get_data(as_text=True)


@pytest.mark.parametrize(
    ("motifs", "faits"),
    [([], LETTRE.faits), (["R19"], ""), (["R19"], "Non."), (["R16"], LETTRE.faits), (["R99"], LETTRE.faits)],
)
def test_r26_an_unmotivated_letter_is_neither_shown_nor_sent(
    candidature: Candidature, officer: Utilisateur, connecte: Connecte, motifs: list[str], faits: str
) -> None:
    for acte in ("voir", "envoyer"):
        answer = connecte(officer).submit(page_of(candidature), {"motifs": motifs, "faits": faits, "acte": acte})
        assert answer.status_code == 422
    assert sent() == (0, 0)


@pytest.mark.parametrize("missing", ["signataire_nom", "signataire_qualite", "signataire_service", "tribunal"])
def test_r44_a_call_without_signatory_or_court_sends_nothing(
    candidature: Candidature, clock: SettableClock, missing: str
) -> None:
    row = db.session.get_one(Candidature, candidature.id)
    setattr(row.appel, missing, " ")
    with pytest.raises(ActionRefusee, match="il manque"):
        compose_letter(row, LETTRE, now=clock.now())
    db.session.rollback()


def test_a_letter_that_was_not_read_does_not_leave(
    candidature: Candidature, officer: Utilisateur, connecte: Connecte
) -> None:
    answer = connecte(officer).submit(page_of(candidature), {**SAISIE, "acte": "envoyer", "vu": "0" * 64})
    assert answer.status_code == 422
    assert "relisez-la" in answer.get_data(as_text=True)
    assert sent() == (0, 0)


def test_sent_twice_it_leaves_once(candidature: Candidature, officer: Utilisateur, clock: SettableClock) -> None:
    first = make_lettre(candidature, officer=officer, at=clock.now()).id
    again = LettreRedigee(("R20",), "Une autre lettre, écrite entre-temps par quelqu’un d’autre.")
    assert make_lettre(candidature, again, officer=officer, at=clock.now()).id == first
    assert sent() == (1, 1)
    found = select(Evenement).where(Evenement.code == "ineligibilite_notifiee")
    assert [e.phrase for e in db.session.execute(found).scalars()] != []


def test_an_eligible_file_receives_no_such_letter(
    officer: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    row = make_candidature_deposee(make_appel_publie(), etat=EtatCandidature.EN_INSTRUCTION)
    make_eligible(row, officer=officer)
    assert connecte(officer).get(page_of(row)).status_code == 403
    with pytest.raises(ActionRefusee), transaction():
        make_lettre(row, officer=officer, at=clock.now())


def test_the_applicant_finds_her_decision_again_once_it_is_sent(
    candidature: Candidature, officer: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    row = db.session.query(AccesCandidature).filter_by(candidature_id=candidature.id).first()
    assert row is not None
    client = connecte(db.session.get_one(Utilisateur, row.utilisateur_id))
    address = f"/candidatures/{candidature.id}/decision"
    assert client.get(address).status_code == 404
    make_lettre(candidature, officer=officer, at=clock.now())
    assert LETTRE.faits in html.unescape(client.get(address).get_data(as_text=True))
    assert client.get(f"{address}.pdf").mimetype == "application/pdf"
    assert address in client.get("/").get_data(as_text=True)
    progress = client.get(f"/candidatures/{candidature.id}/avancement").get_data(as_text=True)
    assert address in progress
    assert "Sans objet" in progress


def test_nothing_is_kept_when_the_sending_fails(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    before = db.session.scalar(select(func.count()).select_from(Document))
    with transaction():
        db.session.query(AccesCandidature).filter_by(candidature_id=candidature.id).delete()
    with pytest.raises(ActionRefusee, match="personne à qui écrire"):
        make_lettre(candidature, officer=officer, at=clock.now())
    assert db.session.scalar(select(func.count()).select_from(Document)) == before
    assert db.session.get_one(Candidature, candidature.id).etat == EtatCandidature.EN_INSTRUCTION


def test_a_decision_that_departs_from_the_rules_proposes_its_own_reason(
    candidature: Candidature, officer: Utilisateur, connecte: Connecte
) -> None:
    with transaction():
        decision = get_decision(candidature.id)
        assert decision is not None
        decision.ecart, decision.motif = True, "L’arrêté joint concerne un autre établissement."
    shown = html.unescape(connecte(officer).get(page_of(candidature)).get_data(as_text=True))
    assert "L’arrêté joint concerne un autre établissement." in shown
    assert "checked" not in shown
