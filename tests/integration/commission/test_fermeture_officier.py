"""S21: closing one call closes its commissions in what an officer reads beside them, from the next request on."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import EtatCommission, Recours
from acia.commission.service import close_space, reopen_space
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.fermetures import Fermeture
from tests.factories.client import HouseClient
from tests.factories.commission import make_selection_notifiee
from tests.factories.suites import make_recours
from tests.integration.commission.conftest import CLOS, Scene, make_scene

PHRASE = "L’espace des commissions de cet appel est fermé depuis le"
RECU = CLOS + timedelta(days=5)


@pytest.fixture
def decidee(app: Flask, clock: SettableClock) -> Scene:
    """A notified file under appeal, in a commission that deliberates."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    scene.noter_tout((4, 4, 4, 4))
    make_selection_notifiee(db.session.get_one(Candidature, scene.dossiers[0]))
    make_recours(scene.dossiers[0], scene.officer, RECU)
    clock.set(RECU)
    return scene


def shut(scene: Scene) -> uuid.UUID:
    with transaction():
        return close_space(scene.appel, "Accès suspect de quelqu’un.", auteur=None, now=RECU).id


def plain(client: HouseClient, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return answer.text.replace("\xa0", " ")


def workbook(scene: Scene) -> dict[str, list[list[object]]]:
    answer = scene.bureau().submit("/chiffres", action=f"/appels/{scene.appel}/classeur")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_s21_the_lists_of_an_officer_close_with_their_call(decidee: Scene) -> None:
    name = db.session.get_one(Candidature, decidee.dossiers[0]).nom
    fiche = f'href="{decidee.base}"'
    assert fiche in plain(decidee.bureau(), "/commissions/")
    assert name in plain(decidee.bureau(), "/commissions/recours")
    assert "Tenir la séance" in plain(decidee.bureau(), "/")
    shut(decidee)
    closed = plain(decidee.bureau(), "/commissions/")
    assert fiche not in closed
    assert PHRASE in closed
    assert "Espace fermé" in closed
    assert "suspect" not in closed, "why is the pilot's"
    appeals = plain(decidee.bureau(), "/commissions/recours")
    assert name not in appeals
    assert PHRASE in appeals
    home = plain(decidee.bureau(), "/")
    assert "Tenir la séance" not in home
    assert "Répondre à un recours" not in home
    assert PHRASE in home


def test_s21_the_workbook_of_a_closed_call_says_why_the_marks_are_not_there(decidee: Scene) -> None:
    before = workbook(decidee)
    assert len(before["Notes"]) > 1
    assert before["Décisions"][0][0] == "Numéro"
    shut(decidee)
    after = workbook(decidee)
    assert list(after) == list(before)
    for sheet in ("Notes", "Décisions"):
        assert len(after[sheet]) == 2
        assert str(after[sheet][1][0]).startswith(PHRASE)
    assert after["Candidatures"] == before["Candidatures"]


def test_s21_nothing_is_recorded_on_a_closed_call_from_a_page_without_an_address_of_its_own(decidee: Scene) -> None:
    shut(decidee)
    typed = {
        "envoi": str(uuid.uuid4()),
        "numero": decidee.numeros[0],
        "genre": "gracieux",
        "moyen": "courrier",
        "recu_le": RECU.date().isoformat(),
        "auteur_nom": "La directrice",
        "objet": "La note.",
    }
    page = "/commissions/recours/nouveau"
    refused = decidee.bureau().submit(page, typed)
    assert refused.status_code == 422
    assert PHRASE in refused.text.replace("\xa0", " ")
    assert "La directrice" in refused.text, "what was typed stays"
    assert db.session.query(Recours).count() == 1


def test_s21_another_call_stays_open_and_reopening_gives_everything_back(
    decidee: Scene, app: Flask, clock: SettableClock
) -> None:
    other = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    clock.set(RECU)
    key = shut(decidee)
    assert f'href="{other.base}"' in plain(other.bureau(), "/commissions/")
    assert len(workbook(other)["Décisions"]) == len(other.dossiers) + 1
    with transaction():
        reopen_space(key, "Vérifié.", auteur=None, now=RECU)
    assert db.session.get_one(Fermeture, key).cle is None
    assert PHRASE not in plain(decidee.bureau(), "/commissions/")
    assert len(workbook(decidee)["Notes"]) > 2
