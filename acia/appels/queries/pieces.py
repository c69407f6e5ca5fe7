"""Reads of the documents a call asks for, in the version that is wanted."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from acia.appels.models import Appel, PieceDemandee, VersionPieces
from acia.appels.rules import ListePieces, Piece, read_list
from acia.core.db import db


def list_piece_versions(appel_id: uuid.UUID) -> list[VersionPieces]:
    """Return the versions of the list of a call, the last first."""
    rows = select(VersionPieces).where(VersionPieces.appel_id == appel_id).order_by(VersionPieces.numero.desc())
    return list(db.session.execute(rows).scalars())


def pieces_of(appel: Appel, numero: int | None = None) -> ListePieces:
    """Return the documents a call asks for: the last version, or a given one.

    0 is the list before it had versions: the first one, for a call whose list has changed since.
    """
    versions = list_piece_versions(appel.id)
    if not versions:
        return ListePieces(0, tuple(as_piece(row) for row in appel.pieces))
    wanted = versions[0].numero if numero is None else max(numero, 1)
    row = next(v for v in versions if v.numero == wanted)
    return read_list(row.numero, row.contenu, [v.contenu for v in versions if v is not row])


def as_piece(row: PieceDemandee) -> Piece:
    """A row of a call's list as the rules read it."""
    formats = tuple(sorted((row.formats or "").split()))
    return Piece(row.code, row.section, row.libelle, row.aide, row.obligatoire, formats)
