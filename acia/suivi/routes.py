"""Pages of the twelve months."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_login import current_user

from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, ensure, now, require, version_of
from acia.suivi import policy, queries, service
from acia.suivi.forms import SUITES, ActionForm, CompteRenduForm, EtatActionForm, EtatDesLieuxForm, bilan_form
from acia.suivi.models import ActionQvct, Bilan, MomentEtat
from acia.suivi.rules import FicheAction, check_action, programme_bounds
from acia.suivi.screen import follow_up_screen
from acia.suivi.workflow import ACTES, ACTION, NEEDS_REASON, TONS, EtatAction

bp = Blueprint("suivi", __name__, url_prefix="/suivi")


def init_app(app: Flask) -> None:
    """Register the pages of the stage."""
    app.register_blueprint(bp)


def today() -> date:
    """The day it is in Paris."""
    return local_day(now(), queries.PARIS)


@bp.get("/")
@require(Permission.SUIVI_LIRE)
def liste() -> Any:
    """Establishments the person follows, and what is late."""
    return render_template("suivi/liste.html", lignes=queries.list_suivi(current_user, today()))


@bp.get("/<uuid:engagement_id>")
@require(Permission.SUIVI_LIRE)
def etablissement(engagement_id: uuid.UUID) -> Any:
    """The establishment's page: timeline, what is late, état des lieux, actions, reports."""
    engagement = queries.get_engagement(current_user, engagement_id)
    screen = follow_up_screen(engagement, today())
    may_write = policy.may_write(current_user, engagement)
    return render_template("suivi/etablissement.html", e=engagement, ecran=screen, peut_ecrire=bool(may_write))


