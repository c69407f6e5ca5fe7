"""Workbooks of XLSX: the first visible sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from .archive import Unpacker
from .bornes import CELLULE_MAX, COLONNES_MAX, LIGNES_MAX, Illisible

_JOUR_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zone
_FORMATS_DATE = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


def read_xlsx(unpacker: Unpacker) -> Iterator[list[str]]:
    shared = _shared_strings(unpacker) if "xl/sharedStrings.xml" in unpacker.names else []
    dates = _date_styles(unpacker) if "xl/styles.xml" in unpacker.names else set()
    sheet = _SheetReader(shared, dates)
    unpacker.parse(_first_sheet(unpacker), sheet.start, sheet.end, sheet.text)
    yield from sheet.rows


def _first_sheet(unpacker: Unpacker) -> str:
    ids: list[str] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, attrs: dict[str, str]) -> None:
        if tag == "sheet" and attrs.get("state", "visible") == "visible":
            ids.append(attrs.get("id", ""))

    def relation(tag: str, attrs: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attrs.get("Id", "")] = attrs.get("Target", "")

    unpacker.parse("xl/workbook.xml", sheet)
    unpacker.parse("xl/_rels/workbook.xml.rels", relation)
    target = targets[ids[0]] if ids else ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared_strings(unpacker: Unpacker) -> list[str]:
    found: list[str] = []
    state = {"in": False, "phonetic": False}

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            found.append("")
        state["phonetic"] = state["phonetic"] or tag == "rPh"
        state["in"] = tag == "t" and not state["phonetic"]

    def end(tag: str) -> None:
        state["in"] = False
        if tag == "rPh":
            state["phonetic"] = False

    def text(data: str) -> None:
        if state["in"] and len(found[-1]) < CELLULE_MAX:
            found[-1] += data

    unpacker.parse("xl/sharedStrings.xml", start, end, text)
    return found


def _date_styles(unpacker: Unpacker) -> set[int]:
    """Indexes of the cell styles that show a number as a date."""
    own: set[int] = set()
    formats: list[int] = []
    state = {"in": False}

    def start(tag: str, attrs: dict[str, str]) -> None:
        state["in"] = state["in"] or tag == "cellXfs"
        number = int(attrs.get("numFmtId", "0"))
        if tag == "numFmt" and _shows_a_date(attrs.get("formatCode", "")):
            own.add(number)
        elif tag == "xf" and state["in"]:
            formats.append(number)

    def end(tag: str) -> None:
        state["in"] = state["in"] and tag != "cellXfs"

    unpacker.parse("xl/styles.xml", start, end)
    return {rank for rank, number in enumerate(formats) if number in own | _FORMATS_DATE}


def _shows_a_date(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code)
    return re.search(r"[dyDY]|m.*h|h.*m|mm:ss", bare) is not None


class _SheetReader:
    """Handlers of a sheet of XLSX."""

    def __init__(self, shared: list[str], dates: set[int]) -> None:
        self.shared, self.dates = shared, dates
        self.rows: list[list[str]] = []
        self._row: dict[int, str] = {}
        self._cell: dict[str, str] = {}
        self._value = ""
        self._in = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "row":
            self._row = {}
            number = int(attrs.get("r", len(self.rows) + 1))
            if number > 1_048_576 or len(self.rows) > LIGNES_MAX + 1:
                raise Illisible(f"Ce tableau a plus de {LIGNES_MAX} lignes. Envoyez-le en plusieurs fichiers.")
            self.rows.extend([] for _ in range(min(number - len(self.rows) - 1, LIGNES_MAX + 2)))
        elif tag == "c":
            self._cell, self._value = attrs, ""
        self._in = tag in ("v", "t")

    def text(self, data: str) -> None:
        if self._in and len(self._value) < CELLULE_MAX:
            self._value += data

    def end(self, tag: str) -> None:
        self._in = False
        if tag == "c":
            column = _column(self._cell.get("r", ""), max(self._row, default=-1) + 1)
            if column >= COLONNES_MAX:
                if self._value:
                    raise Illisible(f"Ce tableau a plus de {COLONNES_MAX} colonnes. Gardez celles qui servent.")
                return
            self._row[column] = self._as_text()
        elif tag == "row":
            self.rows.append([self._row.get(k, "") for k in range(max(self._row, default=-1) + 1)])

    def _as_text(self) -> str:
        kind, value = self._cell.get("t", "n"), self._value
        if kind == "s" and value:
            return self.shared[int(value)] if 0 <= int(value) < len(self.shared) else ""
        if kind == "b":
            return {"1": "oui", "0": "non"}.get(value, "")
        if kind == "e":
            return ""
        if kind == "n" and value:
            return _as_date(value) if int(self._cell.get("s", "0")) in self.dates else as_number(value)
        return value


def _column(reference: str, following: int) -> int:
    """« AB12 » → 27."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return following
    rank = 0
    for letter in letters.group():
        rank = rank * 26 + ord(letter) - 64
    return rank - 1


def as_number(value: str) -> str:
    """A number as one would type it: 290000017 and not 2.90000017E8."""
    try:
        number = float(value)
    except ValueError:
        return value
    whole = abs(number) < 1e15 and number == int(number)
    return str(int(number)) if whole else value


def _as_date(value: str) -> str:
    try:
        moment = _JOUR_ZERO + timedelta(days=float(value))
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    except (ValueError, OverflowError):
        return value
    return moment.date().isoformat() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else str(moment)
