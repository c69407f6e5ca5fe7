"""Give an extract of the minutes: to a member without the files that are not hers, to an applicant her own item."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.models import Candidature
from acia.commission.documents import produce_applicant_extract, produce_member_extract
from acia.commission.models import Commission, ExtraitProcesVerbal, ProcesVerbal
from acia.commission.queries import (
    extracts_of_file,
    extracts_of_member,
    get_seat,
    minutes_about,
    minutes_of,
    result_for_applicant,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_extrait_etabli": "Extrait du procès-verbal, version {rang}, établi pour {lecteur}, empreinte "
        "{empreinte}."
    },
    keys={"commission_extrait_etabli": ("rang", "lecteur", "empreinte")},
)


def give_own_extract(commission_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> ExtraitProcesVerbal:
    """Give a member her extract of the last version of the minutes; the same one when she asks again.

    Raises:
        Introuvable: she does not sit there.
        ActionRefusee: the minutes are not closed.
    """
    seat = get_seat(commission_id, auteur)
    minutes = next(iter(minutes_of(seat.commission)), None)
    if minutes is None:
        raise ActionRefusee("Le procès-verbal n’est pas encore clos : l’extrait s’établit ensuite.")
    known = next((e for e in extracts_of_member(seat) if e.proces_verbal_id == minutes.id), None)
    if known is not None:
        return known
    document = produce_member_extract(minutes, seat, now=now)
    row = ExtraitProcesVerbal(membre_id=seat.id, document=document)
    return _keep(row, minutes, seat.commission, auteur.nom_complet, auteur, now)


def give_applicant_extract(candidature: Candidature, *, auteur: Utilisateur, now: datetime) -> ExtraitProcesVerbal:
    """Give an applicant her item of the last version of the minutes, once her decision is notified (R45).

    Raises:
        Introuvable: not notified.
        ActionRefusee: no minutes speak of her file.
    """
    if result_for_applicant(candidature) is None:
        raise Introuvable()
    minutes = minutes_about(candidature)
    if minutes is None:
        raise ActionRefusee("Aucun procès-verbal clos ne parle de ce dossier.")
    known = next((e for e in extracts_of_file(candidature) if e.proces_verbal_id == minutes.id), None)
    if known is not None:
        return known
    commission = db.session.get_one(Commission, minutes.commission_id)
    document = produce_applicant_extract(minutes, candidature, auteur=auteur, now=now)
    row = ExtraitProcesVerbal(candidature_id=candidature.id, document=document)
    return _keep(row, minutes, commission, f"le dossier {candidature.numero}", auteur, now)


def _keep(
    row: ExtraitProcesVerbal,
    minutes: ProcesVerbal,
    commission: Commission,
    lecteur: str,
    auteur: Utilisateur,
    now: datetime,
) -> ExtraitProcesVerbal:
    row.proces_verbal, row.fait_at, row.fait_par_id = minutes, now, auteur.id
    db.session.add(row)
    db.session.flush()
    record(
        "commission_extrait_etabli",
        commission,
        auteur=auteur,
        now=now,
        rang=minutes.rang,
        lecteur=lecteur,
        empreinte=row.document.sha256,
    )
    return row
