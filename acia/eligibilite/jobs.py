"""Rounds of the stage: reminders of the opinions that wait, addresses whose time is over."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.core.clock import local_day
from acia.core.db import db, transaction
from acia.core.jobs import every_minute
from acia.core.web import absolute_url
from acia.eligibilite import service
from acia.eligibilite.queries import waiting_opinions
from acia.eligibilite.rules.avis import reminder_due


def opinion_link(secret: str) -> str:
    """The personal address of an outside opinion."""
    return absolute_url("eligibilite.donner_avis", jeton=secret)


@every_minute
def remind_opinions(now: datetime) -> None:
    """Remind those who have not answered, once, on the day their officer chose."""
    due: list[uuid.UUID] = []
    for row in waiting_opinions():
        zone = row.candidature.appel.fuseau
        asked, today = local_day(row.demande_at, zone), local_day(now, zone)
        if row.rappele_at is None and reminder_due(row.limite, row.rappel_jours, asked, today):
            due.append(row.id)
    db.session.rollback()
    for avis_id in due:
        with transaction():
            service.remind_opinion(avis_id, now=now, lien=opinion_link)


@every_minute
def erase_addresses_asked(now: datetime) -> None:
    """Erase the addresses of those who were asked, once they are of no more use."""
    with transaction():
        service.erase_addresses(now=now)
