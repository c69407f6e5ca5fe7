"""Writing a member's sheet: the act that is done most often, in as few statements as its rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from acia.commission.models import Notation, Note
from acia.commission.policy import may_mark, may_score
from acia.commission.queries import Porte, grid_lines, open_to_write
from acia.commission.rules import CommissionLue, FeuilleLue
from acia.commission.service.composition import require
from acia.commission.workflow import EtatNotation
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import ConflitVersion
from acia.core.pages import pages_after, wrote_since


@dataclass(frozen=True)
class CommandeFeuille:
    """What a member typed, one mark and one justification a criterion, in the order of the grid."""

    notes: tuple[int | None, ...]
    justifications: tuple[str, ...]
    page: str = ""
    """The open page it comes from, drawn by its script; nothing without one."""


@dataclass(frozen=True)
class FeuilleEcrite:
    """A sheet just saved: its key, the version that the member now sees, its commission and the number of its file."""

    id: uuid.UUID
    version: int
    commission: CommissionLue
    numero: str


_KNOWN = select(Note.critere_id).where(Note.notation_id == bindparam("feuille"))
_MARK = (
    update(Note)
    .where(Note.notation_id == bindparam("feuille"), Note.critere_id == bindparam("critere"))
    .values(valeur=bindparam("note"), justification=bindparam("mots"))
)
_NEW_MARK = insert(Note).values(
    notation_id=bindparam("feuille"),
    critere_id=bindparam("critere"),
    valeur=bindparam("note"),
    justification=bindparam("mots"),
)
_SEEN = (Notation.id == bindparam("feuille"), Notation.version == bindparam("vue"))
_NEXT: Mapping[str, Any] = {
    "version": Notation.version + 1,
    "modifiee_at": bindparam("instant"),
    "derniere_page": bindparam("page"),
}
_SAVE = update(Notation).where(*_SEEN).values(_NEXT)
_HAND_IN = _SAVE.values(etat=EtatNotation.RENDUE, rendue_at=bindparam("instant"), rouverte_at=None)


def expect_seen(feuille: Notation | FeuilleLue | None, version: int, page: str = "") -> None:
    """Refuse to write over what the member has not seen, but for what her very page wrote since: `version` is 0 when
    she had no sheet yet.

    Raises:
        ConflitVersion: her sheet is not the one she saw (S58).
    """
    current, last = (feuille.version, feuille.derniere_page) if feuille else (0, None)
    if version != current and not wrote_since(page, version, current, last):
        raise ConflitVersion()


def write_sheet(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    command: CommandeFeuille,
    *,
    version: int,
    rendue: bool,
    auteur: Utilisateur,
    now: datetime,
) -> FeuilleEcrite:
    """Save a sheet, final when it is handed in.

    Raises:
        ConflitVersion: another tab has saved meanwhile (S58).
        AccesRefuse: the sheet is final, or scoring is not open.
    """
    porte = open_to_write(commission_id, candidature_id, auteur.id)
    require(may_score(porte.siege))
    require(may_mark(porte.siege.commission, porte.siege.feuille))
    feuille = porte.siege.feuille
    expect_seen(feuille, version, command.page)
    current, last = (feuille.version, feuille.derniere_page) if feuille else (0, None)
    page = pages_after(command.page, current, last)
    connection = db.session.connection()
    key = _save(connection, porte, candidature_id, rendue, page, now)
    _put(connection, key, [line.id for line in grid_lines(commission_id)], command, new=feuille is None)
    return FeuilleEcrite(key, current + 1, porte.siege.commission, porte.numero)


def _save(
    connection: Connection,
    porte: Porte,
    candidature_id: uuid.UUID,
    rendue: bool,
    page: dict[str, Any] | None,
    now: datetime,
) -> uuid.UUID:
    """Write the sheet itself: its version moves with its marks, which are rows of their own."""
    feuille = porte.siege.feuille
    if feuille is not None:
        asked = {"feuille": feuille.id, "vue": feuille.version, "instant": now, "page": page}
        if connection.execute(_HAND_IN if rendue else _SAVE, asked).rowcount != 1:
            raise ConflitVersion()
        return feuille.id
    key = uuid.uuid4()
    row: dict[str, Any] = {
        "id": key,
        "membre_id": porte.siege.id,
        "candidature_id": candidature_id,
        "derniere_page": page,
    }
    state = {"etat": EtatNotation.RENDUE, "rendue_at": now} if rendue else {"etat": EtatNotation.BROUILLON}
    connection.execute(insert(Notation).values({**row, **state, "version": 1, "modifiee_at": now}))
    return key


def _put(
    connection: Connection, key: uuid.UUID, criteria: Sequence[uuid.UUID], command: CommandeFeuille, *, new: bool
) -> None:
    """Put the marks and justifications in the sheet, criterion by criterion."""
    lines = [
        {"feuille": key, "critere": critere_id, "note": value, "mots": words}
        for critere_id, value, words in zip(criteria, command.notes, command.justifications, strict=True)
    ]
    if not new:
        if connection.execute(_MARK, lines).rowcount == len(lines):
            return
        known = set(connection.execute(_KNOWN, {"feuille": key}).scalars())
        lines = [line for line in lines if line["critere"] not in known]
    if lines:
        connection.execute(_NEW_MARK, lines)
