"""Communication of a file to its applicant: one act of an officer, a PDF that both read."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.forms import CommunicationForm
from acia.commission.routes.socle import Page, bp
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, now, require


def _file(candidature_id: uuid.UUID) -> Candidature:
    candidature = queries.get_own_candidature(candidature_id, current_user)
    if queries.result_for_applicant(candidature) is None:
        raise Introuvable()
    return candidature


@bp.route("/communication/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def communication(candidature_id: uuid.UUID) -> Page:
    """Communicate a file to its applicant, and see what was communicated."""
    _file(candidature_id)
    form = CommunicationForm()
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.communicate_file(_file(candidature_id), form.to_command(), auteur=current_user, now=now()),
    ):
        message = "Le dossier est communiqué : l’établissement le lit sur la page de sa décision."
        return done(message, "commission.communication", candidature_id=candidature_id)
    if not form.envoi.data:
        form.envoi.data = str(uuid.uuid4())
    candidature = _file(candidature_id)
    notice = queries.notice_of_file(candidature, now())
    extracts, minutes = queries.extracts_of_file(candidature), queries.minutes_about(candidature)
    page = render_template(
        "commission/communication.html",
        candidature=candidature,
        notice=notice,
        communications=queries.communications_of(candidature),
        extraits=extracts,
        extrait_a_etablir=minutes is not None and all(e.proces_verbal_id != minutes.id for e in extracts),
        form=form,
    )
    return (page, 422) if form.errors else page


@bp.get("/communications/<uuid:communication_id>/dossier.pdf")
@require(Permission.CANDIDATURE_LIRE)
def communication_pdf(communication_id: uuid.UUID) -> Response:
    """The file as it was communicated."""
    return send_document(queries.get_communication(communication_id, current_user).document)
