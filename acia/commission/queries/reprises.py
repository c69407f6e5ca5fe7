"""Abstentions, reopened sheets and their earlier versions: what the chair, the officers and the minutes read."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, EtatNotation, MembreCommission, Notation, ReouvertureNotation
from acia.commission.policy import chair_reads_marks, is_declared
from acia.commission.queries.commissions import files_statement
from acia.commission.queries.dossiers import open_cleared_file
from acia.commission.workflow import Qualite
from acia.core.db import db
from acia.core.errors import Introuvable


def presides(seat: MembreCommission) -> bool:
    """True for the seat of the chair."""
    return seat.qualite == Qualite.PRESIDENT


_RECUSED: Final = exists().where(
    Deport.membre_id == Notation.membre_id,
    Deport.candidature_id == Notation.candidature_id,
    Deport.conflit.is_(True),
)


def _sheets(commission: Commission, etat: EtatNotation) -> Select[Notation, Candidature]:
    """Select the sheets in one state of members who are not recused, with their file."""
    judged = files_statement(commission, Candidature.id).order_by(None)
    return (
        select(Notation, Candidature)
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .join(Candidature, Candidature.id == Notation.candidature_id)
        .where(
            MembreCommission.commission_id == commission.id,
            Notation.etat == etat,
            Notation.candidature_id.in_(judged),
            ~_RECUSED,
        )
        .options(joinedload(Notation.membre).joinedload(MembreCommission.utilisateur))
        .order_by(Candidature.numero, MembreCommission.ordre)
    )


def _pairs(rows: Select[Notation, Candidature]) -> list[tuple[Notation, Candidature]]:
    return [(row.Notation, row.Candidature) for row in db.session.execute(rows)]


def sheets_in_state(commission: Commission, etat: EtatNotation) -> list[tuple[Notation, Candidature]]:
    """Return the sheets in one state with their file, by number and member."""
    return _pairs(_sheets(commission, etat))


def abstentions_of(commission: Commission) -> dict[uuid.UUID, list[Notation]]:
    """Return the abstentions by file: they leave what is expected of the member, and no sheet of hers counts."""
    rows: dict[uuid.UUID, list[Notation]] = defaultdict(list)
    for sheet, candidature in sheets_in_state(commission, EtatNotation.ABSTENTION):
        rows[candidature.id].append(sheet)
    return rows


def open_reopened_sheets(commission: Commission) -> list[tuple[Notation, Candidature]]:
    """Return the sheets reopened and not handed in again: proposals wait for them."""
    where = _sheets(commission, EtatNotation.BROUILLON).where(Notation.rouverte_at.is_not(None))
    return _pairs(where)


def _cleared(seat: MembreCommission) -> Select[uuid.UUID]:
    return select(Deport.candidature_id).where(Deport.membre_id == seat.id, Deport.conflit.is_(False))


def sheets_for_chair(seat: MembreCommission, etat: EtatNotation) -> list[tuple[Notation, Candidature]]:
    """Return the sheets in one state on the files the chair may read: who and which file, never a mark (S5, S7).

    Raises:
        Introuvable: the seat is not the chair's.
    """
    if not presides(seat) or not is_declared(seat):
        raise Introuvable()
    rows = _sheets(seat.commission, etat).where(Notation.candidature_id.in_(_cleared(seat)))
    return _pairs(rows)


def get_reopenable(seat: MembreCommission, notation_id: uuid.UUID) -> tuple[Notation, Candidature]:
    """Return a sheet of the commission on a file the chair may read.

    Raises:
        Introuvable: the seat is not the chair's, or the sheet is none of those.
    """
    if not presides(seat):
        raise Introuvable()
    notation = db.session.get(Notation, notation_id, options=[selectinload(Notation.notes)])
    if notation is None or notation.membre.commission_id != seat.commission_id:
        raise Introuvable()
    if notation.etat != EtatNotation.RENDUE and not versions_of_sheet(notation):
        raise Introuvable()
    return notation, open_cleared_file(seat, notation.candidature_id).candidature


def chair_may_compare(seat: MembreCommission, notation: Notation) -> bool:
    """True when the chair may read the marks of this sheet: her own on the file is final, or scoring is over (S5)."""
    own = open_cleared_file(seat, notation.candidature_id).notation
    return notation.membre_id == seat.id or chair_reads_marks(seat.commission, own)


def versions_of_sheet(notation: Notation) -> list[ReouvertureNotation]:
    """Return the earlier versions of one sheet, the first one first."""
    rows = select(ReouvertureNotation).where(ReouvertureNotation.notation_id == notation.id)
    loaded = rows.options(joinedload(ReouvertureNotation.rouverte_par)).order_by(ReouvertureNotation.rang)
    return list(db.session.execute(loaded).scalars())


@dataclass(frozen=True)
class Reprise:
    """A sheet that was reopened: its earlier versions, and what it says now once handed in again."""

    notation: Notation
    candidature: Candidature
    versions: tuple[ReouvertureNotation, ...]


def reopenings_of(commission: Commission) -> Mapping[uuid.UUID, list[Reprise]]:
    """Return every sheet that was reopened, by file: for officers once scoring is over, and for the minutes."""
    rows = (
        select(ReouvertureNotation, Candidature)
        .join(Notation, Notation.id == ReouvertureNotation.notation_id)
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .join(Candidature, Candidature.id == Notation.candidature_id)
        .where(MembreCommission.commission_id == commission.id, ~_RECUSED)
        .options(
            joinedload(ReouvertureNotation.notation).selectinload(Notation.notes),
            joinedload(ReouvertureNotation.notation).joinedload(Notation.membre),
            joinedload(ReouvertureNotation.rouverte_par),
        )
        .order_by(Candidature.numero, MembreCommission.ordre, ReouvertureNotation.rang)
    )
    kept: dict[uuid.UUID, tuple[Candidature, list[ReouvertureNotation]]] = {}
    for version, candidature in db.session.execute(rows):
        kept.setdefault(version.notation_id, (candidature, []))[1].append(version)
    found: dict[uuid.UUID, list[Reprise]] = defaultdict(list)
    for candidature, versions in kept.values():
        found[candidature.id].append(Reprise(versions[0].notation, candidature, tuple(versions)))
    return found
