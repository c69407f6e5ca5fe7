"""Rows of background work: written in the act's transaction, leased and run after the commit."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, announce_work, db, enum_check, transaction
from acia.core.leases import EN_ATTENTE, Leased, due_rows, lease

MAX_TRIES = 3
LEASE = timedelta(minutes=15)
Handler = Callable[[dict[str, Any], datetime], None]
_HANDLERS: dict[str, Handler] = {}


class EtatTache(StrEnum):
    """Life of a job row."""

    EN_ATTENTE = EN_ATTENTE
    FAITE = "faite"
    ECHEC = "echec"


class Tache(Leased, Base):
    """One piece of background work; its handler must be idempotent."""

    __tablename__ = "tache"
    nom: Mapped[str] = mapped_column(String(60))
    donnees: Mapped[dict[str, Any]]
    finie_at: Mapped[datetime | None]
    erreur: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (enum_check("etat", EtatTache, "etat_connu"),)


def handler(nom: str) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs named `nom`. It receives the data and the instant, and opens its own
    transactions."""

    def register(function: Handler) -> Handler:
        _HANDLERS[nom] = function
        return function

    return register


def request_job(nom: str, *, cle: str, donnees: dict[str, Any], now: datetime) -> Tache:
    """Ask for a job in the current transaction; the same key asks only once."""
    known = db.session.execute(select(Tache).where(Tache.cle == cle)).scalar_one_or_none()
    if known is not None:
        return known
    if nom not in _HANDLERS:
        raise KeyError(nom)
    row = Tache(cle=cle, nom=nom, donnees=donnees, prochain_essai_at=now, cree_at=now)
    db.session.add(row)
    db.session.flush()
    announce_work()
    return row


def run_due(now: datetime) -> int:
    """Run what is due, each job under a lease. Returns the number of jobs done."""
    return sum(_run_one(job_id, now) for job_id in due_rows(Tache, now))


def _run_one(job_id: uuid.UUID, now: datetime) -> bool:
    if not lease(Tache, job_id, now, LEASE):
        return False
    row = db.session.get_one(Tache, job_id)
    failure = _attempt(row, now)
    # What a handler left unfinished is not part of its result.
    db.session.rollback()
    with transaction():
        row = db.session.get_one(Tache, job_id)
        row.erreur = failure
        if not failure:
            row.etat, row.finie_at = EtatTache.FAITE, now
        elif row.essais >= MAX_TRIES:
            row.etat = EtatTache.ECHEC
        else:
            row.prochain_essai_at = now
    return not failure


def _attempt(row: Tache, now: datetime) -> str:
    """Do the job; return what went wrong, or an empty text."""
    if row.essais > MAX_TRIES:
        return "Interrompue à chaque essai."  # its lease ran out each time: the job kills its worker
    job_id = row.id
    try:
        _HANDLERS[row.nom](dict(row.donnees), now)
    except Exception as error:
        # A failing job is recorded on its row and never stops the others.
        current_app.logger.exception("job %s failed", job_id)
        return f"{type(error).__name__} : {error}"[:500]
    return ""
