"""Documents of a file for a member, through the same gate as its page (S12): read as pictures, or downloaded."""

from __future__ import annotations

import uuid
from typing import Any

from flask import url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import PieceJointe, PieceReprise
from acia.candidatures.queries import get_piece, pieces_filed
from acia.commission import queries
from acia.commission.queries import DossierMembre
from acia.commission.routes.socle import bp
from acia.commission.workflow import EtatCommission
from acia.core.documents import reading_page, send_document, send_page
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import require

PIECE = "/<uuid:commission_id>/dossiers/<uuid:candidature_id>/pieces/<uuid:piece_id>"


def _opened(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, piece_id: uuid.UUID
) -> tuple[DossierMembre, PieceJointe | PieceReprise]:
    seat = queries.get_seat(commission_id, current_user)
    if seat.commission.etat == EtatCommission.PREPARATION:
        raise Introuvable()
    file = queries.open_cleared_file(seat, candidature_id)
    return file, get_piece(file.candidature, piece_id)


@bp.get(PIECE)
@require(Permission.COMMISSION_NOTER)
def piece(commission_id: uuid.UUID, candidature_id: uuid.UUID, piece_id: uuid.UUID) -> Response:
    """A document of the file."""
    _, row = _opened(commission_id, candidature_id, piece_id)
    return send_document(row.document)


@bp.get(f"{PIECE}/lecture")
@require(Permission.COMMISSION_NOTER)
def lire_piece(commission_id: uuid.UUID, candidature_id: uuid.UUID, piece_id: uuid.UUID) -> str:
    """Read a document without leaving Acia."""
    file, row = _opened(commission_id, candidature_id, piece_id)
    file_here: dict[str, Any] = {"commission_id": commission_id, "candidature_id": candidature_id}
    here = {**file_here, "piece_id": piece_id}
    return reading_page(
        row.document,
        pieces_filed(file.candidature).label(row.code),
        retour=(file.candidature.nom, url_for("commission.dossier", **file_here)),
        telecharger=url_for("commission.piece", **here),
        page=lambda rang: url_for("commission.page_piece", **here, rang=rang),
    )


@bp.get(f"{PIECE}/pages/<int:rang>")
@require(Permission.COMMISSION_NOTER)
def page_piece(commission_id: uuid.UUID, candidature_id: uuid.UUID, piece_id: uuid.UUID, rang: int) -> Response:
    """The picture of one page."""
    _, row = _opened(commission_id, candidature_id, piece_id)
    return send_page(row.document, rang)
