"""S42: every receipt is recomputed from the database and verifies, whatever happened to the file since."""

from __future__ import annotations

import io
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from acia import create_app
from acia.candidatures.documents import fingerprint_of
from acia.candidatures.jobs import follow_corrections
from acia.candidatures.models import Accuse, Candidature, DemandeCorrection, PieceJointe, Representant
from acia.candidatures.queries import list_accuses, reprise_of
from acia.candidatures.service import verify_all_receipts, verify_receipts
from acia.comptes.models import Utilisateur
from acia.config import Settings
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.echanges import make_demande
from tests.factories.fichiers import PDF
from tests.factories.parcours import SAISIES, Connecte
from tests.factories.relais import make_depart

DEPOT = datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC)
APRES = datetime(2027, 3, 2, 13, 0, tzinfo=UTC)
LIMITE = date(2027, 3, 17)


class Dossier:
    """A file deposited by real requests, and what may happen to it."""

    def __init__(self, connecte: Connecte, clock: SettableClock) -> None:
        clock.set(DEPOT)
        self.connecte, self.clock = connecte, clock
        self.signe = make_representant_compte()
        self.charge = make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch")
        self.key = make_brouillon(make_appel_publie({"29": 5}), auteur=self.signe).id
        self.base = f"/candidatures/{self.key}"
        self.deposit()

    def deposit(self) -> None:
        """Deposit the file, or its working copy when there is one."""
        db.session.rollback()
        copy = reprise_of(self.key)
        data: dict[str, object] = {"reprise": str(copy.id)} if copy else {}
        self.send(f"{self.base}/verification", data, f"{self.base}/depot")

    def send(self, page: str, data: dict[str, object], action: str | None = None) -> None:
        answer = self.connecte(self.signe).submit(page, data, action=action, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.text

    def row(self) -> Candidature:
        db.session.rollback()
        return db.session.get_one(Candidature, self.key)

    def defects(self) -> list[str]:
        return [f"{d.rang} : {d.motif}" for d in verify_receipts(self.row())]

    def redeposit(self, titre: str) -> None:
        self.clock.set(self.clock.now() + timedelta(hours=1))
        self.send(self.base, {}, f"{self.base}/modification")
        self.send(f"{self.base}/sections/projet", {**SAISIES["projet"], "titre": titre})
        self.deposit()

    def ask(self) -> None:
        make_demande(self.row(), self.charge, self.clock.now(), self.limit())

    def limit(self) -> date:
        return self.clock.now().date() + timedelta(days=15)

    def correct(self, autorite: str, nom: str) -> None:
        """Answer the open request: another authority, another document in the place of the first."""
        page = f"{self.base}/sections/autorisation"
        joined = {"fichier_arrete": (io.BytesIO(PDF + nom.encode()), nom)}
        self.send(page, {**SAISIES["autorisation"], "autorite": autorite, **joined})
        demande = self.demande()
        self.clock.set(self.clock.now() + timedelta(days=1))
        link = f"{self.base}/corrections/{demande.id}"
        self.send(link, {"texte": "Fait."}, f"{link}/reponse")

    def demande(self) -> DemandeCorrection:
        db.session.rollback()
        rows = db.session.query(DemandeCorrection).filter_by(candidature_id=self.key)
        return rows.order_by(DemandeCorrection.demandee_at.desc()).first()

    def extend(self) -> None:
        with transaction():
            self.row_held().appel.cloture_at = self.clock.now() + timedelta(days=3)

    def row_held(self) -> Candidature:
        return db.session.get_one(Candidature, self.key)

    def later(self) -> None:
        self.clock.set(APRES)


@pytest.fixture
def dossier(app: Flask, connecte: Connecte, clock: SettableClock) -> Dossier:
    return Dossier(connecte, clock)


def corrected(d: Dossier) -> None:
    d.later()
    d.ask()
    d.correct("Commission permanente", "arrete-lisible.pdf")


def corrected_twice(d: Dossier) -> None:
    corrected(d)
    d.clock.set(APRES + timedelta(days=5))
    d.ask()
    d.correct("Préfecture", "arrete-complet.pdf")


def redeposited_then_corrected(d: Dossier) -> None:
    d.redeposit("Un autre titre")
    d.redeposit("Un troisième titre")
    corrected(d)


def corrected_then_redeposited(d: Dossier) -> None:
    """The deadline is moved after a correction: the file is deposited again."""
    corrected(d)
    d.extend()
    d.redeposit("Après la correction")


def redeposited_during_a_request(d: Dossier) -> None:
    """The deadline is moved while a request waits: what is deposited is its answer."""
    d.later()
    d.ask()
    d.send(f"{d.base}/sections/autorisation", {**SAISIES["autorisation"], "autorite": "Commission permanente"})
    d.extend()
    d.deposit()


def without_answer(d: Dossier) -> None:
    d.later()
    d.ask()
    d.send(f"{d.base}/sections/autorisation", {**SAISIES["autorisation"], "autorite": "Jamais envoyée"})
    follow_corrections(APRES + timedelta(days=30))


def representative_replaced(d: Dossier) -> None:
    d.later()
    make_depart(d.key, d.signe, APRES, date(2027, 3, 1), premier_jour=date(2027, 3, 2))


def modification_begun(d: Dossier) -> None:
    d.send(d.base, {}, f"{d.base}/modification")
    d.send(f"{d.base}/sections/projet", {**SAISIES["projet"], "titre": "Jamais déposé"})


@pytest.mark.parametrize(
    ("histoire", "accuses"),
    [
        (Dossier.later, 1),
        (corrected, 1),
        (corrected_twice, 1),
        (redeposited_then_corrected, 3),
        (corrected_then_redeposited, 2),
        (redeposited_during_a_request, 2),
        (without_answer, 1),
        (representative_replaced, 1),
        (modification_begun, 1),
    ],
)
def test_s42_r32_every_receipt_verifies_whatever_happened_since(
    dossier: Dossier, histoire: Callable[[Dossier], None], accuses: int
) -> None:
    before = read_document(list_accuses(dossier.key)[0].document)
    histoire(dossier)
    assert dossier.defects() == []
    assert len(list_accuses(dossier.key)) == accuses
    assert read_document(list_accuses(dossier.key)[0].document) == before
    assert verify_all_receipts() == (accuses, [])


def test_s42_a_corrected_file_is_no_longer_what_its_receipt_seals(dossier: Dossier) -> None:
    corrected(dossier)
    assert fingerprint_of(dossier.row()) != list_accuses(dossier.key)[0].empreinte
    assert dossier.defects() == []


def test_s42_receipts_kept_without_their_data_verify_from_the_rows(dossier: Dossier) -> None:
    """Those of before the data were kept: also once corrected, then once another deposit fills them in."""
    with transaction():
        db.session.execute(text("UPDATE accuse SET donnees = NULL"))
    assert dossier.defects() == []
    corrected(dossier)
    assert dossier.defects() == []
    dossier.extend()
    dossier.redeposit("Après la correction")
    first, _second = list_accuses(dossier.key)
    assert first.donnees is not None
    assert dossier.defects() == []


def _change_answer(d: Dossier) -> None:
    row = d.row_held()
    row.sections = {**row.sections, "projet": {**row.sections["projet"], "titre": "Réécrit"}}


def _change_person(d: Dossier) -> None:
    db.session.query(Representant).filter_by(candidature_id=d.key, role="metier").one().nom = "Autre"


def _remove_piece(d: Dossier) -> None:
    db.session.query(PieceJointe).filter_by(candidature_id=d.key, code="arrete").one().retiree_at = APRES


def _change_kept(d: Dossier) -> None:
    receipt = db.session.query(Accuse).filter_by(candidature_id=d.key).one()
    receipt.donnees = {**(receipt.donnees or {}), "numero": "ACIA-2027-9999"}


def _change_receipt(d: Dossier) -> None:
    receipt = db.session.query(Accuse).filter_by(candidature_id=d.key).one()
    receipt.contenu = {**receipt.contenu, "depose_at": "2027-02-12T13:32:08+00:00"}


def _lose_bytes(d: Dossier) -> None:
    receipt = db.session.query(Accuse).filter_by(candidature_id=d.key).one()
    receipt.document.sha256 = "0" * 64


@pytest.mark.parametrize(
    "tamper", [_change_answer, _change_person, _remove_piece, _change_kept, _change_receipt, _lose_bytes]
)
def test_s42_what_is_tampered_with_is_seen(dossier: Dossier, tamper: Callable[[Dossier], None]) -> None:
    with transaction():
        tamper(dossier)
    assert dossier.defects() != []
    assert verify_all_receipts()[1] != []


def test_s42_the_receipts_of_a_restored_copy_verify(dossier: Dossier, app: Flask, tmp_path: Path) -> None:
    """The backup of the front door: the database with its own means, then the folder of documents; same bytes."""
    redeposited_then_corrected(dossier)
    kept = {a.rang: (a.empreinte, read_document(a.document)) for a in list_accuses(dossier.key)}
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        # pg_dump is no part of the test machine: only the round trip of the data is tried there.
        assert verify_all_receipts() == (3, [])
        return
    source = db.engine.raw_connection()
    folder = tmp_path / "restauration"
    folder.mkdir()
    with sqlite3.connect(folder / "acia.db") as copy:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]  # the sqlite3 connection behind
    source.close()
    shutil.copytree(Path(app.config["DONNEES"]) / "documents", folder / "documents")
    restored = create_app(
        Settings(SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'acia.db'}", SECRET_KEY=uuid.uuid4().hex, DONNEES=folder)
    )
    with restored.app_context():
        assert verify_all_receipts() == (3, [])
        read = {a.rang: (a.empreinte, read_document(a.document)) for a in list_accuses(dossier.key)}
        db.session.remove()
    assert read == kept


