"""Extracts of closed minutes, for the tests."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from acia.commission.documents import minutes_content
from acia.commission.models import Commission, ExtraitProcesVerbal, ProcesVerbal
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.documents import store_document
from tests.factories.composition import make_siege
from tests.factories.fichiers import PDF


def make_extraits(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, membre: Utilisateur, auteur: Utilisateur, at: datetime
) -> dict[str, Any]:
    """Minutes closed, the extract of a member who sits there and that of an applicant."""
    seat = make_siege(db.session.get_one(Commission, commission_id), membre)
    with transaction():
        commission = db.session.get_one(Commission, commission_id)
        content = minutes_content(commission, rang=1, observations="", motif="", auteur=auteur, now=at)
        minutes = ProcesVerbal(
            commission_id=commission_id,
            rang=1,
            contenu=content,
            document=store_document("proces-verbal.pdf", PDF, now=at, auteur_id=auteur.id),
            clos_at=at,
            clos_par_id=auteur.id,
        )
        rows = [
            ExtraitProcesVerbal(
                proces_verbal=minutes,
                document=store_document("extrait.pdf", PDF, now=at, auteur_id=auteur.id),
                fait_at=at,
                fait_par_id=auteur.id,
                **reader,
            )
            for reader in ({"membre_id": seat.id}, {"candidature_id": candidature_id})
        ]
        db.session.add_all(rows)
    return {"extrait": rows[1]}
