"""S47 and E15: one establishment let in after the deadline, where its call says so, never silently."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.jobs import remind_drafts
from acia.candidatures.models import Accuse, Candidature, Derogation, EtatCandidature, Reprise
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.candidatures import (
    make_brouillon,
    make_candidature_deposee,
    make_etablissement,
    make_representant_compte,
)
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.derogations import make_derogation
from tests.factories.ensemble import together, token_of
from tests.factories.parcours import Connecte, events_of, fresh

CLOTURE = datetime(2027, 2, 20, 23, 0, tzinfo=UTC)
LENDEMAIN = CLOTURE + timedelta(hours=10)
LIMITE = datetime(2027, 2, 23, 17, 0, tzinfo=UTC)
MOTIF = "Le site n’a pas répondu le 20 février de 22 h à minuit."
ACCORD = {"nature": "panne_service", "motif": MOTIF, "jour": "2027-02-23", "heure": "18:00"}
OWN = {"Referer": "https://acia.test/"}


@pytest.fixture
def appel(app: Flask, clock: SettableClock) -> Appel:
    clock.set(LENDEMAIN)
    return make_appel_publie({"29": 5, "35": 5}, derogation_jours=5)


def _page(appel: Appel) -> str:
    return f"/candidatures/appels/{appel.code}/derogations"


def _give(client: HouseClient, appel: Appel, numero: str, **changes: str) -> int:
    data = {**ACCORD, "numero": numero, **changes}
    return client.submit(f"{_page(appel)}/nouvelle", data).status_code


def _deposit(client: HouseClient, key: uuid.UUID) -> int:
    token = token_of(client, f"/candidatures/{key}/personnes")
    return client.post(f"/candidatures/{key}/depot", data={"csrf_token": token}, headers=OWN).status_code


def _told(modele: str) -> list[str]:
    db.session.rollback()
    return sorted(m.destinataire for m in db.session.query(Courriel).filter_by(modele=modele))


def _late_file(appel: Appel) -> tuple[Candidature, Utilisateur]:
    person = make_representant_compte()
    return make_brouillon(appel, departement="29", auteur=person), person


def test_e15_the_late_file_of_an_outage_is_deposited_and_everybody_who_reads_it_knows_why(
    appel: Appel, connecte: Connecte
) -> None:
    row, person = _late_file(appel)
    key, courriel, numero = row.id, person.courriel, row.numero_finess
    client, officer = connecte(person), connecte(make_utilisateur(nom="Guivarch"))
    assert _deposit(client, key) == 409
    refused = officer.get("/candidatures/depots-refuses").text
    assert f"/derogations/nouvelle?numero={numero}" in refused
    assert _give(officer, appel, numero) == 302
    assert _told("derogation_accordee") == [courriel]
    mine = client.get(f"/candidatures/{key}").text
    assert "Une dérogation vous est accordée" in mine
    assert "Guivarch" in mine
    assert MOTIF in mine
    assert "mardi 23 février 2027, 18\u00a0h" in client.get("/candidatures/miennes").text
    assert "À déposer avant le mardi 23 février 2027, 18\u00a0h" in client.get("/").text
    assert _deposit(client, key) == 302

    receipt = db.session.query(Accuse).filter_by(candidature_id=key).one()
    assert MOTIF in receipt.contenu["derogation"]
    assert MOTIF in client.get(f"/candidatures/{key}/confirmation").text
    assert client.get(f"/candidatures/{key}/accuse").data.startswith(b"%PDF")
    read = officer.get(f"/candidatures/{key}").text
    assert "par dérogation" in read
    assert MOTIF in read
    assert MOTIF in officer.get(f"/candidatures/{key}/eligibilite").text
    assert "derogation_utilisee" in events_of(key)
    assert "derogation_accordee" in events_of(key)
    assert [e.motif for e in db.session.query(Evenement).filter_by(code="derogation_accordee")] == [MOTIF]


def test_s47_the_inbox_tells_late_deposits_and_the_list_tells_every_reason(appel: Appel, connecte: Connecte) -> None:
    row, person = _late_file(appel)
    in_time = make_candidature_deposee(appel, departement="29")
    key, numero, other = row.id, row.numero_finess, in_time.numero
    officer = connecte(make_utilisateur())
    assert _give(officer, appel, numero) == 302
    assert _deposit(connecte(person), key) == 302
    late = officer.get("/candidatures/?delai=derogation").text
    assert f"{fresh(key).numero}" in late
    assert "par dérogation" in late
    assert str(other) not in late
    assert str(other) in officer.get("/candidatures/?delai=normal").text
    listed = officer.get(_page(appel)).text
    assert MOTIF in listed
    assert "A servi" in listed
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/candidatures/depots-refuses.xlsx").data))
    assert MOTIF in [cell.value for cell in book["Dérogations"][2]]
    elsewhere = connecte(make_utilisateur(regions=("01",)))
    book = openpyxl.load_workbook(io.BytesIO(elsewhere.get("/candidatures/depots-refuses.xlsx").data))
    assert book["Dérogations"].max_row == 1


@pytest.mark.parametrize(("ecart_ms", "status"), [(-1, 302), (0, 409), (1, 409)])
def test_s47_s40_the_limit_of_a_derogation_is_half_open_as_the_deadline_is(
    appel: Appel, connecte: Connecte, clock: SettableClock, ecart_ms: int, status: int
) -> None:
    row, person = _late_file(appel)
    make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN, limite_at=LIMITE)
    key = row.id
    clock.set(LIMITE + timedelta(milliseconds=ecart_ms))
    client = connecte(person)
    assert _deposit(client, key) == status
    if status == 409:
        assert "C’était le mardi 23 février 2027" in client.get(f"/candidatures/{key}/verification").text


def test_s47_the_others_stay_closed_and_a_call_that_says_never_says_it_to_all(appel: Appel, connecte: Connecte) -> None:
    row, _ = _late_file(appel)
    _, other = _late_file(appel)
    other_key = db.session.query(Candidature).filter(Candidature.id != row.id).one().id
    make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN)
    assert _deposit(connecte(other), other_key) == 409
    strict = make_appel_publie({"29": 5})
    officer = connecte(make_utilisateur())
    page = f"{_page(strict)}/nouvelle"
    assert "n’admet aucune dérogation" in officer.get(page).text
    token = token_of(officer, "/mon-compte")
    numero = make_etablissement("29").numero_finess
    answer = officer.post(page, data={**ACCORD, "numero": numero, "csrf_token": token}, headers=OWN)
    assert answer.status_code == 422
    db.session.rollback()
    assert db.session.query(Derogation).filter_by(appel_id=strict.id).count() == 0
    visitor = connecte(None)
    assert "par dérogation" in visitor.get(f"/appels/{appel.code}").text
    assert "par dérogation" not in visitor.get(f"/appels/{strict.code}").text


def test_s47_the_call_sets_its_policy_before_it_opens(app: Flask, connecte: Connecte) -> None:
    code, officer = make_appel_brouillon({"29": 5}).code, connecte(make_utilisateur())
    page = f"/appels/gestion/{code}/calendrier"
    days = {"fuseau": "Europe/Paris", "ouverture": "2027-01-04", "date_limite": "2027-02-20"}
    assert officer.submit(page, {**days, "depots_tardifs": "derogation", "derogation_jours": ""}).status_code == 422
    assert officer.submit(page, {**days, "depots_tardifs": "derogation", "derogation_jours": "90"}).status_code == 422
    assert officer.submit(page, {**days, "depots_tardifs": "derogation", "derogation_jours": "5"}).status_code == 302
    db.session.rollback()
    assert db.session.query(Appel).filter_by(code=code).one().derogation_jours == 5
    assert officer.submit(page, {**days, "depots_tardifs": "jamais", "derogation_jours": "5"}).status_code == 302
    db.session.rollback()
    assert db.session.query(Appel).filter_by(code=code).one().derogation_jours is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jour": "2027-02-26"}, "au-delà du 25 février 2027"),
        ({"jour": "2027-02-20", "heure": "20:00"}, "après la date limite de l’appel"),
        ({"motif": ""}, "Dites pourquoi"),
        ({"nature": ""}, "Choisissez"),
        ({"numero": "000000000"}, "n’est pas celui d’un établissement"),
    ],
)
def test_s47_what_the_call_does_not_allow_is_refused_beside_its_field(
    appel: Appel, connecte: Connecte, changes: dict[str, str], words: str
) -> None:
    row, _ = _late_file(appel)
    data = {**ACCORD, "numero": row.numero_finess, **changes}
    answer = connecte(make_utilisateur()).submit(f"{_page(appel)}/nouvelle", data)
    assert answer.status_code == 422
    assert words in answer.text
    db.session.rollback()
    assert db.session.query(Derogation).count() == 0


def test_s47_nobody_is_let_in_elsewhere_nor_once_the_examination_has_begun(appel: Appel, connecte: Connecte) -> None:
    examined = make_candidature_deposee(appel, departement="29", etat=EtatCandidature.EN_INSTRUCTION)
    officer = connecte(make_utilisateur())
    assert _give(officer, appel, examined.numero_finess) == 422
    other = make_appel_publie({"29": 5, "971": 5}, derogation_jours=5)
    assert _give(officer, other, make_etablissement("971").numero_finess) == 422
    assert _give(officer, other, make_etablissement("972").numero_finess) == 422
    db.session.rollback()
    assert db.session.query(Derogation).count() == 0


def test_s47_an_establishment_without_a_file_begins_one_after_the_deadline(appel: Appel, connecte: Connecte) -> None:
    here, there = make_etablissement("29").numero_finess, make_etablissement("29").numero_finess
    officer, client = connecte(make_utilisateur()), connecte(make_representant_compte())
    assert _give(officer, appel, here) == 302
    assert f"/candidatures/nouvelle?appel={appel.code}&amp;numero={here}" in officer.get(_page(appel)).text
    page = f"/candidatures/nouvelle?appel={appel.code}&numero={here}"
    refused = client.submit(page, {"appel": appel.code, "numero": there}, action="/candidatures/nouvelle")
    assert refused.status_code == 422
    opened = client.submit(page, {"appel": appel.code, "numero": here}, action="/candidatures/nouvelle")
    assert opened.status_code == 302
    assert "Une dérogation vous est accordée" in client.get(opened.headers["Location"]).text


def test_s47_a_derogation_is_extended_with_its_reason_and_never_shortened(
    appel: Appel, connecte: Connecte, clock: SettableClock
) -> None:
    row, person = _late_file(appel)
    key, courriel = row.id, person.courriel
    given = make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN, limite_at=LIMITE)
    page, officer = f"/candidatures/derogations/{given.id}/prolongation", connecte(make_utilisateur())
    longer = {"jour": "2027-02-24", "heure": "12:00", "motif": "La ligne n’est toujours pas rétablie."}
    assert officer.submit(page, {**longer, "jour": "2027-02-22"}).status_code == 422
    assert officer.submit(page, longer).status_code == 302
    assert _told("derogation_accordee") == [courriel]
    clock.set(LIMITE + timedelta(hours=1))
    assert _deposit(connecte(person), key) == 302
    officer = connecte(make_utilisateur())
    assert "toujours pas rétablie" in officer.get(_page(appel)).text
    assert officer.submit(page, {**longer, "jour": "2027-02-25"}).status_code == 422


def test_s47_a_derogation_is_withdrawn_before_its_use_and_never_after(appel: Appel, connecte: Connecte) -> None:
    row, person = _late_file(appel)
    key, courriel = row.id, person.courriel
    given = make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN)
    officer, client = connecte(make_utilisateur()), connecte(person)
    page = f"/candidatures/derogations/{given.id}/retrait"
    assert officer.submit(page, {"motif": "Accordée au mauvais établissement."}).status_code == 302
    assert _told("derogation_retiree") == [courriel]
    token = token_of(client, f"/candidatures/{key}/personnes")
    refused = client.post(f"/candidatures/{key}/depot", data={"csrf_token": token}, headers=OWN)
    assert refused.status_code == 409
    assert "Accordée au mauvais établissement." in refused.text

    again = make_derogation(appel, fresh(key).numero_finess, make_utilisateur(), LENDEMAIN)
    page = f"/candidatures/derogations/{again.id}/retrait"
    assert _deposit(client, key) == 302
    answer = officer.submit(page, {"motif": "Trop tard."})
    assert answer.status_code == 422
    assert "grâce à cette dérogation" in answer.text


def test_s47_the_deposited_file_of_a_derogation_is_modified_until_its_own_limit(
    appel: Appel, connecte: Connecte, clock: SettableClock
) -> None:
    person = make_representant_compte()
    row = make_candidature_deposee(appel, departement="29", auteur=person)
    key, client = row.id, connecte(person)
    assert "Modifier ma candidature" not in client.get(f"/candidatures/{key}").text
    make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN, limite_at=LIMITE)
    assert "Modifier ma candidature" in client.get(f"/candidatures/{key}").text
    opened = client.submit(f"/candidatures/{key}", action=f"/candidatures/{key}/modification")
    assert opened.status_code == 302
    copy = str(db.session.query(Reprise).filter_by(candidature_id=key).one().id)
    page = f"/candidatures/{key}/verification"
    assert client.submit(page, {"reprise": copy}, action=f"/candidatures/{key}/depot").status_code == 302
    db.session.rollback()
    assert (
        "n’a pas répondu" in db.session.query(Accuse).filter_by(candidature_id=key, rang=2).one().contenu["derogation"]
    )


def test_s47_reminders_follow_the_limit_of_each_file(appel: Appel, clock: SettableClock) -> None:
    row, late = _late_file(appel)
    _, other = _late_file(appel)
    make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN, limite_at=CLOTURE + timedelta(days=5))
    wanted, others = late.courriel, other.courriel
    at = datetime(2027, 2, 23, 8, 0, tzinfo=UTC)
    for minute in range(3):
        remind_drafts(at + timedelta(minutes=minute))
    told = _told("relance_inacheve")
    assert told == [wanted]
    assert others not in told
    remind_drafts(CLOTURE + timedelta(days=5))
    assert _told("relance_inacheve") == [wanted]


def test_s47_a_deadline_moved_for_all_beyond_a_derogation_makes_it_useless(appel: Appel, connecte: Connecte) -> None:
    row, person = _late_file(appel)
    key, client = row.id, connecte(person)
    make_derogation(appel, row.numero_finess, make_utilisateur(), LENDEMAIN)
    page = f"/candidatures/appels/{appel.code}/prolongation"
    moved = connecte(make_utilisateur()).submit(page, {"date_limite": date(2027, 2, 28).isoformat(), "motif": "Panne."})
    assert moved.status_code == 302
    assert "Une dérogation vous est accordée" not in client.get(f"/candidatures/{key}").text
    assert _deposit(client, key) == 302
    assert db.session.query(Accuse).filter_by(candidature_id=key).one().contenu["derogation"] == ""
    assert db.session.query(Derogation).one().utilisee_at is None


def test_s47_two_officers_at_once_give_one_derogation(appel: Appel, connecte: Connecte) -> None:
    row, _ = _late_file(appel)
    clients = [connecte(make_utilisateur(nom=nom)) for nom in ("Guivarch", "Le Goff")]
    page = f"{_page(appel)}/nouvelle"
    data = {**ACCORD, "numero": row.numero_finess}
    answers = together(clients, [(page, {**data, "csrf_token": token_of(c, page)}) for c in clients])
    assert sorted(status for status, _ in answers) == [302, 422]
    assert "a déjà accordé une dérogation" in next(text for status, text in answers if status == 422)
    db.session.rollback()
    assert db.session.query(Derogation).count() == 1
    assert len(_told("derogation_accordee")) == 1


def test_s47_a_derogation_withdrawn_during_a_deposit_has_one_winner_and_a_clear_word(
    appel: Appel, connecte: Connecte
) -> None:
    row, person = _late_file(appel)
    key, numero = row.id, row.numero_finess
    given = make_derogation(appel, numero, make_utilisateur(), LENDEMAIN)
    client, officer = connecte(person), connecte(make_utilisateur())
    page = f"/candidatures/derogations/{given.id}/retrait"
    withdrawal = {"motif": "Accordée par erreur.", "version": "1", "csrf_token": token_of(officer, page)}
    deposit = {"csrf_token": token_of(client, f"/candidatures/{key}/personnes")}
    (deposited, seen), (withdrawn, told) = together(
        [client, officer], [(f"/candidatures/{key}/depot", deposit), (page, withdrawal)]
    )
    db.session.rollback()
    left = db.session.query(Derogation).one()
    if deposited == 302:
        assert withdrawn == 422
        assert "grâce à cette dérogation" in told
        assert left.retiree_at is None
        assert left.utilisee_at == LENDEMAIN
    else:
        assert (deposited, withdrawn) == (409, 302)
        assert "Accordée par erreur" in seen
        assert left.utilisee_at is None
        assert fresh(key).deposee_at is None


def test_s47_once_the_days_of_the_call_are_over_nothing_is_offered_any_more(
    appel: Appel, connecte: Connecte, clock: SettableClock
) -> None:
    row, person = _late_file(appel)
    assert _deposit(connecte(person), row.id) == 409
    clock.set(CLOTURE + timedelta(days=5))
    officer = connecte(make_utilisateur())
    assert "Accorder une dérogation" not in officer.get(_page(appel)).text
    assert "Accorder une dérogation" not in officer.get("/candidatures/depots-refuses").text
    assert "Plus aucune dérogation" in officer.get(f"{_page(appel)}/nouvelle").text
