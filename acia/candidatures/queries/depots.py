"""Reads of the deposits of a file: its receipts, its working copy, the instant that counts for it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import Accuse, Candidature, Ecrit, EtatCandidature, PieceReprise, Reprise
from acia.candidatures.queries.corrections import reopened_sections
from acia.candidatures.queries.derogations import limit_for
from acia.candidatures.rules import is_late
from acia.core.db import db


def list_accuses(candidature_id: uuid.UUID) -> list[Accuse]:
    """Return the receipts of a file, one a deposit, in order."""
    rows = select(Accuse).where(Accuse.candidature_id == candidature_id).order_by(Accuse.rang)
    return list(db.session.execute(rows).scalars())


def accuse_of(candidature_id: uuid.UUID) -> Accuse | None:
    """Return the last receipt of a file: that of the deposit that counts."""
    accuses = list_accuses(candidature_id)
    return accuses[-1] if accuses else None


def reprise_of(candidature_id: uuid.UUID, *, hold: bool = False) -> Reprise | None:
    """Return the working copy of a file, if any; held until the end of the transaction when asked."""
    query = (
        select(Reprise)
        .where(Reprise.candidature_id == candidature_id)
        .options(
            joinedload(Reprise.candidature).joinedload(Candidature.appel),
            selectinload(Reprise.pieces).joinedload(PieceReprise.document),
        )
        .execution_options(populate_existing=hold)
    )
    if hold:
        query = query.with_for_update(of=Reprise)
    return db.session.execute(query).scalar_one_or_none()


def limit_of(candidature: Candidature) -> datetime | None:
    """Return the exclusive instant before which this file may be deposited: that of its call, or its own later one."""
    return limit_for(candidature.appel, candidature.numero_finess)


def may_still_deposit(candidature: Candidature, now: datetime) -> bool:
    """True before the instant that counts for this file."""
    limite = limit_of(candidature)
    return limite is not None and not is_late(now, limite)


def living_reprise(candidature: Candidature, now: datetime) -> Reprise | None:
    """Return the working copy that can still be deposited: examined meanwhile, or too late, it is no longer written."""
    if candidature.etat != EtatCandidature.DEPOSEE or not may_still_deposit(candidature, now):
        return None
    return reprise_of(candidature.id)


def written_of(candidature: Candidature, now: datetime) -> Ecrit:
    """Return what is being written: the working copy when there is one, else the file itself."""
    return living_reprise(candidature, now) or _corrected(candidature, now) or candidature


def _corrected(candidature: Candidature, now: datetime) -> Reprise | None:
    """The working copy that a correction request opened, until it is answered or its last day ends."""
    return reprise_of(candidature.id) if reopened_sections(candidature.id, now) else None
