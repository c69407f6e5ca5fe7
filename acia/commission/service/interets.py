"""The chair applies a recusal ex officio, as the officer records it (CASF art. R. 313-2-5)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from acia.commission.models import Deport
from acia.commission.policy import may_recuse
from acia.commission.queries import files_of, get_commission, grounds_for, members_in_office
from acia.commission.service.composition import require, touch
from acia.commission.service.notation import proposals_settled
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {"commission_deport_office": "La présidence déporte {membre} du dossier {numero}."},
    keys={"commission_deport_office": ("membre", "numero")},
)


def recuse_ex_officio(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Deport:
    """Record that the chair takes a member off one file, with the reason she gave. The file leaves her space at once.

    Raises:
        Introuvable: not a member in office, or not a file of the commission.
        ActionRefusee: no reason, or already recused.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    require(may_recuse(commission, proposals_settled(commission)))
    membre = next((m for m in members_in_office(commission) if m.id == membre_id), None)
    dossier = next((f for f in files_of(commission) if f.id == candidature_id), None)
    if membre is None or dossier is None:
        raise Introuvable()
    if not motif.strip():
        raise ActionRefusee("Écrivez la raison que donne la présidence.", "motif")
    said = select(Deport).where(Deport.membre_id == membre.id, Deport.candidature_id == dossier.id).with_for_update()
    row = db.session.execute(said).scalar_one_or_none()
    if row is not None and row.conflit:
        raise ActionRefusee("Ce membre est déjà déporté de ce dossier.", "motif")
    row = row or Deport(membre_id=membre.id, candidature_id=dossier.id)
    row.conflit, row.motif, row.declare_at, row.office_par_id = True, motif.strip(), now, auteur.id
    row.liens_signales = "\n".join(grounds_for(membre, dossier))
    db.session.add(row)
    touch(commission)
    record(
        "commission_deport_office",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif,
        membre=membre.utilisateur.nom_complet,
        numero=dossier.numero,
    )
    return row
