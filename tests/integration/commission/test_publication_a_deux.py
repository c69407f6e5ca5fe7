"""S18: the notices leave by two people, each with a reason, each having just given her password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from acia.commission import service
from acia.commission.models import Selection
from acia.comptes.models import Utilisateur
from acia.comptes.rules import PREUVE_VALABLE
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.commission.conftest import Scene, decided
from tests.integration.comptes.parcours import navigateur, se_connecter

LU = {"motif": "Toutes les lettres sont relues."}
CONFIRME = {"mot_de_passe_confirme": PHRASE}
DEUX = ("charge", "pilote")


@pytest.fixture
def prepared(scene: Scene) -> Scene:
    """Three notices prepared and held."""
    decided(scene)
    with transaction():
        auteur = db.session.get_one(Utilisateur, scene.officer.id)
        who = {"version": None, "auteur": auteur, "now": scene.app.extensions["acia_clock"].now()}
        service.prepare_notices(scene.commission, lien=lambda c: "https://acia.test/", **who)
    return scene


@pytest.fixture
def people(app: Flask, prepared: Scene) -> dict[str, HouseClient]:
    """Two people of the région who have just signed in."""
    regions = {"charge": ("53",), "pilote": ()}
    roles = {"charge": Role.CHARGE, "pilote": Role.PILOTE}
    found = {nom: make_utilisateur(roles[nom], regions=regions[nom], mot_de_passe=PHRASE) for nom in DEUX}
    clients = {nom: navigateur(app) for nom in DEUX}
    for nom, person in found.items():
        se_connecter(clients[nom], person.courriel)
    return clients


def act(client: HouseClient, scene: Scene, verb: str, data: dict[str, str]) -> tuple[int, str]:
    page = f"{scene.base}/notifications"
    answer = client.submit(page, data, action=f"{page}/{verb}")
    return answer.status_code, answer.text


def sent() -> int:
    db.session.rollback()
    return db.session.query(Selection).filter(Selection.notifiee_at.is_not(None)).count()


def test_s18_the_whole_sequence(prepared: Scene, people: dict[str, HouseClient], clock: SettableClock) -> None:
    charge, pilote = people["charge"], people["pilote"]
    assert act(charge, prepared, "demande", {"motif": ""})[0] == 422, "no reason"
    clock.set(clock.now() + PREUVE_VALABLE + timedelta(seconds=1))
    status, page = act(charge, prepared, "demande", LU)
    assert (status, LU["motif"] in page) == (401, True), "stale"
    assert act(charge, prepared, "demande", {**LU, **CONFIRME})[0] == 302
    status, page = act(charge, prepared, "envoi", LU)
    assert (status, "une autre personne le confirme" in page) == (422, True), "the same person twice"
    assert act(pilote, prepared, "envoi", LU)[0] == 401, "stale"
    assert act(pilote, prepared, "envoi", {"motif": " ", **CONFIRME})[0] == 422, "no reason"
    assert sent() == 0
    assert act(pilote, prepared, "envoi", {"motif": "Décisions signées."})[0] == 302, "the proof is fresh"
    assert sent() == 3
    kept = db.session.query(Evenement).filter(Evenement.code.like("commission%envo%")).order_by(Evenement.numero)
    assert [event.motif for event in kept] == [LU["motif"], "Décisions signées."]


def test_s18_two_wishes_from_one_page_do_nothing_without_its_version(
    prepared: Scene, people: dict[str, HouseClient]
) -> None:
    assert act(people["charge"], prepared, "demande", {**LU, "version": ""})[0] == 422
    assert "Demandez d’abord" in act(people["pilote"], prepared, "envoi", LU)[1]
    assert sent() == 0
