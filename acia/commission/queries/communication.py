"""Files communicated to their applicants."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.commission.models import Communication
from acia.commission.queries.decisions import get_own_candidature
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable


def communications_of(candidature: Candidature) -> list[Communication]:
    """What was communicated of a file, the latest first."""
    rows = (
        select(Communication)
        .where(Communication.candidature_id == candidature.id)
        .options(joinedload(Communication.document), joinedload(Communication.faite_par))
        .order_by(Communication.faite_at.desc())
    )
    return list(db.session.execute(rows).scalars())


def get_communication(communication_id: uuid.UUID, person: Utilisateur) -> Communication:
    """One communication, for an officer of its territory or a person of its file.

    Raises:
        Introuvable: unknown, or not hers.
    """
    row = db.session.get(Communication, communication_id)
    if row is None:
        raise Introuvable()
    get_own_candidature(row.candidature_id, person)
    return row
