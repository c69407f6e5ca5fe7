"""R44, R46, R47: a place taken or given up leaves each notified decision its own clock, and the pages say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission, LectureDecision, Selection
from acia.commission.queries import NoticeSuivie, notice_of, notices_to_follow
from acia.commission.queries.extraits import decisions_for_member
from acia.commission.service import (
    CommandeDesistement,
    DecisionDossier,
    answer_place,
    ask_release,
    decide_selections,
    give_up,
    offer_place,
    prepare_notices,
    send_notices,
    take_note,
)
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.commission import make_deport
from tests.factories.comptes import make_utilisateur
from tests.integration.commission.conftest import ENVOI, LIEN_MEMBRE, Scene, make_scene, selection_of

LU = datetime(2027, 3, 24, 9, tzinfo=UTC)
PRISE = datetime(2027, 3, 30, 9, tzinfo=UTC)
LIEN = "https://acia.test/"
FIN_ATTENTE = date(2027, 5, 25)
"""Two clear months after the reading of the waiting list."""


@pytest.fixture
def liste(app: Flask, clock: SettableClock) -> Scene:
    """The applicant is on the waiting list, and has read it on 24 March; the second file holds the place."""
    scene = make_scene(app, clock, etat=EtatCommission.CLOSE)
    clock.set(ENVOI)
    files = [db.session.get_one(Candidature, key) for key in scene.dossiers]
    make_deport(scene.siege(0), files[0])
    with transaction():
        for rang, issue in enumerate(("liste_attente", "retenue", "non_retenue")):
            words = {"note_numerateur": 80 - rang, "note_denominateur": 1, "notes_comptees": 3, "motif": "Clair."}
            key = scene.dossiers[rang]
            db.session.add(
                Selection(commission_id=scene.commission, candidature_id=key, rang=rang + 1, proposition=issue, **words)
            )
    who = {"version": None, "auteur": scene.officer, "now": ENVOI}
    rows = db.session.query(Selection).all()
    with transaction():
        decide_selections(scene.commission, {r.id: DecisionDossier(r.proposition) for r in rows}, **who)
    with transaction():
        prepare_notices(scene.commission, lien=lambda c: f"{LIEN}{c.id}", **who)
    with transaction():
        ask_release(scene.commission, "Relu.", **who)
    second = make_utilisateur(Role.CHARGE, regions=("53",))
    with transaction():
        send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, version=None, auteur=second, now=ENVOI)
    clock.set(LU)
    with transaction():
        take_note(db.session.get_one(Candidature, scene.dossiers[0]), auteur=scene.candidat, now=LU)
    return scene


def take_place(scene: Scene, clock: SettableClock) -> None:
    """The place is given up by who had it, offered to the applicant, who takes it on 30 March."""
    clock.set(PRISE)
    command, officer = CommandeDesistement("Le projet est reporté."), scene.officer
    with transaction():
        give_up(scene.dossiers[1], command, auteur=officer, now=PRISE, lien=LIEN)
    with transaction():
        offer_place(scene.commission, "29", version=None, auteur=officer, now=PRISE, lien=lambda _key: LIEN)
    with transaction():
        answer_place(scene.dossiers[0], True, "", auteur=officer, now=PRISE, lien=LIEN)


def notice(scene: Scene, rang: int = 0) -> NoticeSuivie:
    return notice_of(selection_of(scene, rang), PRISE)


def page(scene: Scene, address: str, *, officer: bool = False) -> str:
    client = scene.bureau() if officer else scene.client(scene.candidat)
    return client.get(address).get_data(as_text=True).replace("\xa0", " ")


def test_r46_a_place_taken_leaves_the_waiting_list_its_own_delay(liste: Scene, clock: SettableClock) -> None:
    result = f"/commissions/resultats/{liste.dossiers[0]}"
    before = notice(liste)
    assert (before.delai.depuis, before.delai.jusqua) == (LU.date(), FIN_ATTENTE)
    take_place(liste, clock)
    after = notice(liste)
    assert selection_of(liste).issue == "retenue"
    assert after.etiquette[0] == "Liste d’attente", "what was notified, read and may be contested"
    assert (after.delai.depuis, after.delai.jusqua) == (LU.date(), FIN_ATTENTE)
    assert "Place acceptée le 30 mars 2027" in after.depuis.replace("\xa0", " ")
    own = page(liste, result)
    assert "La première décision : liste d’attente" in own
    assert "aucun délai ne court contre lui" in own
    assert "25 mai 2027" in own
    table = page(liste, f"{liste.base}/notifications", officer=True)
    assert "Place acceptée le 30 mars 2027" in table
    assert "Liste d’attente" in page(liste, f"{liste.base}/notifications/{selection_of(liste).id}/suivi", officer=True)


def test_r46_taking_a_place_proves_no_reading_and_calls_for_no_reminder(liste: Scene, clock: SettableClock) -> None:
    with transaction():
        db.session.query(LectureDecision).delete()
    clock.set(PRISE)
    assert {n.candidature.id for n in notices_to_follow(liste.officer, PRISE)} == set(liste.dossiers)
    take_place(liste, clock)
    waiting = {n.candidature.id for n in notices_to_follow(liste.officer, PRISE)}
    assert waiting == {liste.dossiers[2]}, "neither who took the place nor who gave it up is chased"
    after = notice(liste)
    assert after.delai.jusqua is None
    assert "rien ne prouve" in after.delai.explication
    assert "J’ai pris connaissance" not in page(liste, f"/commissions/resultats/{liste.dossiers[0]}")


def test_r47_a_withdrawal_changes_neither_the_decision_nor_its_delay(liste: Scene, clock: SettableClock) -> None:
    clock.set(PRISE)
    told = CommandeDesistement("La direction change.", date(2027, 3, 29))
    with transaction():
        give_up(liste.dossiers[0], told, auteur=liste.officer, now=PRISE, lien=LIEN)
    after = notice(liste)
    assert (after.delai.depuis, after.delai.jusqua) == (LU.date(), FIN_ATTENTE)
    assert after.depuis.replace("\xa0", " ").startswith("Désistement reçu le 29 mars 2027")
    own = page(liste, f"/commissions/resultats/{liste.dossiers[0]}")
    assert "Désistement reçu le 29 mars 2027" in own
    assert "25 mai 2027" in own


def test_e44_a_place_taken_is_no_departure_of_the_authority(liste: Scene, clock: SettableClock) -> None:
    take_place(liste, clock)
    (told,) = decisions_for_member(liste.siege(0))
    assert (told.proposition, told.issue, told.ecart, told.motif) == ("liste_attente", "liste_attente", False, "")
    shown = liste.membre(0).get(f"{liste.base}/mon-extrait").get_data(as_text=True).replace("\xa0", " ")
    assert "La décision suit la proposition de la commission" in shown
    assert "Place acceptée depuis, le" in shown
    assert db.session.query(Deport).count() == 1
