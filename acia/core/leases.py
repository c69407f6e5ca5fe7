"""Rows a worker takes one at a time: those due, and the lease that keeps two workers off the same one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import db, transaction, uuid_pk

EN_ATTENTE = "en_attente"


class Leased:
    """Columns of a row that waits for a worker; its own class says which values `etat` takes."""

    id: Mapped[uuid.UUID] = uuid_pk()
    cle: Mapped[str] = mapped_column(String(150), unique=True)
    """What the row is about; the same act repeated finds the same row and does nothing twice."""
    etat: Mapped[str] = mapped_column(String(12), default=EN_ATTENTE, index=True)
    essais: Mapped[int] = mapped_column(default=0)
    prochain_essai_at: Mapped[datetime]
    cree_at: Mapped[datetime]


def due_rows(kind: type[Leased], now: datetime, limit: int | None = None) -> list[uuid.UUID]:
    """Ids of the rows whose turn has come, oldest first."""
    return list(
        db.session.execute(
            select(kind.id)
            .where(kind.etat == EN_ATTENTE, kind.prochain_essai_at <= now)
            .order_by(kind.cree_at, kind.cle)
            .limit(limit)
        ).scalars()
    )


def lease(kind: type[Leased], row_id: uuid.UUID, now: datetime, duration: timedelta) -> bool:
    """Take a due row for `duration` and count the try, in a transaction of its own; False when another took it."""
    with transaction():
        taken = db.session.execute(
            update(kind)
            .where(kind.id == row_id, kind.etat == EN_ATTENTE, kind.prochain_essai_at <= now)
            .values(essais=kind.essais + 1, prochain_essai_at=now + duration)
        )
        return isinstance(taken, CursorResult) and taken.rowcount == 1