def test_a_request_waits_no_longer_once_deposited_again(dossier: Dossier) -> None:
    redeposited_during_a_request(dossier)
    demande = dossier.demande()
    assert (demande.etat, demande.motif_cloture) == ("repondue", "La candidature a été déposée de nouveau.")
    assert dossier.row().sections["autorisation"]["autorite"] == "Commission permanente"
    page = dossier.connecte(dossier.charge).get(f"{dossier.base}/corrections/{demande.id}").text
    assert "Commission permanente" in page


def test_what_was_begun_and_never_deposited_is_kept_where_it_is_asked_for(
    dossier: Dossier, connecte: Callable[[Utilisateur | None], object]
) -> None:
    """The request names the authorisation: what was typed there is kept, the new title of the project is not."""
    dossier.send(dossier.base, {}, f"{dossier.base}/modification")
    dossier.send(f"{dossier.base}/sections/projet", {**SAISIES["projet"], "titre": "Jamais déposé"})
    typed = {**SAISIES["autorisation"], "autorite": "Commission permanente"}
    joined = {"fichier_arrete": (io.BytesIO(PDF + b"%neuf"), "arrete-neuf.pdf")}
    dossier.send(f"{dossier.base}/sections/autorisation", {**typed, **joined})
    dossier.later()
    dossier.ask()
    demande = dossier.demande()
    assert demande.non_depose == {"gardees": ["autorisation"], "ecartees": ["projet"]}
    link = f"{dossier.base}/corrections/{demande.id}"
    mine, theirs = (dossier.connecte(who).get(link).text for who in (dossier.signe, dossier.charge))
    assert "gardées dans les parties à corriger" in mine
    assert "Commission permanente" in mine
    assert "arrete-neuf.pdf" in mine
    assert "Jamais déposé" not in mine
    assert "Commission permanente" not in theirs
    assert dossier.defects() == []
    dossier.send(link, {"texte": ""}, f"{link}/reponse")
    row = dossier.row()
    assert row.sections["autorisation"]["autorite"] == "Commission permanente"
    assert row.sections["projet"]["titre"] != "Jamais déposé"
    assert dossier.defects() == []
