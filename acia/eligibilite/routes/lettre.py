"""The notice of ineligibility: written, read on screen, sent; and the page where the applicant finds it again."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, require
from acia.eligibilite import queries, service
from acia.eligibilite.forms import LettreForm
from acia.eligibilite.policy import may_write_letter
from acia.eligibilite.routes.blueprint import Page, bp
from acia.eligibilite.rules.lettre import propose_facts, propose_reasons

FILE = "/candidatures/<uuid:candidature_id>/eligibilite/lettre"


@bp.route(FILE, methods=["GET", "POST"])
@require(Permission.ELIGIBILITE_TRANCHER)
def lettre(candidature_id: uuid.UUID) -> Page:
    """Choose the reasons, write the facts, read the letter, send it."""
    candidature = queries.get_deposited(candidature_id, current_user)
    decision = queries.get_decision(candidature.id)
    ensure(may_write_letter(candidature, decision))
    if decision is None:
        raise Introuvable()
    findings = queries.findings_of_letter(decision.verdict)
    # A decision that departs from the rules has no finding behind it: its own reason is where the facts are.
    facts = propose_facts(findings) or decision.motif
    form = LettreForm(data={"motifs": propose_reasons(findings), "faits": facts})
    if not form.is_submitted():
        return _page(candidature, form, None)
    content: dict[str, Any] | None = None
    try:
        if form.validate_on_submit():
            command = form.to_command()
            content = service.compose_letter(candidature, command, now=now())
            if request.form.get("acte") == "envoyer":
                _send(candidature, form)
                return done("La lettre est envoyée.", "eligibilite.dossier", candidature_id=candidature_id)
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
    page = _page(queries.get_deposited(candidature_id, current_user), form, content)
    return (page, 422) if form.errors else page


def _send(candidature: Candidature, form: LettreForm) -> None:
    link = absolute_url("eligibilite.decision_notifiee", candidature_id=candidature.id)
    with transaction():
        service.send_letter(
            candidature, form.to_command(), vu=form.vu.data or "", lien=link, auteur=current_user, now=now()
        )


def _page(candidature: Candidature, form: LettreForm, content: dict[str, Any] | None) -> str:
    form.vu.data = service.print_of(content) if content else ""
    return render_template(
        "eligibilite/lettre.html",
        candidature=candidature,
        form=form,
        lettre=content,
        destinataire=queries.recipient_of(candidature),
    )


@bp.get(f"{FILE}.pdf")
@require(Permission.ELIGIBILITE_TRANCHER)
def lettre_pdf(candidature_id: uuid.UUID) -> Response:
    """The letter that was sent."""
    candidature = queries.get_deposited(candidature_id, current_user)
    sent = queries.letter_of(candidature.id)
    if sent is None:
        raise Introuvable()
    return send_document(sent.document)


@bp.get("/candidatures/<uuid:candidature_id>/decision")
@require(Permission.CANDIDATURE_LIRE)
def decision_notifiee(candidature_id: uuid.UUID) -> Page:
    """The decision as its applicant received it."""
    candidature, sent = queries.own_letter(candidature_id, current_user)
    told = bool(queries.communicable(candidature))
    return render_template("eligibilite/decision_notifiee.html", candidature=candidature, envoi=sent, avis_a_lire=told)


@bp.get("/candidatures/<uuid:candidature_id>/decision.pdf")
@require(Permission.CANDIDATURE_LIRE)
def decision_notifiee_pdf(candidature_id: uuid.UUID) -> Response:
    """The letter as its applicant received it."""
    return send_document(queries.own_letter(candidature_id, current_user)[1].document)
