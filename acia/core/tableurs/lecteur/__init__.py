"""Read CSV, XLSX and ODS as rows of texts, within bounds (S83). Standard library alone.

It runs as a program of its own, with limits on memory and time set before the first byte is read, so that a hostile
file ends in a sentence and never in the service. A formula is never computed: what it last gave is read as text.
"""

from .bornes import COLONNES_MAX, LIGNES_MAX, Illisible
from .lecture import read_rows

__all__ = ["COLONNES_MAX", "LIGNES_MAX", "Illisible", "read_rows"]
