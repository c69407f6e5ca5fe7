"""What the applicant types and attaches: saved by itself, compared with another's, refused with words."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from acia.candidatures.models import (
    PieceJointe,
    Representant,
)
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import (
    PDF,
    make_brouillon,
    make_representant_compte,
)
from tests.factories.parcours import AUTOSAVE, SAISIES, Connecte, events_of, fresh

HOSTILE = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\avis.pdf",
    "avis\x00.pdf",
    "avis%0D%0ASet-Cookie: a=b.pdf",
    "\u202efdp.exe.pdf",
    "Ελληνικά «avis» d’été.pdf",
    "CON.pdf",
    ".htaccess",
    "a" * 300 + ".pdf",
    "",
    "   ",
]


def test_s49_the_page_saves_by_itself_with_its_version(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person, complet=False)
    key, version = row.id, row.version
    client = connecte(person)
    path = f"/candidatures/{key}/sections/projet"
    first = client.submit(path, {"titre": "Un début"}, headers=AUTOSAVE)
    assert first.json == {"message": "enregistré à 10\u00a0h", "version": version + 1}
    assert fresh(key).sections["projet"]["titre"] == "Un début"
    stale = client.submit(path, {"titre": "Autre onglet", "version": str(version)}, headers=AUTOSAVE)
    assert stale.status_code == 409
    assert "entre-temps" in (stale.json or {})["message"]
    assert fresh(key).sections["projet"]["titre"] == "Un début"
    assert "candidature_enregistree" not in events_of(key)
    tasks = client.get(f"/candidatures/{key}").text
    assert "1 question sur 8 · enregistré à 10\u00a0h" in tasks


def test_s56_the_second_to_save_compares_then_decides(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person, complet=False)
    key, stale = row.id, str(row.version)
    client = connecte(person)
    path = f"/candidatures/{key}/sections/projet"
    assert client.submit(path, {"titre": "Le premier <b>titre</b>"}).status_code == 302
    conflict = client.submit(path, {"titre": "Le second titre", "version": stale})
    assert conflict.status_code == 409
    assert "Ce qui est enregistré maintenant" in conflict.text
    assert "Le premier &lt;b&gt;titre&lt;/b&gt;" in conflict.text
    assert "Le second titre" in conflict.text
    assert fresh(key).sections["projet"]["titre"] == "Le premier <b>titre</b>"
    again = re.search(r'name="version"[^>]*value="([^"]*)"', conflict.text)
    assert again
    assert client.submit(path, {"titre": "Le second titre", "version": again.group(1)}).status_code == 302
    assert fresh(key).sections["projet"]["titre"] == "Le second titre"


def test_what_is_half_typed_does_not_keep_the_rest_from_being_saved(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person, complet=False).id
    client = connecte(person)
    path = f"/candidatures/{key}/sections/representants"
    answer = client.submit(path, {"metier-prenom": "Soizic", "metier-courriel": "soizic@"}, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert "sauf ce qui reste à corriger" in (answer.json or {})["message"]
    db.session.rollback()
    assert [(r.prenom, r.courriel) for r in db.session.query(Representant)] == [("Soizic", "")]
    refused = client.submit(path, {"metier-prenom": "Soizic", "metier-courriel": "soizic@"})
    assert refused.status_code == 422
    assert "soizic@" in refused.text


def test_s16_a_request_cannot_set_what_the_form_does_not_hold(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person, complet=False)
    key, before = row.id, (row.etat, row.numero, row.departement_code, row.cree_at)
    stranger = make_appel_publie().id
    connecte(person).submit(
        f"/candidatures/{key}/sections/engagements",
        {"participation": "y", "etat": "deposee", "numero": "X-1", "departement_code": "35", "appel_id": str(stranger),
         "sections": "{}", "deposee_at": "2027-01-01", "fichier_autre": "x"},
    )  # fmt: skip
    after = fresh(key)
    assert (after.etat, after.numero, after.departement_code, after.cree_at) == before
    assert after.sections["engagements"] == {
        "participation": True,
        "premiere_seance": False,
        "partage": False,
        "exactitude": False,
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_s80_any_name_is_kept_as_text_and_downloaded_as_an_attachment(
    app: Flask, connecte: Connecte, name: str
) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person, complet=False)
    key, client = row.id, connecte(person)
    base = f"/candidatures/{key}"
    client.submit(
        f"{base}/sections/avis_cse", {"fichier_avis_cse": (io.BytesIO(PDF), name)}, content_type="multipart/form-data"
    )
    db.session.rollback()
    pieces = db.session.query(PieceJointe).all()
    if not name:
        assert pieces == []
        return
    stored = pieces[0].document.nom
    assert len(stored) <= 150
    assert stored.endswith(".pdf")
    assert not set(stored) & set("/\\\x00\r\n\u202e")
    answer = client.get(f"{base}/pieces/{pieces[0].id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"<svg onload=alert(1)>", "type accepté"),
        (b"<html>%PDF-1.7 %%EOF", "type accepté"),
        (b"%PDF-1.7 coupe", "incomplet"),
        (b"MZ\x90", "type accepté"),
    ],
)
def test_s78_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    app: Flask, connecte: Connecte, content: bytes, reason: str
) -> None:
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person, complet=False).id
    answer = connecte(person).submit(
        f"/candidatures/{key}/sections/avis_cse",
        {"instance": "cse", "fichier_avis_cse": (io.BytesIO(content), "avis.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert reason in answer.text
    db.session.rollback()
    assert db.session.query(PieceJointe).count() == 0


def test_a_document_is_removed_and_its_row_stays(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person)
    key, piece = row.id, next(p.id for p in row.pieces if p.code == "arrete")
    client = connecte(person)
    answer = client.submit(
        f"/candidatures/{key}/sections/autorisation", {**SAISIES["autorisation"], "retirer": [str(piece)]}
    )
    assert answer.status_code == 302
    assert client.get(f"/candidatures/{key}/pieces/{piece}").status_code == 404
    assert "Joignez : arrêté d’autorisation" in client.get(f"/candidatures/{key}").text
    db.session.rollback()
    assert db.session.get_one(PieceJointe, piece).retiree_at is not None
