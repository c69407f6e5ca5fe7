"""Move a deadline for all, and tell everybody who holds a file (R11, S47)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from acia.appels.models import Appel, Prolongation
from acia.appels.service import ReportDateLimite, extend_deadline
from acia.candidatures.mails import mail_extended
from acia.candidatures.models import AccesCandidature, Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.db import db

_CONCERNEES = (EtatCandidature.BROUILLON, EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)


def extend_for_all(
    appel_id: uuid.UUID,
    command: ReportDateLimite,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> Prolongation:
    """Move the deadline of a call; each person of a file of this call gets one mail, however many files she has.

    Raises:
        AccesRefuse, ActionRefusee, ConflitVersion: see `extend_deadline`.
    """
    row = extend_deadline(appel_id, command, version=version, auteur=auteur, now=now)
    appel = db.session.get_one(Appel, appel_id)
    holders = (
        select(Utilisateur)
        .where(
            Utilisateur.actif.is_(True),
            Utilisateur.id.in_(
                select(AccesCandidature.utilisateur_id)
                .join(Candidature, Candidature.id == AccesCandidature.candidature_id)
                .where(Candidature.appel_id == appel_id, Candidature.etat.in_(_CONCERNEES))
            ),
        )
        .order_by(Utilisateur.courriel)
    )
    for person in db.session.execute(holders).scalars():
        mail_extended(appel, row, person, lien, now)
    return row
