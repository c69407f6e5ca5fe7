"""Excel workbooks with typed cells, frozen headers, and text that is never a formula (S92)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

TypeColonne = Literal["texte", "entier", "nombre", "date", "instant"]
_FORMATS = {"date": "dd/mm/yyyy", "instant": "dd/mm/yyyy hh:mm", "entier": "0", "nombre": "0.00", "texte": "@"}
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_MAX_WIDTH = 60


@dataclass(frozen=True)
class Colonne:
    """A column: its title and the type of its cells."""

    titre: str
    type: TypeColonne = "texte"


@dataclass(frozen=True)
class Feuille:
    """A sheet: its name (31 characters at most), its columns, its rows."""

    nom: str
    colonnes: Sequence[Colonne]
    lignes: Sequence[Sequence[Any]]


def write_workbook(feuilles: Sequence[Feuille], *, zone: str = "Europe/Paris") -> bytes:
    """Return the bytes of an .xlsx file. Instants are shown in `zone`: a spreadsheet knows no time zone."""
    # A heavy library: pages that export nothing do without it.
    import pandas as pd

    target = io.BytesIO()
    with pd.ExcelWriter(
        target,
        engine="xlsxwriter",
        engine_kwargs={"options": _OPTIONS},
        date_format=_FORMATS["date"],
        datetime_format=_FORMATS["instant"],
    ) as writer:
        book: Any = writer.book
        header = book.add_format({"bold": True, "bg_color": "#E3F0EE", "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in _FORMATS.items()}
        for feuille in feuilles:
            _write_sheet(writer, feuille, header, formats, zone)
    return target.getvalue()


def _write_sheet(writer: Any, feuille: Feuille, header: Any, formats: dict[str, Any], zone: str) -> None:
    import pandas as pd

    titles = [c.titre for c in feuille.colonnes]
    rows = [[_plain(value, zone) for value in row] for row in feuille.lignes]
    frame = pd.DataFrame(rows, columns=titles, dtype=object)
    frame.to_excel(writer, sheet_name=feuille.nom, index=False, header=False, startrow=1)
    sheet = writer.sheets[feuille.nom]
    for index, column in enumerate(feuille.colonnes):
        sheet.write_string(0, index, column.titre, header)
        width = max([len(column.titre), *(len(str(row[index])) for row in rows[:500])])
        sheet.set_column(index, index, min(width + 2, _MAX_WIDTH), formats[column.type])
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(titles) - 1)


def _plain(value: Any, zone: str) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
    return "" if value is None else value
