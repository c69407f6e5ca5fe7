"""Rounds of the stage: the daily anchor of the journal."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from acia.core.db import db, transaction
from acia.core.jobs import every_minute
from acia.core.web import absolute_url
from acia.pilotage.ancrage import anchor_due, complete_anchors, lay_anchor, verify_journal


@every_minute
def anchor_journal(now: datetime) -> None:
    """Once a day, check the whole journal, then anchor its head. The long reading comes before the transaction."""
    jour = anchor_due(now)
    if jour is None:
        db.session.rollback()
        return
    _, constats = verify_journal()
    db.session.rollback()
    for constat in constats:
        current_app.logger.critical("the journal is not whole: %s", constat)
    with transaction():
        lay_anchor(jour, constats, now=now, lien=absolute_url("pilotage.ancres"))
    complete_anchors()
    db.session.rollback()
