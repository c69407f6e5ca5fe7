"""Who opens a file and with which number: the register's answer, one living file, the officer's inbox."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from acia.candidatures.models import (
    Candidature,
)
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import (
    PDF,
    make_brouillon,
    make_candidature_deposee,
    make_etablissement,
    make_representant_compte,
)
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte, fresh


def test_s1_the_file_of_another_establishment_does_not_exist(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    row = make_candidature_deposee(appel)
    key, piece = row.id, row.pieces[0].id
    mine = make_brouillon(appel, auteur=(person := make_representant_compte()))
    client, my_key = connecte(person), mine.id
    for path in ("", "/verification", "/sections/projet", "/accuse", "/confirmation", "/retrait", f"/pieces/{piece}"):
        assert client.get(f"/candidatures/{key}{path}").status_code == 404, path
    assert client.get(f"/candidatures/{my_key}/pieces/{piece}").status_code == 404
    assert client.submit(f"/candidatures/{my_key}/retrait", action=f"/candidatures/{key}/depot").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("29000", "neuf caractères"),
        ("290000011", "erreur de frappe"),
        ("{ej}", "entité juridique"),
        ("{elsewhere}", "Guadeloupe (971)"),
        ("{closed}", "fermé"),
    ],
)
def test_r12_a_number_that_does_not_hold_is_explained(app: Flask, connecte: Connecte, typed: str, words: str) -> None:
    code = make_appel_publie().code
    known = make_etablissement("29")
    numbers = {
        "{ej}": known.numero_ej,
        "{elsewhere}": make_etablissement("971").numero_finess,
        "{closed}": make_etablissement("29", ouvert=False).numero_finess,
    }
    name = known.nom
    person = make_representant_compte()
    page = (
        connecte(person)
        .get("/candidatures/nouvelle", query_string={"appel": code, "numero": numbers.get(typed, typed)})
        .text
    )
    assert words in page
    assert "Oui, commencer" not in page
    if typed == "{ej}":
        assert name in page


def test_e54_the_leading_zero_lost_by_a_spreadsheet_is_proposed(app: Flask, connecte: Connecte) -> None:
    code = make_appel_publie(departements={"01": 3}).code
    numero = make_etablissement("01").numero_finess
    page = (
        connecte(make_representant_compte())
        .get("/candidatures/nouvelle", query_string={"appel": code, "numero": numero[1:]})
        .text
    )
    assert "Vouliez-vous dire" in page
    assert f"{numero[:3]}\u00a0{numero[3:6]}\u00a0{numero[6:]}" in page


def test_r28_one_living_file_an_establishment_and_a_call(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    row = make_candidature_deposee(appel)
    code, numero = appel.code, row.numero_finess
    other = make_etablissement("29").numero_finess
    client = connecte(make_representant_compte())
    answer = client.submit(
        f"/candidatures/nouvelle?appel={code}&numero={other}",
        {"appel": code, "numero": numero},
        action="/candidatures/nouvelle",
    )
    assert answer.status_code == 422
    assert "Une candidature existe déjà pour cet établissement" in answer.text
    db.session.rollback()
    assert db.session.query(Candidature).filter_by(numero_finess=numero).count() == 1


def test_a_visitor_signs_in_first_and_comes_back(app: Flask, visiteur: HouseClient) -> None:
    code = make_appel_publie().code
    answer = visiteur.get(f"/candidatures/nouvelle?appel={code}")
    assert answer.status_code == 302
    assert f"suite=/candidatures/nouvelle?appel%3D{code}" in answer.headers["Location"]


def test_the_officer_reads_the_deposited_files_of_her_territory(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie(departements={"29": 10, "22": 5, "971": 5})
    brest = make_etablissement("29", raison_sociale="MECS Ker Avel", commune="Brest")
    shown = make_candidature_deposee(appel, etablissement=brest)
    make_candidature_deposee(appel, departement="22")
    far = make_candidature_deposee(appel, departement="971").id
    draft = make_brouillon(appel, departement="29").id
    key, finess, numero = shown.id, shown.numero_finess, shown.numero
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    page = officer.get("/candidatures/").text
    assert "2 candidatures." in page
    assert "1\u00a0brouillon en cours" in page
    assert str(far) not in page
    assert str(draft) not in page
    for texte in ("ker avel", "brest", finess, numero):
        found = officer.get("/candidatures/", query_string={"texte": texte}).text
        assert str(key) in found, texte
    assert "1 candidature sur 2." in officer.get("/candidatures/", query_string={"departement": "22"}).text
    dossier = officer.get(f"/candidatures/{key}").text
    assert "Mieux accueillir" in dossier
    assert "Journal" in dossier
    assert officer.get(f"/candidatures/{far}").status_code == 404
    assert officer.get(f"/candidatures/{draft}").status_code == 404
    piece = fresh(key).pieces[0].id
    assert officer.get(f"/candidatures/{key}/pieces/{piece}").data == PDF
    assert officer.get(f"/candidatures/{key}/sections/projet").status_code == 403
    assert connecte(make_utilisateur(Role.FINANCEUR)).get(f"/candidatures/{key}").status_code == 403


def test_the_inbox_asks_as_many_questions_for_six_files_as_for_one(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    make_candidature_deposee(appel)
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    counts = []
    for _ in range(2):
        asked: list[str] = []
        listener = lambda *args, asked=asked: asked.append(str(args[2]))  # noqa: E731 - SQLAlchemy wants a callable
        event.listen(db.engine, "before_cursor_execute", listener)
        assert officer.get("/candidatures/").status_code == 200
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(asked))
        for _ in range(5):
            make_candidature_deposee(appel)
    assert counts[0] == counts[1]
