"""What a member of a commission must do now."""

from __future__ import annotations

from datetime import datetime, timedelta

from acia.commission.models import EtatCommission
from acia.commission.policy import is_declared
from acia.commission.queries import list_invitations, list_seats, queue_of
from acia.comptes.models import Utilisateur
from acia.core.clock import date_in_words, local_day
from acia.core.filters import pluriel
from acia.pilotage.afaire import PARIS, SOON, AFaire


def marking_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """Invitations to answer, interests to declare, files to mark."""
    tasks = [
        AFaire(
            f"Répondre à l’invitation à siéger – {seat.commission.nom}",
            "Acceptez, ou déclinez en disant pourquoi.",
            "Répondre",
            "commission.invitation",
            {"commission_id": seat.commission_id},
            local_day(seat.invitation_expire_at, PARIS) if seat.invitation_expire_at else None,
        )
        for seat in list_invitations(person)
    ]
    for seat in list_seats(person):
        commission = seat.commission
        sitting = local_day(commission.seance_at, PARIS)
        if not is_declared(seat):
            detail = "Elle vient avant tout : sans elle, aucun dossier ne s’ouvre."
            where = {"commission_id": commission.id}
            title = f"Déclarer vos intérêts – {commission.nom}"
            tasks.append(AFaire(title, detail, "Déclarer", "commission.declaration", where, sitting - SOON))
        elif seat.vote and commission.etat == EtatCommission.NOTATION:
            left = [d for d in queue_of(seat) if d.etat != "rendue"]
            if left:
                title = f"Noter {pluriel(len(left), 'dossier')} – {commission.nom}"
                detail = f"La séance se tient le {date_in_words(sitting)}."
                tasks.append(AFaire(title, detail, "Noter", "commission.mes_dossiers", {}, sitting - timedelta(days=1)))
    return tasks