@bp.route("/<uuid:engagement_id>/etat-des-lieux/<moment>", methods=["GET", "POST"])
@require(Permission.SUIVI_REMPLIR)
def etat_des_lieux(engagement_id: uuid.UUID, moment: str) -> Any:
    """Fill the état des lieux of one moment."""
    if moment not in set(MomentEtat):
        abort(404)
    engagement = queries.get_engagement(current_user, engagement_id)
    ensure(policy.may_write(current_user, engagement))
    stored = queries.get_etat(engagement, moment)
    form = EtatDesLieuxForm()
    if request.method == "GET" and stored is not None:
        form.version.data, form.fait_le.data, form.repondants.data = (
            str(stored.version),
            stored.fait_le,
            stored.repondants,
        )
        for theme, (level, comment) in zip(stored.themes, form.theme_fields(), strict=True):
            level.data, comment.data = str(theme.niveau), theme.commentaire
    if form.validate_on_submit():
        try:
            with transaction():
                service.save_etat_des_lieux(engagement, moment, form.to_command(), auteur=current_user, now=now())
            return done("L’état des lieux est enregistré.", "suivi.etablissement", engagement_id=engagement.id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template("suivi/etat_des_lieux.html", e=engagement, form=form, moment=moment)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<uuid:engagement_id>/actions/nouvelle", methods=["GET", "POST"])
@require(Permission.SUIVI_REMPLIR)
def nouvelle_action(engagement_id: uuid.UUID) -> Any:
    """Open an action sheet."""
    engagement = queries.get_engagement(current_user, engagement_id)
    ensure(policy.may_write(current_user, engagement))
    form = ActionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                action = service.create_action(engagement, form.to_command(), auteur=current_user, now=now())
            return done("L’action est ouverte.", "suivi.action", action_id=action.id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template("suivi/action_form.html", e=engagement, form=form, action=None)
    return page, 422 if form.is_submitted() else 200


@bp.get("/actions/<uuid:action_id>")
@require(Permission.SUIVI_LIRE)
def action(action_id: uuid.UUID) -> Any:
    """One action sheet, what the rules say of it, and its next acts."""
    return _action_page(queries.get_action(current_user, action_id), EtatActionForm(formdata=None))


def _action_page(row: ActionQvct, form: EtatActionForm) -> str:
    siblings = queries.actions_of(row.engagement)
    bounds = programme_bounds(queries.read_parcours([row.engagement])[row.engagement_id])
    sheet = FicheAction(len(row.responsables), len(row.indicateurs), row.debut, row.fin_prevue)
    running = sum(a.etat in (EtatAction.ENVISAGEE, EtatAction.EN_TEST) for a in siblings)
    form.version.data = str(row.version)
    acts = [
        (code, label, code in NEEDS_REASON)
        for code, label in ACTES.items()
        if ACTION.allows(EtatAction(row.etat), code)
    ]
    return render_template(
        "suivi/action.html",
        action=row,
        e=row.engagement,
        form=form,
        constats=check_action(sheet, bounds[1] if bounds else None, running),
        etat=(ACTION.libelles[EtatAction(row.etat)], TONS[EtatAction(row.etat)]),
        actes=acts,
        peut_ecrire=bool(policy.may_write(current_user, row.engagement)),
    )


@bp.route("/actions/<uuid:action_id>/modifier", methods=["GET", "POST"])
@require(Permission.SUIVI_REMPLIR)
def modifier_action(action_id: uuid.UUID) -> Any:
    """Change an action sheet."""
    row = queries.get_action(current_user, action_id)
    ensure(policy.may_write(current_user, row.engagement))
    form = ActionForm()
    if request.method == "GET":
        form.fill(row)
    if form.validate_on_submit():
        try:
            with transaction():
                service.update_action(row, form.to_command(), auteur=current_user, now=now())
            return done("L’action est modifiée.", "suivi.action", action_id=action_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template("suivi/action_form.html", e=row.engagement, form=form, action=row)
    return page, 422 if form.is_submitted() else 200


@bp.post("/actions/<uuid:action_id>/etat")
@require(Permission.SUIVI_REMPLIR)
def etat_action(action_id: uuid.UUID) -> Any:
    """Move an action along its life."""
    row = queries.get_action(current_user, action_id)
    ensure(policy.may_write(current_user, row.engagement))
    form = EtatActionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.change_action_state(
                    row,
                    form.acte.data or "",
                    form.motif.data or "",
                    version=version_of(form),
                    auteur=current_user,
                    now=now(),
                )
            return redirect(url_for("suivi.action", action_id=action_id))
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _action_page(queries.get_action(current_user, action_id), form), 422


@bp.route("/seances/<uuid:seance_id>/compte-rendu", methods=["GET", "POST"])
@require(Permission.SUIVI_LIRE)
def compte_rendu(seance_id: uuid.UUID) -> Any:
    """Read the report of a session; write it when one may."""
    seance = queries.get_seance(current_user, seance_id)
    stored = queries.reports_of([seance.id]).get(seance.id)
    may_report = policy.may_report(current_user, seance)
    form = CompteRenduForm(obj=stored)
    if request.method == "POST":
        ensure(may_report)
    if form.validate_on_submit():
        try:
            with transaction():
                service.write_compte_rendu(
                    seance,
                    form.contenu.data or "",
                    form.suites.data or "",
                    version=version_of(form),
                    auteur=current_user,
                    now=now(),
                )
            return done("Le compte rendu est enregistré.", "suivi.compte_rendu", seance_id=seance_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template(
        "suivi/compte_rendu.html", seance=seance, stored=stored, form=form, peut_ecrire=bool(may_report)
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/<uuid:engagement_id>/bilan", methods=["GET", "POST"])
@require(Permission.SUIVI_LIRE)
def bilan(engagement_id: uuid.UUID) -> Any:
    """Read the bilan; prepare it and hand it in when one is of the establishment."""
    engagement = queries.get_engagement(current_user, engagement_id)
    may_write = policy.may_write(current_user, engagement)
    actions, stored = queries.actions_of(engagement), queries.get_bilan(engagement)
    form = bilan_form(actions)(obj=stored)
    if request.method == "GET" and stored is not None:
        suites = {s.action_id: s for s in stored.suites}
        for row, suite, reasons in form.suite_fields(actions):
            if row.id in suites:
                suite.data, reasons.data = suites[row.id].suite, suites[row.id].raisons
    if request.method == "POST":
        ensure(may_write)
    if form.validate_on_submit():
        hand_in = request.form.get("acte") == "rendre"
        try:
            with transaction():
                service.save_bilan(engagement, form.to_command(actions), rendre=hand_in, auteur=current_user, now=now())
            message = "Le bilan est rendu." if hand_in else "Le bilan est enregistré. Il n’est pas encore rendu."
            return done(message, "suivi.bilan", engagement_id=engagement_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template(
        "suivi/bilan.html",
        e=engagement,
        form=form,
        stored=stored,
        lignes=form.suite_fields(actions),
        suites=_suites_read(stored),
        peut_ecrire=bool(may_write) and (stored is None or stored.rendu_at is None),
    )
    return page, 422 if form.is_submitted() else 200


def _suites_read(stored: Bilan | None) -> list[tuple[str, str]]:
    words = dict(SUITES)
    lines = stored.suites if stored else []
    return [(s.action.titre, words[s.suite] + (f" : {s.raisons}" if s.raisons else "")) for s in lines]
