"""Spaces closed and opened again, for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from acia.core.db import db, transaction
from acia.core.fermetures import Fermeture


def make_fermeture_passee(now: datetime) -> Fermeture:
    """A closing of all the commissions, which lasted an hour."""
    row = Fermeture(
        espace="commission",
        motif="Accès suspect signalé.",
        fermee_at=now - timedelta(hours=2),
        rouverte_at=now - timedelta(hours=1),
        motif_reouverture="Vérifié.",
    )
    with transaction():
        db.session.add(row)
    return row
