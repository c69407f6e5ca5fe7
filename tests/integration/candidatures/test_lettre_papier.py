"""R9, R44: a paper file posted too late is refused by a letter with its facts, its reasons and its remedies."""

from __future__ import annotations

import html

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.models import LettreRefus
from acia.candidatures.rules import propose_facts
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.papier import RECU, make_papier, make_refuse
from tests.factories.parcours import Connecte


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(RECU)
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10}, tribunal="Tribunal administratif de Rennes")


def words(text: str) -> str:
    return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_letter_is_read_then_sent_once_with_its_pdf(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    depot = make_refuse(appel, officer, courriel="direction@exemple.test")
    client, page = connecte(officer), f"/candidatures/papier/{depot.id}/refus"
    facts = propose_facts(depot.motif, depot.recue_le)
    assert "Écrire la lettre de refus" in words(client.get("/candidatures/papier").text)
    assert "21 février 2027" in words(client.get(page).text)
    read = client.submit(page, {"faits": facts, "acte": "voir"})
    shown = words(read.text)
    for said in (
        "il n’est pas reçu et ne sera pas examiné",
        "le cachet de la poste faisant foi",
        "article L. 112-1",
        "Nous avons reçu votre dossier le",
        "tribunal administratif de Rennes, dans un délai de deux mois",
        "un recours gracieux adressé à Camille Roux",
        "Directrice régionale",
    ):
        assert said in shown
    assert db.session.query(LettreRefus).count() == 0
    blind = client.submit(page, {"faits": facts, "acte": "partir"})
    assert "relisez-la" in words(blind.text)
    assert db.session.query(LettreRefus).count() == 0
    vu = shown.partition('name="vu" type="hidden" value="')[2].partition('"')[0]
    assert client.submit(page, {"faits": facts, "acte": "partir", "vu": vu}).status_code == 302
    letter = db.session.query(LettreRefus).one()
    [mail] = db.session.query(Courriel).filter_by(modele="papier_refuse")
    assert (mail.destinataire, mail.document_id) == ("direction@exemple.test", letter.document_id)
    assert "n’est pas reçu" in mail.texte
    content = read_document(letter.document)
    assert content.startswith(b"%PDF")
    assert client.get(f"{page}.pdf").data == content
    assert "Elle est partie à Jeanne Bihan" in words(client.get(page).text)
    assert "Voir la lettre" in words(client.get("/candidatures/papier").text)
    [event] = db.session.query(Evenement).filter_by(code="papier_refus_notifie")
    assert event.auteur_id == officer.id


def test_without_an_address_the_letter_is_printed(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    depot = make_refuse(appel, officer, adresse="3 rue du Port, 29200 Brest")
    client, page = connecte(officer), f"/candidatures/papier/{depot.id}/refus"
    facts = propose_facts(depot.motif, depot.recue_le)
    shown = client.submit(page, {"faits": facts, "acte": "voir"}).text
    assert "3 rue du Port" in words(shown)
    vu = shown.partition('name="vu" type="hidden" value="')[2].partition('"')[0]
    assert client.submit(page, {"faits": facts, "acte": "partir", "vu": vu}).status_code == 302
    assert db.session.query(Courriel).filter_by(modele="papier_refuse").count() == 0
    assert "Imprimez-la et postez-la" in words(client.get(page).text)


def test_a_letter_that_lacks_something_is_not_composed(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    depot = make_refuse(appel, officer)
    client, page = connecte(officer), f"/candidatures/papier/{depot.id}/refus"
    short = client.submit(page, {"faits": "Trop tard.", "acte": "voir"})
    assert short.status_code == 422
    assert "Écrivez les faits" in words(short.text)
    with transaction():
        db.session.get_one(Appel, appel.id).signataire_nom = ""
    facts = propose_facts(depot.motif, depot.recue_le)
    unsigned = client.submit(page, {"faits": facts, "acte": "voir"})
    assert "il manque le nom du signataire" in words(unsigned.text)
    assert client.get(f"{page}.pdf").status_code == 404


def test_two_officers_at_once_send_one_letter(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    depot = make_refuse(appel, officer, courriel="direction@exemple.test")
    page, facts = f"/candidatures/papier/{depot.id}/refus", propose_facts(depot.motif, depot.recue_le)
    clients = [connecte(officer), connecte(make_utilisateur(Role.CHARGE))]
    shown = clients[0].submit(page, {"faits": facts, "acte": "voir"}).text
    vu = shown.partition('name="vu" type="hidden" value="')[2].partition('"')[0]
    sent = {"faits": facts, "acte": "partir", "vu": vu}
    answers = together(clients, [(page, {**sent, "csrf_token": token_of(c, page)}) for c in clients])
    assert {status for status, _ in answers} <= {200, 302}
    db.session.rollback()
    assert db.session.query(LettreRefus).count() == 1
    assert db.session.query(Courriel).filter_by(modele="papier_refuse").count() == 1


def test_only_a_refused_envelope_has_such_a_letter(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    papier, _ = make_papier(appel, officer)
    assert connecte(officer).get(f"/candidatures/papier/{papier.id}/refus").status_code == 404
    depot = make_refuse(appel, officer)
    elsewhere = connecte(make_utilisateur(Role.CHARGE, regions=("93",)))
    assert elsewhere.get(f"/candidatures/papier/{depot.id}/refus").status_code == 404
