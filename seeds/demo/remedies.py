"""After the notices of the story: read by those they are for, one that came back, one contested."""

from __future__ import annotations

import uuid
from typing import Final

from acia.commission import queries, service
from acia.commission.models import Selection
from acia.core.web import absolute_url
from seeds.demo.scene import Stage
from seeds.demo.sittings import Sitting

REVENUE: Final = "560900102"
"""Its mail came back, and nobody has opened the decision since."""
CONTESTEE: Final = "290900166"
"""On the waiting list, it asks for another reading of its file."""


def plan_remedies(stage: Stage, sitting: Sitting) -> None:
    """Two days after the notices, and until today."""
    notification = sitting.promotion.notification
    stage.plan(notification + 2, read_decisions, stage, sitting, at=(15, 0))
    stage.plan(notification + 4, contest, stage, sitting, at=(11, 0))
    stage.plan(notification + 5, come_back, stage, sitting, at=(9, 0))


def _notified(sitting: Sitting) -> list[Selection]:
    return [row for row in queries.selections_of(sitting.row()) if row.notifiee_at is not None]


def _of(sitting: Sitting, finess: str) -> Selection | None:
    return next((row for row in _notified(sitting) if row.candidature.numero_finess == finess), None)


def read_decisions(stage: Stage, sitting: Sitting) -> None:
    """Everybody says she has read hers, but one."""
    for row in _notified(sitting):
        people = queries.people_to_write(row.candidature)
        if people and row.candidature.numero_finess != REVENUE:
            stage.act(service.take_note, row.candidature, by=people[0].courriel)


def come_back(stage: Stage, sitting: Sitting) -> None:
    """The officer notes what her mailbox says of one of the mails."""
    row = _of(sitting, REVENUE)
    if row is not None:
        words = "550 5.1.1 : cette adresse n’existe plus."
        stage.act(service.note_return, sitting.row().id, row.id, motif=words, version=None, by=sitting.by)


def contest(stage: Stage, sitting: Sitting) -> None:
    """A gracious appeal, which silence rejects two months later."""
    row = _of(sitting, CONTESTEE)
    if row is not None:
        command = service.RecoursEcrit(
            uuid.uuid4(), "Nous demandons une nouvelle lecture du calendrier : il prévoit bien un temps par équipe."
        )
        lien = absolute_url("commission.mes_recours", candidature_id=row.candidature_id)
        person = queries.people_to_write(row.candidature)[0]
        stage.act(service.file_appeal, row.candidature, command, lien=lien, by=person.courriel)
