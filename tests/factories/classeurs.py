"""Workbooks made by hand for the tests: honest ones, and those that lie."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from acia.core.exports.workbook import Colonne, Feuille, write_workbook

_SHEETS = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'


def archive(entries: dict[str, str | bytes]) -> bytes:
    """A zip of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in entries.items():
            book.writestr(name, content)
    return target.getvalue()


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of texts, as Excel writes it."""
    return write_workbook([Feuille("Dossiers", [Colonne(titre) for titre in rows[0]], list(rows[1:]))])


def xlsx_of_sheet(sheet: str, **others: str | bytes) -> bytes:
    """A workbook whose sheet is this very XML."""
    return archive(
        {
            "xl/workbook.xml": _SHEETS,
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/worksheets/sheet1.xml": sheet,
            **others,
        }
    )


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of texts, as LibreOffice writes it."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>' for c in row
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    return ods_of_table(
        cells + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )


def ods_of_table(table: str) -> bytes:
    """A workbook whose table is this very XML."""
    spaces = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    content = (
        f'<office:document-content {spaces}><table:table table:name="A">{table}</table:table></office:document-content>'
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
