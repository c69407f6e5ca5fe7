"""Give an applicant her own file, her marks by criterion and the reasons, at her request (R45, E46)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.documents import produce_communication
from acia.commission.models import Communication
from acia.commission.queries import notice_of_file
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {"dossier_communique": "Dossier {numero} communiqué à {demandeur}, sur sa demande du {jour}."},
    keys={"dossier_communique": ("numero", "demandeur", "jour")},
)


@dataclass(frozen=True)
class DemandeCommunication:
    """Who asks for her file, and when."""

    envoi: uuid.UUID
    demandeur_nom: str
    demandee_le: date


def communicate_file(
    candidature: Candidature, command: DemandeCommunication, *, auteur: Utilisateur, now: datetime
) -> Communication:
    """Compose the export of one file and keep it: it holds nothing of another applicant, nor of one member.

    Raises:
        Introuvable: the decision is not notified: nothing is communicated before (R45).
        ActionRefusee: the request comes in the future.
    """
    notice = notice_of_file(candidature, now)
    if notice is None:
        raise Introuvable()
    rows = select(Communication).where(
        Communication.envoi == command.envoi, Communication.candidature_id == candidature.id
    )
    known = db.session.execute(rows).scalar_one_or_none()
    if known is not None:
        return known
    if command.demandee_le > notice.today:
        raise ActionRefusee("Une demande n’est pas reçue demain.", "demandee_le")
    row = Communication(
        envoi=command.envoi,
        candidature_id=candidature.id,
        demandeur_nom=command.demandeur_nom,
        demandee_le=command.demandee_le,
        document=produce_communication(notice.selection, auteur=auteur, now=now),
        faite_par_id=auteur.id,
        faite_at=now,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "dossier_communique",
        candidature,
        auteur=auteur,
        now=now,
        numero=candidature.numero,
        demandeur=command.demandeur_nom,
        jour=date_in_words(command.demandee_le),
    )
    return row
