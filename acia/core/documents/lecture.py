"""Reading a received file in our pages, as pictures: its own bytes are only ever downloaded (S81)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import Response, current_app, render_template, send_file

from acia.core.db import db
from acia.core.documents import rendu
from acia.core.documents.antivirus import etat_of
from acia.core.documents.kinds import PDF
from acia.core.documents.store import Document, EtatAntivirus, read_document
from acia.core.errors import Introuvable

PAGES_MAX: Final = 30
_ATTENTE_S: Final = 3 * rendu.SECONDES
_LISIBLES: Final = (EtatAntivirus.SAIN, EtatAntivirus.NON_ANALYSE)


def is_readable(row: Document) -> bool:
    """True for a PDF or an image that the antivirus does not hold back: it can be read without being opened."""
    return (row.type_mime == PDF.mime or is_image(row)) and etat_of(row) in _LISIBLES


def is_image(row: Document) -> bool:
    """True for an image, which a page shows as it is."""
    return row.type_mime.startswith("image/")


def pages_of(row: Document) -> list[Path]:
    """The pictures of a PDF, in the order of its pages; none when it cannot be drawn. One more than is shown says that
    the document goes on.

    They are made the first time they are asked for, then kept.

    Raises:
        Introuvable: the bytes are missing or have changed.
    """
    folder = Path(current_app.config["DONNEES"]) / "apercus" / row.id.hex[:2] / row.id.hex
    if not folder.exists():
        _draw(row, folder)
    return sorted(folder.glob("*.png"), key=lambda picture: int(picture.stem))


def _draw(row: Document, folder: Path) -> None:
    content, name = read_document(row), str(row.id)
    # Drawing may take seconds: no transaction stays open meanwhile (S64).
    db.session.rollback()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        work = Path(place) / "pages"
        work.mkdir()
        (work / "document.pdf").write_bytes(content)
        command = [sys.executable, "-I", str(Path(rendu.__file__)), str(work), str(PAGES_MAX + 1)]
        try:
            subprocess.run(command, capture_output=True, timeout=_ATTENTE_S, check=False)  # noqa: S603 - our own script
        except subprocess.TimeoutExpired:
            # Nothing is kept: it may be the machine that was busy, and the next reader tries again.
            current_app.logger.warning("document %s: its pages could not be drawn in time", name)
            return
        for rest in ("document.pdf", "page.typ"):
            (work / rest).unlink(missing_ok=True)
        try:
            work.rename(folder)
        except OSError:
            # Somebody else asked for the same pages at the same time: hers are as good.
            shutil.rmtree(work)


def send_page(row: Document, rang: int) -> Response:
    """Serve the picture of one page of a PDF.

    Raises:
        Introuvable: not a PDF that may be read here, or no such page.
    """
    pages = pages_of(row) if is_readable(row) and not is_image(row) else []
    if not 1 <= rang <= min(len(pages), PAGES_MAX):
        raise Introuvable()
    return send_file(pages[rang - 1], mimetype="image/png")


def reading_page(
    row: Document, titre: str, *, retour: tuple[str, str], telecharger: str, page: Callable[[int], str]
) -> str:
    """The page where a file is read: `page` gives the address of each picture, `telecharger` that of the file.

    Raises:
        Introuvable: not a file that may be read here.
    """
    if not is_readable(row):
        raise Introuvable()
    drawn = 1 if is_image(row) else len(pages_of(row))
    images = [telecharger] if is_image(row) else [page(rang) for rang in range(1, min(drawn, PAGES_MAX) + 1)]
    return render_template(
        "layout/document.html",
        titre=titre,
        document=row,
        images=images,
        coupe=drawn > PAGES_MAX,
        retour=retour,
        telecharger=telecharger,
    )
