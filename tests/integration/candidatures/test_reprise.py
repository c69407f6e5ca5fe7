"""A deposited file modified before the deadline: the deposit that counts never moves until the next one."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask

from acia.candidatures.documents import deposited_data, fingerprint_of, seal
from acia.candidatures.models import Accuse, Candidature, Droit, EtatCandidature, Reprise
from acia.candidatures.queries import list_accuses, living_pieces
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.documents import read_document
from acia.core.mail import Courriel
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.fichiers import PDF
from tests.factories.parcours import SAISIES, Connecte
from tests.factories.personnes import add_person

PREMIER = datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC)
SECOND = datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC)
"""The last second, in Paris."""


@pytest.fixture
def signataire(clock: SettableClock) -> Utilisateur:
    clock.set(PREMIER)
    return make_representant_compte()


def deposited(client: HouseClient, person: Utilisateur) -> uuid.UUID:
    """A file deposited by real requests."""
    key = make_brouillon(make_appel_publie(), auteur=person).id
    client.submit(f"/candidatures/{key}/verification", action=f"/candidatures/{key}/depot")
    return key


def reopened(client: HouseClient, key: uuid.UUID) -> uuid.UUID:
    """The working copy of a deposited file, opened by a real request."""
    base = f"/candidatures/{key}"
    assert client.submit(base, action=f"{base}/modification").status_code == 302
    db.session.rollback()
    return db.session.query(Reprise).filter_by(candidature_id=key).one().id


def title(client: HouseClient, key: uuid.UUID, titre: str) -> None:
    """Write another title of the project."""
    page = f"/candidatures/{key}/sections/projet"
    assert client.submit(page, {**SAISIES["projet"], "titre": titre}).status_code == 302


def test_what_is_written_after_the_deposit_counts_only_once_deposited(
    app: Flask, connecte: Connecte, clock: SettableClock, signataire: Utilisateur
) -> None:
    client = connecte(signataire)
    key = deposited(client, signataire)
    db.session.rollback()
    [first] = list_accuses(key)
    seal_of_first, bytes_of_first = first.empreinte, read_document(first.document)
    base, copy = f"/candidatures/{key}", reopened(client, key)
    title(client, key, "Un titre tout neuf")
    client.submit(
        f"{base}/sections/autorisation",
        {**SAISIES["autorisation"], "fichier_arrete": (io.BytesIO(PDF + b"%neuf"), "arrêté neuf.pdf")},
        content_type="multipart/form-data",
    )
    db.session.rollback()
    row = db.session.get_one(Candidature, key)
    assert fingerprint_of(row) == seal_of_first
    assert "Un titre tout neuf" not in client.get(f"{base}?version=deposee").text
    assert "La version déposée le" in client.get(base).text

    clock.set(SECOND)
    client = connecte(signataire)
    again = client.submit(f"{base}/verification", {"reprise": str(copy)}, action=f"{base}/depot")
    assert again.headers["Location"] == f"{base}/confirmation"
    db.session.rollback()
    row = db.session.get_one(Candidature, key)
    first, second = list_accuses(key)
    assert (row.etat, row.deposee_at, row.numero) == (EtatCandidature.DEPOSEE, SECOND, first.numero)
    assert row.sections["projet"]["titre"] == "Un titre tout neuf"
    assert "arrêté neuf.pdf" in [p.document.nom for p in living_pieces(row)]
    assert (first.rang, second.rang, second.numero) == (1, 2, first.numero)
    assert (first.empreinte, read_document(first.document)) == (seal_of_first, bytes_of_first)
    assert second.empreinte == fingerprint_of(row) == seal(second.donnees or {}) != seal_of_first
    assert seal(first.donnees or {}) == seal_of_first
    assert db.session.query(Reprise).count() == 0
    assert db.session.query(Courriel).filter_by(modele="accuse").count() == 2

    page = client.get(f"{base}/depots").text
    assert "Un titre tout neuf" in page
    assert "arrêté neuf.pdf" in page
    officer = connecte(make_utilisateur())
    assert "Un titre tout neuf" in officer.get(f"{base}/depots").text
    assert officer.get(f"{base}/accuse?rang=1").data == bytes_of_first


def test_not_deposited_again_the_first_deposit_counts_after_the_deadline(
    app: Flask, connecte: Connecte, clock: SettableClock, signataire: Utilisateur
) -> None:
    client = connecte(signataire)
    key = deposited(client, signataire)
    clock.set(SECOND)
    client = connecte(signataire)
    base, copy = f"/candidatures/{key}", reopened(client, key)
    title(client, key, "Jamais déposé")
    form = {"csrf_token": token_of(client, f"{base}/verification"), "reprise": str(copy)}
    clock.set(datetime(2027, 2, 20, 23, 0, tzinfo=UTC))
    late = client.post(f"{base}/depot", data=form, headers={"Referer": "https://acia.test/"})
    assert late.status_code == 409
    db.session.rollback()
    assert [a.rang for a in list_accuses(key)] == [1]
    shown = client.get(base).text
    assert "Jamais déposé" not in shown
    assert "Modifier ma candidature" not in shown
    assert db.session.query(Evenement).filter_by(code="candidature_depot_refuse").count() == 1
    assert client.get(f"{base}/sections/projet").status_code == 403


def test_given_up_the_modifications_are_gone_and_a_stale_deposit_says_so(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    client = connecte(signataire)
    key = deposited(client, signataire)
    base, copy = f"/candidatures/{key}", reopened(client, key)
    stale = {"csrf_token": token_of(client, f"{base}/verification"), "reprise": str(copy)}
    assert client.submit(f"{base}/modification/abandon").status_code == 302
    refused = client.post(f"{base}/depot", data=stale, headers={"Referer": "https://acia.test/"})
    assert refused.status_code == 409
    db.session.rollback()
    assert db.session.query(Reprise).count() == 0
    assert [a.rang for a in list_accuses(key)] == [1]


def test_once_examined_the_file_is_no_longer_modified(app: Flask, connecte: Connecte, signataire: Utilisateur) -> None:
    row = make_candidature_deposee(make_appel_publie(), auteur=signataire, etat=EtatCandidature.EN_INSTRUCTION)
    base, client = f"/candidatures/{row.id}", connecte(signataire)
    assert "Modifier ma candidature" not in client.get(base).text
    token = token_of(client, f"{base}/personnes")
    answer = client.post(f"{base}/modification", data={"csrf_token": token}, headers={"Referer": "https://acia.test/"})
    assert answer.status_code == 403


def test_s43_a_new_deposit_sent_by_two_people_at_once_is_one(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    first = connecte(signataire)
    key = deposited(first, signataire)
    other = connecte(add_person(db.session.get_one(Candidature, key), Droit.SIGNE))
    base = f"/candidatures/{key}"
    for rang in (2, 3):
        copy = str(reopened(first, key))
        clients = [first, other]
        pages = [
            (f"{base}/depot", {"csrf_token": token_of(c, f"{base}/verification"), "reprise": copy}) for c in clients
        ]
        assert together(clients, pages) == [(302, f"{base}/confirmation")] * 2
        db.session.rollback()
        assert db.session.query(Accuse).count() == rang
    assert db.session.query(Evenement).filter_by(code="candidature_redeposee").count() == 2
    assert db.session.query(Courriel).filter_by(modele="accuse").count() == 3
    last = list_accuses(key)[-1]
    assert last.donnees == deposited_data(db.session.get_one(Candidature, key))


def test_s56_writing_while_somebody_deposits_again_loses_nothing_silently(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    boss = connecte(signataire)
    key = deposited(boss, signataire)
    writer = connecte(add_person(db.session.get_one(Candidature, key), Droit.ECRIT))
    base, page = f"/candidatures/{key}", f"/candidatures/{key}/sections/projet"
    copy = str(reopened(boss, key))
    deposit = (f"{base}/depot", {"csrf_token": token_of(boss, f"{base}/verification"), "reprise": copy})
    typed = {k: str(v) for k, v in SAISIES["projet"].items() if isinstance(v, str)}
    write = (page, {**typed, "titre": "En même temps", "version": "1", "csrf_token": token_of(writer, page)})
    (status, _), (written, answer) = together([boss, writer], [deposit, write])
    db.session.rollback()
    titre = db.session.get_one(Candidature, key).sections["projet"]["titre"]
    if status == 409:
        # Her colleague's text came between: she is told, reads it, and deposits again.
        assert written == 302
        assert titre != "En même temps"
        assert db.session.query(Reprise).one().sections["projet"]["titre"] == "En même temps"
    elif written == 302:
        assert (status, titre) == (302, "En même temps")
    else:
        assert status == 302
        assert written in (403, 409, 422), answer
        assert titre != "En même temps"


def test_two_people_who_reopen_at_once_share_one_copy(app: Flask, connecte: Connecte, signataire: Utilisateur) -> None:
    boss = connecte(signataire)
    key = deposited(boss, signataire)
    writer = connecte(add_person(db.session.get_one(Candidature, key), Droit.ECRIT))
    base = f"/candidatures/{key}"
    clients = [boss, writer]
    answers = together(clients, [(f"{base}/modification", {"csrf_token": token_of(c, base)}) for c in clients])
    assert [status for status, _ in answers] == [302, 302]
    db.session.rollback()
    assert db.session.query(Reprise).count() == 1
