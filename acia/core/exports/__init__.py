"""Workbooks: one list of columns drives the file and its tests."""

from acia.core.exports.workbook import Colonne, Feuille, write_workbook

__all__ = ["Colonne", "Feuille", "write_workbook"]
