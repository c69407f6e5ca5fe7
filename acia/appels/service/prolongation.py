"""Move the deadline of a published call, for all and with a reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from acia.appels.models import EtatAppel, Prolongation
from acia.appels.rules import extension_refusal
from acia.appels.service.appel import open_appel
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import deadline_after
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import echeance

declare_events(
    {"appel_prolonge": "Date limite de l’appel {appel} reportée pour tous : du {ancienne} au {nouvelle}."},
    keys={"appel_prolonge": ("appel", "ancienne", "nouvelle")},
)


@dataclass(frozen=True)
class ReportDateLimite:
    """The last day to deposit, and why it moves."""

    date_limite: date
    motif: str


def extend_deadline(
    appel_id: uuid.UUID, command: ReportDateLimite, *, version: int | None, auteur: Utilisateur, now: datetime
) -> Prolongation:
    """Move the deadline under lock: a deposit being made is judged on one deadline or the other, never on half of it.

    The stage of the files tells those who hold one.

    Raises:
        AccesRefuse: the author does not prepare this call.
        ActionRefusee: not published, or a day that does not suit.
        ConflitVersion: moved by somebody else meanwhile.
    """
    appel = open_appel(appel_id, version, auteur, hold=True)
    if appel.etat != EtatAppel.PUBLIE or appel.cloture_at is None:
        raise ActionRefusee("Cet appel n’est pas publié : changez sa date dans son calendrier.")
    refusal = extension_refusal(appel.cloture_at, command.date_limite, appel.date_commission, appel.fuseau, now)
    if refusal:
        raise ActionRefusee(refusal, "date_limite")
    row = Prolongation(
        id=uuid.uuid4(),
        appel_id=appel.id,
        ancienne_at=appel.cloture_at,
        nouvelle_at=deadline_after(command.date_limite, appel.fuseau),
        motif=command.motif,
        decidee_par_id=auteur.id,
        decidee_at=now,
    )
    appel.cloture_at = row.nouvelle_at
    db.session.add(row)
    record(
        "appel_prolonge",
        appel,
        auteur=auteur,
        now=now,
        motif=command.motif,
        appel=appel.code,
        ancienne=echeance(row.ancienne_at, appel.fuseau),
        nouvelle=echeance(row.nouvelle_at, appel.fuseau),
    )
    return row
