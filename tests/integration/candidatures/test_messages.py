"""Messages inside a file: who reads, who is told, what a reading leaves (R31 has its own file; A3-7, A3-12)."""

from __future__ import annotations

import io
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.models import Candidature, LectureMessage, MessageDossier
from acia.comptes.avis import save_rhythms
from acia.comptes.jobs import send_digests
from acia.comptes.models import AvisDiffere, Utilisateur
from acia.comptes.rules import FamilleAvis, RythmeAvis
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.commission import make_commission, make_membres
from tests.factories.comptes import make_utilisateur
from tests.factories.echanges import make_message
from tests.factories.fichiers import PDF
from tests.factories.parcours import Connecte, events_of

NOW = datetime(2027, 3, 2, 13, 0, tzinfo=UTC)
SECRET = "Le budget du foyer sera revu en mai"


class Scene:
    """A deposited file, its signatory, the officer of its région and the one of another."""

    def __init__(self, clock: SettableClock) -> None:
        clock.set(NOW)
        self.signe = make_representant_compte()
        self.charge = make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch")
        self.ailleurs = make_utilisateur(Role.CHARGE, regions=("01",), nom="Bellance")
        self.dossier = make_candidature_deposee(make_appel_publie({"29": 5}), auteur=self.signe)
        self.base = f"/candidatures/{self.dossier.id}/messages"
        db.session.rollback()


@pytest.fixture
def scene(app: Flask, clock: SettableClock) -> Scene:
    return Scene(clock)


def mails(person: Utilisateur) -> list[Courriel]:
    db.session.rollback()
    return list(db.session.query(Courriel).filter_by(destinataire=person.courriel).order_by(Courriel.cree_at))


def test_both_sides_write_read_and_see_who_has_read(scene: Scene, connecte: Connecte) -> None:
    etablissement, service = connecte(scene.signe), connecte(scene.charge)
    data = {"contenu": SECRET, "fichiers": [(io.BytesIO(PDF), "été à Brest.pdf"), (io.BytesIO(PDF), "devis.pdf")]}
    page = etablissement.get(scene.base).text
    envoi = re.search(r'name="envoi"[^>]*value="([^"]+)"', page)
    assert envoi
    sent = etablissement.submit(
        scene.base, {**data, "envoi": envoi.group(1)}, content_type="multipart/form-data", follow_redirects=True
    )
    assert SECRET in sent.text
    assert "Pas encore lu par le service" in sent.text

    seen = service.get(scene.base).text
    assert "1 nouveau message" in seen.replace("\u00a0", " ")
    assert "été à Brest.pdf" in seen
    assert "pour l’établissement" in seen
    assert "Un message de l’établissement" in service.get("/").text
    dernier = re.search(r'name="dernier"[^>]*value="([^"]+)"', seen)
    assert dernier
    service.submit(scene.base, {"dernier": dernier.group(1)}, action=f"{scene.base}/lus")
    assert "Vous êtes à jour" in service.get(scene.base).text
    assert "Un message" not in service.get("/").text

    again = etablissement.get(scene.base).text
    assert "Lu par" in again
    assert f"Lu par {scene.charge.nom_complet} (chargé de mission, Bretagne) le mardi 2 mars 2027" in again
    assert {"message_envoye", "messages_lus"} <= set(events_of(scene.dossier.id))
    assert verify_chain()[1] is None


def test_opening_the_page_marks_nothing_as_read(scene: Scene, connecte: Connecte) -> None:
    make_message(scene.dossier, scene.charge, NOW)
    client = connecte(scene.signe)
    for _ in range(2):
        assert "Nouveau" in client.get(scene.base).text
    assert db.session.query(LectureMessage).count() == 0
    assert "Un message de l’Aract" in client.get("/").text


def test_a_reading_covers_only_what_the_page_showed(scene: Scene, connecte: Connecte) -> None:
    first = make_message(scene.dossier, scene.charge, NOW)
    shown = first.id
    make_message(scene.dossier, scene.charge, NOW + timedelta(seconds=1), "Une dernière chose.")
    client = connecte(scene.signe)
    client.submit(scene.base, {"dernier": str(shown)}, action=f"{scene.base}/lus")
    db.session.rollback()
    assert [row.message_id for row in db.session.query(LectureMessage)] == [shown]
    client.submit(scene.base, {"dernier": str(uuid.uuid4())}, action=f"{scene.base}/lus")
    assert db.session.query(LectureMessage).count() == 1


def test_the_same_form_sent_twice_is_one_message(scene: Scene, connecte: Connecte) -> None:
    client, envoi = connecte(scene.signe), str(uuid.uuid4())
    for _ in range(2):
        assert client.submit(scene.base, {"contenu": "Bonjour", "envoi": envoi}).status_code == 302
    assert db.session.query(MessageDossier).count() == 1
    assert len(mails(scene.charge)) == 1


