"""The applicant's way by real requests: number, sections, documents, check, deposit, receipt."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.documents import fingerprint_of
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Droit,
    EtatCandidature,
)
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import (
    PDF,
    make_brouillon,
    make_etablissement,
    make_representant_compte,
)
from tests.factories.parcours import JOINTES, SAISIES, Connecte, events_of, fill, fresh


def test_the_whole_way_from_the_number_to_the_receipt(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    clock.set(datetime(2027, 2, 12, 13, 0, tzinfo=UTC))
    code = make_appel_publie(code="acia-2027").code
    etablissement = make_etablissement("29")
    numero, nom = etablissement.numero_finess, etablissement.nom
    person = make_representant_compte()
    courriel = person.courriel
    client = connecte(person)

    seen = client.get(f"/candidatures/nouvelle?appel={code}&numero={numero[:3]} {numero[3:]}").text
    assert "Est-ce bien votre établissement" in seen
    assert nom in seen
    opened = client.submit(
        f"/candidatures/nouvelle?appel={code}&numero={numero}",
        {"appel": code, "numero": numero},
        action="/candidatures/nouvelle",
    )
    base = opened.headers["Location"]
    candidature_id = uuid.UUID(base.rsplit("/", 1)[1])
    tasks = client.get(base).text
    assert "Pas encore déposée" in tasks
    assert "Il reste 8\u00a0jours" in tasks
    assert tasks.count("À compléter") >= 6

    for section in SAISIES:
        piece = JOINTES.get(section)
        files = {f"fichier_{piece}": (io.BytesIO(PDF), f"{piece}.pdf")} if piece else {}
        assert fill(client, base, section, **files) == 302, section
    tasks = client.get(base).text
    assert tasks.count(">Complet<") == 6
    assert "Reconnu au FINESS" in tasks

    clock.set(datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC))
    check = client.get(f"{base}/verification").text
    assert "Déposer ma candidature" in check
    answer = client.submit(f"{base}/verification", action=f"{base}/depot")
    assert answer.headers["Location"] == f"{base}/confirmation"
    page = client.get(f"{base}/confirmation").text
    assert "ACIA-2027-0001" in page
    assert "12 février 2027 à 14:32:07 (heure de Paris, UTC+01:00)" in page
    assert "lundi 12 avril 2027" in page

    row = fresh(candidature_id)
    receipt = db.session.query(Accuse).one()
    assert row.etat == EtatCandidature.DEPOSEE
    assert row.deposee_at == clock.now()
    assert receipt.empreinte == fingerprint_of(row) == receipt.contenu["empreinte"]
    assert {p["sha256"] for p in receipt.contenu["pieces"]} == {hashlib.sha256(PDF).hexdigest()}
    assert receipt.contenu["service"]["telephone"] == "02 00 00 00 00"
    mail = db.session.query(Courriel).one()
    assert mail.destinataire == courriel
    assert "ACIA-2027-0001" in mail.sujet
    assert mail.document_id == receipt.document_id
    assert client.get(f"{base}/accuse").data == read_document(receipt.document)
    assert events_of(candidature_id)[-1] == "candidature_deposee"
    assert verify_chain()[1] is None

    assert client.get(f"{base}/sections/projet").status_code == 403
    assert "Déposée le" in client.get(base).text


def test_s43_the_same_deposit_sent_again_meets_the_same_receipt(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    first, second = make_representant_compte(), make_representant_compte()
    row = make_brouillon(appel, auteur=first)
    key, second_id = row.id, second.id
    with transaction():
        db.session.add(
            AccesCandidature(candidature_id=key, utilisateur_id=second_id, droit=Droit.SIGNE, donne_at=row.cree_at)
        )
    base = f"/candidatures/{key}"
    hers, his = connecte(first), connecte(second)
    page = hers.get(f"{base}/verification").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    for _ in range(2):
        answer = hers.post(
            f"{base}/depot", data={"csrf_token": token.group(1)}, headers={"Referer": "https://acia.test/"}
        )
        assert answer.headers["Location"] == f"{base}/confirmation"
    assert his.submit(f"{base}/retrait", action=f"{base}/depot").headers["Location"] == f"{base}/confirmation"
    db.session.rollback()
    assert db.session.query(Accuse).count() == 1
    assert db.session.query(Courriel).count() == 1
    assert events_of(key).count("candidature_deposee") == 1


@pytest.mark.parametrize(
    ("ecart", "accepted"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(milliseconds=-1), True),
        (timedelta(0), False),
        (timedelta(milliseconds=1), False),
        (timedelta(seconds=1), False),
    ],
)
def test_s40_the_deadline_is_half_open_and_refusals_are_journalled(
    app: Flask, connecte: Connecte, clock: SettableClock, ecart: timedelta, accepted: bool
) -> None:
    appel = make_appel_publie()
    person = make_representant_compte()
    key = make_brouillon(appel, auteur=person).id
    client = connecte(person)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(f"/candidatures/{key}/verification").text)
    assert token
    with transaction():
        db.session.get_one(Appel, appel.id).cloture_at = clock.now() - ecart
    answer = client.post(
        f"/candidatures/{key}/depot", data={"csrf_token": token.group(1)}, headers={"Referer": "https://acia.test/"}
    )
    assert answer.status_code == (302 if accepted else 409)
    row = fresh(key)
    assert (row.etat == EtatCandidature.DEPOSEE) is accepted
    assert ("candidature_depot_refuse" in events_of(key)) is not accepted
    if not accepted:
        assert "La date limite est passée" in answer.text
        assert row.numero is None
        assert db.session.query(Courriel).count() == 0


def test_an_incomplete_file_is_not_deposited_and_says_what_is_missing(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person, sections={"projet": {"moyens": ""}}).id
    client = connecte(person)
    page = client.get(f"/candidatures/{key}/verification").text
    assert "Indiquez le temps et les moyens prévus." in page
    assert "Déposer ma candidature" not in page
    answer = client.submit(f"/candidatures/{key}/retrait", action=f"/candidatures/{key}/depot")
    assert answer.status_code == 409
    assert "Indiquez le temps et les moyens prévus." in answer.text
    assert events_of(key)[-1] == "candidature_depot_refuse"
    assert fresh(key).etat == EtatCandidature.BROUILLON


def test_only_who_signs_deposits(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person, droit=Droit.ECRIT).id
    client = connecte(person)
    page = client.get(f"/candidatures/{key}/verification").text
    assert "Seule la personne qui signe" in page
    answer = client.submit(f"/candidatures/{key}/sections/projet", action=f"/candidatures/{key}/depot")
    assert answer.status_code == 403
    assert fresh(key).etat == EtatCandidature.BROUILLON
    assert events_of(key)[-1] == "candidature_depot_refuse"


def test_r47_a_withdrawn_file_leaves_its_place(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    person = make_representant_compte()
    row = make_brouillon(appel, auteur=person)
    key, code, numero = row.id, appel.code, row.numero_finess
    client = connecte(person)
    assert client.submit(f"/candidatures/{key}/retrait", {"motif": ""}).status_code == 422
    assert client.submit(f"/candidatures/{key}/retrait", {"motif": "Nous avons changé de projet."}).status_code == 302
    assert fresh(key).etat == EtatCandidature.RETIREE
    assert "Nous avons changé de projet." in client.get(f"/candidatures/{key}").text
    again = client.submit(
        f"/candidatures/nouvelle?appel={code}&numero={numero}",
        {"appel": code, "numero": numero},
        action="/candidatures/nouvelle",
    )
    assert again.status_code == 302
