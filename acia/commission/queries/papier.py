"""Sheets that may be entered from paper, and those that were."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.commission.models import Commission, EtatNotation, MembreCommission, Notation, SaisiePapier
from acia.commission.policy import is_cleared
from acia.commission.queries.dossiers import DossierMembre, queue_of
from acia.commission.queries.sieges import members_in_office
from acia.core.db import db
from acia.core.errors import Introuvable


def member_of(commission: Commission, membre_id: uuid.UUID) -> MembreCommission:
    """Return a voting member in office.

    Raises:
        Introuvable: she is none.
    """
    for membre in members_in_office(commission):
        if membre.id == membre_id and membre.vote:
            return membre
    raise Introuvable()


def sheets_to_enter(commission: Commission) -> list[tuple[MembreCommission, list[DossierMembre]]]:
    """Return, by voting member, the files she is cleared on and has not finished: whether she has begun is not said."""
    return [
        (membre, sorted(waiting, key=lambda d: str(d.candidature.numero)))
        for membre in members_in_office(commission)
        if membre.vote and (waiting := [d for d in queue_of(membre) if is_cleared(membre, d.deport) and not d.finie])
    ]


def entry_of(notation: Notation | None) -> SaisiePapier | None:
    """Return how a sheet was entered, when it was from paper."""
    if notation is None:
        return None
    rows = select(SaisiePapier).where(SaisiePapier.notation_id == notation.id)
    return db.session.execute(rows.options(joinedload(SaisiePapier.saisie_par))).scalar_one_or_none()


def entries_of(commission: Commission) -> list[SaisiePapier]:
    """Return the sheets of a commission that were entered from paper, the latest first."""
    rows = (
        select(SaisiePapier)
        .join(Notation, Notation.id == SaisiePapier.notation_id)
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .where(MembreCommission.commission_id == commission.id)
        .options(
            joinedload(SaisiePapier.notation).joinedload(Notation.membre).joinedload(MembreCommission.utilisateur),
            joinedload(SaisiePapier.saisie_par),
        )
        .order_by(SaisiePapier.saisie_at.desc())
    )
    return list(db.session.execute(rows).scalars())


def awaits_answer(saisie: SaisiePapier | None, notation: Notation | None) -> bool:
    """True when the member has neither confirmed nor contested a sheet entered for her."""
    unanswered = saisie is not None and saisie.confirmee_at is None and saisie.contestee_at is None
    return unanswered and notation is not None and notation.etat == EtatNotation.RENDUE
