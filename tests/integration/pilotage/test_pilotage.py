"""Homes, figures and workbook, on both engines."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask

from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.cohortes import make_cohorte_validee
from tests.factories.comptes import make_utilisateur
from tests.factories.seances import make_seance

SHEETS = ["Candidatures", "Éligibilité", "Notes", "Décisions", "Cohortes", "Séances", "Présences", "Actions"]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_home_and_opens_everything_its_navigation_shows(
    app: Flask, connecte: Callable[[Utilisateur], Any], role: Role
) -> None:
    client = connecte(make_utilisateur(role))
    home = client.get("/")
    assert home.status_code == 200
    assert "<h1>Aujourd’hui</h1>" in home.text.replace("\n", "")
    links = {a for a in _links(home.text) if not a.startswith(("#", "/static", "/bootstrap"))}
    assert len(links) > 4
    for link in links:
        assert client.get(link).status_code == 200, link


def test_an_officer_finds_the_rarer_pages_behind_plus_with_the_current_one_marked(
    app: Flask, connecte: Callable[[Utilisateur], Any]
) -> None:
    page = connecte(make_utilisateur(Role.CHARGE)).get("/chiffres").text
    bar, _, behind = page.partition('<details class="nav-more"')
    assert [label in bar for label in ("Aujourd’hui", "Cohortes", "Suivi")] == [True] * 3
    assert ">Chiffres</a>" not in bar
    assert 'class="here"' in behind.partition("</summary>")[0]
    assert '<a href="/chiffres" aria-current="page">Chiffres</a>' in behind.partition("</ul>")[0]


@pytest.mark.parametrize(
    ("role", "label"),
    [(Role.REPRESENTANT, "Ma cohorte"), (Role.INTERVENANT, "Mes cohortes"), (Role.FINANCEUR, "Chiffres")],
)
def test_a_short_navigation_has_no_plus(
    app: Flask, connecte: Callable[[Utilisateur], Any], role: Role, label: str
) -> None:
    page = connecte(make_utilisateur(role)).get("/").text
    assert f">{label}</a>" in page.partition('class="nav-phone"')[0]
    assert "Plus\n" not in page


def _links(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('href="')[1:]]


def test_a_visitor_reads_the_calls_first(visiteur: Any) -> None:
    assert visiteur.get("/").location == "/appels/"


def test_the_home_says_what_to_do_now(connecte: Callable[[Utilisateur], Any], clock: SettableClock) -> None:
    make_candidature_deposee(make_appel_publie({"29": 10}))
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    home = connecte(make_utilisateur(Role.CHARGE)).get("/").text
    assert "Trancher l’éligibilité de 1" in home
    assert "Composer la commission de Bretagne" in home
    assert "Trancher" not in connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get("/").text


def test_the_workbook_has_typed_cells_frozen_headers_and_no_formula(
    connecte: Callable[[Utilisateur], Any], clock: SettableClock
) -> None:
    cohorte = make_cohorte_validee()
    appel_id, size = cohorte.appel_id, len(cohorte.membres)
    candidature = cohorte.membres[0].engagement.candidature
    candidature.identite = {**candidature.identite, "nom": "=HYPERLINK(1)"}
    db.session.commit()
    make_seance(cohorte)
    clock.set(datetime(2027, 5, 12, 9, tzinfo=UTC))
    officer = connecte(make_utilisateur(Role.CHARGE))
    answer = officer.submit("/chiffres", action=f"/appels/{appel_id}/classeur")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == SHEETS
    files = book["Candidatures"]
    assert files.freeze_panes == "B2"
    assert files.max_row == size + 1
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert isinstance(files["G2"].value, datetime)
    assert isinstance(files["C2"].value, str)
    assert isinstance(book["Séances"]["G2"].value, datetime)
    assert db.session.query(Evenement).filter_by(code="pilotage.classeur").count() == 1


def test_s2_the_workbook_of_another_territory_does_not_exist(connecte: Callable[[Utilisateur], Any]) -> None:
    appel = make_appel_publie({"29": 10})
    foreign = connecte(make_utilisateur(Role.CHARGE, regions=("01",)))
    assert foreign.submit("/mon-compte", action=f"/appels/{appel.id}/classeur").status_code == 404
    assert (
        connecte(make_utilisateur(Role.MEMBRE)).submit("/mon-compte", action=f"/appels/{appel.id}/classeur").status_code
        == 403
    )


def test_the_funder_reads_figures_and_no_name(connecte: Callable[[Utilisateur], Any]) -> None:
    candidature = make_candidature_deposee(make_appel_publie({"29": 10}))
    name = candidature.nom
    page = connecte(make_utilisateur(Role.FINANCEUR, regions=())).get("/chiffres").text
    assert "Finistère" in page
    assert name not in page
