"""The file, its findings and their documents on one page; the next file; a request prepared from a finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.eligibilite.queries import list_work
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]


@pytest.fixture
def candidature(app: Flask, clock: SettableClock) -> Candidature:
    clock.set(clock.now() + timedelta(days=40))
    return make_candidature_deposee(make_appel_publie())


def examined(client: HouseClient, candidature: Candidature) -> str:
    page = f"/candidatures/{candidature.id}/eligibilite"
    client.submit(page, action=f"{page}/verdict")
    return client.get(page).get_data(as_text=True)


def finding(html: str, code: str) -> str:
    """The markup of one finding."""
    return html.split(f'id="constat-{code}"')[1].split('class="finding"', maxsplit=1)[0]


def test_the_document_of_a_finding_is_beside_it(candidature: Candidature, connecte: Connecte) -> None:
    html = examined(connecte(make_utilisateur()), candidature)
    pieces = {p.code: p for p in db.session.get_one(Candidature, candidature.id).pieces}
    for code, piece in (("R15", "arrete"), ("R19", "avis_cse")):
        assert f"/eligibilite/pieces/{pieces[piece].id}" in finding(html, code)
    assert f"/eligibilite/pieces/{pieces['avis_cse'].id}" not in finding(html, "R15")
    assert 'href="#dossier-autorisation"' in finding(html, "R15")


def test_each_part_a_finding_names_is_on_the_page(candidature: Candidature, connecte: Connecte) -> None:
    html = examined(connecte(make_utilisateur()), candidature)
    anchors = set(re.findall(r'href="#([^"]+)"', html)) - {"contenu"}
    assert {"constat-R15", "dossier-projet"} <= anchors
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_what_is_left_to_judge_stays_named_until_it_is_judged(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur())
    html = examined(client, candidature)
    band = html.split('class="rest"')[1].split("</nav>")[0]
    assert re.findall(r"#constat-(R\d+)", band) == ["R15", "R17", "R18", "R21"]
    assert "Arrêté" in band


def test_what_proves_a_finding_is_read_in_place(candidature: Candidature, connecte: Connecte) -> None:
    client = connecte(make_utilisateur())
    shown = re.search(
        r'<a href="([^"]+)"><img class="preview" src="([^"]+)"', finding(examined(client, candidature), "R15")
    )
    assert shown
    reading, first_page = shown.groups()
    assert client.get(first_page).mimetype == "image/png"
    html = client.get(reading).get_data(as_text=True)
    assert f'src="{first_page}"' in html
    with transaction():
        piece = next(p for p in db.session.get_one(Candidature, candidature.id).pieces if p.code == "arrete")
        piece.document.type_mime = "image/png"
    html = client.get(f"/candidatures/{candidature.id}/eligibilite").get_data(as_text=True)
    assert f'src="{first_page.rpartition("/pages/")[0]}"' in finding(html, "R15")


def test_the_next_file_is_the_one_that_follows_in_the_queue(candidature: Candidature, connecte: Connecte) -> None:
    officer = make_utilisateur()
    others = [make_candidature_deposee(make_appel_publie()) for _ in range(2)]
    ids = [line.id for line in list_work(officer)]
    assert len(ids) == 1 + len(others)
    client = connecte(officer)
    for here, following in zip(ids, [*ids[1:], ids[0]], strict=True):
        html = examined(client, db.session.get_one(Candidature, here))
        assert f'href="/candidatures/{following}/eligibilite">Dossier suivant' in html


def test_a_request_is_prepared_from_a_finding_and_sent_by_the_officer(
    candidature: Candidature, connecte: Connecte
) -> None:
    client = connecte(make_utilisateur())
    link = re.search(r'href="([^"]+corrections\?[^"]+)"', finding(examined(client, candidature), "R15"))
    assert link is not None
    html = client.get(unescape(link[1])).get_data(as_text=True)
    assert re.search(r'<option selected value="piece_illisible"', html)
    assert "on doit y lire sa date" in html


@pytest.mark.parametrize("query", ["section=rien&motif=autre", "section=projet&motif=rien", "precision=x"])
def test_an_unknown_point_proposes_nothing(candidature: Candidature, connecte: Connecte, query: str) -> None:
    client = connecte(make_utilisateur())
    answer = client.get(f"/candidatures/{candidature.id}/corrections?{query}")
    assert answer.status_code == 200
    assert '<option selected value="' not in answer.get_data(as_text=True).replace('<option selected value="">', "")
