"""Tables received from outside: read in a process of its own, within bounds, as plain cleaned texts."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from acia.core.errors import ActionRefusee
from acia.core.tableurs.lecteur import COLONNES_MAX, LIGNES_MAX
from acia.core.text import clean_text

__all__ = ["COLONNES_MAX", "LIGNES_MAX", "OCTETS_MAX", "Tableau", "TableauRefuse", "read_tableau"]

OCTETS_MAX: Final = 10 * 1024 * 1024
_PATIENCE_S: Final = 20
_PROGRAMME: Final = "import sys; sys.path.insert(0, sys.argv[1]); import lecteur.__main__"
"""The reader alone, without the application: it starts in a few hundredths of a second and holds nothing of ours."""
_DEMESURE: Final = "Ce fichier demande trop de temps ou de mémoire à lire. Envoyez-le en plusieurs fichiers."


class TableauRefuse(ActionRefusee):
    """The file cannot be read as a table."""


@dataclass(frozen=True)
class Tableau:
    """A table: the titles of its columns, unique, and its rows, as long as the titles."""

    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


def read_tableau(content: bytes) -> Tableau:
    """Read a CSV, XLSX or ODS file.

    Raises:
        TableauRefuse: too large, not a table, damaged or hostile; the sentence says which.
    """
    if len(content) > OCTETS_MAX:
        raise TableauRefuse("Ce fichier dépasse 10 Mo. Gardez les colonnes qui servent, ou envoyez-le en deux fois.")
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file only reaches its standard input
            [sys.executable, "-I", "-S", "-c", _PROGRAMME, str(Path(__file__).parent)],
            input=content,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"refus": _DEMESURE}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"refus": _DEMESURE}
    if "refus" in answer:
        raise TableauRefuse(str(answer["refus"]))
    return as_tableau(answer["lignes"])


def as_tableau(rows: list[list[str]]) -> Tableau:
    """Clean the cells, name the columns without a title, tell apart those of one title, give each row all of them."""
    width = max(len(row) for row in rows)
    head = [*rows[0], *[""] * (width - len(rows[0]))]
    colonnes: list[str] = []
    for rang, cell in enumerate(head, start=1):
        titre = " ".join(clean_text(cell).split())[:200] or f"Colonne {rang}"
        while titre in colonnes:
            titre = f"{titre} ({rang})"
        colonnes.append(titre)
    lignes = tuple(tuple(clean_text(cell) for cell in (*row, *[""] * (width - len(row)))) for row in rows[1:])
    return Tableau(tuple(colonnes), lignes)
