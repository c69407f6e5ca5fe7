"""Pages of the cohortes: the list, the département being formed, one cohorte for those who are in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.cohortes import queries, service
from acia.cohortes.forms import DeplacementForm, ReglagesForm, SouhaitForm, ValidationForm
from acia.cohortes.models import Cohorte
from acia.cohortes.policy import may_change
from acia.cohortes.queries import PlanDepartement
from acia.cohortes.rules import Retenu
from acia.cohortes.screen import (
    cohorte_screen,
    departement_screen,
    destinations,
    host_choices,
    wish_answer,
)
from acia.cohortes.solver.problem import Solution
from acia.commission.service import after_giving_up
from acia.comptes.preuve import recently_authenticated
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.forms import VersionedForm, as_choices
from acia.core.permissions import Permission, may
from acia.core.web import apply_refusal, done, ensure, now, require, stage_blueprint, version_of

bp = stage_blueprint("cohortes", "/cohortes")
Page = str | Response | tuple[str, int]


def init_app(app: Flask) -> None:
    """Register the pages of the stage, and what follows an establishment that gives its place up."""
    after_giving_up("cohortes", service.follow_giving_up)
    app.register_blueprint(bp)


@bp.get("/")
@require(Permission.COHORTE_LIRE)
def liste() -> Page:
    """Départements to form for an officer; her own cohortes for anybody else."""
    if may(current_user.role_enum, Permission.COHORTE_FORMER):
        return render_template("cohortes/liste.html", appels=queries.list_departements(current_user))
    return render_template("cohortes/miennes.html", cohortes=queries.list_cohortes(current_user))


@bp.get("/<uuid:cohorte_id>")
@require(Permission.COHORTE_LIRE)
def cohorte(cohorte_id: uuid.UUID) -> Page:
    """One cohorte: who, where, which host. No mark, no rank."""
    row = queries.get_cohorte(current_user, cohorte_id)
    place = queries.get_departement(row.departement_code)
    return render_template(
        "cohortes/cohorte.html",
        cohorte=row,
        departement=place,
        ecran=cohorte_screen(row, local_day(now(), place.fuseau)),
        officier=may(current_user.role_enum, Permission.COHORTE_FORMER),
    )


@bp.get("/<appel_code>/<departement_code>")
@require(Permission.COHORTE_FORMER)
def departement(appel_code: str, departement_code: str) -> Page:
    """The cohortes of a département: picture, cards, findings, price of a wish."""
    return _departement_page(queries.get_plan(current_user, appel_code, departement_code))


def _departement_page(plan: PlanDepartement, refus: tuple[str, ...] = ()) -> str:
    form = SouhaitForm(request.args)
    form.offer(plan.a_placer)
    return render_template(
        "cohortes/departement.html",
        plan=plan,
        ecran=departement_screen(plan),
        souhait=form,
        validation=_validation_form(plan),
        prix=wish_answer(plan, form.pair) if form.pair else None,
        refus=refus,
    )


def _validation_form(plan: PlanDepartement) -> ValidationForm:
    """The form of the validation; what was typed in it stays when the act is refused."""
    form = ValidationForm()
    form.version.data = str(plan.version)
    return form


def _act(appel_code: str, departement_code: str, act: Callable[[PlanDepartement, int | None], None]) -> Page | None:
    """Run one act of the département's page; on a refusal, the page again with what prevents it."""
    plan = queries.get_plan(current_user, appel_code, departement_code)
    form = VersionedForm()
    try:
        act(plan, version_of(form))
    except ActionRefusee as refusal:
        reasons = refusal.phrases if isinstance(refusal, service.ValidationRefusee) else (refusal.motif,)
        return _departement_page(queries.get_plan(current_user, appel_code, departement_code), reasons), 422
    return None


@bp.post("/<appel_code>/<departement_code>/calcul")
@require(Permission.COHORTE_FORMER)
def calcul(appel_code: str, departement_code: str) -> Page:
    """Run the solver, then keep its plan as the draft."""
    found: list[Solution] = []

    def compute(plan: PlanDepartement, version: int | None) -> None:
        # The engine is loaded only by those who compute, and runs outside the transaction: nobody waits for it.
        from acia.cohortes.solver.solve import solve

        problem = service.problem_of(plan)
        found.append(solve(problem))
        with transaction():
            service.propose_cohortes(
                appel_code,
                departement_code,
                problem,
                found[0],
                version=version,
                auteur=current_user,
                now=now(),
            )

    refused = _act(appel_code, departement_code, compute)
    if refused is not None:
        return refused
    message = "Les cohortes sont calculées : relisez-les, déplacez si besoin, puis validez."
    if not found[0].cohortes:
        message = "Aucune cohorte ne peut être formée avec ces établissements : la page dit pourquoi et que faire."
    return _back(message, appel_code, departement_code)


