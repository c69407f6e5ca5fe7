"""Pages of the sessions: calendar, planning, attendance."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask_login import current_user

from acia.candidatures.service import after_naming
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission, may
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, require, version_of
from acia.engagements.queries import read_first_sessions_with
from acia.seances import jobs, policy, queries, service  # noqa: F401 - `jobs` registers the worker's handler
from acia.seances.forms import PlanForm, presences_form
from acia.seances.mails import published_calendar
from acia.seances.models import PlanSeances, Seance
from acia.seances.screen import plan_screen

bp = Blueprint("seances", __name__, url_prefix="/seances")


def init_app(app: Flask) -> None:
    """Register the pages of the stage, what it tells the commitments, and what follows a new representative."""
    read_first_sessions_with(queries.first_collective_days)
    after_naming("seances", lambda relais, _auteur, at: service.invite_successor(relais, at, lien=link_of))
    app.register_blueprint(bp)


def link_of(seance: Seance) -> str:
    """The absolute address of a session, for mails and calendars."""
    if seance.id is None:
        seance.id = uuid.uuid4()
    return absolute_url("seances.seance", seance_id=seance.id)


@bp.get("/")
@require(Permission.SEANCE_LIRE)
def liste() -> Any:
    """Sessions of the person's scope, the coming ones first, and what is left to plan."""
    rows = queries.list_seances(current_user)
    today = local_day(now(), "Europe/Paris")
    may_plan = may(current_user.role_enum, Permission.SEANCE_PLANIFIER)
    return render_template(
        "seances/liste.html",
        a_venir=[s for s in rows if s.jour >= today],
        passees=[s for s in reversed(rows) if s.jour < today],
        groupes=queries.groups_to_plan(current_user) if may_plan else [],
        peut_planifier=may_plan,
    )


@bp.get("/calendrier.ics")
@require(Permission.SEANCE_LIRE)
def calendrier() -> Response:
    """All the sessions of the person as a calendar file."""
    return _calendar_file(queries.list_seances(current_user), "acia-seances.ics")


@bp.get("/<uuid:seance_id>/calendrier.ics")
@require(Permission.SEANCE_LIRE)
def calendrier_seance(seance_id: uuid.UUID) -> Response:
    """One session as a calendar file."""
    seance = queries.get_seance(current_user, seance_id)
    return _calendar_file([seance], f"acia-{seance.code.lower()}.ics")


def _calendar_file(seances: Iterable[Seance], name: str) -> Response:
    text = published_calendar([(s, link_of(s)) for s in seances], now=now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/calendar", headers=headers)


@bp.get("/planifier")
@require(Permission.SEANCE_PLANIFIER)
def planifier() -> Any:
    """Cohortes that wait for their sessions."""
    return render_template("seances/planifier.html", groupes=queries.groups_to_plan(current_user), form=PlanForm())


@bp.post("/planifier/<uuid:appel_id>/<region_code>")
@require(Permission.SEANCE_PLANIFIER)
def calculer(appel_id: uuid.UUID, region_code: str) -> Any:
    """Ask for a computation."""
    if not current_user.covers_region(region_code):
        raise Introuvable()
    form = PlanForm()
    try:
        with transaction():
            waiting = [w for w in queries.waiting_cohortes(current_user, appel_id) if w.region_code == region_code]
            if not waiting:
                raise Introuvable()
            plan = service.request_plan(waiting[0].cohorte.appel, region_code, waiting, auteur=current_user, now=now())
            plan_id = plan.id
        return redirect(url_for("seances.plan", plan_id=plan_id))
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
    groups = queries.groups_to_plan(current_user)
    return render_template("seances/planifier.html", groupes=groups, form=form), 422


@bp.get("/plans/<uuid:plan_id>")
@require(Permission.SEANCE_PLANIFIER)
def plan(plan_id: uuid.UUID) -> Any:
    """A computation: waiting, proposed with its proof, or failed."""
    return _plan_page(queries.get_plan(current_user, plan_id), PlanForm())


def _plan_page(row: PlanSeances, form: PlanForm) -> str:
    screen = plan_screen(row, queries.cohortes_of_plan(row))
    return render_template("seances/plan.html", plan=row, ecran=screen, form=form)


@bp.post("/plans/<uuid:plan_id>/publication")
@require(Permission.SEANCE_PLANIFIER)
def publication(plan_id: uuid.UUID) -> Any:
    """Publish a plan and invite everybody."""
    form = PlanForm()
    try:
        with transaction():
            row = queries.get_plan(current_user, plan_id)
            service.publish_plan(row, link_of, auteur=current_user, now=now())
        return done("Les séances sont publiées et les invitations partent.", "seances.liste")
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
    return _plan_page(queries.get_plan(current_user, plan_id), form), 422


@bp.route("/<uuid:seance_id>", methods=["GET", "POST"])
@require(Permission.SEANCE_LIRE)
def seance(seance_id: uuid.UUID) -> Any:
    """One session: when, where, who; its attendance for those who record it."""
    row = queries.get_seance(current_user, seance_id)
    engagements = queries.establishments_of(row)
    recorder = policy.may_record(current_user, row)
    form = presences_form(engagements)()
    if request.method == "GET":
        form.fill(row, engagements)
    else:
        ensure(recorder)
    if form.validate_on_submit():
        try:
            with transaction():
                row = queries.get_seance(current_user, seance_id)
                service.record_presences(
                    row, form.to_commands(engagements), version=version_of(form), auteur=current_user, now=now()
                )
            return done("Les présences sont enregistrées.", "seances.seance", seance_id=seance_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    page = render_template(
        "seances/seance.html",
        seance=row,
        lignes=form.rows(engagements),
        form=form,
        commencee=now() >= row.debut_at,
        peut_noter=bool(recorder),
    )
    return page, 422 if form.is_submitted() else 200