def test_the_notice_says_neither_the_words_nor_the_files_and_does_not_repeat(
    scene: Scene, clock: SettableClock
) -> None:
    for minute in range(3):
        make_message(scene.dossier, scene.signe, NOW + timedelta(minutes=minute), SECRET, fichiers=1)
    found = mails(scene.charge)
    assert len(found) == 1
    assert all(SECRET not in text and "annexe" not in text for text in (found[0].sujet, found[0].texte, found[0].html))
    assert mails(scene.ailleurs) == []
    assert mails(scene.signe) == []


def test_nobody_else_sees_the_messages(scene: Scene, connecte: Connecte) -> None:
    make_message(scene.dossier, scene.charge, NOW, SECRET)
    membres = make_membres()
    make_commission(db.session.get_one(Candidature, scene.dossier.id).appel, membres=membres)
    funder = make_utilisateur(Role.FINANCEUR, regions=())
    strangers = [*membres, funder, scene.ailleurs, make_representant_compte()]
    for person in strangers:
        client = connecte(person)
        assert client.get(scene.base).status_code in (403, 404)
        assert SECRET not in client.get("/").text
        assert "Un message" not in client.get("/").text


def test_a_withdrawn_file_is_read_and_no_longer_written(scene: Scene, connecte: Connecte) -> None:
    make_message(scene.dossier, scene.charge, NOW)
    with transaction():
        row = db.session.get_one(Candidature, scene.dossier.id)
        row.etat, row.retiree_at = "retiree", NOW
    client = connecte(scene.signe)
    page = client.get(scene.base).text
    assert "n’est plus examinée" in page
    refused = client.submit(scene.base, {"contenu": "Encore", "envoi": str(uuid.uuid4())}, action=scene.base)
    assert refused.status_code == 403


def test_what_is_wrong_with_a_message_is_said_and_kept(scene: Scene, connecte: Connecte) -> None:
    client = connecte(scene.signe)
    data = {"contenu": SECRET, "envoi": str(uuid.uuid4()), "fichiers": (io.BytesIO(b"MZ"), "programme.exe")}
    refused = client.submit(scene.base, data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "type accepté" in refused.text
    assert SECRET in refused.text
    assert client.submit(scene.base, {"contenu": " ", "envoi": str(uuid.uuid4())}).status_code == 422
    assert db.session.query(MessageDossier).count() == 0


def test_the_digest_leaves_once_a_day_at_seven_in_the_reader_s_zone(app: Flask, clock: SettableClock) -> None:
    clock.set(NOW)
    charge = make_utilisateur(Role.CHARGE, regions=("01",), nom="Bellance")
    client = make_representant_compte()
    dossier = make_candidature_deposee(make_appel_publie({"971": 5}), departement="971", auteur=client)
    with transaction():
        choices = dict.fromkeys(FamilleAvis, RythmeAvis.RESUME)
        save_rhythms(db.session.get_one(Utilisateur, charge.id), choices, now=NOW)
    make_message(dossier, client, NOW, SECRET)
    assert mails(charge) == []
    # Seven in Guadeloupe is eleven in UTC.
    send_digests(datetime(2027, 3, 3, 10, 59, tzinfo=UTC))
    assert mails(charge) == []
    for minute in (0, 1, 30):
        send_digests(datetime(2027, 3, 3, 11, minute, tzinfo=UTC))
    (digest,) = mails(charge)
    assert digest.modele == "resume_avis"
    assert "vous a écrit" in digest.texte
    assert SECRET not in digest.texte + digest.html
    send_digests(datetime(2027, 3, 4, 11, 0, tzinfo=UTC))
    assert len(mails(charge)) == 1


def test_never_means_never_and_drops_what_waited(scene: Scene) -> None:
    with transaction():
        person = db.session.get_one(Utilisateur, scene.charge.id)
        save_rhythms(person, dict.fromkeys(FamilleAvis, RythmeAvis.RESUME), now=NOW)
    make_message(scene.dossier, scene.signe, NOW)
    assert db.session.query(AvisDiffere).count() == 1
    with transaction():
        person = db.session.get_one(Utilisateur, scene.charge.id)
        save_rhythms(person, dict.fromkeys(FamilleAvis, RythmeAvis.JAMAIS), now=NOW)
    make_message(scene.dossier, scene.signe, NOW)
    send_digests(NOW + timedelta(days=2))
    assert mails(scene.charge) == []


def test_each_person_tunes_her_notices(scene: Scene, connecte: Connecte) -> None:
    client = connecte(scene.signe)
    page = client.get("/mon-compte/avis")
    assert page.text.count("checked") == 3
    data = {"messages": "resume", "corrections": "jamais", "calendrier": "tout_de_suite"}
    assert client.submit("/mon-compte/avis", data).status_code == 302
    assert re.search(r'value="resume"[^>]*checked|checked[^>]*value="resume"', client.get("/mon-compte/avis").text)
    assert client.submit("/mon-compte/avis", {**data, "messages": "souvent"}).status_code == 422
