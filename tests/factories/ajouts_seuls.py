"""Rows of the tables that only grow: the journal and its anchors, the beats, the traces of the marks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select

from acia.candidatures.service.preuve import Mesure, record_beat
from acia.commission.models.traces import TraceNotation, TraceNote
from acia.core.audit import last_anchor, record
from acia.core.db import db, transaction
from acia.pilotage.ancrage import lay_anchor

APPEND_ONLY = ("ancre", "battement", "evenement", "trace_notation", "trace_note")
TOUT_DE_SUITE = datetime.now(UTC)
"""By the clock of the database, which alone says what is old enough to be removed."""


def fill_append_only(nombre: int = 3) -> None:
    """Add as many rows to each."""
    zero = UUID(int=0)
    for _ in range(nombre):
        with transaction():
            record("service_retabli", ("essai", 1), auteur=None, now=TOUT_DE_SUITE)
            last = last_anchor()
            lay_anchor((last.jour if last else date.min) + timedelta(days=1), [], now=TOUT_DE_SUITE, lien="")
            record_beat(Mesure(cadence_s=60, duree_ms=5), now=TOUT_DE_SUITE, lien="https://acia.test")
            common = {"notation_id": zero, "trace_at": TOUT_DE_SUITE}
            db.session.execute(
                insert(TraceNotation).values(**common, membre_id=zero, candidature_id=zero, etat="brouillon")
            )
            db.session.execute(insert(TraceNote).values(**common, critere_id=zero, valeur=3, justification="Net"))
    db.session.remove()


def rows_of(table: str) -> list[tuple[object, ...]]:
    """Everything a table holds."""
    db.session.rollback()
    source = db.metadata.tables[table]
    rows = [tuple(row) for row in db.session.execute(select(source).order_by(source.c.numero))]
    db.session.remove()  # a reading left open would make others wait for the table
    return rows
