"""Any table: recognised by its first bytes, read within the bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from .archive import Unpacker, measure
from .bornes import CELLULE_MAX, COLONNES_MAX, LIGNES_MAX, TEXTE_MAX, Illisible
from .ods import read_ods
from .texte import read_csv
from .xlsx import read_xlsx


def read_rows(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet, header first, empty rows left as they are inside the table.

    Raises:
        Illisible: not a table, or beyond the bounds.
    """
    if not content.strip():
        raise Illisible("Ce fichier est vide.")
    if content.startswith(b"PK"):
        return _bounded(_read_archive(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Illisible(
            "C’est un ancien classeur (.xls) ou un classeur protégé par un mot de passe. Enregistrez-le en .xlsx, sans "
            "mot de passe."
        )
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Illisible("Ce fichier n’est pas un tableau. Envoyez un fichier CSV, XLSX ou ODS.")
    return _bounded(read_csv(content))


def _bounded(rows: Iterator[list[str]]) -> list[list[str]]:
    """Keep the rows while they stay within the bounds; rows and cells left empty at the end are dropped."""
    found: list[list[str]] = []
    total = waiting = 0
    for row in rows:
        cells = [cell[:CELLULE_MAX].strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            waiting += bool(found)
            continue
        found.extend([] for _ in range(min(waiting, LIGNES_MAX + 2)))
        waiting = 0
        total += sum(map(len, cells))
        if len(cells) > COLONNES_MAX:
            raise Illisible(f"Ce tableau a plus de {COLONNES_MAX} colonnes. Gardez celles qui servent.")
        if total > TEXTE_MAX:
            raise Illisible("Ce tableau contient trop de texte. Envoyez-le en plusieurs fichiers.")
        found.append(cells)
        if len(found) > LIGNES_MAX + 1:
            raise Illisible(f"Ce tableau a plus de {LIGNES_MAX} lignes. Envoyez-le en plusieurs fichiers.")
    if len(found) < 2:
        raise Illisible("Ce tableau n’a pas de ligne sous ses titres de colonnes.")
    return found


def _read_archive(content: bytes) -> Iterator[list[str]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = {info.filename: info for info in archive.infolist()}
        measure(list(names.values()))
        if "xl/workbook.xml" in names:
            yield from read_xlsx(Unpacker(archive, names))
        elif "content.xml" in names:
            yield from read_ods(Unpacker(archive, names))
        else:
            raise Illisible("Cette archive n’est ni un classeur XLSX, ni un classeur ODS.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError):
        raise Illisible("Ce classeur est abîmé : ouvrez-le dans un tableur et enregistrez-le de nouveau.") from None
    except expat.ExpatError:
        raise Illisible("Ce classeur est abîmé : ouvrez-le dans un tableur et enregistrez-le de nouveau.") from None
