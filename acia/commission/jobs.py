"""Rounds of the stage: places offered that nobody answered in time."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.commission.queries import places_out_of_time
from acia.commission.service import expire_place
from acia.core.db import db, transaction
from acia.core.jobs import every_minute
from acia.core.web import absolute_url


@every_minute
def close_offers(now: datetime) -> None:
    """Close the offers whose delay is over, each in a transaction of its own."""
    late = places_out_of_time(now)
    db.session.rollback()
    for place_id in late:
        with transaction():
            expire_place(place_id, now=now, lien=result_link)


def result_link(candidature_id: uuid.UUID) -> str:
    """Address of the decision, for a mail."""
    return absolute_url("commission.resultat", candidature_id=candidature_id)
