"""Rounds of the stage: reminders, requests whose last day is over."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.queries import limit_instant, open_demandes
from acia.candidatures.rules import reminder_due
from acia.candidatures.service import expire_correction, remind_correction
from acia.core.db import db, transaction
from acia.core.jobs import every_minute
from acia.core.web import absolute_url


@every_minute
def follow_corrections(now: datetime) -> None:
    """Remind those who have not answered, close the requests whose last day is over."""
    late: list[tuple[uuid.UUID, uuid.UUID]] = []
    near: list[tuple[uuid.UUID, uuid.UUID, int]] = []
    for demande in open_demandes():
        if now >= limit_instant(demande):
            late.append((demande.id, demande.candidature_id))
            continue
        days = reminder_due(demande.demandee_at, demande.limite, demande.candidature.appel.fuseau, now)
        if days is not None:
            near.append((demande.id, demande.candidature_id, days))
    db.session.rollback()
    for demande_id, candidature_id in late:
        with transaction():
            expire_correction(demande_id, now=now, lien=_link(candidature_id, demande_id))
    for demande_id, candidature_id, days in near:
        with transaction():
            remind_correction(demande_id, days, now=now, lien=_link(candidature_id, demande_id))


def _link(candidature_id: uuid.UUID, demande_id: uuid.UUID) -> str:
    return absolute_url("candidatures.correction", candidature_id=candidature_id, demande_id=demande_id)
