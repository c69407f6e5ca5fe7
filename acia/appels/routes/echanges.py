"""The officers' pages on what visitors send: those signed up to the webinar, the questions to answer."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, url_for
from flask_login import current_user

from acia.appels import queries, service
from acia.appels.forms import EcartForm, ExportForm, ReponseForm
from acia.appels.models import Appel
from acia.appels.routes.blueprint import Page, bp, form_page
from acia.appels.rules import erasure_of_sign_ups
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.exports.workbook import Colonne, Feuille, write_workbook
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, now, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/gestion/<code>/inscrits")
@require(Permission.APPEL_GERER)
def inscrits(code: str) -> Page:
    """Those who signed up to the webinar."""
    return _sign_ups_page(queries.get_for_officer(code, current_user), ExportForm())


def _sign_ups_page(appel: Appel, form: ExportForm) -> Page:
    debut = appel.webinaire_at
    return form_page(
        "appels/inscrits.html",
        form,
        appel=appel,
        inscrits=service.list_sign_ups(appel.id),
        effacement=erasure_of_sign_ups(debut, appel.webinaire_minutes) if debut else None,
    )


@bp.post("/gestion/<code>/inscrits")
@require(Permission.APPEL_GERER)
def export_inscrits(code: str) -> Page:
    """The same list as a workbook; its making is noted in the journal."""
    appel = queries.get_for_officer(code, current_user)
    form = ExportForm()
    if not form.validate_on_submit():
        return _sign_ups_page(appel, form)
    with transaction():
        rows = service.export_sign_ups(appel, auteur=current_user, now=now())
        lines = [(row.courriel, row.inscrite_at) for row in rows]
    sheet = Feuille("Inscrits", (Colonne("Courriel"), Colonne("Inscription", "instant")), lines)
    headers = {"Content-Disposition": f'attachment; filename="webinaire-{code}.xlsx"'}
    return Response(write_workbook([sheet], zone=appel.fuseau), mimetype=XLSX, headers=headers)


@bp.get("/gestion/<code>/questions")
@require(Permission.APPEL_GERER)
def questions_recues(code: str) -> Page:
    """The questions of a call: those that wait first."""
    appel = queries.get_for_officer(code, current_user)
    rows = queries.list_questions(appel.id)
    return form_page(
        "appels/questions_recues.html",
        EcartForm(),
        appel=appel,
        attente=[q for q in rows if q.repondue_at is None and q.ecartee_at is None],
        repondues=[q for q in rows if q.repondue_at is not None],
        ecartees=[q for q in rows if q.ecartee_at is not None],
    )


@bp.route("/gestion/<code>/questions/<uuid:question_id>", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def reponse(code: str, question_id: uuid.UUID) -> Page:
    """Answer a question, or correct its published answer."""
    appel = queries.get_for_officer(code, current_user)
    question = queries.get_question(appel.id, question_id)
    form = ReponseForm(data=ReponseForm.values_of(question))
    if form.validate_on_submit():
        command = form.to_command()
        try:
            with transaction():
                lien = absolute_url("appels.questions", code=code)
                service.answer_question(appel.id, question_id, command, lien=lien, auteur=current_user, now=now())
            return done("La réponse est publiée sur la page de l’appel.", "appels.questions_recues", code=code)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return form_page("appels/reponse.html", form, appel=appel, question=question)


@bp.post("/gestion/<code>/questions/<uuid:question_id>/ecarter")
@require(Permission.APPEL_GERER)
def ecarter(code: str, question_id: uuid.UUID) -> Page:
    """Set a question aside without publishing anything."""
    appel = queries.get_for_officer(code, current_user)
    queries.get_question(appel.id, question_id)
    try:
        with transaction():
            service.dismiss_question(appel.id, question_id, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        flash(refusal.motif, "refus")
        return redirect(url_for("appels.questions_recues", code=code))
    return done("La question est écartée : rien n’est publié.", "appels.questions_recues", code=code)
