"""What every act of a sitting conducted live goes through: held commission, key of the button, time of the tap."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from acia.commission.models import ActeSeance, Commission, Passage
from acia.commission.queries import done_before, last_act_at
from acia.commission.queries.conducteurs import get_conductor
from acia.commission.service.composition import touch
from acia.commission.service.notation import proposals_settled
from acia.commission.workflow import EtatCommission
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import ActionRefusee, ConflitVersion

RETARD_ADMIS: Final = timedelta(hours=24)
"""An act tapped without network is taken back for a day."""
RYTHME: Final = timedelta(minutes=1)
"""The acts of one person follow each other: what the network adds to one never puts it before the one that preceded."""


@dataclass(frozen=True)
class Geste:
    """One tap: the key its button drew, and how long ago it was when the act reached the service."""

    cle: uuid.UUID
    retard: timedelta = timedelta()

    def at(self, now: datetime) -> datetime:
        """When it was tapped: a delay does not depend on the clock of the device being right.

        Raises:
            ActionRefusee: too long ago to be taken as it is.
        """
        if not timedelta() <= self.retard <= RETARD_ADMIS:
            raise ActionRefusee("Cet acte a plus d’un jour : notez-le de nouveau, ou dites-le au procès-verbal.")
        return now - self.retard


def hold_commission(commission_id: uuid.UUID) -> None:
    """Hold the commission alone before anything of it is read: two acts on it follow each other."""
    db.session.execute(select(Commission.id).where(Commission.id == commission_id).with_for_update())


def held_commission(
    commission_id: uuid.UUID, auteur: Utilisateur, candidature_id: uuid.UUID | None = None
) -> Commission:
    """The commission, held, for whoever conducts its sitting; `candidature_id` is the file that the act is about.

    Raises:
        Introuvable: unknown, not hers to conduct, or a file that is not (S7).
        ActionRefusee: a file that the secretary does not conduct is on the table.
    """
    hold_commission(commission_id)
    conductor = get_conductor(commission_id, auteur)
    conductor.check(candidature_id)
    return conductor.commission


def conductible(commission: Commission) -> None:
    """Refuse outside the deliberation.

    Raises:
        ActionRefusee: scoring still open, minutes closed, or proposals settled.
    """
    if commission.etat != EtatCommission.DELIBERATION:
        raise ActionRefusee("La séance se conduit une fois la notation close, et avant le procès-verbal.")
    if proposals_settled(commission):
        raise ActionRefusee("Les propositions sont arrêtées : la séance est finie.")


def _after_the_last(at: datetime, last: datetime | None) -> datetime:
    return last if last is not None and timedelta() < last - at <= RYTHME else at


def perform(
    commission: Commission,
    acte: str,
    geste: Geste,
    change: Callable[[datetime], Passage | None],
    *,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Do an act once on a held commission: sent again under the same key, it only says again that it was done.

    `change` receives the instant of the tap and returns the file it moved, if any.

    Raises:
        ActionRefusee: not the time for it, or what `change` refuses.
    """
    known = done_before(geste.cle)
    if known is not None:
        if (known.commission_id, known.auteur_id, known.acte) != (commission.id, auteur.id, acte):
            raise ConflitVersion()
        return known
    conductible(commission)
    at = _after_the_last(geste.at(now), last_act_at(commission, auteur))
    passage = change(at)
    touch(commission)
    db.session.flush()
    row = ActeSeance(
        cle=geste.cle,
        commission_id=commission.id,
        auteur_id=auteur.id,
        acte=acte,
        version=passage.version if passage is not None else None,
        at=at,
        recu_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
