"""The letter that refuses a paper file posted too late: written, read on screen, then sent or printed."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures import service
from acia.candidatures.forms import LettreRefusForm
from acia.candidatures.models import DepotPapier
from acia.candidatures.queries import get_refused
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import propose_facts
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, done_or_refused, now, require

REFUS = "/papier/<uuid:depot_id>/refus"


@bp.route(REFUS, methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def lettre_refus(depot_id: uuid.UUID) -> Page:
    """Read the facts over, read the letter, send it or print it; once done, find it again."""
    depot = get_refused(depot_id, current_user)
    if depot.lettre is not None:
        return render_template("candidatures/lettre_refus_partie.html", depot=depot, lettre=depot.lettre)
    form = LettreRefusForm(data={"faits": propose_facts(depot.motif, depot.recue_le)})
    content: dict[str, Any] | None = None
    if form.validate_on_submit():
        content = _composed(depot, form)
        if content is not None and request.form.get("acte") == "partir":
            command = form.to_command()
            if done_or_refused(form, lambda: service.issue_refusal(depot_id, command, auteur=current_user, now=now())):
                return done("La lettre est prête.", "candidatures.lettre_refus", depot_id=depot_id)
            depot = get_refused(depot_id, current_user)
    form.vu.data = service.print_of(content) if content else ""
    html = render_template("candidatures/lettre_refus.html", depot=depot, form=form, lettre=content)
    return (html, 422) if form.errors else html


def _composed(depot: DepotPapier, form: LettreRefusForm) -> dict[str, Any] | None:
    try:
        return service.compose_refusal(depot, form.faits.data or "", now=now())
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
        return None


@bp.get(f"{REFUS}.pdf")
@require(Permission.CANDIDATURE_INSTRUIRE)
def lettre_refus_pdf(depot_id: uuid.UUID) -> Response:
    """The letter as it left."""
    depot = get_refused(depot_id, current_user)
    if depot.lettre is None:
        raise Introuvable()
    return send_document(depot.lettre.document)
