"""Remind members who have sheets to hand in: one mail each, one a day at most, never a mark in it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from acia.commission.mails import remind_member
from acia.commission.models import Commission, EtatCommission
from acia.commission.queries import get_commission, progress_of, zone_of
from acia.commission.queries.notes import AvancementMembre
from acia.commission.service.gestes import hold_commission
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel

declare_events(
    {"commission_membres_relances": "Commission « {nom} » : {membres} relancés."},
    keys={"commission_membres_relances": ("nom", "membres")},
)


def key_of_reminder(commission: Commission, membre_id: uuid.UUID, now: datetime) -> str:
    """The key of today's mail to a member: a second one has the same, and does not leave."""
    return f"relance_notation:{membre_id}:{local_day(now, zone_of(commission)).isoformat()}"


def waiting_members(commission: Commission, now: datetime) -> list[AvancementMembre]:
    """The members with sheets to hand in who have not been reminded today."""
    late = {
        key_of_reminder(commission, p.membre.id, now): p for p in progress_of(commission) if p.rendues < p.attendues
    }
    sent = set(db.session.execute(select(Courriel.cle).where(Courriel.cle.in_(late))).scalars())
    return [p for key, p in late.items() if key not in sent]


def remind_members(
    commission_id: uuid.UUID, membre_id: uuid.UUID | None, *, lien: str, auteur: Utilisateur, now: datetime
) -> int:
    """Write to one member, or to all who have sheets to hand in; return how many mails leave.

    Raises:
        ActionRefusee: scoring is not open, or nobody is left to remind today.
    """
    # Held: of two people who ask at once, one reminds.
    hold_commission(commission_id)
    commission = get_commission(commission_id, auteur)
    if commission.etat != EtatCommission.NOTATION:
        raise ActionRefusee("La notation n’est pas ouverte : personne n’est à relancer.")
    waiting = [p for p in waiting_members(commission, now) if membre_id in (None, p.membre.id)]
    if not waiting:
        raise ActionRefusee("Personne à relancer : tout est rendu, ou la relance du jour est déjà partie.")
    for progress in waiting:
        key = key_of_reminder(commission, progress.membre.id, now)
        remind_member(progress.membre, progress.attendues - progress.rendues, cle=key, lien=lien, now=now)
    names = ", ".join(p.membre.utilisateur.nom_complet for p in waiting)
    record("commission_membres_relances", commission, auteur=auteur, now=now, nom=commission.nom, membres=names)
    return len(waiting)
