"""Files: read from their content, kept under random names, served untouched or not at all (S80, S81, S86)."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.core.db import db, transaction
from acia.core.documents import (
    Document,
    TypeRefuse,
    produce_document,
    read_document,
    send_document,
    store_document,
)
from acia.core.documents import pdf as pdf_module
from acia.core.errors import Introuvable
from acia.core.web import public
from tests.factories.client import signed_client
from tests.factories.comptes import make_utilisateur
from tests.factories.corpus_fichiers import hostile_names

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\ncontenu\n%%EOF\n"
HOSTILE_NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\system32.pdf",
    "C:\\Users\\anne\\lettre.pdf",
    "/etc/passwd",
    "nom\x00.pdf",
    "nom\r\nSet-Cookie: a=b.pdf",
    "\u202efdp.exe",
    "Ελληνικά.pdf",
    "…",
    "...",
    ".",
    "",
    ".htaccess",
    "CON",
    "nul.pdf",
    "a" * 300 + ".pdf",
    "é" * 300 + ".pdf",
    "lettre.pdf.exe",
    "lettre.PDF",
    "lettre d’engagement signée (2).pdf",
    'guillemets".pdf',
    "point;virgule.pdf",
    "%2e%2e%2fetc.pdf",
    "\ud800.pdf",
    " espaces .pdf ",
    "e\u0301te\u0301.pdf",
    "🦊.pdf",
    "<script>alert(1)</script>.pdf",
]


def keep(name: str = "lettre.pdf", content: bytes = PDF) -> Document:
    with transaction():
        return store_document(name, content, now=MAINTENANT, auteur_id=None)


def path_of(app: Flask, row: Document) -> Path:
    return Path(app.config["DONNEES"]) / "documents" / row.id.hex[:2] / row.id.hex


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_s80_any_name_is_kept_as_a_harmless_text(app: Flask, name: str) -> None:
    row = keep(name)
    assert row.nom.endswith(".pdf")
    assert 5 <= len(row.nom) <= 150
    assert not any(unicodedata.category(c)[0] == "C" for c in row.nom)
    assert "/" not in row.nom
    assert "\\" not in row.nom
    assert unicodedata.is_normalized("NFC", row.nom)
    files = [p for p in (Path(app.config["DONNEES"]) / "documents").rglob("*") if p.is_file()]
    assert files == [path_of(app, row)]


def test_s80_of_three_hundred_names_none_escapes_nor_breaks_a_download(app: Flask) -> None:
    names = hostile_names()
    assert len(set(names)) >= 300
    with transaction():
        rows = [store_document(name, PDF, now=MAINTENANT, auteur_id=None) for name in names]
    folder = (Path(app.config["DONNEES"]) / "documents").resolve()
    with app.test_request_context():
        for row in rows:
            assert path_of(app, row).resolve().is_relative_to(folder)
            assert row.nom.endswith(".pdf")
            assert not any(unicodedata.category(c)[0] == "C" or c in "/\\" for c in row.nom)
            answer = send_document(row)
            assert answer.status_code == 200
            assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lettre d’engagement signée (2).pdf", "lettre d’engagement signée (2).pdf"),
        ("Ελληνικά.PDF", "Ελληνικά.pdf"),
        ("C:\\Users\\anne\\lettre.pdf", "lettre.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("scan", "scan.pdf"),
        ("Avis de M. Martin", "Avis de M. Martin.pdf"),
        ("…", "….pdf"),
        ("", "document.pdf"),
    ],
)
def test_s80_a_genuine_name_stays_readable(app: Flask, name: str, kept: str) -> None:
    assert keep(name).nom == kept


@pytest.mark.parametrize("name", [n for n in HOSTILE_NAMES if "\ud800" not in n])
def test_s81_a_file_is_served_as_a_download_whatever_its_name(app: Flask, name: str) -> None:
    row = keep(name)
    document_id = row.id
    app.add_url_rule("/essai", "essai", public(lambda: send_document(db.session.get_one(Document, document_id))))
    answer = signed_client(app, None).get("/essai")
    assert answer.status_code == 200
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.mimetype == "application/pdf"
    assert "Set-Cookie" not in answer.headers


def test_the_row_keeps_size_and_fingerprint(app: Flask) -> None:
    person = make_utilisateur()
    with transaction():
        row = store_document("a.pdf", PDF, now=MAINTENANT, auteur_id=person.id)
    assert (row.taille, row.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (row.type_mime, row.auteur_id, row.cree_at) == ("application/pdf", person.id, MAINTENANT)
    assert read_document(row) == PDF


@pytest.mark.parametrize("place", [0, 10, -1])
def test_s86_altered_bytes_are_never_served(app: Flask, place: int) -> None:
    row = keep()
    path = path_of(app, row)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(Introuvable, match="ne correspond plus à son empreinte"):
        read_document(row)


def test_s86_missing_bytes_are_said_to_be_missing(app: Flask) -> None:
    row = keep()
    path_of(app, row).unlink()
    with pytest.raises(Introuvable):
        read_document(row)


def test_s69_a_row_never_points_to_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep()
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Document)).scalar_one() == 0


def test_a_refused_file_leaves_nothing_on_the_disk(app: Flask) -> None:
    with pytest.raises(TypeRefuse):
        keep(content=b"texte")
    assert not (Path(app.config["DONNEES"]) / "documents").exists()


def test_two_files_of_the_same_name_are_two_files(app: Flask) -> None:
    first, second = keep(), keep(content=PDF + b"%%EOF")
    assert first.id != second.id
    assert read_document(first) != read_document(second)


TYPST = """#let d = json(bytes(sys.inputs.contexte))
#set document(title: d.titre)
#set text(lang: "fr")
= #d.titre
"""


def test_a_produced_document_keeps_its_template_and_its_data(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "templates" / "documents" / "essai"
    folder.mkdir(parents=True)
    (folder / "v1.typ").write_text(TYPST, encoding="utf-8")
    monkeypatch.setattr(app, "root_path", str(tmp_path / "acia"))
    context = {"titre": 'Été : #read("/etc/passwd") <b>'}
    with transaction():
        row = produce_document("essai/v1", "Accusé", context, now=MAINTENANT, auteur_id=None)
    assert (row.modele, row.contexte, row.nom) == ("essai/v1", context, "Accusé.pdf")
    assert read_document(row).startswith(b"%PDF-")


def test_s95_a_template_reads_nothing_outside_its_folder(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "templates" / "documents" / "essai"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "v1.typ").write_text('#read("../../../secret.txt")', encoding="utf-8")
    monkeypatch.setattr(app, "root_path", str(tmp_path / "acia"))
    with pytest.raises(Exception, match=r"(?i)escape|access denied|outside"):
        pdf_module.compose_pdf("essai/v1", {})


def test_ids_are_random(app: Flask) -> None:
    assert all(isinstance(keep().id, uuid.UUID) and keep().id.version == 4 for _ in range(2))