@bp.post("/<appel_code>/<departement_code>/validation")
@require(Permission.COHORTE_FORMER)
@recently_authenticated("valider les cohortes")
def validation(appel_code: str, departement_code: str) -> Page:
    """Validate the drafts of the département, once, with the reason."""
    motif = ValidationForm().motif.data or ""

    def validate(_plan: PlanDepartement, version: int | None) -> None:
        with transaction():
            service.validate_cohortes(
                appel_code, departement_code, motif, version=version, auteur=current_user, now=now()
            )

    refused = _act(appel_code, departement_code, validate)
    if refused is not None:
        return refused
    message = "Les cohortes sont validées : leurs membres et leurs intervenants les voient. Planifiez leurs séances."
    return _back(message, appel_code, departement_code)


def _back(message: str, appel_code: str, departement_code: str) -> Response:
    return done(message, "cohortes.departement", appel_code=appel_code, departement_code=departement_code)


@bp.route("/<appel_code>/<departement_code>/deplacer/<uuid:engagement_id>", methods=["GET", "POST"])
@require(Permission.COHORTE_FORMER)
def deplacer(appel_code: str, departement_code: str, engagement_id: uuid.UUID) -> Page:
    """Move one establishment: every destination says what it would make."""
    plan = queries.get_plan(current_user, appel_code, departement_code)
    retenu = _placed(plan, engagement_id)
    depart = next((c for c in plan.cohortes if retenu in plan.retenus_of(c)), None)
    if depart is not None:
        ensure(may_change(depart))
    form = DeplacementForm(data={"version": plan.version})
    form.cible.choices = as_choices(destinations(plan, retenu, depart))
    if form.validate_on_submit():
        try:
            with transaction():
                service.move_membre(
                    appel_code,
                    departement_code,
                    engagement_id,
                    form.cible.data,
                    version=version_of(form),
                    auteur=current_user,
                    now=now(),
                )
            return _back(f"{retenu.nom} est déplacé.", appel_code, departement_code)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _form_page("cohortes/deplacer.html", form, plan=plan, retenu=retenu, depart=depart)


def _placed(plan: PlanDepartement, engagement_id: uuid.UUID) -> Retenu:
    found = next((r for r in plan.etablissements.values() if r.engagement_id == engagement_id), None)
    if found is None:
        raise Introuvable()
    return found


@bp.route("/<appel_code>/<departement_code>/reglages/<uuid:cohorte_id>", methods=["GET", "POST"])
@require(Permission.COHORTE_FORMER)
def reglages(appel_code: str, departement_code: str, cohorte_id: uuid.UUID) -> Page:
    """Name a cohorte, its host and its intervenant."""
    plan = queries.get_plan(current_user, appel_code, departement_code)
    row = next((c for c in plan.cohortes if c.id == cohorte_id), None)
    if row is None:
        raise Introuvable()
    form = _reglages_form(plan, row)
    if form.validate_on_submit():
        try:
            with transaction():
                service.settle_cohorte(
                    appel_code,
                    departement_code,
                    cohorte_id,
                    form.to_command(),
                    version=version_of(form),
                    auteur=current_user,
                    now=now(),
                )
            return _back("La cohorte est enregistrée.", appel_code, departement_code)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _form_page("cohortes/reglages.html", form, plan=plan, cohorte=row)


def _reglages_form(plan: PlanDepartement, row: Cohorte) -> ReglagesForm:
    hosts = {m.engagement_id for m in row.membres if m.hote}
    form = ReglagesForm(
        data={
            "version": plan.version,
            "nom": row.nom,
            "hote": next((str(host) for host in hosts), None),
            "intervenant": str(row.intervenant_id or ""),
        }
    )
    people = queries.list_intervenants(plan.departement.region_code)
    if row.intervenant is not None and row.intervenant not in people:
        people.append(row.intervenant)
    form.intervenant.choices = as_choices([("", "À nommer plus tard"), *((str(p.id), p.nom_complet) for p in people)])
    if may_change(row):
        form.hote.choices = as_choices(host_choices(plan, row))
    else:
        form.keep_intervenant_only()
    return form


def _form_page(template: str, form: Any, **context: Any) -> Page:
    html = render_template(template, form=form, **context)
    return (html, 422) if form.errors else html
