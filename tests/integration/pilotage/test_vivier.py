"""The vivier of a call: who could apply, who has, what leaves in a mailing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event

from acia.appels.models import Appel
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from acia.pilotage.rules import Contact
from acia.pilotage.vivier import NON_EXPORTES, FiltreVivier, gauges_of, list_vivier, mailing_rows
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], Any]


@pytest.fixture
def appel(app: Flask, clock: SettableClock) -> Appel:
    clock.set(datetime(2027, 2, 15, 9, tzinfo=UTC))
    return make_appel_publie({"29": 10, "22": 8, "01": 8})


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _names(appel: Appel, person: Utilisateur, **filtre: str) -> set[str]:
    return {row[1] for row in list_vivier(appel, person, FiltreVivier(**filtre)).lignes}


def test_the_vivier_holds_those_who_could_apply_and_nobody_else(appel: Appel) -> None:
    kept = {make_etablissement("29").raison_sociale, make_etablissement("22").raison_sociale}
    kept.add(make_etablissement("29", categorie="462", libelle_categorie="Lieu de vie").raison_sociale)
    make_etablissement("29", ouvert=False)
    make_etablissement("29", categorie="441")
    make_etablissement("29", categorie="500", protection_enfance=False)
    make_etablissement("35")
    foreign = make_etablissement("01").raison_sociale
    officer = make_utilisateur(Role.CHARGE)
    assert _names(appel, officer) == kept
    assert _names(appel, make_utilisateur(Role.PILOTE, regions=())) == {*kept, foreign}
    assert _names(appel, make_utilisateur(Role.CHARGE, regions=("84",))) == {foreign}


def test_who_has_applied_is_told_from_who_has_not_and_drafts_are_only_counted(appel: Appel) -> None:
    officer = make_utilisateur(Role.CHARGE)
    filed = make_candidature_deposee(appel, departement="29")
    draft = make_brouillon(appel, departement="29")
    earlier = make_etablissement("29")
    make_candidature_deposee(make_appel_publie({"29": 10}), etablissement=earlier)
    never = make_etablissement("29")
    assert _names(appel, officer, contact=Contact.DEPOSE) == {filed.etablissement.raison_sociale}
    assert _names(appel, officer, contact=Contact.ANCIEN) == {earlier.raison_sociale}
    assert _names(appel, officer, contact=Contact.JAMAIS) == {
        never.raison_sociale,
        draft.etablissement.raison_sociale,
    }
    finistere = next(line for line in gauges_of(appel, officer) if line.code == "29")
    assert (finistere.brouillons, finistere.jauge.deposes, finistere.jauge.a_examiner) == (1, 1, 1)
    assert finistere.contacts == {Contact.DEPOSE: 1, Contact.ANCIEN: 1, Contact.JAMAIS: 2}


def test_the_page_shows_map_gauge_and_list_and_the_filter_lives_in_the_address(
    appel: Appel, connecte: Connecte
) -> None:
    make_candidature_deposee(appel, departement="29")
    here, there = make_etablissement("29"), make_etablissement("22")
    client = connecte(make_utilisateur(Role.CHARGE))
    page = client.get("/vivier").text
    assert "Il manque" in page
    assert 'class="picture tiles"' in page
    assert here.raison_sociale in page
    assert there.raison_sociale in page
    page = client.get(f"/vivier?appel={appel.code}&departement=22").text
    assert there.raison_sociale in page
    assert here.raison_sociale not in page
    assert client.get("/vivier?appel=inconnu").status_code == 404
    assert client.get("/vivier?texte=%25zzz&page=999999").status_code == 200


def test_the_mailing_leaves_without_what_may_be_a_home(appel: Appel, connecte: Connecte) -> None:
    make_etablissement("29", telephone="0298000001")
    for categorie in ("462", "236"):
        make_etablissement("29", categorie=categorie, adresse="3 rue de la Maison", telephone="0298000002")
    client = connecte(make_utilisateur(Role.CHARGE))
    data = {"departement": "29"}
    answer = client.submit(f"/vivier?appel={appel.code}", data, action=f"/appels/{appel.id}/vivier")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Vivier"]
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 3
    text = " ".join(" ".join(row) for row in rows)
    assert "0298000001" in text
    assert "12 rue des Embruns" in text
    assert "0298000002" not in text
    assert "rue de la Maison" not in text
    assert sum(row[-1] == NON_EXPORTES for row in rows) == 2
    noted = db.session.query(Evenement).filter_by(code="pilotage.vivier").one()
    assert '"lignes": 3' in noted.donnees


def test_the_mailing_follows_the_filter_and_the_territory(appel: Appel) -> None:
    make_etablissement("29"), make_etablissement("22"), make_etablissement("01")
    officer = make_utilisateur(Role.CHARGE)
    assert len(mailing_rows(appel, officer, FiltreVivier())) == 2
    assert len(mailing_rows(appel, officer, FiltreVivier(departement="22"))) == 1
    assert mailing_rows(appel, officer, FiltreVivier(departement="01")) == []


def test_the_page_asks_as_many_statements_for_three_hundred_as_for_one(appel: Appel, connecte: Connecte) -> None:
    make_etablissement("29")
    client = connecte(make_utilisateur(Role.CHARGE))
    client.get("/vivier")
    with counted() as few:
        client.get("/vivier")
    for _ in range(12):
        make_etablissement("29")
        make_candidature_deposee(appel, departement="22")
    with counted() as many:
        page = client.get("/vivier").text
    assert len(few) == len(many) <= 16
    assert "25 établissements" in page.replace("\u00a0", " ")


def test_the_home_and_the_page_of_the_call_say_what_is_missing(
    appel: Appel, connecte: Connecte, clock: SettableClock
) -> None:
    make_candidature_deposee(appel, departement="29")
    client = connecte(make_utilisateur(Role.CHARGE))
    home = client.get("/").text.replace("\u00a0", " ")
    assert "Faire venir des établissements" in home
    assert "qui manquent pour former une cohorte : Côtes-d’Armor 4, Finistère 4." in home
    assert "20 février" in home.partition("Faire venir des établissements")[0].rpartition("<li")[2]
    assert "Il manque 4" in client.get(f"/appels/gestion/{appel.code}").text.replace("\u00a0", " ")
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    assert "Faire venir des établissements" not in client.get("/").text
