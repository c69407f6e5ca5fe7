"""Rounds of the stage: reminders, requests whose last day is over."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.queries import limit_instant, open_calls, open_demandes, reminder_days, unfinished_files
from acia.candidatures.rules import reminder_at, reminder_due, unfinished_reminder
from acia.candidatures.service import Relance, expire_correction, remind_correction, remind_file
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


@every_minute
def remind_drafts(now: datetime) -> None:
    """Remind the files not deposited yet, on the days of their call; the key holds the deadline, so that another date
    has reminders of its own and those of the old one never leave."""
    waiting: list[tuple[uuid.UUID, int]] = []
    for appel in open_calls(now):
        limite = appel.cloture_at
        days = unfinished_reminder(reminder_days(appel.id), limite, appel.fuseau, now) if limite else None
        if limite is not None and days is not None:
            begun = reminder_at(days, limite, appel.fuseau)
            waiting += [(row.id, days) for row in unfinished_files(appel.id) if row.cree_at < begun]
    db.session.rollback()
    for candidature_id, days in waiting:
        lien = absolute_url("candidatures.dossier", candidature_id=candidature_id)
        with transaction():
            remind_file(candidature_id, Relance(f"j{days}", lien), now=now)
