"""Spaces closed for a time, whole or for one call: read with the session of each request, so that closing acts on the
next one, in every process, without a statement more when nothing is closed (S21)."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import g, has_request_context
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, db, uuid_pk


class Fermeture(Base):
    """One closing of a space, and its reopening."""

    __tablename__ = "fermeture"
    id: Mapped[uuid.UUID] = uuid_pk()
    espace: Mapped[str] = mapped_column(String(20))
    portee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("appel.id"), index=True)
    """The call whose space is closed; nothing: all of them."""
    cle: Mapped[str | None] = mapped_column(String(60), unique=True)
    """What is closed, as long as it is: closed twice at once, one wins."""
    motif: Mapped[str] = mapped_column(Text)
    fermee_at: Mapped[datetime]
    fermee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    """Nothing when it was closed from the command line."""
    rouverte_at: Mapped[datetime | None]
    rouverte_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    motif_reouverture: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("motif <> ''", name="une_fermeture_a_un_motif"),
        CheckConstraint("(cle IS NULL) = (rouverte_at IS NOT NULL)", name="ouverte_sans_cle"),
    )


def key_of(espace: str, portee_id: uuid.UUID | None) -> str:
    """What a closing is about, as its unique key says it."""
    return f"{espace}:{portee_id or 'tout'}"


def any_closed() -> ColumnElement[bool]:
    """In SQL, true when some space is closed: read with something else."""
    return select(Fermeture.id).where(Fermeture.cle.is_not(None)).exists()


def note_closed(closed: bool) -> None:
    """Keep for this request what was read with its session."""
    g.espaces_fermes = closed


def closing_over(espace: str, portee_id: uuid.UUID | None) -> Fermeture | None:
    """Return what closes a call now in a space, the first one when there are several."""
    return next((row for row in open_closings(espace) if row.portee_id in (None, portee_id)), None)


def open_closings(espace: str) -> list[Fermeture]:
    """Return what is closed now in a space; no statement when the session has said that nothing is."""
    if has_request_context() and not g.get("espaces_fermes", True):
        return []
    rows = select(Fermeture).where(Fermeture.espace == espace, Fermeture.cle.is_not(None))
    return list(db.session.execute(rows.order_by(Fermeture.fermee_at)).scalars())
