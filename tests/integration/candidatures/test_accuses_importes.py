"""A file imported as deposited has its receipt, sealed with the import, its PDF composed after the commit."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Flask

from acia.candidatures import service
from acia.candidatures.documents import deposited_data, seal
from acia.candidatures.models import Accuse, Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.jobs import run_due
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_etablissement, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.interne import make_importation
from tests.factories.parcours import Connecte

QUAND = datetime(2027, 2, 15, 9, tzinfo=UTC)
TITRES = "ID;Numéro FINESS;Email;Déposé le;État du dossier;Titre du projet;Objectifs du projet"


def take_over(officer: Utilisateur, *lines: str) -> None:
    appel = make_appel_publie({"29": 10})
    importation = make_importation(appel, officer, "\n".join([TITRES, *lines]) + "\n")
    with transaction():
        options = {"zeros": False, "incomplets": "deposes", "ecrire": False}
        service.choose_options(importation.id, **options, auteur=officer, now=QUAND)
    with transaction():
        service.perform_importation(
            importation.id, auteur=officer, now=QUAND, lien="https://acia.test/", verification="https://acia.test/v"
        )


def line(identifiant: str, courriel: str = "", etat: str = "En construction") -> str:
    numero = make_etablissement("29").numero_finess
    return f"{identifiant};{numero};{courriel};12/02/2027 14:32;{etat};Accueillir;Réduire les départs"


def test_each_deposited_file_has_its_receipt_and_says_where_it_comes_from(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(QUAND)
    officer, known = make_utilisateur(Role.CHARGE), make_representant_compte()
    take_over(officer, line("77", known.courriel), line("78"), line("79", known.courriel, "Brouillon"))
    deposited = db.session.query(Candidature).filter(Candidature.numero.is_not(None)).all()
    accuses = {a.candidature_id: a for a in db.session.query(Accuse)}
    assert set(accuses) == {row.id for row in deposited}
    assert len(deposited) == 2
    row = min(deposited, key=lambda r: str(r.numero))
    accuse = accuses[row.id]
    assert accuse.depose_at == row.deposee_at == datetime(2027, 2, 12, 13, 32, tzinfo=UTC)
    assert accuse.empreinte == seal(deposited_data(row))
    assert row.version_questionnaire is not None
    said = {mot: re.sub(r"\s", " ", valeur) for mot, valeur in accuse.contenu["lignes"]}
    assert said["Référence d’origine"] == "77"
    assert "12 février 2027" in said["Déposée à l’origine le"]
    assert "dossiers.csv" in said["Importée le"]
    assert accuse.contenu["silence_date"] == "2027-04-12"
    numero, empreinte = accuse.numero, accuse.empreinte
    page = connecte(None).submit("/candidatures/accuses/verifier", {"numero": numero, "empreinte": empreinte}).text
    assert "déposée ailleurs le" in page


def test_the_pdf_is_composed_once_after_the_import_and_never_changes(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(QUAND)
    officer = make_utilisateur(Role.CHARGE)
    take_over(officer, line("77"))
    row, accuse = db.session.query(Candidature).one(), db.session.query(Accuse).one()
    key, accuse_id, address = row.id, accuse.id, f"/candidatures/{row.id}/accuse"
    assert accuse.document_id is None
    client = connecte(officer)
    assert client.get(address).headers["Location"] == f"/candidatures/{key}"
    assert "en cours de composition" in client.get(f"/candidatures/{key}").text
    assert run_due(QUAND) == 1
    db.session.rollback()
    document = db.session.get_one(Accuse, accuse_id).document
    assert document is not None
    content = read_document(document)
    assert run_due(QUAND) == 0
    with transaction():
        service.compose_receipt(accuse_id, now=QUAND)
    db.session.rollback()
    assert db.session.get_one(Accuse, accuse_id).document_id == document.id
    assert client.get(address).data == content
    assert content.startswith(b"%PDF")
    assert service.verify_receipts(db.session.get_one(Candidature, key)) == []
