"""The gate of one file, for who reads it and for the secretary who conducts it: name, commune, answer."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template
from flask_login import current_user

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.forms import InteretsForm
from acia.commission.models import MembreCommission
from acia.commission.routes.socle import Page
from acia.core.web import done_or_refused, now


def gate_page(
    seat: MembreCommission, candidature: Candidature, form: InteretsForm, *, refusable: bool, **page: Any
) -> Page:
    """What may be known of the file before she answers; `page` says where it is sent and where one goes back to."""
    html = render_template(
        "commission/interets.html",
        commission=seat.commission,
        candidature_id=candidature.id,
        nom=candidature.nom,
        commune=candidature.commune,
        refusable=refusable,
        signalements=queries.grounds_for(seat, candidature),
        form=form,
        **page,
    )
    return (html, 422) if form.errors else html


def is_answered(form: InteretsForm, commission_id: uuid.UUID, candidature_id: uuid.UUID) -> bool:
    """Step back from the file, or say that there is no conflict; false when it is refused, the form saying why."""
    act = service.recuse if form.se_deporte else service.clear_conflict
    motif, who = form.motif.data or "", {"auteur": current_user, "now": now()}
    return bool(done_or_refused(form, lambda: act(commission_id, candidature_id, motif=motif, **who)))
