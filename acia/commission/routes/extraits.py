"""Extracts of the minutes: a member asks for hers, an officer gives an applicant her own item."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.commission import queries, service
from acia.commission.routes.socle import Page, act_and_say, bp
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import now, require


@bp.get("/<uuid:commission_id>/mon-extrait")
@require(Permission.COMMISSION_NOTER)
def mon_extrait(commission_id: uuid.UUID) -> Page:
    """What a member may have of the minutes, and what the authority decided of her files once the notices are sent."""
    seat = queries.get_seat(commission_id, current_user)
    versions, given = queries.minutes_of(seat.commission), queries.extracts_of_member(seat)
    return render_template(
        "commission/mon_extrait.html",
        commission=seat.commission,
        extraits=given,
        a_demander=bool(versions) and all(e.proces_verbal_id != versions[0].id for e in given),
        clos=bool(versions),
        decisions=queries.decisions_for_member(seat),
        libelles_issue=LIBELLES_ISSUE,
        tons_issue=TONS_ISSUE,
        zone=queries.zone_of(seat.commission),
    )


@bp.post("/<uuid:commission_id>/mon-extrait")
@require(Permission.COMMISSION_NOTER)
def etablir_mon_extrait(commission_id: uuid.UUID) -> Response:
    """Ask for one's own extract."""
    return act_and_say(
        lambda: service.give_own_extract(commission_id, auteur=current_user, now=now()),
        "Votre extrait est établi.",
        "commission.mon_extrait",
        commission_id=commission_id,
    )


@bp.get("/<uuid:commission_id>/mon-extrait/<int:rang>.pdf")
@require(Permission.COMMISSION_NOTER)
def mon_extrait_pdf(commission_id: uuid.UUID, rang: int) -> Response:
    """One's own extract, byte for byte as it was established."""
    for extrait in queries.extracts_of_member(queries.get_seat(commission_id, current_user)):
        if extrait.proces_verbal.rang == rang:
            return send_document(extrait.document)
    raise Introuvable()


@bp.post("/communication/<uuid:candidature_id>/extrait")
@require(Permission.COMMISSION_GERER)
def extraire(candidature_id: uuid.UUID) -> Response:
    """Give an applicant her item of the minutes."""
    candidature = queries.get_own_candidature(candidature_id, current_user)
    return act_and_say(
        lambda: service.give_applicant_extract(candidature, auteur=current_user, now=now()),
        "L’extrait est établi : l’établissement le lit sur la page de sa décision.",
        "commission.communication",
        candidature_id=candidature_id,
    )


@bp.get("/extraits/<uuid:extrait_id>/extrait.pdf")
@require(Permission.CANDIDATURE_LIRE)
def extrait_pdf(extrait_id: uuid.UUID) -> Response:
    """The extract given to an applicant."""
    return send_document(queries.get_extract(extrait_id, current_user).document)
