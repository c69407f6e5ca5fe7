"""Bounds of what is read, and the refusal to read."""

from __future__ import annotations

LIGNES_MAX = 2_000
"""Rows under the header."""
COLONNES_MAX = 300
CELLULE_MAX = 10_000
"""Characters kept of a cell."""
TEXTE_MAX = 8_000_000
"""Characters of the whole table."""
DECOMPRESSE_MAX = 100 * 1024 * 1024
RAPPORT_MAX = 100
ENTREES_MAX = 1_000
MEMOIRE_MAX = 200 * 1024 * 1024
"""Address space of the reader: S83."""
SECONDES_MAX = 10


class Illisible(Exception):
    """The file cannot be read; the sentence says why and what to do."""
