"""R6: the webinar of a call, its sign-ups kept apart from the files, and what nobody learns of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from acia.appels.jobs import erase_addresses
from acia.appels.models import Appel, InscriptionWebinaire
from acia.appels.rules import INSCRIPTIONS_PAR_HEURE
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie, make_inscription
from tests.factories.client import HouseClient, without_token
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]
LIEN = "https://visio.exemple.test/salle-42"
WEBINAIRE = {"jour": "2027-02-02", "heure": "13:00", "minutes": "90", "lien": LIEN}


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie(
        {"29": 10, "971": 5}, webinaire_at=datetime(2027, 2, 2, 12, tzinfo=UTC), webinaire_lien=LIEN
    )


def rows() -> list[InscriptionWebinaire]:
    db.session.rollback()
    return db.session.query(InscriptionWebinaire).all()


def mails() -> list[Courriel]:
    db.session.rollback()
    return db.session.query(Courriel).order_by(Courriel.cree_at, Courriel.cle).all()


def sign_up(visiteur: HouseClient, code: str, courriel: str) -> str:
    answer = visiteur.submit(f"/appels/{code}/webinaire", {"courriel": courriel}, follow_redirects=True)
    return without_token(answer)


def test_r6_a_visitor_signs_up_and_the_link_is_in_her_mail_alone(appel: Appel, visiteur: HouseClient) -> None:
    code = appel.code
    page = visiteur.get(f"/appels/{code}").text
    assert "M’inscrire au webinaire" in page
    assert "8\u00a0h (heure de la Guadeloupe)" in page
    sign_up(visiteur, code, "Directrice@Exemple.test")
    assert [row.courriel for row in rows()] == ["directrice@exemple.test"]
    (mail,) = mails()
    assert LIEN in mail.texte
    assert LIEN in mail.html
    assert "BEGIN:VCALENDAR" in mail.calendrier
    assert LIEN in mail.calendrier
    public = [page, visiteur.get(f"/appels/{code}/webinaire").text, visiteur.get(f"/appels/{code}/webinaire.ics").text]
    assert all(LIEN not in text for text in public)
    assert "DTSTART;TZID=Europe/Paris:20270202T130000" in public[2]
    assert "effacée le jeudi 4 mars 2027" in public[1]


def test_a_stranger_does_not_learn_who_has_signed_up(appel: Appel, visiteur: HouseClient) -> None:
    code = appel.code
    first = sign_up(visiteur, code, "une@exemple.test")
    again = sign_up(visiteur, code, "une@exemple.test")
    assert first == again
    assert len(rows()) == 1
    assert len(mails()) == 1
    assert "exemple.test" not in str([(e.phrase, e.donnees) for e in db.session.query(Evenement)])


def test_one_changes_her_mind_by_the_link_of_her_mail_and_nothing_is_left(appel: Appel, visiteur: HouseClient) -> None:
    sign_up(visiteur, appel.code, "une@exemple.test")
    path = next(w for w in mails()[0].texte.split() if "desinscription" in w).removeprefix("https://acia.test")
    assert visiteur.get(path).status_code == 200
    assert len(rows()) == 1, "opening the address erases nothing"
    assert visiteur.submit(path).status_code == 302
    assert rows() == []
    assert mails() == [], "the mail that named her is erased too"
    assert visiteur.submit(path).status_code == 302, "twice changes nothing"
    assert visiteur.get(path[:-3] + "abc").status_code == 404


def test_sign_ups_are_slowed_down(appel: Appel, visiteur: HouseClient) -> None:
    code = appel.code
    for n in range(INSCRIPTIONS_PAR_HEURE):
        sign_up(visiteur, code, f"p{n}@exemple.test")
    answer = visiteur.submit(f"/appels/{code}/webinaire", {"courriel": "trop@exemple.test"})
    assert "Beaucoup de demandes viennent de votre réseau" in answer.text
    assert len(rows()) == INSCRIPTIONS_PAR_HEURE


def test_those_who_signed_up_are_told_of_a_change_and_of_a_cancellation(appel: Appel, connecte: Connecte) -> None:
    make_inscription(appel)
    path = f"/appels/gestion/{appel.code}/webinaire"
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    assert officer.submit(path, {**WEBINAIRE, "lien": "http://pas-sur.test"}).status_code == 422
    assert officer.submit(path, {**WEBINAIRE, "heure": "15:00"}).status_code == 302
    (mail,) = mails()
    assert mail.sujet.startswith("Webinaire modifié")
    assert "15\u00a0h (heure de Paris), jusqu’à 16\u00a0h\u00a030" in mail.texte
    assert officer.submit(path, {**WEBINAIRE, "heure": "15:00"}).status_code == 302
    assert len(mails()) == 1, "nothing has changed: nobody is told"
    assert officer.submit(path, {"jour": "", "heure": "", "minutes": "", "lien": ""}).status_code == 302
    assert {mail.modele for mail in mails()} == {"webinaire", "webinaire_annule"}


def test_the_officer_reads_and_exports_the_list_which_is_noted(appel: Appel, connecte: Connecte) -> None:
    make_inscription(appel, "=cmd@exemple.test")
    path = f"/appels/gestion/{appel.code}/inscrits"
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    assert "=cmd@exemple.test" in officer.get(path).text
    answer = officer.submit(path)
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert cells[2] == "=cmd@exemple.test"
    db.session.rollback()
    assert [e.code for e in db.session.query(Evenement)] == ["webinaire_inscrits_exportes"]
    assert connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get(path).status_code == 200
    assert connecte(make_utilisateur(Role.CHARGE, regions=("11",))).get(path).status_code == 404


def test_addresses_are_erased_on_the_day_that_was_said(
    appel: Appel, visiteur: HouseClient, clock: SettableClock
) -> None:
    sign_up(visiteur, appel.code, "une@exemple.test")
    end = datetime(2027, 2, 2, 13, tzinfo=UTC)
    erase_addresses(end + timedelta(days=30) - timedelta(seconds=1))
    assert len(rows()) == 1
    erase_addresses(end + timedelta(days=30))
    assert rows() == []
    assert mails() == []


def test_nobody_signs_up_to_what_is_over(appel: Appel, visiteur: FlaskClient, clock: SettableClock) -> None:
    code = appel.code
    clock.set(datetime(2027, 2, 2, 13, 0, tzinfo=UTC))
    assert "Ce webinaire est passé" in visiteur.get(f"/appels/{code}/webinaire").text
    assert "M’inscrire au webinaire" not in visiteur.get(f"/appels/{code}").text
