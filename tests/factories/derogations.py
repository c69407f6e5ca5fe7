"""Derogations for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Derogation
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction


def make_derogation(appel: Appel, numero_finess: str, auteur: Utilisateur, now: datetime, **changes: Any) -> Derogation:
    """Let an establishment deposit two days after the deadline; `changes` are columns."""
    appel = db.session.get_one(Appel, appel.id)
    assert appel.cloture_at is not None
    values: dict[str, Any] = {
        "limite_at": appel.cloture_at + timedelta(days=2),
        "nature": "panne_service",
        "motif": "Le site n’a pas répondu le dernier soir.",
        "accordee_at": now,
        "prolongations": [],
        **changes,
    }
    row = Derogation(appel_id=appel.id, numero_finess=numero_finess, auteur_id=auteur.id, **values)
    with transaction():
        db.session.add(row)
    return row
