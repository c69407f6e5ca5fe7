"""The wording of a call's questions: changed freely before publication, by reasoned versions afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from acia.appels.models import Appel, VersionQuestionnaire
from acia.appels.queries import questionnaire_of
from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]
BUT = "Quel est le but de votre projet ?"


@pytest.fixture
def officer(app: Flask, connecte: Connecte) -> HouseClient:
    return connecte(make_utilisateur(Role.CHARGE, regions=("53",)))


def wording(appel_id: uuid.UUID, section: str, **changes: str) -> dict[str, Any]:
    """What the form of a part sends, with some fields changed; an empty `obligatoire_…` is a box not ticked."""
    data: dict[str, Any] = {}
    for question in questionnaire_of(appel_id).of_section(section):
        data[f"libelle_{question.champ}"], data[f"aide_{question.champ}"] = question.libelle, question.aide
        if question.reglable and question.obligatoire:
            data[f"obligatoire_{question.champ}"] = "y"
    return {name: value for name, value in {**data, **changes}.items() if value or not name.startswith("obl")}


def versions(appel_id: uuid.UUID) -> list[VersionQuestionnaire]:
    db.session.rollback()
    rows = db.session.query(VersionQuestionnaire).filter_by(appel_id=appel_id)
    return rows.order_by(VersionQuestionnaire.numero).all()


def test_a_draft_is_reworded_freely_and_publication_seals_it(officer: HouseClient, clock: SettableClock) -> None:
    appel = make_appel_brouillon()
    code, key = appel.code, appel.id
    path = f"/appels/gestion/{code}/formulaire/projet"
    assert officer.submit(path, wording(key, "projet", libelle_objectifs=BUT)).status_code == 302
    assert officer.submit(path, wording(key, "projet", obligatoire_moyens="")).status_code == 302
    assert [v.numero for v in versions(key)] == [1], "a draft has one version, rewritten"
    assert BUT in officer.get(f"/appels/gestion/{code}/formulaire/projet").text
    officer.submit(f"/appels/gestion/{code}/contact", action=f"/appels/gestion/{code}/publication")
    assert db.session.get_one(Appel, key).etat == "publie"
    read = questionnaire_of(key)
    assert (read.numero, read.label("projet", "objectifs")) == (1, BUT)
    assert not read.required("projet", "moyens")
    assert read.required("projet", "objectifs")


def test_publication_keeps_the_wording_of_the_house_too(officer: HouseClient) -> None:
    appel = make_appel_brouillon()
    code, key = appel.code, appel.id
    officer.submit(f"/appels/gestion/{code}/contact", action=f"/appels/gestion/{code}/publication")
    assert [(v.numero, v.motif) for v in versions(key)] == [(1, "Publication de l’appel")]


def test_a_published_call_is_corrected_by_a_reasoned_new_version(officer: HouseClient) -> None:
    appel = make_appel_publie()
    code, key = appel.code, appel.id
    path = f"/appels/gestion/{code}/formulaire/projet"
    unsaid = officer.submit(path, wording(key, "projet", libelle_objectifs=BUT))
    assert unsaid.status_code == 422
    assert "dites pourquoi" in unsaid.text
    motif = "Deux établissements ont compris la question autrement."
    assert officer.submit(path, wording(key, "projet", libelle_objectifs=BUT, motif=motif)).status_code == 302
    assert [(v.numero, v.motif) for v in versions(key)] == [(1, motif)]
    (event,) = db.session.query(Evenement).filter_by(code="questionnaire_modifie")
    assert event.motif == motif
    assert event.auteur_id is not None
    page = officer.get(f"/appels/gestion/{code}/formulaire").text
    assert motif in page
    unchanged = officer.submit(path, wording(key, "projet", motif="Pour rien"))
    assert "rien à enregistrer" in unchanged.text


def test_once_closed_the_wording_no_longer_changes(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    appel = make_appel_publie()
    path, key = f"/appels/gestion/{appel.code}/formulaire/projet", appel.id
    clock.set(datetime(2027, 2, 21, 9, tzinfo=UTC))
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    answer = officer.submit(path, wording(key, "projet", libelle_objectifs=BUT, motif="Trop tard"))
    assert "Les candidatures sont closes" in answer.text
    assert versions(key) == []


def test_two_officers_at_once_do_not_overwrite_each_other(officer: HouseClient) -> None:
    appel = make_appel_brouillon()
    path, key, stale = f"/appels/gestion/{appel.code}/formulaire/projet", appel.id, appel.version
    officer.submit(path, wording(key, "projet", libelle_objectifs=BUT))
    answer = officer.submit(path, wording(key, "projet", libelle_actions="Et quoi ?", version=str(stale)))
    assert answer.status_code == 422
    assert "entre-temps" in answer.text
    assert questionnaire_of(key).label("projet", "objectifs") == BUT


def test_a_filed_file_keeps_its_words_and_a_draft_follows_the_last(
    officer: HouseClient, connecte: Connecte, clock: SettableClock
) -> None:
    appel = make_appel_publie()
    code, key = appel.code, appel.id
    person = make_representant_compte()
    filed, draft = (make_brouillon(appel, auteur=person).id for _ in range(2))
    client = connecte(person)
    client.submit(f"/candidatures/{draft}/sections/projet", {"titre": "Mieux accueillir", "objectifs": "Moins partir"})
    check = f"/candidatures/{filed}/verification"
    assert client.submit(check, action=f"/candidatures/{filed}/depot").status_code == 302
    assert db.session.get_one(Candidature, filed).version_questionnaire == 0
    clock.set(clock.now() + timedelta(minutes=10))
    path = f"/appels/gestion/{code}/formulaire/projet"
    officer.submit(path, wording(key, "projet", libelle_objectifs=BUT, motif="Plus clair"))
    form = client.get(f"/candidatures/{draft}/sections/projet").text
    assert BUT in form
    assert "Le libellé a changé" in form
    assert "Moins partir" in form
    tasks = client.get(f"/candidatures/{draft}").text
    assert "Le libellé a changé" in tasks
    notice = tasks[tasks.index("Le libellé a changé") :].partition("</ul>")[0]
    assert f"/candidatures/{draft}/sections/projet" in notice
    assert "sections/autorisation" not in notice
    assert BUT in client.get(f"/candidatures/{draft}/verification").text
    assert "Le libellé a changé" not in client.get(f"/candidatures/{draft}/sections/autorisation").text
    read = officer.get(f"/candidatures/{filed}").text
    assert "Que voulez-vous améliorer" in read
    assert BUT not in read
    assert BUT in officer.get(f"/candidatures/vierge/{code}").text


def test_last_year_s_call_is_copied_with_its_words_its_documents_and_none_of_its_dates(officer: HouseClient) -> None:
    source = make_appel_publie({"29": 7}, webinaire_at=datetime(2027, 2, 2, 12, tzinfo=UTC), seuil=60)
    code, key = source.code, source.id
    path = f"/appels/gestion/{code}/formulaire/projet"
    officer.submit(path, wording(key, "projet", libelle_objectifs=BUT, motif="Plus clair"))
    made = officer.submit("/appels/gestion/nouveau", {"titre": "Acia 2028", "code": "acia-2028", "modele": code})
    assert made.status_code == 302
    copied = db.session.query(Appel).filter_by(code="acia-2028").one()
    assert questionnaire_of(copied.id).label("projet", "objectifs") == BUT
    assert copied.seuil == 60
    assert [(d.departement_code, d.places) for d in copied.departements] == [("29", 7)]
    assert [p.code for p in copied.pieces] == [p.code for p in db.session.get_one(Appel, key).pieces]
    assert copied.cloture_at is None
    assert copied.webinaire_at is None
    assert copied.etat == "brouillon"


def test_an_officer_of_elsewhere_neither_rewords_nor_copies(app: Flask, connecte: Connecte) -> None:
    code = make_appel_publie({"29": 4}).code
    elsewhere = connecte(make_utilisateur(Role.CHARGE, regions=("01",)))
    assert elsewhere.get(f"/appels/gestion/{code}/formulaire").status_code == 404
    assert elsewhere.get(f"/appels/gestion/{code}/formulaire/projet").status_code == 404
    answer = elsewhere.submit("/appels/gestion/nouveau", {"titre": "Copie", "code": "copie-1", "modele": code})
    assert answer.status_code == 422
    assert db.session.query(Appel).filter_by(code="copie-1").count() == 0


def test_a_call_says_which_files_each_document_accepts(officer: HouseClient, connecte: Connecte) -> None:
    appel = make_appel_brouillon()
    code = appel.code
    fields: dict[str, Any] = {}
    for rank, piece in enumerate(appel.pieces):
        fields |= {f"pieces-{rank}-{name}": getattr(piece, name) for name in ("code", "libelle", "aide", "section")}
        fields[f"pieces-{rank}-obligatoire"] = "y"
        fields[f"pieces-{rank}-formats"] = ["pdf", "bureautique"] if piece.code == "diagnostic" else ["pdf"]
    assert officer.submit(f"/appels/gestion/{code}/pieces", fields).status_code == 302
    db.session.rollback()
    found = {p.code: p.formats for p in db.session.query(Appel).filter_by(code=code).one().pieces}
    assert found == dict.fromkeys(found, "pdf") | {"diagnostic": "pdf bureautique"}
