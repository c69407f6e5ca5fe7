"""The officer's page of the interests: declarations, possible conflicts, recusals."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.policy import is_declared, may_recuse
from acia.commission.routes.socle import Page, bp
from acia.commission.workflow import LIBELLES_LIEN
from acia.core.permissions import Permission
from acia.core.web import require

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
