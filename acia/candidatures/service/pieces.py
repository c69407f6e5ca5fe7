"""Change the documents a published call asks for, and tell everybody who holds a file (R11)."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.appels.models import Appel, VersionPieces
from acia.appels.rules import ChangementPiece
from acia.appels.service import change_pieces
from acia.candidatures.mails import mail_pieces_changed
from acia.candidatures.queries import concerned_by
from acia.comptes.models import Utilisateur
from acia.core.db import db


def change_pieces_for_all(
    appel_id: uuid.UUID,
    command: ChangementPiece,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> VersionPieces:
    """Make the change; each person of a file of this call gets one mail, however many files she has.

    Raises:
        AccesRefuse, ActionRefusee, ConflitVersion: see `change_pieces`.
    """
    row = change_pieces(appel_id, command, version=version, auteur=auteur, now=now)
    appel = db.session.get_one(Appel, appel_id)
    for concerned in concerned_by(appel).personnes:
        mail_pieces_changed(appel, row, concerned, lien, now)
    return row
