"""Questions on a call: asked by anybody, answered for everybody, and nothing that tells who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from acia.appels.jobs import erase_addresses
from acia.appels.models import Appel, QuestionAppel
from acia.appels.rules import CONSERVATION, QUESTIONS_PAR_HEURE
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie, make_question
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]
QUESTION = "Notre MECS de Landerneau peut-elle candidater avec son SAEMO ?"
ADRESSE = "directeur@ker-avel.test"
REPONSE = {"question": "Une MECS et un SAEMO peuvent-ils candidater ensemble ?", "reponse": "Non : un dossier chacun."}


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10})


def questions() -> list[QuestionAppel]:
    db.session.rollback()
    return db.session.query(QuestionAppel).all()


def officer_of(connecte: Connecte, region: str = "53") -> HouseClient:
    return connecte(make_utilisateur(Role.CHARGE, regions=(region,)))


def test_a_question_is_answered_for_all_without_who_asked(
    appel: Appel, visiteur: HouseClient, connecte: Connecte
) -> None:
    page = f"/appels/{appel.code}/questions"
    asked = visiteur.submit(page, {"texte": QUESTION, "courriel": ADRESSE})
    assert asked.status_code == 302
    assert QUESTION not in visiteur.get(page).text, "nothing is public before it is answered"
    officer = officer_of(connecte)
    desk = f"/appels/gestion/{appel.code}/questions"
    assert QUESTION in officer.get(desk).text
    (row,) = questions()
    assert officer.submit(f"{desk}/{row.id}", REPONSE).status_code == 302
    for path in (page, f"/appels/{appel.code}"):
        text = visiteur.get(path).text
        assert REPONSE["reponse"].replace(" :", "\u00a0:") in text or REPONSE["reponse"] in text
        assert "Réponse du 15 janvier 2027" in text
        assert ADRESSE not in text
        assert "Landerneau" not in text
    sent = db.session.query(Courriel).order_by(Courriel.cle).all()
    assert [(m.modele, m.destinataire) for m in sent] == [
        ("question_posee", "appels@exemple.test"),
        ("question_repondue", ADRESSE),
    ]
    assert QUESTION not in sent[0].texte
    assert "ker-avel" not in str([(e.phrase, e.donnees) for e in db.session.query(Evenement)])


def test_a_corrected_answer_tells_nobody_twice(appel: Appel, connecte: Connecte) -> None:
    path = f"/appels/gestion/{appel.code}/questions/{make_question(appel).id}"
    officer = officer_of(connecte)
    officer.submit(path, REPONSE)
    officer.submit(path, {**REPONSE, "reponse": "Non, sauf un numéro commun."})
    assert [q.reponse for q in questions()] == ["Non, sauf un numéro commun."]
    assert db.session.query(Courriel).filter_by(modele="question_repondue").count() == 1


def test_an_address_is_never_published_with_its_question(appel: Appel, connecte: Connecte) -> None:
    path = f"/appels/gestion/{appel.code}/questions/{make_question(appel, courriel=ADRESSE).id}"
    answer = officer_of(connecte).submit(path, {**REPONSE, "question": f"{ADRESSE} demande…"})
    assert answer.status_code == 422
    assert questions()[0].repondue_at is None


def test_a_question_set_aside_publishes_nothing(appel: Appel, visiteur: HouseClient, connecte: Connecte) -> None:
    desk = f"/appels/gestion/{appel.code}/questions"
    row = make_question(appel)
    assert officer_of(connecte).submit(desk, action=f"{desk}/{row.id}/ecarter").status_code == 302
    assert "AEMO" not in visiteur.get(f"/appels/{appel.code}/questions").text
    assert db.session.query(Courriel).count() == 0


def test_an_officer_of_elsewhere_reads_no_question(appel: Appel, connecte: Connecte) -> None:
    row = make_question(appel)
    other = make_appel_publie({"971": 5})
    elsewhere = officer_of(connecte, "01")
    assert elsewhere.get(f"/appels/gestion/{appel.code}/questions").status_code == 404
    assert elsewhere.get(f"/appels/gestion/{other.code}/questions/{row.id}").status_code == 404


def test_questions_are_slowed_down(appel: Appel, visiteur: HouseClient, clock: SettableClock) -> None:
    page = f"/appels/{appel.code}/questions"
    for _ in range(QUESTIONS_PAR_HEURE):
        assert visiteur.submit(page, {"texte": QUESTION}).status_code == 302
    assert visiteur.submit(page, {"texte": QUESTION}).status_code == 422
    clock.set(clock.now() + timedelta(hours=1))
    assert visiteur.submit(page, {"texte": QUESTION}).status_code == 302


def test_an_address_is_erased_once_answered(appel: Appel, connecte: Connecte, clock: SettableClock) -> None:
    path = f"/appels/gestion/{appel.code}/questions/{make_question(appel, courriel=ADRESSE).id}"
    officer_of(connecte).submit(path, REPONSE)
    erase_addresses(clock.now() + CONSERVATION - timedelta(seconds=1))
    assert questions()[0].courriel == ADRESSE
    erase_addresses(clock.now() + CONSERVATION)
    assert questions()[0].courriel == ""
    assert db.session.query(Courriel).filter_by(destinataire=ADRESSE).count() == 0
