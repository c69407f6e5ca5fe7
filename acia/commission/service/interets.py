"""Recusals that the chair settles, herself or through the officer who records them (CASF art. R. 313-2-5)."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.models import Candidature
from acia.commission.mails import tell_lifted, tell_recused
from acia.commission.models import Commission, Deport, LeveeDeport, MembreCommission
from acia.commission.policy import may_recuse
from acia.commission.queries import answer_on, authority_over, count_lifts, grounds_for, recusable_pair
from acia.commission.service.composition import require, touch
from acia.commission.service.notation import hold, proposals_settled
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "commission_deport_office": "La présidence déporte {membre} du dossier {numero}.",
        "commission_deport_leve": "La présidence lève le déport de {membre} sur le dossier {numero}.",
    },
    keys={"commission_deport_office": ("membre", "numero"), "commission_deport_leve": ("membre", "numero")},
)


def recuse_ex_officio(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    *,
    lien: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Deport:
    """Take a member off one file, with the chair's reason, which she is told. The file leaves her space at once.

    Raises:
        Introuvable: neither the chair nor an officer, not another member in office, or not a file the chair may read.
        ActionRefusee: no reason, or already recused.
    """
    commission, membre, dossier = _held_pair(commission_id, membre_id, candidature_id, motif, version, auteur)
    row = answer_on(membre.id, dossier.id)
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
    tell_recused(row, membre, dossier, lien=lien, now=now)
    return row


def _held_pair(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    version: int | None,
    auteur: Utilisateur,
) -> tuple[Commission, MembreCommission, Candidature]:
    """The commission, held, one of its members and the file she would be taken off, or given back."""
    commission, chair = authority_over(commission_id, auteur)
    hold(commission)
    commission.expect_version(version)
    require(may_recuse(commission, proposals_settled(commission)))
    membre, dossier = recusable_pair(commission, chair, membre_id, candidature_id)
    if not motif.strip():
        raise ActionRefusee("Écrivez la raison que donne la présidence.", "motif")
    return commission, membre, dossier


def lift_recusal(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    *,
    lien: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> LeveeDeport:
    """Lift a recusal, with the chair's reason: the question goes back to the member, who alone can answer it.

    The recusal is kept as it was. Until she says « pas de conflit », her interests are unknown, and unknown is a
    conflict: the file stays closed to her, and a sheet handed in before stays out of the mean.

    Raises:
        Introuvable: neither the chair nor an officer, not another member in office, or not a file the chair may read.
        ActionRefusee: no reason, or not recused.
    """
    commission, membre, dossier = _held_pair(commission_id, membre_id, candidature_id, motif, version, auteur)
    recusal = answer_on(membre.id, dossier.id)
    if recusal is None or not recusal.conflit:
        raise ActionRefusee("Ce membre n’est pas déporté de ce dossier.", "motif")
    row = LeveeDeport(
        membre_id=membre.id,
        candidature_id=dossier.id,
        rang=count_lifts(membre.id, dossier.id) + 1,
        motif_deport=recusal.motif,
        declare_at=recusal.declare_at,
        office_par_id=recusal.office_par_id,
        liens_signales=recusal.liens_signales,
        motif=motif.strip(),
        levee_at=now,
        levee_par_id=auteur.id,
    )
    db.session.add(row)
    db.session.delete(recusal)
    touch(commission)
    record(
        "commission_deport_leve",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif,
        membre=membre.utilisateur.nom_complet,
        numero=dossier.numero,
    )
    tell_lifted(row, membre, dossier, lien=lien, now=now)
    return row
