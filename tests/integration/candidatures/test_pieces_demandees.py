"""The documents a published call asks for: changed with a reason, followed by drafts, never by a filed file."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from acia.appels.models import Appel, VersionPieces
from acia.appels.queries import pieces_of
from acia.candidatures.documents import fingerprint_of
from acia.candidatures.models import Accuse, Candidature
from acia.candidatures.rules import MotifCorrection, Section
from acia.candidatures.service import NouvelleDemande, PointDemande, request_correction, verify_receipts
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of

Connecte = Callable[[Utilisateur | None], HouseClient]
MOTIF = "Plusieurs établissements n’en ont pas encore."
ARRETE = {"libelle": "Arrêté d’autorisation", "aide": "Toutes les pages.", "formats": ["pdf", "image"], "motif": MOTIF}
CHARTE = {"libelle": "Charte d’accueil", "section": "projet", "formats": ["pdf"], "motif": MOTIF}


@pytest.fixture
def officer(app: Flask, connecte: Connecte) -> HouseClient:
    return connecte(make_utilisateur(Role.CHARGE, regions=("53",)))


def path_of(appel: Appel | str, suite: str = "") -> str:
    code = appel if isinstance(appel, str) else appel.code
    return f"/candidatures/appels/{code}/pieces{suite}"


def versions(appel_id: uuid.UUID) -> list[VersionPieces]:
    db.session.rollback()
    return db.session.query(VersionPieces).filter_by(appel_id=appel_id).order_by(VersionPieces.numero).all()


def fresh(key: uuid.UUID) -> Candidature:
    db.session.rollback()
    return db.session.get_one(Candidature, key)


def deposit(client: HouseClient, key: uuid.UUID) -> Any:
    return client.submit(f"/candidatures/{key}/verification", action=f"/candidatures/{key}/depot")


def text_of(answer: Any) -> str:
    """What a page says, with ordinary spaces."""
    return str(answer.text).replace("\u00a0", " ").replace("\u202f", " ")


def code_of(appel_id: uuid.UUID, libelle: str) -> str:
    liste = pieces_of(db.session.get_one(Appel, appel_id))
    return next(p.code for p in (*liste.pieces, *liste.anciennes) if p.libelle == libelle)


def test_publication_keeps_the_first_version(officer: HouseClient) -> None:
    appel = make_appel_brouillon()
    key, code = appel.id, appel.code
    officer.submit(f"/appels/gestion/{code}/contact", action=f"/appels/gestion/{code}/publication")
    (first,) = versions(key)
    assert (first.numero, first.motif, first.changements) == (1, "Publication de l’appel", [])
    assert [p["code"] for p in first.contenu] == [p.code for p in db.session.get_one(Appel, key).pieces]
    assert path_of(code) in text_of(officer.get(f"/appels/gestion/{code}"))


def test_a_change_makes_a_version_is_published_and_told_to_those_who_hold_a_file(
    officer: HouseClient, connecte: Connecte
) -> None:
    appel = make_appel_publie()
    key, code = appel.id, appel.code
    person = make_representant_compte()
    make_brouillon(appel, auteur=person)
    filed = make_brouillon(appel, auteur=person).id
    address = person.courriel
    deposit(connecte(person), filed)
    page = text_of(officer.get(path_of(code, "/ajout")))
    assert "1 dossier en cours d’écriture suivra" in page
    assert "1 dossier déposé garde" in page
    assert "1 personne recevra" in page
    unsaid = officer.submit(path_of(code, "/ajout"), {**CHARTE, "motif": ""})
    assert unsaid.status_code == 422
    assert "Dites pourquoi" in text_of(unsaid)
    assert versions(key) == []
    assert officer.submit(path_of(code, "/ajout"), CHARTE).status_code == 302
    again = officer.submit(path_of(code, "/ajout"), CHARTE)
    assert "Une autre pièce porte déjà ce nom" in text_of(again)
    first, second = versions(key)
    assert (first.numero, first.changements, second.numero, second.motif) == (1, [], 2, MOTIF)
    assert second.changements == ["« Charte d’accueil » est demandée en plus, facultative."]
    (event,) = db.session.query(Evenement).filter_by(code="pieces_modifiees")
    assert event.motif == MOTIF
    assert "Charte d’accueil" in event.phrase
    (mail,) = db.session.query(Courriel).filter_by(modele="pieces_modifiees")
    assert mail.destinataire == address
    assert MOTIF in mail.texte
    assert "suit la nouvelle liste" in mail.texte
    assert "garde la liste du jour de son dépôt" in mail.texte
    for public in (f"/appels/{code}", f"/candidatures/vierge/{code}"):
        assert "Charte d’accueil" in text_of(officer.get(public))
    assert MOTIF in text_of(officer.get(f"/appels/{code}"))
    assert "modifiée le vendredi 15 janvier 2027" in text_of(officer.get(f"/candidatures/vierge/{code}"))
    assert officer.get(f"/candidatures/vierge/{code}/pdf").data.startswith(b"%PDF")


def test_a_draft_without_the_new_document_is_stopped_at_its_field_and_a_filed_file_is_left_alone(
    officer: HouseClient, connecte: Connecte, clock: SettableClock
) -> None:
    appel = make_appel_publie()
    key, code = appel.id, appel.code
    person = make_representant_compte()
    filed, draft = (make_brouillon(appel, auteur=person).id for _ in range(2))
    client = connecte(person)
    assert deposit(client, filed).status_code == 302
    clock.set(clock.now() + timedelta(minutes=10))
    assert officer.submit(path_of(code, "/ajout"), {**CHARTE, "obligatoire": "y"}).status_code == 302
    charte = code_of(key, "Charte d’accueil")
    check = text_of(client.get(f"/candidatures/{draft}/verification"))
    assert f"/candidatures/{draft}/sections/projet#fichier_{charte}" in check
    assert "Joignez : charte d’accueil." in check
    assert MOTIF in check
    forced = client.submit(
        f"/candidatures/{draft}/sections/projet", {"reprise": ""}, action=f"/candidatures/{draft}/depot"
    )
    assert forced.status_code == 409
    assert "charte d’accueil" in text_of(forced)
    assert fresh(draft).etat == "brouillon"
    assert fresh(filed).version_pieces == 0
    assert "La liste des pièces a changé depuis votre dépôt" in text_of(client.get(f"/candidatures/{filed}"))
    for page in (f"/candidatures/{filed}", f"/candidatures/{filed}/eligibilite"):
        assert "Déposée avant un changement de la liste des pièces" in text_of(officer.get(page))
    relaxed = {**CHARTE, "formats": ["pdf", "image"]}
    assert officer.submit(path_of(code, f"/{charte}"), relaxed).status_code == 302
    assert "Déposée avant un changement" not in text_of(officer.get(f"/candidatures/{filed}"))
    assert officer.submit(path_of(code, f"/{charte}"), {**relaxed, "obligatoire": "y"}).status_code == 302
    # A new deposit follows the current list.
    client.submit(f"/candidatures/{filed}", action=f"/candidatures/{filed}/modification")
    assert "Joignez" in text_of(client.get(f"/candidatures/{filed}/verification"))


def test_a_withdrawn_document_stays_in_the_files_with_its_name(
    officer: HouseClient, connecte: Connecte, clock: SettableClock
) -> None:
    appel = make_appel_publie()
    key, code = appel.id, appel.code
    officer.submit(path_of(code, "/ajout"), {**CHARTE, "obligatoire": "y"})
    charte = code_of(key, "Charte d’accueil")
    person = make_representant_compte()
    filed, draft = (make_brouillon(appel, auteur=person).id for _ in range(2))
    client = connecte(person)
    assert deposit(client, filed).status_code == 302
    seal = fingerprint_of(fresh(filed))
    clock.set(clock.now() + timedelta(minutes=10))
    page = text_of(officer.get(path_of(code, f"/{charte}/retrait")))
    assert "tous y ont déjà joint un fichier" in page
    assert officer.submit(path_of(code, f"/{charte}/retrait"), {"motif": MOTIF}).status_code == 302
    assert charte not in {p.code for p in db.session.get_one(Appel, key).pieces}
    assert officer.get(path_of(code, f"/{charte}")).status_code == 404
    assert fingerprint_of(fresh(filed)) == seal, "the deposit reads the list it was made with"
    assert verify_receipts(fresh(filed)) == []
    assert "Charte d’accueil" in text_of(officer.get(f"/candidatures/{filed}"))
    section = text_of(client.get(f"/candidatures/{draft}/sections/projet"))
    assert "n’est plus demandée" in section
    assert f"fichier_{charte}" not in section
    assert deposit(client, draft).status_code == 302
    row = fresh(draft)
    assert row.version_pieces == 3
    (receipt,) = db.session.query(Accuse).filter_by(candidature_id=draft)
    assert "Charte d’accueil" in {p["libelle"] for p in receipt.contenu["pieces"]}
    assert receipt.document is not None
    assert read_document(receipt.document).startswith(b"%PDF")
    assert "Charte d’accueil (n’est plus demandée)" in text_of(officer.get(f"/candidatures/{draft}"))


def test_r11_nothing_more_is_required_less_than_fifteen_days_before_the_deadline(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    appel, person = make_appel_publie(), make_utilisateur(Role.CHARGE, regions=("53",))
    key, code = appel.id, appel.code
    clock.set(datetime(2027, 2, 6, 9, tzinfo=UTC))
    officer = connecte(person)
    late = officer.submit(path_of(code, "/ajout"), {**CHARTE, "obligatoire": "y"})
    assert late.status_code == 422
    assert "reportez d’abord la date limite" in text_of(late)
    assert "Charte d’accueil" in text_of(late), "what was typed stays"
    assert versions(key) == []
    assert officer.submit(path_of(code, "/ajout"), CHARTE).status_code == 302
    later = {"date_limite": "2027-02-28", "motif": "Une pièce de plus."}
    assert officer.submit(f"/candidatures/appels/{code}/prolongation", later).status_code == 302
    required = {**CHARTE, "libelle": "Règlement", "obligatoire": "y"}
    assert officer.submit(path_of(code, "/ajout"), required).status_code == 302
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    officer = connecte(db.session.merge(person))
    closed = text_of(officer.get(path_of(code)))
    assert "Les candidatures sont closes" in closed
    answer = officer.submit(path_of(code, "/arrete"), ARRETE)
    assert answer.status_code == 422
    assert "candidatures sont closes" in text_of(answer)


def test_r11_the_call_says_how_much_notice_it_gives(officer: HouseClient, clock: SettableClock) -> None:
    appel = make_appel_publie(preavis_piece_jours=40)
    key, code = appel.id, appel.code
    assert "au moins 40 jours" in text_of(officer.get(f"/appels/{code}"))
    late = officer.submit(path_of(code, "/ajout"), {**CHARTE, "obligatoire": "y"})
    assert "doit laisser 40 jours" in text_of(late)
    assert versions(key) == []
    draft = make_appel_brouillon().code
    assert 'value="15"' in officer.get(f"/appels/gestion/{draft}/pieces").text
    assert officer.submit(f"/appels/gestion/{draft}/pieces", {"preavis_piece_jours": "10"}).status_code == 302
    assert db.session.query(Appel).filter_by(code=draft).one().preavis_piece_jours == 10


def test_what_proves_eligibility_cannot_be_dropped(officer: HouseClient) -> None:
    appel = make_appel_publie()
    key, code = appel.id, appel.code
    assert "Toujours obligatoire" in text_of(officer.get(path_of(code, "/arrete")))
    answer = officer.submit(path_of(code, "/arrete/retrait"), {"motif": MOTIF})
    assert answer.status_code == 422
    assert "reste obligatoire" in text_of(answer)
    assert officer.submit(path_of(code, "/arrete"), ARRETE).status_code == 302
    assert [v.changements for v in versions(key)] == [[], ["L’aide de « Arrêté d’autorisation » est précisée."]]


def test_two_officers_at_once_make_one_version_each_on_what_they_have_seen(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    key, stale, add = appel.id, appel.version, path_of(appel, "/ajout")
    clients = [connecte(make_utilisateur(Role.CHARGE, regions=("53",))) for _ in range(2)]
    requests = [
        (
            add,
            {
                **CHARTE,
                "libelle": f"Pièce {n}",
                "version": str(stale),
                "csrf_token": token_of(c, add),
            },
        )
        for n, c in enumerate(clients)
    ]
    answers = together(clients, requests)
    assert sorted(status for status, _ in answers) == [302, 422]
    assert any("entre-temps" in text for status, text in answers if status == 422)
    assert [v.numero for v in versions(key)] == [1, 2]


def test_a_deposit_racing_with_a_change_is_judged_on_one_list(app: Flask, connecte: Connecte) -> None:
    person = make_representant_compte()
    officer, client = connecte(make_utilisateur(Role.CHARGE, regions=("53",))), connecte(person)
    for _ in range(4):
        appel = make_appel_publie()
        key, code, version = appel.id, appel.code, appel.version
        draft = make_brouillon(appel, auteur=person).id
        change = {**CHARTE, "obligatoire": "y", "version": str(version)}
        requests = [
            (path_of(code, "/ajout"), {**change, "csrf_token": token_of(officer, path_of(code, "/ajout"))}),
            (f"/candidatures/{draft}/depot", {"csrf_token": token_of(client, f"/candidatures/{draft}/verification")}),
        ]
        changed, deposited = together([officer, client], requests)
        assert changed[0] == 302
        row = fresh(draft)
        if deposited[0] == 302:
            assert (row.etat, row.version_pieces) == ("deposee", 0), "filed before: the first list"
        else:
            assert (deposited[0], row.etat) == (409, "brouillon"), "filed after: the document lacks"
        assert [v.numero for v in versions(key)] == [1, 2]


def test_another_region_does_not_touch_the_list(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie()
    elsewhere = connecte(make_utilisateur(Role.CHARGE, regions=("93",)))
    assert elsewhere.get(path_of(appel)).status_code == 404


def test_a_new_deposit_follows_the_last_list_and_a_correction_the_list_of_the_deposit(
    officer: HouseClient, connecte: Connecte, clock: SettableClock
) -> None:
    appel, person, charge = make_appel_publie(), make_representant_compte(), make_utilisateur(Role.CHARGE)
    key, code = appel.id, appel.code
    again, once = (make_brouillon(appel, auteur=person).id for _ in range(2))
    client = connecte(person)
    assert [deposit(client, file).status_code for file in (again, once)] == [302, 302]
    clock.set(clock.now() + timedelta(minutes=10))
    assert officer.submit(path_of(code, "/ajout"), CHARTE).status_code == 302
    field = f"fichier_{code_of(key, 'Charte d’accueil')}"
    client.submit(f"/candidatures/{again}", action=f"/candidatures/{again}/modification")
    assert field in client.get(f"/candidatures/{again}/sections/projet").text
    copy = client.get(f"/candidatures/{again}/verification").text.partition('name="reprise"')[2]
    reprise = copy.partition('value="')[2].partition('"')[0]
    check = f"/candidatures/{again}/verification"
    assert client.submit(check, {"reprise": reprise}, action=f"/candidatures/{again}/depot").status_code == 302
    assert (fresh(again).version_pieces, fresh(once).version_pieces) == (2, 0)
    assert all(verify_receipts(fresh(file)) == [] for file in (again, once))
    clock.set(datetime(2027, 2, 22, 9, tzinfo=UTC))
    command = NouvelleDemande((PointDemande(Section.PROJET, MotifCorrection.REPONSE_INCOMPLETE),), date(2027, 3, 10))
    for file in (again, once):
        with transaction():
            request_correction(
                file, command, auteur=db.session.merge(charge), now=clock.now(), lien="https://acia.test/"
            )
    client = connecte(db.session.merge(person))
    assert field in client.get(f"/candidatures/{again}/sections/projet").text
    assert field not in client.get(f"/candidatures/{once}/sections/projet").text
    assert "n’est plus demandée" not in text_of(client.get(f"/candidatures/{once}/sections/projet"))
