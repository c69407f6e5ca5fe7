"""S78 and S83: a file is what its content says, agrees with its name, and is never larger than it seems."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.core.documents import kinds
from acia.core.documents.kinds import (
    DOCX,
    JPEG,
    MAX_BYTES,
    ODS,
    ODT,
    PNG,
    USUELS,
    XLSX,
    Format,
    Genre,
    TypeRefuse,
    recognise,
)
from tests.factories.corpus_fichiers import genuine_files, hostile_files
from tests.factories.fichiers import PDF, make_docx, make_jpeg, make_odf, make_png, make_xlsx, make_zip

TOUS = frozenset(Format)
GENUINE: list[tuple[str, bytes, Genre]] = [
    ("arrete.pdf", PDF, kinds.PDF),
    ("ARRETE.PDF", PDF + b"\r\n", kinds.PDF),
    ("numerisation", PDF, kinds.PDF),
    ("Avis de M. Martin", PDF, kinds.PDF),
    ("capture.png", make_png(), PNG),
    ("photo.jpg", make_jpeg(4000, 3000), JPEG),
    ("IMG_0001.JPEG", make_jpeg(after=b"\x00" * 300 + b"MotionPhoto_Data"), JPEG),
    ("projet.docx", make_docx(), DOCX),
    ("budget.xlsx", make_xlsx(), XLSX),
    ("projet.odt", make_odf(), ODT),
    ("budget.ods", make_odf("spreadsheet"), ODS),
]


def lying_archive() -> bytes:
    """An archive whose headers say 10 bytes where 5 MB unpack."""
    content = bytearray(make_docx(**{"word/media.bin": b"\x00" * 5_000_000}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.rfind(signature)
        content[at + place : at + place + 4] = struct.pack("<I", 10)
    return bytes(content)


def protected_archive() -> bytes:
    content = bytearray(make_docx())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


HOSTILE: list[tuple[str, bytes, str]] = [
    ("vide.pdf", b"", "vide"),
    ("page.pdf", b"<html><script>alert(1)</script>", "type accepté"),
    ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type accepté"),
    ("programme.pdf", b"MZ\x90\x00 un programme", "type accepté"),
    ("vieux.doc", b"\xd0\xcf\x11\xe0 un vieux document", "type accepté"),
    ("anime.gif", b"GIF89a", "type accepté"),
    ("decale.pdf", b" %PDF-1.7\n%%EOF", "type accepté"),
    ("texte.txt", b"texte", "type accepté"),
    ("coupe.pdf", b"%PDF-1.7\ncoupe en route", "incomplet"),
    ("rempli.pdf", b"%PDF-1.7\n%%EOF\n" + b"\x00" * 4096, "incomplet"),
    ("protege.pdf", PDF.replace(b"trailer\n<<", b"trailer\n<</Encrypt 5 0 R"), "mot de passe"),
    ("double.pdf", PDF + make_zip({"a.html": b"<script>"}) + b"%%EOF", "archive"),
    ("photo.pdf", make_jpeg(), "une image JPEG"),
    ("arrete.png", PDF, "un PDF"),
    ("projet.pdf", make_docx(), "un document Word"),
    ("coupe.png", make_png()[:-16], "incomplète"),
    ("coupe.jpg", make_jpeg()[:12], "incomplète"),
    ("geante.png", make_png(60_000, 60_000), "trop grande"),
    ("geante.jpg", make_jpeg(60_000, 60_000), "trop grande"),
    ("plate.png", make_png(0, 5), "trop grande"),
    ("macros.docx", make_docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("bombe.docx", make_docx(**{"word/media.bin": b"\x00" * 20_000_000}), "plus gros"),
    ("foule.docx", make_docx(**{f"a{n}": b"" for n in range(1_001)}), "plus gros"),
    ("menteur.docx", lying_archive(), "plus gros|abîmé"),
    ("protege.docx", protected_archive(), "mot de passe"),
    ("archive.zip", make_zip({"a.txt": b"a"}), "type accepté"),
    ("coupe.docx", make_docx()[:80], "abîmé"),
]


@pytest.mark.parametrize(("name", "content", "genre"), GENUINE, ids=[n for n, *_ in GENUINE])
def test_s78_a_genuine_file_is_recognised_by_its_content(name: str, content: bytes, genre: Genre) -> None:
    assert recognise(content, TOUS, name) is genre


@pytest.mark.parametrize(("name", "content", "motif"), HOSTILE, ids=[n for n, *_ in HOSTILE])
def test_s78_s83_anything_else_is_refused_with_its_reason(name: str, content: bytes, motif: str) -> None:
    with pytest.raises(TypeRefuse, match=motif):
        recognise(content, TOUS, name)


def test_s78_of_two_hundred_hostile_files_none_is_accepted() -> None:
    accepted, files = [], hostile_files()
    for name, content in files:
        with contextlib.suppress(TypeRefuse):
            accepted.append((name, recognise(content, TOUS, name)))
    assert accepted == []
    assert len(files) >= 200


def test_s78_of_fifty_genuine_files_none_is_refused() -> None:
    files = genuine_files()
    for name, content in files:
        recognise(content, TOUS, name)
    assert len(files) >= 50


def test_s78_office_files_only_where_the_call_wants_them() -> None:
    for content in (make_docx(), make_xlsx(), make_odf()):
        with pytest.raises(TypeRefuse, match="PDF, image PNG ou JPEG"):
            recognise(content, USUELS)
    with pytest.raises(TypeRefuse):
        recognise(make_png(), frozenset({Format.PDF}))


def test_s79_a_file_above_twenty_five_megabytes_is_refused() -> None:
    recognise(PDF[:-7].ljust(MAX_BYTES - 7, b" ") + b"\n%%EOF\n")
    with pytest.raises(TypeRefuse, match="25 Mo"):
        recognise(PDF.ljust(MAX_BYTES + 1, b" "))


@settings(max_examples=150)
@given(st.sampled_from([content for _, content, _ in GENUINE]), st.randoms(use_true_random=False))
def test_s78_a_damaged_file_is_recognised_or_refused_and_nothing_else(content: bytes, dice: random.Random) -> None:
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    cut = bytes(damaged[: dice.randint(1, len(damaged))])
    with contextlib.suppress(TypeRefuse):
        assert recognise(cut, TOUS) in kinds.GENRES


def test_the_archive_of_the_tests_lies() -> None:
    with zipfile.ZipFile(io.BytesIO(lying_archive())) as archive:
        assert archive.getinfo("word/media.bin").file_size == 10
