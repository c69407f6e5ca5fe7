"""Tables received from outside: the three formats read alike, hostile ones end in a sentence (S83)."""

from __future__ import annotations

import csv
import io
import resource
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acia.core.tableurs import TableauRefuse, as_tableau, read_tableau
from acia.core.tableurs.lecteur import LIGNES_MAX, Illisible, read_rows
from acia.core.tableurs.lecteur.bornes import MEMOIRE_MAX
from tests.factories.classeurs import archive, ods, ods_of_table, xlsx, xlsx_of_sheet

ROWS = [["ID", "Nom", "Le"], ["1", "Été à Ploërmel", "=1+1"], ["2", "", "@cmd"], ["007", "« œ »", "-3"]]


def as_csv(rows: list[list[str]], separator: str, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_dialect(encoding: str, separator: str) -> None:
    assert read_rows(as_csv(ROWS, separator, encoding)) == ROWS


@pytest.mark.parametrize("make", [xlsx, ods])
def test_workbooks_give_the_same_texts(make: object) -> None:
    assert read_rows(make(ROWS)) == ROWS  # type: ignore[operator]


def test_s92_a_formula_is_text_or_its_last_value() -> None:
    cells = '<c r="A1" t="str"><v>Titre</v></c>', '<c r="A2"><f>CMD()</f><v>2.9E8</v></c>'
    sheet = f'<worksheet><sheetData><row r="1">{cells[0]}</row><row r="2">{cells[1]}</row></sheetData></worksheet>'
    assert read_rows(xlsx_of_sheet(sheet)) == [["Titre"], ["290000000"]]


def test_dates_and_repeated_cells_are_read() -> None:
    cell = '<table:table-cell office:value-type="{}" {}><text:p>x</text:p></table:table-cell>'
    rows = [
        f"<table:table-row>{cell.format('string', '') * 3}</table:table-row>",
        "<table:table-row>"
        + cell.format("date", 'office:date-value="2027-02-12T14:32:07"')
        + cell.format("float", 'office:value="290000017" table:number-columns-repeated="2"')
        + "</table:table-row>",
    ]
    assert read_rows(ods_of_table("".join(rows)))[1] == ["2027-02-12 14:32:07", "290000017", "290000017"]


def test_titles_are_unique_and_rows_as_long_as_them() -> None:
    table = as_tableau([["Nom", "Nom", ""], ["a"], ["b", "c", "d", "e\u202e"]])
    assert table.colonnes == ("Nom", "Nom (2)", "Colonne 3", "Colonne 4")
    assert table.lignes == (("a", "", "", ""), ("b", "c", "d", "e"))


BOMB = b"0" * (60 * 1024 * 1024)
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
FAR = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row>'
    '<row r="{}"><c r="{}" t="str"><v>b</v></c></row></sheetData></worksheet>'
)
HOSTILE = {
    "empty": b"",
    "blank": b" \n\r\n ",
    "pdf": b"%PDF-1.7\n",
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
    "titles_only": b"ID;Nom\n",
    "nul": b"a;b\n\x00;c\n",
    "too_many_rows": b"a\n" + b"1\n" * (LIGNES_MAX + 2),
    "too_many_columns": b";".join([b"a"] * 400) + b"\nb\n",
    "too_much_text": b"a\n" + (b"x" * 9000 + b"\n") * 1000,
    "field_without_end": b'a;b\n"' + b"x" * 2_000_000,
    "not_a_workbook": archive({"word/document.xml": "<a/>"}),
    "bomb": xlsx_of_sheet("<worksheet/>", **{"xl/media/a.bin": BOMB}),
    "bomb_in_sheet": xlsx_of_sheet("<worksheet>" + " " * (60 * 1024 * 1024)),
    "many_entries": archive({f"xl/{k}": "" for k in range(1_200)}),
    "entities": xlsx_of_sheet(DOCTYPE + "<worksheet>&b;</worksheet>"),
    "external_entity": xlsx_of_sheet('<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'),
    "broken_xml": xlsx_of_sheet("<worksheet><row>"),
    "no_sheet": archive({"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": "<a/>"}),
    "row_far_away": xlsx_of_sheet(FAR.format(999_999_999, "A2")),
    "rows_far_apart": xlsx_of_sheet(FAR.format(900_000, "A900000")),
    "column_far_away": xlsx_of_sheet(FAR.format(2, "ZZZ2")),
    "repeated_rows": ods_of_table(
        '<table:table-row table:number-rows-repeated="99999999"><table:table-cell office:value-type="string">'
        "<text:p>a</text:p></table:table-cell></table:table-row>"
    ),
    "repeated_cells": ods_of_table(
        '<table:table-row><table:table-cell table:number-columns-repeated="99999999" office:value-type="string">'
        "<text:p>a</text:p></table:table-cell></table:table-row>"
    ),
    "negative_repeat": ods_of_table('<table:table-row table:number-rows-repeated="x"/>'),
    "truncated": xlsx(ROWS)[:900],
    "too_heavy": b"a;b\n" * 3_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_s83_a_hostile_file_ends_in_a_sentence(name: str) -> None:
    with pytest.raises(TableauRefuse) as refusal:
        read_tableau(HOSTILE[name])
    assert refusal.value.motif.endswith((".", "?"))


def test_a_large_honest_table_is_read() -> None:
    rows = [[f"Titre {k}" for k in range(90)], *([f"valeur {k} de {r}" for k in range(90)] for r in range(LIGNES_MAX))]
    for content in (xlsx(rows), as_csv(rows, ";", "cp1252")):
        assert len(read_tableau(content).lignes) == LIGNES_MAX


def test_s83_headers_that_lie_are_measured_while_unpacking() -> None:
    honest = xlsx_of_sheet("<worksheet>" + " " * (60 * 1024 * 1024))
    lying = bytearray(honest)
    at = lying.rfind(b"xl/worksheets/sheet1.xml") - 46
    lying[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert zipfile.ZipFile(io.BytesIO(bytes(lying))).infolist()[-1].file_size == 1000
    with pytest.raises(TableauRefuse):
        read_tableau(bytes(lying))


def test_s83_the_service_stays_small_whatever_it_is_given() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("bomb", "bomb_in_sheet", "too_heavy", "repeated_rows"):
        with pytest.raises(TableauRefuse):
            read_tableau(HOSTILE[name])
    assert MEMOIRE_MAX <= 200 * 1024 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def attempt(content: bytes) -> None:
    try:
        rows = read_rows(content)
    except Illisible:
        return
    assert 2 <= len(rows) <= LIGNES_MAX + 1
    as_tableau(rows)


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
@settings(max_examples=400)
def test_s83_any_bytes_are_rows_or_a_sentence(content: bytes) -> None:
    attempt(content)
    attempt(b"PK\x03\x04" + content)


@given(st.sampled_from([xlsx(ROWS), ods(ROWS)]), st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_s83_any_damage_to_a_workbook_is_rows_or_a_sentence(book: bytes, where: int, noise: bytes) -> None:
    at = where % len(book)
    attempt(book[:at] + noise + book[at + len(noise) :])


MARKS = [
    "<row>",
    '<c t="s" s="9">',
    "<v>",
    "-1",
    "1e999",
    "</v>",
    "</c>",
    "</row>",
    '<c r="1">',
    "<t>",
    "&amp;",
    "x",
    "</t>",
]


@given(st.lists(st.sampled_from(MARKS), max_size=20))
@settings(max_examples=300)
def test_s83_any_sheet_is_rows_or_a_sentence(marks: list[str]) -> None:
    attempt(xlsx_of_sheet("<worksheet>" + "".join(marks) + "</worksheet>"))


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12),
            min_size=3,
            max_size=3,
        ),
        min_size=2,
        max_size=8,
    )
)
@settings(max_examples=100)
def test_what_is_written_is_what_is_read(rows: list[list[str]]) -> None:
    assert read_rows(as_csv([["a", "b", "c"], *rows], ";", "utf-8-sig"))[1:] == rows
    assert read_rows(ods([["a", "b", "c"], *rows]))[1:] == rows
