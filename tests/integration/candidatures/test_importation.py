"""Taking over files gathered elsewhere: columns, dry run, one import, no duplicate."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures import service
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    EtatCandidature,
    Importation,
    OrigineDossier,
)
from acia.candidatures.queries import Issue, LigneEssai, essai_of
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_etablissement, make_representant_compte
from tests.factories.classeurs import ods, xlsx
from tests.factories.comptes import make_utilisateur
from tests.factories.interne import make_importation

Connecte = Callable[[Utilisateur], Any]
QUAND = datetime(2027, 2, 15, 9, tzinfo=UTC)
TITRES = ["ID", "Numéro FINESS", "Email", "Déposé le", "État du dossier", "Titre du projet", "Objectifs du projet"]


@pytest.fixture
def officer(app: Flask) -> Utilisateur:
    app.extensions["acia_clock"].set(QUAND)
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10, "35": 5, "971": 3})


def row(identifiant: str, finess: str, **changes: str) -> list[str]:
    """A line of the table, complete unless told otherwise."""
    values = {
        "courriel": "demandeur@exemple.test",
        "depose": "12/02/2027 14:32",
        "etat": "En construction",
        "titre": "Accueillir",
        "objectifs": "Réduire les départs",
        **changes,
    }
    return [identifiant, finess, *values.values()]


def table(*rows: list[str]) -> str:
    return "\n".join(";".join(cells) for cells in [TITRES, *rows]) + "\n"


def attempt(importation: Importation, officer: Utilisateur, **options: Any) -> list[LigneEssai]:
    """The dry run with these options."""
    with transaction():
        kept = db.session.get_one(Importation, importation.id)
        kept.options = {**kept.options, **options}
    return essai_of(db.session.get_one(Importation, importation.id), officer, QUAND)


def take_over(importation: Importation, officer: Utilisateur, **options: Any) -> Importation:
    """The import with these options."""
    attempt(importation, officer, **options)
    with transaction():
        return service.perform_importation(
            importation.id, auteur=officer, now=QUAND, lien="https://acia.test/connexion"
        )


def words(ligne: LigneEssai) -> str:
    return " ".join(p.phrase for p in ligne.problemes)


def test_a_table_becomes_files_screen_after_screen(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    there, known = make_etablissement("29"), make_representant_compte()
    client = connecte(officer)
    content = xlsx([TITRES, row("77", there.numero_finess, courriel=known.courriel), row("78", "123")])
    sent = {"appel": appel.code, "fichier": (io.BytesIO(content), "../export.xlsx")}
    answer = client.submit("/candidatures/importations", sent, content_type="multipart/form-data")
    columns = answer.headers["Location"]
    page = client.get(columns).get_data(as_text=True)
    assert re.search(r'<option selected value="Numéro FINESS">', page)
    assert "Accueillir" in page
    kept = db.session.query(Importation).one()
    again = client.submit(columns, {**kept.association, "modele": "Export DS"})
    dry_run = again.headers["Location"]
    assert "Lire comme « Export DS »" in client.get(columns).get_data(as_text=True).replace("\u00a0", " ")
    page = client.get(dry_run).get_data(as_text=True)
    page = html.unescape(page).replace("\u00a0", " ")
    assert "Rien n’est encore créé : 1 dossier le sera" in page
    assert "« Numéro FINESS » : Un numéro FINESS compte neuf caractères" in page
    assert db.session.query(Candidature).count() == 0
    for _ in range(2):
        assert client.submit("/candidatures/importations", action=f"{dry_run}/import").status_code == 302
    created = db.session.query(Candidature).one()
    assert (created.etat, created.deposee_at) == ("deposee", datetime(2027, 2, 12, 13, 32, tzinfo=UTC))
    assert created.sections["projet"] == {"titre": "Accueillir", "objectifs": "Réduire les départs"}
    origin = db.session.query(OrigineDossier).one()
    assert (origin.ligne, origin.identifiant, origin.brut["ID"]) == (2, "77", "77")
    assert db.session.query(AccesCandidature).one().utilisateur_id == known.id
    assert db.session.query(Courriel).count() == 0
    assert db.session.query(Evenement).filter_by(code="candidature_importee").count() == 1
    file = client.get(f"/candidatures/{created.id}").get_data(as_text=True)
    assert "export.xlsx" in file
    assert "dossier d’origine 77" in file
    assert "export.xlsx" in client.get(dry_run).get_data(as_text=True)


@pytest.mark.parametrize("make", ["csv", "ods"])
def test_taking_the_same_table_over_again_creates_nothing(make: str, officer: Utilisateur, appel: Appel) -> None:
    rows = [TITRES, row("77", make_etablissement("29").numero_finess), row("", make_etablissement("29").numero_finess)]
    content: str | bytes = table(*rows[1:]) if make == "csv" else ods(rows)
    first = take_over(make_importation(appel, officer, content), officer)
    assert [line["issue"] for line in first.rapport] == [Issue.CREEE, Issue.CREEE]
    second = take_over(make_importation(appel, officer, content), officer)
    assert [line["issue"] for line in second.rapport] == [Issue.DEJA, Issue.DEJA]
    assert db.session.query(Candidature).count() == 2
    with transaction():
        for file in db.session.query(Candidature):
            file.etat, file.retiree_at = EtatCandidature.RETIREE, QUAND
    third = take_over(make_importation(appel, officer, content), officer)
    assert [line["issue"] for line in third.rapport] == [Issue.DEJA, Issue.DEJA]
    numbers = sorted(file.numero or "" for file in db.session.query(Candidature))
    assert numbers == [f"{appel.code.upper()}-0001", f"{appel.code.upper()}-0002"]


def test_every_problem_is_said_by_line_and_column(officer: Utilisateur, appel: Appel) -> None:
    here = make_etablissement("29")
    filed = make_candidature_deposee(appel, departement="29")
    cases = {
        "unknown": (row("1", "290000009"), "finess", "ne figure pas"),
        "legal entity (E19)": (row("2", here.numero_ej or ""), "finess", here.nom),
        "another call": (row("3", make_etablissement("56").numero_finess), "finess", "n’est pas ouvert"),
        "another région": (row("4", make_etablissement("971").numero_finess), "finess", "votre territoire"),
        "date": (row("5", make_etablissement("29").numero_finess, depose="hier"), "deposee_le", "ne se lit pas"),
        "future": (row("6", make_etablissement("29").numero_finess, depose="01/06/2027"), "deposee_le", "à venir"),
        "nobody": (row("7", ""), "finess", "rien ne dit"),
    }
    lignes = attempt(make_importation(appel, officer, table(*(line for line, *_ in cases.values()))), officer)
    for ligne, (nom, (_, champ, phrase)) in zip(lignes, cases.items(), strict=True):
        assert ligne.issue is Issue.ECARTEE, nom
        assert any(p.champ == champ and phrase in p.phrase for p in ligne.problemes), (nom, words(ligne))
    assert [ligne.rang for ligne in lignes] == list(range(2, 9))
    known, twice, again = attempt(
        make_importation(
            appel,
            officer,
            table(row("8", filed.numero_finess), row("9", here.numero_finess), row("10", here.numero_finess)),
        ),
        officer,
    )
    assert known.issue is Issue.DEJA
    assert filed.numero in known.connue
    assert twice.issue is Issue.CREEE
    assert again.issue is Issue.ECARTEE
    assert "ligne 3" in words(again)


def test_r8_what_was_filed_after_the_deadline_is_left_out(officer: Utilisateur, appel: Appel) -> None:
    finess = make_etablissement("29").numero_finess
    late = make_importation(appel, officer, table(row("1", finess, depose="21/02/2027 00:00:00")))
    after = essai_of(db.session.get_one(Importation, late.id), officer, datetime(2027, 3, 1, tzinfo=UTC))
    assert "après la date limite" in words(after[0])
    in_time = make_importation(appel, officer, table(row("1", finess, depose="20/02/2027 23:59:59")))
    found = essai_of(db.session.get_one(Importation, in_time.id), officer, datetime(2027, 3, 1, tzinfo=UTC))
    assert found[0].issue is Issue.CREEE


def test_e54_a_lost_zero_is_put_back_with_consent_only(officer: Utilisateur, connecte: Connecte) -> None:
    appel = make_appel_publie({"01": 5})
    pilote = make_utilisateur(Role.PILOTE, regions=())
    there = make_etablissement("01")
    importation = make_importation(appel, pilote, table(row("1", there.numero_finess.removeprefix("0"))))
    (refused,) = attempt(importation, pilote)
    assert refused.issue is Issue.ECARTEE
    assert "zéro de tête" in words(refused)
    (accepted,) = attempt(importation, pilote, zeros=True)
    assert accepted.issue is Issue.CREEE
    assert accepted.etablissement is not None
    assert accepted.etablissement.numero_finess == there.numero_finess


def test_e20_a_closed_or_odd_establishment_is_pointed_out(officer: Utilisateur, appel: Appel) -> None:
    rows = [
        row("1", make_etablissement("29", ouvert=False).numero_finess),
        row("2", make_etablissement("29", categorie="500").numero_finess),
    ]
    lignes = attempt(make_importation(appel, officer, table(*rows)), officer)
    assert [ligne.issue for ligne in lignes] == [Issue.CREEE, Issue.CREEE]
    assert "fermé" in words(lignes[0])
    assert "protection de l’enfance" in words(lignes[1])


def test_a_siret_names_an_establishment_when_it_is_alone(officer: Utilisateur, appel: Appel) -> None:
    alone = make_etablissement("29", siret="12345678900011")
    for _ in range(2):
        make_etablissement("29", siret="12345678900029")
    lines = "ID;Établissement SIRET\n1;123 456 789 00011\n2;12345678900029\n3;99999999900000\n"
    un, deux, trois = attempt(make_importation(appel, officer, lines), officer)
    assert un.etablissement is not None
    assert un.etablissement.numero_finess == alone.numero_finess
    assert "Plusieurs établissements" in words(deux)
    assert "Aucun établissement" in words(trois)


@pytest.mark.parametrize(
    ("choix", "compte", "issue", "etat"),
    [
        ("deposes", False, Issue.CREEE, EtatCandidature.DEPOSEE),
        ("ecartes", True, Issue.ECARTEE, EtatCandidature.DEPOSEE),
        ("brouillons", True, Issue.CREEE, EtatCandidature.BROUILLON),
        ("brouillons", False, Issue.ECARTEE, EtatCandidature.BROUILLON),
    ],
)
def test_the_officer_chooses_what_becomes_of_incomplete_files(
    officer: Utilisateur, appel: Appel, choix: str, compte: bool, issue: Issue, etat: EtatCandidature
) -> None:
    address = make_representant_compte().courriel if compte else "inconnu@exemple.test"
    line = row("1", make_etablissement("29").numero_finess, courriel=address, titre="")
    importation = make_importation(appel, officer, table(line))
    (ligne,) = attempt(importation, officer, incomplets=choix)
    assert (ligne.issue, ligne.etat) == (issue, etat)
    assert "le titre du projet" in words(ligne)
    take_over(importation, officer, incomplets=choix)
    states = [(file.etat, file.numero is None) for file in db.session.query(Candidature)]
    assert states == ([(etat, etat is EtatCandidature.BROUILLON)] if issue is Issue.CREEE else [])


def test_people_are_written_to_only_when_asked(officer: Utilisateur, appel: Appel) -> None:
    lines = table(row("1", make_etablissement("29").numero_finess), row("2", make_etablissement("29").numero_finess))
    take_over(make_importation(appel, officer, lines), officer, ecrire=True)
    assert [mail.destinataire for mail in db.session.query(Courriel)] == ["demandeur@exemple.test"] * 2


def test_an_officer_or_a_member_gets_no_file_by_her_address(officer: Utilisateur, appel: Appel) -> None:
    line = row("1", make_etablissement("29").numero_finess, courriel=officer.courriel)
    take_over(make_importation(appel, officer, table(line)), officer)
    assert db.session.query(AccesCandidature).count() == 0


def test_a_hostile_or_wrong_file_is_refused_in_words(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    client = connecte(officer)
    for content, phrase in ((b"%PDF-1.4", "n’est pas un tableau"), (b"", "vide"), (b"PK\x03\x04zz", "abîmé")):
        sent = {"appel": appel.code, "fichier": (io.BytesIO(content), "x.csv")}
        answer = client.submit("/candidatures/importations", sent, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert phrase in answer.get_data(as_text=True)
    assert client.submit("/candidatures/importations", {"appel": appel.code}).status_code == 422
    assert db.session.query(Importation).count() == 0


def test_s87_a_table_is_text_on_every_screen(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    payload = "<img src=x onerror=alert(1)>"
    finess = make_etablissement("29").numero_finess
    importation = make_importation(appel, officer, f"{payload};FINESS\n{payload};{finess}\n{payload};1\n", nom=payload)
    client = connecte(officer)
    for page in (
        "/candidatures/importations",
        f"/candidatures/importations/{importation.id}",
        f"/candidatures/importations/{importation.id}/colonnes",
    ):
        assert payload not in client.get(page).get_data(as_text=True)
    take_over(importation, officer)
    created = db.session.query(Candidature).one()
    assert payload not in client.get(f"/candidatures/{created.id}").get_data(as_text=True)


def test_columns_must_say_which_establishment(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    importation = make_importation(appel, officer, "A;B\n1;2\n")
    client, page = connecte(officer), f"/candidatures/importations/{importation.id}/colonnes"
    assert client.submit(page, {"nom": "A"}).status_code == 422
    assert client.submit(page, {"finess": "A", "identifiant": "A"}).status_code == 422
    assert client.submit(page, {"finess": "ailleurs"}).status_code == 422
    assert client.submit(page, {"finess": "A", "identifiant": "B"}).status_code == 302
    assert db.session.get_one(Importation, importation.id).association == {"finess": "A", "identifiant": "B"}


def test_a_table_given_up_is_forgotten(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    importation = make_importation(appel, officer, table(row("1", make_etablissement("29").numero_finess)))
    client, page = connecte(officer), f"/candidatures/importations/{importation.id}"
    assert client.submit(page, action=f"{page}/abandon").status_code == 302
    assert db.session.get_one(Importation, importation.id).lignes == []
    assert client.submit("/candidatures/importations", action=f"{page}/import").status_code == 409
    assert db.session.query(Candidature).count() == 0
