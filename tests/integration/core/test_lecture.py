"""A received file is read as pictures in our pages; its own bytes are only downloaded (S12, S81)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from acia.core.db import db, transaction
from acia.core.documents import (
    USUELS,
    AnalyseAntivirus,
    Document,
    EtatAntivirus,
    Format,
    reading_page,
    send_page,
    store_document,
)
from acia.core.documents import lecture as lecture_module
from acia.core.documents.lecture import PAGES_MAX, is_readable, pages_of
from acia.core.errors import Introuvable
from tests.factories.fichiers import make_docx, make_pdf, make_png

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


def keep(content: bytes, name: str = "avis.pdf", formats: frozenset[Format] = USUELS) -> Document:
    with transaction():
        return store_document(name, content, now=MAINTENANT, auteur_id=None, formats=formats)


def read(row: Document) -> str:
    return reading_page(
        row, "Avis", retour=("Dossier", "/dossier"), telecharger="/fichier", page=lambda rang: f"/pages/{rang}"
    )


def test_each_page_is_a_picture_and_the_file_stays_a_download(app: Flask) -> None:
    row = keep(make_pdf(3))
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        html = read(row)
        assert [f'src="/pages/{rang}"' in html for rang in (1, 2, 3, 4)] == [True, True, True, False]
        assert 'href="/fichier"' in html
        answer = send_page(row, 3)
        assert answer.mimetype == "image/png"
        answer.direct_passthrough = False
        assert answer.data.startswith(b"\x89PNG")
        for rang in (0, 4):
            with pytest.raises(Introuvable):
                send_page(row, rang)


def test_pages_are_drawn_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(make_pdf())
    first = pages_of(row)
    monkeypatch.setattr(lecture_module, "_draw", lambda *_: pytest.fail("drawn twice"))
    assert pages_of(row) == first
    assert [path.name for path in first] == ["1.png"]


def test_two_readers_at_once_get_the_same_pages(app: Flask) -> None:
    row = keep(make_pdf(2))
    first = pages_of(row)
    lecture_module._draw(row, first[0].parent)
    assert pages_of(row) == first
    assert [path for path in first[0].parent.parent.iterdir() if path != first[0].parent] == []


@pytest.mark.parametrize("more", [0, 1, 2])
def test_a_long_document_says_that_it_goes_on(app: Flask, more: int) -> None:
    row = keep(make_pdf(PAGES_MAX + more))
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        html = read(row)
        assert (f"Seules les {PAGES_MAX} premières pages" in html) is (more > 0)
        assert f'src="/pages/{PAGES_MAX}"' in html
        with pytest.raises(Introuvable):
            send_page(row, PAGES_MAX + 1)
        assert f'src="/pages/{PAGES_MAX + 1}"' not in html


def test_what_cannot_be_drawn_is_offered_as_a_download(app: Flask) -> None:
    row = keep(b"%PDF-1.7\nabc\n%%EOF\n")
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        assert "ne peut pas être montré ici" in read(row)
        with pytest.raises(Introuvable):
            send_page(row, 1)
    assert not list(Path(app.config["DONNEES"], "apercus").rglob("*.pdf"))


def test_a_file_that_takes_too_long_ends_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(make_pdf())
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        with monkeypatch.context() as busy:
            busy.setattr(lecture_module, "_ATTENTE_S", 0.0)
            assert "ne peut pas être montré ici" in read(row)
        # The next reader is not told so for ever.
        assert 'src="/pages/1"' in read(row)


def test_an_image_is_shown_as_it_is_and_other_kinds_are_not_shown(app: Flask) -> None:
    image, text = keep(make_png(), "scan.png"), keep(make_docx(), "projet.docx", frozenset(Format))
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        assert 'src="/fichier"' in read(image)
        for row in (image, text):
            with pytest.raises(Introuvable):
                send_page(row, 1)
        with pytest.raises(Introuvable):
            read(text)


@pytest.mark.parametrize("etat", [EtatAntivirus.INFECTE, EtatAntivirus.ERREUR, EtatAntivirus.EN_ATTENTE])
def test_s82_what_the_antivirus_holds_back_is_not_shown(app: Flask, etat: EtatAntivirus) -> None:
    row = keep(make_pdf())
    with transaction():
        db.session.add(AnalyseAntivirus(document_id=row.id, etat=etat, analyse_at=MAINTENANT))
    db.session.expire_all()
    assert not is_readable(db.session.get_one(Document, uuid.UUID(str(row.id))))
    with pytest.raises(Introuvable):
        send_page(row, 1)
