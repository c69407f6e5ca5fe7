"""The blank form, before any account: on the screen, on paper, with the words of the call."""

from __future__ import annotations

import io

import pikepdf
from flask import Flask

from acia.candidatures.routes.vierge import PDF_PAR_DIX_MINUTES
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.client import HouseClient


def test_the_blank_form_is_read_before_any_account(app: Flask, visiteur: HouseClient) -> None:
    code = make_appel_publie().code
    call = visiteur.get(f"/appels/{code}").text
    assert f'href="/candidatures/vierge/{code}"' in call
    assert "environ 1\u00a0h\u00a040" in call
    page = visiteur.get(f"/candidatures/vierge/{code}").text
    for words in ("Votre projet", "Environ 60 minutes", "Que voulez-vous améliorer", "Arrêté d’autorisation", "25"):
        assert words in page
    assert "Jour où l’avis est attendu" not in page
    assert visiteur.get(f"/candidatures/vierge/{make_appel_brouillon().code}").status_code == 404


def test_the_blank_form_is_a_tagged_pdf(app: Flask, visiteur: HouseClient) -> None:
    code = make_appel_publie().code
    answer = visiteur.get(f"/candidatures/vierge/{code}/pdf")
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert "Formulaire vierge" in str(pdf.docinfo["/Title"])
        assert str(pdf.Root.Lang).startswith("fr")
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.pages) >= 3


def test_the_pdf_is_slowed_down(app: Flask, visiteur: HouseClient) -> None:
    path = f"/candidatures/vierge/{make_appel_publie().code}/pdf"
    answers = [visiteur.get(path).status_code for _ in range(PDF_PAR_DIX_MINUTES + 1)]
    assert answers == [200] * PDF_PAR_DIX_MINUTES + [429]
