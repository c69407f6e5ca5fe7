"""Reads of the extensions of a deadline."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from acia.appels.models import Prolongation
from acia.core.db import db


def list_prolongations(appel_id: uuid.UUID) -> list[Prolongation]:
    """Return the extensions of a call, the last first."""
    rows = select(Prolongation).where(Prolongation.appel_id == appel_id).order_by(Prolongation.decidee_at.desc())
    return list(db.session.execute(rows).scalars())
