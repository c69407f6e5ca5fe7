"""Who reads what and how far everybody is: the share-out, its adjustments, the reminders; a member's refusal."""

from __future__ import annotations

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.commission import queries, service
from acia.commission.forms import ConfierForm, MotifForm, RepartitionForm
from acia.commission.forms.repartition import TOUS
from acia.commission.models import Commission
from acia.commission.policy import is_declared, may_share_out
from acia.commission.routes.socle import Page, act_and_say, bp, button, run, seen_version
from acia.commission.workflow import EtatCommission
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, now, parse_uuid, require


@bp.route("/<uuid:commission_id>/repartition", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def repartition(commission_id: uuid.UUID) -> Page:
    """How far each member is; all files to all, or so many readers a file: computed, explained, adjusted."""
    commission = queries.get_commission(commission_id, current_user)
    state = queries.share_out_of(commission)
    plan = state.plan
    form = RepartitionForm(data={"version": commission.version, "lecteurs": str(plan.lecteurs) if plan else TOUS})
    form.offer(commission.appel.notes_minimum, len(state.places))
    if form.validate_on_submit():
        who: dict[str, Any] = {"version": seen_version(), "auteur": current_user, "now": now()}
        if form.lecteurs.data == TOUS:
            refusal = run(lambda: service.give_to_all(commission_id, **who))
        else:
            refusal = run(lambda: service.share_files(commission_id, int(form.lecteurs.data), **who))
        if refusal is None:
            return done("Les dossiers sont répartis.", "commission.repartition", commission_id=commission_id)
        apply_refusal(form, refusal)
        commission = queries.get_commission(commission_id, current_user)
    page = _page(commission, form)
    return (page, 422) if form.errors else page


def _page(commission: Commission, form: RepartitionForm) -> str:
    state = queries.share_out_of(commission)
    adjust = ConfierForm(data={"version": commission.version}, formdata=None)
    adjust.offer(state)
    waiting = service.waiting_members(commission, now()) if commission.etat == EtatCommission.NOTATION else []
    return render_template(
        "commission/repartition.html",
        commission=commission,
        zone=queries.zone_of(commission),
        plan=state.plan,
        lignes=state.lines() if state.plan else [],
        charges=state.charges,
        membres=queries.progress_of(commission),
        a_relancer={p.membre.id for p in waiting},
        refus=queries.refusals_of(commission),
        modifiable=bool(may_share_out(commission)),
        preparation=commission.etat == EtatCommission.PREPARATION,
        form=form,
        lecteurs=adjust,
        bouton=button,
    )


@bp.post("/<uuid:commission_id>/repartition/lecteurs")
@require(Permission.COMMISSION_GERER)
def ajuster(commission_id: uuid.UUID) -> Page:
    """Give one file to one member by hand, or take it back: the button says which."""
    taken = request.form.get("acte") == "reprendre"
    act = service.take_file if taken else service.give_file
    return act_and_say(
        lambda: act(commission_id, *_pair(), version=seen_version(), auteur=current_user, now=now()),
        "Le dossier est repris." if taken else "Le dossier est confié.",
        "commission.repartition",
        commission_id=commission_id,
    )


def _pair() -> tuple[uuid.UUID, uuid.UUID]:
    return parse_uuid(request.form.get("candidature", "")), parse_uuid(request.form.get("membre", ""))


@bp.post("/<uuid:commission_id>/relances")
@require(Permission.COMMISSION_GERER)
def relancer(commission_id: uuid.UUID) -> Response:
    """Remind one member, or all who have sheets to hand in."""
    chosen = request.form.get("membre", "")
    membre_id = parse_uuid(chosen) if chosen else None
    lien = absolute_url("commission.mes_dossiers")
    return act_and_say(
        lambda: service.remind_members(commission_id, membre_id, lien=lien, auteur=current_user, now=now()),
        "La relance part.",
        "commission.repartition",
        commission_id=commission_id,
    )


@bp.route("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/refus", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def refus(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Refuse a file one was given, with a reason."""
    seat = queries.get_seat(commission_id, current_user)
    if not is_declared(seat):
        return redirect(url_for("commission.declaration", commission_id=commission_id))
    file = queries.open_file(seat, candidature_id)
    form = MotifForm()
    form.motif.label.text = "Pourquoi vous ne pouvez pas le lire"
    if form.validate_on_submit():
        refusal = run(
            lambda: service.refuse_file(commission_id, candidature_id, form.motif.data, auteur=current_user, now=now())
        )
        if refusal is None:
            return done("Le dossier sera confié à une autre personne.", "commission.mes_dossiers")
        apply_refusal(form, refusal)
    page = render_template("commission/refus.html", dossier=file, form=form, commission_id=commission_id)
    return (page, 422) if form.errors else page
