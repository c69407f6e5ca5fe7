"""The life of a call by real requests: created, completed section by section, published, frozen, read by everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acia.appels.models import Appel, EtatAppel
from acia.appels.service import framework_of
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur | None], HouseClient]
CALENDRIER = {
    "fuseau": "Europe/Paris",
    "ouverture": "2027-01-04",
    "date_limite": "2027-02-20",
    "commission": "2027-03-18",
    "notification": "2027-03-22",
    "debut": "2027-04-01",
    "fin": "2028-03-31",
}
CONTACT = {
    "contact_nom": "Service des appels",
    "contact_courriel": "appels@exemple.test",
    "contact_telephone": "02 00 00 00 00",
    "contact_adresse": "12 rue du Parc, 35000 Rennes",
    "signataire_nom": "Camille Roux",
    "signataire_qualite": "Directrice régionale",
    "signataire_service": "Service des appels",
    "tribunal": "Tribunal administratif de Lyon",
}


def _appel(code: str = "acia-2027") -> Appel:
    db.session.rollback()
    return db.session.query(Appel).filter_by(code=code).one()


def test_r1_r4_a_call_is_created_completed_and_published(app: Flask, connecte: Connecte, visiteur: FlaskClient) -> None:
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    created = officer.submit("/appels/gestion/nouveau", {"titre": "Acia 2027", "code": "ACIA-2027"})
    assert created.headers["Location"] == "/appels/gestion/acia-2027"
    base = "/appels/gestion/acia-2027"
    assert "À compléter" in officer.get(base).text
    assert visiteur.get("/appels/acia-2027").status_code == 404

    assert officer.submit(f"{base}/calendrier", CALENDRIER).status_code == 302
    assert (
        officer.submit(f"{base}/territoire", {"places_29": "10", "places_35": "8", "places_22": ""}).status_code == 302
    )
    assert officer.submit(f"{base}/contact", CONTACT).status_code == 302
    ready = officer.get(base).text
    assert "Tout est prêt" in ready

    appel = _appel()
    assert appel.cloture_at == datetime(2027, 2, 20, 23, 0, tzinfo=UTC)
    assert {d.departement_code: d.places for d in appel.departements} == {"29": 10, "35": 8}

    assert officer.submit(base, action=f"{base}/publication").status_code == 302
    appel = _appel()
    assert appel.etat == EtatAppel.PUBLIE
    assert len(appel.empreinte) == 64
    assert appel.cadre["taille_cohorte_max"] == 5
    page = visiteur.get("/appels/acia-2027").text
    assert "Candidater" in page
    assert "20 février 2027, 23\u00a0h\u00a059 (heure de Paris)" in page
    assert "Pertinence du projet" in page
    assert verify_chain()[1] is None
    assert [e.code for e in db.session.query(Evenement).order_by(Evenement.numero)][-1] == "appel_publie"


def test_r4_framework_grid_and_documents_are_frozen_once_published(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    code, before = appel.code, framework_of(appel)
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    for section in ("presentation", "calendrier", "territoire", "grille", "pieces"):
        answer = officer.submit(
            f"/appels/gestion/{code}/contact",
            {"titre": "Autre", "seuil": "1"},
            action=f"/appels/gestion/{code}/{section}",
        )
        assert answer.status_code == 403, section
    assert (
        officer.submit(f"/appels/gestion/{code}/contact", {**CONTACT, "contact_nom": "Nouveau service"}).status_code
        == 302
    )
    after = _appel(code)
    assert framework_of(after) == before
    assert after.contact_nom == "Nouveau service"
    assert after.seuil == 50


def test_a_call_that_lacks_something_is_not_published(app: Flask, connecte: Connecte) -> None:
    code = make_appel_brouillon(contact_telephone="").code
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    answer = officer.submit(
        f"/appels/gestion/{code}/contact", action=f"/appels/gestion/{code}/publication", follow_redirects=True
    )
    assert "le téléphone du service" in answer.text
    assert _appel(code).etat == EtatAppel.BROUILLON


def test_r3_dates_that_do_not_follow_each_other_are_refused_with_what_was_typed(app: Flask, connecte: Connecte) -> None:
    code = make_appel_brouillon().code
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    answer = officer.submit(f"/appels/gestion/{code}/calendrier", {**CALENDRIER, "commission": "2027-02-20"})
    assert answer.status_code == 422
    assert "La commission doit se réunir après la date limite." in answer.text
    assert 'value="2027-02-20"' in answer.text
    assert str(_appel(code).date_commission) == "2027-03-18"


def test_e14_a_deadline_on_a_sunday_is_kept_with_a_warning(app: Flask, connecte: Connecte) -> None:
    code = make_appel_brouillon().code
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    officer.submit(f"/appels/gestion/{code}/calendrier", {**CALENDRIER, "date_limite": "2027-02-21"})
    page = officer.get(f"/appels/gestion/{code}").text
    assert "Tout est prêt" in page
    assert _appel(code).cloture_at == datetime(2027, 2, 21, 23, 0, tzinfo=UTC)


def test_an_officer_neither_sees_nor_edits_the_calls_of_other_regions(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie(departements={"971": 5})
    code = appel.code
    elsewhere = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    assert elsewhere.get(f"/appels/gestion/{code}").status_code == 404
    assert elsewhere.get(f"/appels/gestion/{code}/contact").status_code == 404
    assert code not in elsewhere.get("/appels/gestion").text
    assert code in connecte(make_utilisateur(Role.PILOTE, regions=())).get("/appels/gestion").text
    member = connecte(make_utilisateur(Role.MEMBRE))
    assert member.get("/appels/gestion").status_code == 403


def test_s56_the_second_of_two_editors_is_told_and_overwrites_nothing(app: Flask, connecte: Connecte) -> None:
    code = make_appel_brouillon().code
    path = f"/appels/gestion/{code}/contact"
    first, second = (connecte(make_utilisateur(Role.CHARGE, regions=("53",))) for _ in range(2))
    stale = _appel(code).version
    assert first.submit(path, {**CONTACT, "contact_nom": "Premier"}).status_code == 302
    answer = second.submit(path, {**CONTACT, "contact_nom": "Second", "version": str(stale)})
    assert answer.status_code == 422
    assert "entre-temps" in answer.text
    assert _appel(code).contact_nom == "Premier"


def test_r10_the_deadline_is_also_said_at_the_hour_of_the_guadeloupe(app: Flask, visiteur: FlaskClient) -> None:
    code = make_appel_publie(departements={"29": 10, "971": 5}).code
    page = visiteur.get(f"/appels/{code}").text
    assert "20 février 2027, 23\u00a0h\u00a059 (heure de Paris)" in page
    assert "20 février 2027, 19\u00a0h (heure de la Guadeloupe)" in page


@pytest.mark.parametrize(
    ("instant", "word", "button"),
    [
        (datetime(2027, 1, 3, 22, 59, 59, tzinfo=UTC), "Programmé", False),
        (datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC), "Ouvert", True),
        (datetime(2027, 2, 20, 23, 0, tzinfo=UTC), "Clos", False),
    ],
)
def test_the_public_page_says_where_the_call_stands(
    app: Flask, visiteur: FlaskClient, clock: SettableClock, instant: datetime, word: str, button: bool
) -> None:
    code = make_appel_publie().code
    clock.set(instant)
    assert word in visiteur.get("/appels/").text
    page = visiteur.get(f"/appels/{code}").text
    assert word in page
    assert ("Candidater" in page) is button


def test_the_grid_and_the_documents_are_edited_by_hand(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_brouillon()
    code = appel.code
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    grille = {"seuil": "60", "notes_minimum": "2", "plafond_gestionnaire": "2"}
    for i, critere in enumerate(_appel(code).criteres):
        grille |= {
            f"criteres-{i}-libelle": critere.libelle,
            f"criteres-{i}-poids": "25",
            f"criteres-{i}-description": "d",
        }
        for j, (mot, phrase) in enumerate(critere.niveaux):
            grille |= {f"criteres-{i}-niveaux-{j}-mot": mot, f"criteres-{i}-niveaux-{j}-phrase": phrase + " Bien."}
    assert officer.submit(f"/appels/gestion/{code}/grille", grille).status_code == 302
    assert {c.poids for c in _appel(code).criteres} == {25}
    assert _appel(code).criteres[0].niveaux[5][1].endswith(" Bien.")
    assert _appel(code).plafond_gestionnaire == 2
    assert officer.submit(f"/appels/gestion/{code}/grille", grille | {"plafond_gestionnaire": "0"}).status_code == 422

    pieces = {}
    for i, piece in enumerate([*_appel(code).pieces, None]):
        pieces |= {
            f"pieces-{i}-code": piece.code if piece else "",
            f"pieces-{i}-libelle": piece.libelle if piece else "Charte d’accueil",
            f"pieces-{i}-section": piece.section if piece else "projet",
            **({f"pieces-{i}-obligatoire": "y"} if piece and piece.obligatoire else {}),
        }
    pieces["pieces-1-libelle"] = ""
    assert officer.submit(f"/appels/gestion/{code}/pieces", pieces).status_code == 302
    assert [p.libelle for p in _appel(code).pieces] == [
        "Arrêté d’autorisation",
        "Avis de l’instance représentative du personnel",
        "État des lieux ou diagnostic",
        "Charte d’accueil",
    ]
