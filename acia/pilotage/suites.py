"""What waits for an officer after the notices are sent."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import datetime

from acia.commission.queries import NoticeSuivie, appeals_due, notices_to_follow
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.filters import pluriel
from acia.pilotage.afaire import PARIS, AFaire


def notice_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The notices that came back or that nobody has opened, one line a commission, and one for ineligible files."""
    waiting: dict[uuid.UUID | None, list[NoticeSuivie]] = defaultdict(list)
    for notice in notices_to_follow(person, now):
        waiting[notice.commission_id].append(notice)
    return [_notices(key, notices, now) for key, notices in waiting.items()]


def _notices(commission_id: uuid.UUID | None, notices: list[NoticeSuivie], now: datetime) -> AFaire:
    first, count = notices[0], len(notices)
    more = f" Et {pluriel(count - 1, 'autre')}." if count > 1 else ""
    return AFaire(
        f"Suivre {pluriel(count, 'notification qui n’est pas arrivée', 'notifications qui ne sont pas arrivées')}",
        f"{first.candidature.nom} : {first.a_faire}{more}",
        "Voir",
        "commission.notifications" if commission_id else "commission.ineligibles",
        {"commission_id": commission_id, "suivi": "non_ouvertes"} if commission_id else {"suivi": "non_ouvertes"},
        local_day(now, PARIS),
    )


def appeal_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The appeals that silence will soon reject."""
    return [
        AFaire(
            f"Répondre à un recours – {appeal.recours.candidature.nom}",
            appeal.silence.phrase,
            "Répondre",
            "commission.recours",
            {"recours_id": appeal.recours.id},
            appeal.rejet,
        )
        for appeal in appeals_due(person, now)
    ]
