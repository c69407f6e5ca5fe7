"""The deadline at its edges: local hours, slow hands, an extension for all (E11, E12, E15, E18)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from acia.appels.models import Appel, Prolongation
from acia.candidatures.models import Accuse, Candidature, Droit
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock, deadline_after
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_etablissement, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.parcours import Connecte
from tests.factories.personnes import add_person

VINGT_HEURES_ANTILLES = datetime(2027, 2, 21, 0, 0, tzinfo=UTC)
"""20:00 on 20 February in Guadeloupe, 01:00 on 21 February in Paris."""


def _guadeloupe(person: Utilisateur, fuseau: str) -> uuid.UUID:
    cloture = deadline_after(date(2027, 2, 20), fuseau)
    appel = make_appel_publie({"971": 3}, fuseau=fuseau, cloture_at=cloture)
    return make_brouillon(appel, auteur=person, etablissement=make_etablissement("971")).id


def _deposit(client: HouseClient, key: uuid.UUID, token: str) -> TestResponse:
    return client.post(
        f"/candidatures/{key}/depot", data={"csrf_token": token}, headers={"Referer": "https://acia.test/"}
    )


@pytest.mark.parametrize(("fuseau", "status"), [("Europe/Paris", 409), ("America/Guadeloupe", 302)])
def test_e11_the_zone_of_the_call_says_whether_an_evening_in_guadeloupe_is_late(
    app: Flask, connecte: Connecte, clock: SettableClock, fuseau: str, status: int
) -> None:
    clock.set(VINGT_HEURES_ANTILLES - timedelta(minutes=30))
    person = make_representant_compte()
    key, client = _guadeloupe(person, fuseau), connecte(person)
    token = token_of(client, f"/candidatures/{key}/personnes")
    clock.set(VINGT_HEURES_ANTILLES)
    assert _deposit(client, key, token).status_code == status


def test_e11_the_last_second_in_paris_is_in_time_and_the_receipt_shows_both_clocks(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC))
    person = make_representant_compte()
    key, client = _guadeloupe(person, "Europe/Paris"), connecte(person)
    assert _deposit(client, key, token_of(client, f"/candidatures/{key}/personnes")).status_code == 302
    db.session.rollback()
    contenu = db.session.query(Accuse).filter_by(candidature_id=key).one().contenu
    assert "23:59:59" in contenu["depose_le"]
    assert "18:59:59" in contenu["depose_le_local"]


def test_e12_what_was_written_before_is_kept_but_the_deposit_itself_counts(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 20, 22, 59, 50, tzinfo=UTC))
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person).id
    client = connecte(person)
    token = token_of(client, f"/candidatures/{key}/verification")
    clock.set(datetime(2027, 2, 20, 23, 0, 10, tzinfo=UTC))
    late = _deposit(client, key, token)
    assert late.status_code == 409
    assert "Vos réponses restent enregistrées" in late.text
    db.session.rollback()
    assert db.session.get_one(Candidature, key).sections["projet"]["titre"]
    assert db.session.query(Evenement).filter_by(code="candidature_depot_refuse").count() == 1


def test_e15_the_service_extends_for_all_never_silently_and_the_late_one_deposits(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 20, 23, 30, tzinfo=UTC))
    appel, officer, person = make_appel_publie(), make_utilisateur(Role.CHARGE), make_representant_compte()
    code, key = appel.code, make_brouillon(appel, auteur=person).id
    reader = add_person(db.session.get_one(Candidature, key), Droit.LIT)
    make_brouillon(appel, auteur=person)
    told = sorted([person.courriel, reader.courriel])
    page = f"/candidatures/appels/{code}/prolongation"
    typed = {"date_limite": "2027-02-23", "motif": "Panne du service le 20 février de 22 h à minuit."}
    assert connecte(officer).submit(page, {**typed, "motif": ""}).status_code == 422
    assert connecte(officer).submit(page, {**typed, "date_limite": "2027-02-19"}).status_code == 422
    assert connecte(officer).submit(page, typed).status_code == 302
    db.session.rollback()
    assert db.session.query(Appel).filter_by(code=code).one().cloture_at == datetime(2027, 2, 23, 23, tzinfo=UTC)
    mails = db.session.query(Courriel).filter_by(modele="date_limite_reportee").all()
    assert sorted(m.destinataire for m in mails) == told
    public = connecte(None).get(f"/appels/{code}").text
    assert "Panne du service" in public
    assert "elle était le" in public
    [event] = db.session.query(Evenement).filter_by(code="appel_prolonge").all()
    assert event.motif == typed["motif"]
    client = connecte(person)
    assert _deposit(client, key, token_of(client, f"/candidatures/{key}/verification")).status_code == 302


def test_s57_two_officers_who_extend_at_once_make_one_extension(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 20, 9, tzinfo=UTC))
    code = make_appel_publie().code
    clients = [connecte(make_utilisateur(Role.CHARGE)) for _ in range(2)]
    page = f"/candidatures/appels/{code}/prolongation"
    typed = [{"date_limite": f"2027-02-2{n}", "motif": "Panne.", "version": "2"} for n in (4, 6)]
    version = str(db.session.query(Appel).filter_by(code=code).one().version)
    requests = [
        (page, {**data, "version": version, "csrf_token": token_of(c, page)})
        for c, data in zip(clients, typed, strict=True)
    ]
    answers = together(clients, requests)
    assert sorted(status for status, _ in answers) == [302, 422]
    db.session.rollback()
    assert db.session.query(Prolongation).count() == 1


def test_e18_two_services_of_one_manager_have_each_their_file(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 1, 9, tzinfo=UTC))
    appel, person = make_appel_publie(), make_representant_compte()
    code, mecs = appel.code, make_etablissement("29")
    aemo = make_etablissement("29", numero_ej=mecs.numero_ej, raison_sociale="AEMO Ker Avel")
    client, numeros = connecte(person), [mecs.numero_finess, aemo.numero_finess]
    for numero in numeros:
        page = f"/candidatures/nouvelle?appel={code}&numero={numero}"
        opened = client.submit(page, {"appel": code, "numero": numero}, action="/candidatures/nouvelle")
        assert opened.status_code == 302
    mine = client.get("/candidatures/miennes").text
    assert "2\u00a0candidatures à votre nom" in mine
    assert "AEMO Ker Avel" in mine
