"""The marks of a commission as they were at an instant, rebuilt from what the database kept of each change (S21)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from acia.commission.models import Commission, MembreCommission, TraceNotation, TraceNote
from acia.core.db import db


@dataclass
class FeuilleTracee:
    """A sheet as it stood: its state, and by criterion its mark and its justification."""

    membre_id: uuid.UUID
    candidature_id: uuid.UUID
    etat: str
    rendue_at: datetime | None
    motif_abstention: str | None
    notes: dict[uuid.UUID, tuple[int | None, str]] = field(default_factory=dict)


def marks_as_of(commission: Commission, at: datetime) -> dict[uuid.UUID, FeuilleTracee]:
    """Return every sheet that existed at this instant, as it stood then, by its key. Two statements."""
    members = select(MembreCommission.id).where(MembreCommission.commission_id == commission.id)
    states = (
        select(TraceNotation)
        .where(TraceNotation.membre_id.in_(members), TraceNotation.trace_at <= at)
        .order_by(TraceNotation.numero)
    )
    sheets = {
        row.notation_id: FeuilleTracee(row.membre_id, row.candidature_id, row.etat, row.rendue_at, row.motif_abstention)
        for row in db.session.execute(states).scalars()
    }
    hers = select(TraceNotation.notation_id).where(TraceNotation.membre_id.in_(members))
    marks = (
        select(TraceNote).where(TraceNote.notation_id.in_(hers), TraceNote.trace_at <= at).order_by(TraceNote.numero)
    )
    for row in db.session.execute(marks).scalars():
        sheets[row.notation_id].notes[row.critere_id] = (row.valeur, row.justification)
    return sheets
