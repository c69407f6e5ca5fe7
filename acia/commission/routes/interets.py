"""The officer's page of the interests: declarations, possible conflicts, recusals that the chair applies."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.forms import OfficeForm
from acia.commission.models import Commission, MembreCommission
from acia.commission.policy import is_declared, may_recuse
from acia.commission.routes.socle import Page, bp
from acia.commission.workflow import LIBELLES_LIEN
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, now, require, version_of

REPONSES = {
    "sans_reponse": ("Sans réponse", "ambre"),
    "sans_conflit": ("Dit ne pas être en conflit", "bleu"),
    "deport": ("S’est déporté", "vert"),
    "office": ("Déporté par la présidence", "vert"),
}


@bp.get("/<uuid:commission_id>/interets")
@require(Permission.COMMISSION_GERER)
def conflits(commission_id: uuid.UUID) -> Page:
    """Declarations of the members, possible conflicts with their ground, recusals."""
    commission = queries.get_commission(commission_id, current_user)
    members = queries.members_in_office(commission)
    found = queries.proposed_conflicts(commission)
    return render_template(
        "commission/conflits.html",
        commission=commission,
        membres=[(m, is_declared(m)) for m in members],
        declarations=queries.declarations_of(members),
        conflits=found,
        a_voir=sum(c.reponse in ("sans_reponse", "sans_conflit") for c in found),
        reponses=REPONSES,
        natures=LIBELLES_LIEN,
        deportable=bool(may_recuse(commission, service.proposals_settled(commission))),
        zone=queries.zone_of(commission),
    )


def _pair(
    commission: Commission, membre_id: uuid.UUID, candidature_id: uuid.UUID
) -> tuple[MembreCommission, Candidature]:
    membre = next((m for m in queries.members_in_office(commission) if m.id == membre_id), None)
    dossier = next((f for f in queries.files_of(commission) if f.id == candidature_id), None)
    if membre is None or dossier is None:
        raise Introuvable()
    return membre, dossier


@bp.route("/<uuid:commission_id>/interets/<uuid:membre_id>/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def deporter_office(commission_id: uuid.UUID, membre_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Record that the chair takes a member off one file."""
    commission = queries.get_commission(commission_id, current_user)
    membre, dossier = _pair(commission, membre_id, candidature_id)
    form = OfficeForm(data={"version": commission.version})
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.recuse_ex_officio(
            commission_id,
            membre_id,
            candidature_id,
            form.motif.data,
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return done("Le déport est enregistré.", "commission.conflits", commission_id=commission_id)
    decision = may_recuse(commission, service.proposals_settled(commission))
    page = render_template(
        "commission/deport_office.html",
        commission=commission,
        membre=membre,
        dossier=dossier,
        motifs=queries.grounds_for(membre, dossier),
        possible=bool(decision),
        motif=decision.motif,
        form=form,
    )
    return (page, 422) if form.errors else page
