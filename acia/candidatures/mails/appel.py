"""Mails to everybody who holds a file of a call: what has changed for all (R11)."""

from __future__ import annotations

from datetime import datetime

from acia.appels.models import Appel, Prolongation, VersionPieces
from acia.candidatures.mails.personne import mail_to
from acia.candidatures.queries import PersonneConcernee
from acia.comptes.models import Utilisateur
from acia.core.mail import Courriel


def mail_extended(
    appel: Appel, prolongation: Prolongation, personne: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """Tell somebody who holds a file that the deadline has moved for all, once a person."""
    return mail_to(
        personne, "date_limite_reportee", prolongation.id, appel, now, appel=appel, prolongation=prolongation, lien=lien
    )


def mail_pieces_changed(
    appel: Appel, version: VersionPieces, concerned: PersonneConcernee, lien: str, now: datetime
) -> Courriel:
    """Tell somebody who holds a file that the documents asked for have changed for all, once a person."""
    return mail_to(
        concerned.personne,
        "pieces_modifiees",
        version.id,
        appel,
        now,
        appel=appel,
        version=version,
        brouillons=concerned.brouillons,
        deposes=concerned.deposes,
        lien=lien,
    )
