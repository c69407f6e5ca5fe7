"""The applicant's way by real requests: number, sections, documents, check, deposit, receipt."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from acia.appels.models import Appel
from acia.candidatures.documents import fingerprint_of
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Candidature,
    Droit,
    EtatCandidature,
    PieceJointe,
    Representant,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel
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

Connecte = Callable[[Utilisateur | None], HouseClient]
AUTOSAVE = {"X-Requested-With": "autosave"}
SAISIES: dict[str, dict[str, object]] = {
    "etablissement": {"identite_confirmee": "y"},
    "autorisation": {"nature": "ase", "autorite": "Président du conseil départemental", "date_arrete": "2019-05-12"},
    "avis_cse": {
        "instance": "cse",
        "resultat": "favorable",
        "date_avis": "2027-01-10",
        "pour": "5",
        "contre": "0",
        "abstention": "1",
    },
    "projet": {
        "titre": "Accueillir et garder",
        "themes": ["2", "5"],
        **{nom: f"Texte {nom}" for nom in ("objectifs", "actions", "calendrier", "moyens", "evaluation", "partage")},
    },
    "representants": {
        f"{role}-{champ}": valeur
        for role, prenom in (("direction", "Anne"), ("personnel", "Yann"), ("metier", "Soizic"))
        for champ, valeur in {
            "prenom": prenom,
            "nom": "Morvan",
            "fonction": "Éducatrice",
            "courriel": f"{prenom.lower()}@exemple.test",
        }.items()
    },
    "engagements": dict.fromkeys(("participation", "premiere_seance", "partage", "exactitude"), "y"),
}
JOINTES = {"autorisation": "arrete", "avis_cse": "avis_cse"}


def _fresh(candidature_id: uuid.UUID) -> Candidature:
    db.session.rollback()
    return db.session.get_one(Candidature, candidature_id)


def _events(candidature_id: uuid.UUID) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Evenement).filter_by(objet_id=str(candidature_id)).order_by(Evenement.numero)
    return [row.code for row in rows]


def _fill(client: HouseClient, base: str, section: str, **files: tuple[io.BytesIO, str]) -> int:
    return client.submit(
        f"{base}/sections/{section}", {**SAISIES[section], **files}, content_type="multipart/form-data"
    ).status_code


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
        assert _fill(client, base, section, **files) == 302, section
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

    row = _fresh(candidature_id)
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
    assert _events(candidature_id)[-1] == "candidature_deposee"
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
    assert _events(key).count("candidature_deposee") == 1


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
    row = _fresh(key)
    assert (row.etat == EtatCandidature.DEPOSEE) is accepted
    assert ("candidature_depot_refuse" in _events(key)) is not accepted
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
    assert _events(key)[-1] == "candidature_depot_refuse"
    assert _fresh(key).etat == EtatCandidature.BROUILLON


def test_only_who_signs_deposits(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    key = make_brouillon(make_appel_publie(), auteur=person, droit=Droit.ECRIT).id
    client = connecte(person)
    page = client.get(f"/candidatures/{key}/verification").text
    assert "Seule la personne qui signe" in page
    answer = client.submit(f"/candidatures/{key}/sections/projet", action=f"/candidatures/{key}/depot")
    assert answer.status_code == 403
    assert _fresh(key).etat == EtatCandidature.BROUILLON
    assert _events(key)[-1] == "candidature_depot_refuse"


def test_s49_the_page_saves_by_itself_with_its_version(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(), auteur=person, complet=False)
    key, version = row.id, row.version
    client = connecte(person)
    path = f"/candidatures/{key}/sections/projet"
    first = client.submit(path, {"titre": "Un début"}, headers=AUTOSAVE)
    assert first.json == {"message": "enregistré à 10\u00a0h", "version": version + 1}
    assert _fresh(key).sections["projet"]["titre"] == "Un début"
    stale = client.submit(path, {"titre": "Autre onglet", "version": str(version)}, headers=AUTOSAVE)
    assert stale.status_code == 409
    assert "entre-temps" in (stale.json or {})["message"]
    assert _fresh(key).sections["projet"]["titre"] == "Un début"
    assert "candidature_enregistree" not in _events(key)
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
    assert _fresh(key).sections["projet"]["titre"] == "Le premier <b>titre</b>"
    again = re.search(r'name="version"[^>]*value="([^"]*)"', conflict.text)
    assert again
    assert client.submit(path, {"titre": "Le second titre", "version": again.group(1)}).status_code == 302
    assert _fresh(key).sections["projet"]["titre"] == "Le second titre"


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
    after = _fresh(key)
    assert (after.etat, after.numero, after.departement_code, after.cree_at) == before
    assert after.sections["engagements"] == {
        "participation": True,
        "premiere_seance": False,
        "partage": False,
        "exactitude": False,
    }


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
        (b"<svg onload=alert(1)>", "ni un PDF"),
        (b"<html>%PDF-1.7 %%EOF", "ni un PDF"),
        (b"%PDF-1.7 coupe", "incomplet"),
        (b"MZ\x90", "ni un PDF"),
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
    assert "Joignez : arrêté d’autorisation" in client.get(f"/candidatures/{key}").text
    db.session.rollback()
    assert db.session.get_one(PieceJointe, piece).retiree_at is not None


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


def test_r47_a_withdrawn_file_leaves_its_place(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    person = make_representant_compte()
    row = make_brouillon(appel, auteur=person)
    key, code, numero = row.id, appel.code, row.numero_finess
    client = connecte(person)
    assert client.submit(f"/candidatures/{key}/retrait", {"motif": ""}).status_code == 422
    assert client.submit(f"/candidatures/{key}/retrait", {"motif": "Nous avons changé de projet."}).status_code == 302
    assert _fresh(key).etat == EtatCandidature.RETIREE
    assert "Nous avons changé de projet." in client.get(f"/candidatures/{key}").text
    again = client.submit(
        f"/candidatures/nouvelle?appel={code}&numero={numero}",
        {"appel": code, "numero": numero},
        action="/candidatures/nouvelle",
    )
    assert again.status_code == 302


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
    piece = _fresh(key).pieces[0].id
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
