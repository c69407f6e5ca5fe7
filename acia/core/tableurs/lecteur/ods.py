"""Workbooks of ODS: the first table."""

from __future__ import annotations

from collections.abc import Iterator

from .archive import Unpacker
from .bornes import CELLULE_MAX, COLONNES_MAX, LIGNES_MAX, Illisible
from .xlsx import as_number


def read_ods(unpacker: Unpacker) -> Iterator[list[str]]:
    reader = _OdsReader()
    unpacker.parse("content.xml", reader.start, reader.end, reader.text)
    yield from reader.rows


class _OdsReader:
    """Handlers of the content of an ODS: the first table alone."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._tables = 0
        self._row: list[str] = []
        self._repeat_row = self._repeat_cell = 1
        self._empty = 0
        self._value = self._words = ""
        self._paragraph = self._annotation = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "table":
            self._tables += 1
        if self._tables != 1:
            return
        if tag == "table-row":
            self._row, self._empty = [], 0
            self._repeat_row = int(attrs.get("number-rows-repeated", "1"))
        elif tag in ("table-cell", "covered-table-cell"):
            self._repeat_cell = int(attrs.get("number-columns-repeated", "1"))
            self._value, self._words = _ods_value(attrs), ""
        elif tag == "annotation":
            self._annotation = True
        elif tag == "p" and not self._annotation:
            self._words += "\n" if self._words else ""
            self._paragraph = True

    def text(self, data: str) -> None:
        if self._paragraph and len(self._words) < CELLULE_MAX:
            self._words += data

    def end(self, tag: str) -> None:
        if tag == "p":
            self._paragraph = False
        elif tag == "annotation":
            self._annotation = False
        if self._tables != 1:
            return
        if tag in ("table-cell", "covered-table-cell"):
            self._end_cell(self._value or self._words)
        elif tag == "table-row":
            self._end_row()

    def _end_cell(self, value: str) -> None:
        if not value:
            self._empty += self._repeat_cell
            return
        if len(self._row) + self._empty + self._repeat_cell > COLONNES_MAX:
            raise Illisible(f"Ce tableau a plus de {COLONNES_MAX} colonnes. Gardez celles qui servent.")
        self._row += [""] * self._empty + [value] * self._repeat_cell
        self._empty = 0

    def _end_row(self) -> None:
        times = self._repeat_row if self._row else min(self._repeat_row, LIGNES_MAX + 2)
        if self._row and len(self.rows) + times > 3 * LIGNES_MAX:
            raise Illisible(f"Ce tableau a plus de {LIGNES_MAX} lignes. Envoyez-le en plusieurs fichiers.")
        if len(self.rows) <= 3 * LIGNES_MAX:
            self.rows.extend(list(self._row) for _ in range(times))


def _ods_value(attrs: dict[str, str]) -> str:
    """The typed value of a cell, empty when its words say it."""
    kind = attrs.get("value-type", "")
    if kind == "float":
        return as_number(attrs.get("value", ""))
    if kind == "date":
        return attrs.get("date-value", "").replace("T", " ")
    if kind == "boolean":
        return {"true": "oui", "false": "non"}.get(attrs.get("boolean-value", ""), "")
    return ""
