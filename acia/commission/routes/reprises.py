"""Pages around the sheets: a member abstains or marks after all, the chair reopens, officers read what was reopened."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import MotifForm
from acia.commission.models import MembreCommission, Notation
from acia.commission.policy import is_declared, may_reopen, may_see_marks
from acia.commission.routes.socle import Page, act_and_say, bp, run
from acia.commission.workflow import EtatNotation
from acia.comptes.preuve import recently_authenticated
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, require, version_of


def _seen(form: MotifForm) -> int:
    version = version_of(form)
    return -1 if version is None else version


@bp.route("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/abstention", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def abstention(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Say, with a reason, that one does not mark a file one has read."""
    seat = queries.get_seat(commission_id, current_user)
    file = queries.open_cleared_file(seat, candidature_id)
    here = {"commission_id": commission_id, "candidature_id": candidature_id}
    form = MotifForm(data={"version": file.notation.version if file.notation else 0})
    form.motif.label.text = "Pourquoi vous ne notez pas ce dossier"
    if form.validate_on_submit():
        refusal = run(
            lambda: service.abstain(**here, motif=form.motif.data, version=_seen(form), auteur=current_user, now=now())
        )
        if refusal is None:
            return done(
                "Votre abstention est enregistrée : aucune note de vous ne compte ici.", "commission.dossier", **here
            )
        apply_refusal(form, refusal)
    page = render_template("commission/abstention.html", dossier=file, form=form, **here)
    return (page, 422) if form.errors else page


@bp.post("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/fin-abstention")
@require(Permission.COMMISSION_NOTER)
def fin_abstention(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Mark the file after all: the sheet is found again as it was left."""
    here = {"commission_id": commission_id, "candidature_id": candidature_id}
    form = MotifForm()
    return act_and_say(
        lambda: service.resume_marking(**here, version=_seen(form), auteur=current_user, now=now()),
        "Vous pouvez noter ce dossier.",
        "commission.dossier",
        **here,
    )


def _chair_seat(commission_id: uuid.UUID) -> MembreCommission:
    """The person's own seat, when it is that of the chair."""
    seat = queries.get_seat(commission_id, current_user)
    if not queries.presides(seat):
        raise Introuvable()
    return seat


@bp.get("/<uuid:commission_id>/presidence")
@require(Permission.COMMISSION_NOTER)
def presidence(commission_id: uuid.UUID) -> Page:
    """The chair's page: abstentions, final sheets that may be reopened, sheets being taken up again. Never a mark."""
    seat = _chair_seat(commission_id)
    if not is_declared(seat):
        return redirect(url_for("commission.declaration", commission_id=commission_id))
    settled = service.proposals_settled(seat.commission)
    rows = queries.sheets_for_chair(seat, EtatNotation.RENDUE)
    drafts = queries.sheets_for_chair(seat, EtatNotation.BROUILLON)
    return render_template(
        "commission/presidence.html",
        commission=seat.commission,
        zone=queries.zone_of(seat.commission),
        rendues=[(n, c, bool(may_reopen(seat.commission, n, settled))) for n, c in rows],
        rouvertes=[(n, c) for n, c in drafts if n.rouverte_at is not None],
        abstentions=queries.sheets_for_chair(seat, EtatNotation.ABSTENTION),
        arretees=settled,
    )


@bp.route("/<uuid:commission_id>/presidence/notations/<uuid:notation_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
@recently_authenticated("rouvrir une notation")
def reouverture(commission_id: uuid.UUID, notation_id: uuid.UUID) -> Page:
    """Reopen a final sheet with a reason; its versions, for a chair who may read the others' marks on that file."""
    seat = _chair_seat(commission_id)
    notation, candidature = queries.get_reopenable(seat, notation_id)
    form = MotifForm(data={"version": notation.version})
    form.motif.label.text = "Pourquoi rouvrir cette notation"
    if form.validate_on_submit():
        lien = absolute_url("commission.dossier", commission_id=commission_id, candidature_id=candidature.id)
        refusal = run(
            lambda: service.reopen_sheet(
                commission_id,
                notation_id,
                form.motif.data,
                lien=lien,
                version=_seen(form),
                auteur=current_user,
                now=now(),
            )
        )
        if refusal is None:
            return done(
                "La notation est rouverte, le membre est prévenu.", "commission.presidence", commission_id=commission_id
            )
        apply_refusal(form, refusal)
        seat = _chair_seat(commission_id)
        notation, candidature = queries.get_reopenable(seat, notation_id)
    return _reopening_page(seat, notation, candidature.nom, form)


def _reopening_page(seat: MembreCommission, notation: Notation, nom: str, form: MotifForm) -> Page:
    allowed = may_reopen(seat.commission, notation, service.proposals_settled(seat.commission))
    compare = queries.chair_may_compare(seat, notation)
    page = render_template(
        "commission/reouverture.html",
        commission=seat.commission,
        zone=queries.zone_of(seat.commission),
        notation=notation,
        nom=nom,
        criteres=seat.commission.appel.criteres,
        rendue=notation.etat == EtatNotation.RENDUE,
        versions=queries.versions_of_sheet(notation) if compare else [],
        lisible=compare,
        possible=bool(allowed),
        motif=allowed.motif,
        form=form,
    )
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>/reprises")
@require(Permission.COMMISSION_GERER)
def reprises(commission_id: uuid.UUID) -> Page:
    """What was reopened and why, before and after, and who abstained: once scoring is closed (R45)."""
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    reopened = [reprise for rows in queries.reopenings_of(commission).values() for reprise in rows]
    return render_template(
        "commission/reprises.html",
        commission=commission,
        zone=queries.zone_of(commission),
        reprises=reopened,
        abstentions=queries.sheets_in_state(commission, EtatNotation.ABSTENTION),
        criteres=commission.appel.criteres,
        rendue=EtatNotation.RENDUE,
    )
