"""Documents of a file, beside its findings: read in a page as pictures, or downloaded."""

from __future__ import annotations

import uuid
from typing import Any

from flask import url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.queries import get_piece, pieces_filed
from acia.core.documents import Document, reading_page, send_document, send_page
from acia.core.permissions import Permission
from acia.core.web import require
from acia.eligibilite import queries
from acia.eligibilite.routes.blueprint import FILE, bp

PIECE = f"{FILE}/pieces/<uuid:piece_id>"


def _document(candidature_id: uuid.UUID, piece_id: uuid.UUID) -> Document:
    return get_piece(queries.get_deposited(candidature_id, current_user), piece_id).document


@bp.get(PIECE)
@require(Permission.ELIGIBILITE_TRANCHER)
def piece(candidature_id: uuid.UUID, piece_id: uuid.UUID) -> Response:
    """A document of the file."""
    return send_document(_document(candidature_id, piece_id))


@bp.get(f"{PIECE}/lecture")
@require(Permission.ELIGIBILITE_TRANCHER)
def lire_piece(candidature_id: uuid.UUID, piece_id: uuid.UUID) -> str:
    """Read a document without leaving Acia."""
    candidature = queries.get_deposited(candidature_id, current_user)
    row = get_piece(candidature, piece_id)
    here: dict[str, Any] = {"candidature_id": candidature_id, "piece_id": piece_id}
    return reading_page(
        row.document,
        pieces_filed(candidature).label(row.code),
        retour=(candidature.nom, url_for("eligibilite.dossier", candidature_id=candidature_id)),
        telecharger=url_for("eligibilite.piece", **here),
        page=lambda rang: url_for("eligibilite.page_piece", **here, rang=rang),
    )


@bp.get(f"{PIECE}/pages/<int:rang>")
@require(Permission.ELIGIBILITE_TRANCHER)
def page_piece(candidature_id: uuid.UUID, piece_id: uuid.UUID, rang: int) -> Response:
    """The picture of one page."""
    return send_page(_document(candidature_id, piece_id), rang)
