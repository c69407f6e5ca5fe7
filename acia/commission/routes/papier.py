"""On paper: the pack a member prints, the sheets an officer enters from it, the member's answer."""

from __future__ import annotations

import uuid

from flask import Response, render_template, request
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import FeuilleForm, sheet_form
from acia.commission.models import EtatCommission
from acia.commission.papier import MODELE, pack_content
from acia.commission.policy import may_mark
from acia.commission.routes.notation import levels_of
from acia.commission.routes.socle import Page, act_and_say, bp, run
from acia.commission.service import FeuilleIncomplete
from acia.core.documents import compose_pdf
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.forms import strip
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, now, require, version_of


@bp.get("/<uuid:commission_id>/dossiers.pdf")
@require(Permission.COMMISSION_NOTER)
def hors_ligne(commission_id: uuid.UUID) -> Response:
    """The member's cleared files and blank grids, to read and mark without a screen."""
    seat = queries.get_seat(commission_id, current_user)
    if seat.commission.etat == EtatCommission.PREPARATION:
        raise Introuvable()
    content = compose_pdf(MODELE, pack_content(seat, now=now()))
    headers = {"Content-Disposition": 'attachment; filename="dossiers-et-grilles.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get("/<uuid:commission_id>/papier")
@require(Permission.COMMISSION_GERER)
def saisies(commission_id: uuid.UUID) -> Page:
    """The sheets that may be entered from paper, and what members said of those that were."""
    commission = queries.get_commission(commission_id, current_user)
    open_now = commission.etat == EtatCommission.NOTATION
    return render_template(
        "commission/saisies.html",
        commission=commission,
        zone=queries.zone_of(commission),
        ouverte=open_now,
        attendues=queries.sheets_to_enter(commission) if open_now else [],
        saisies=[(row, queries.awaits_answer(row, row.notation)) for row in queries.entries_of(commission)],
    )


@bp.route("/<uuid:commission_id>/papier/<uuid:membre_id>/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def saisir(commission_id: uuid.UUID, membre_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Enter one signed sheet. What the member may have drafted on screen is not shown."""
    commission = queries.get_commission(commission_id, current_user)
    membre = queries.member_of(commission, membre_id)
    file = queries.open_cleared_file(membre, candidature_id)
    form = sheet_form(commission.appel.criteres, None)
    if not form.is_submitted():
        form["version"].data = str(file.notation.version if file.notation else 0)
    elif form.validate_on_submit():
        command, seen = form.to_command(), version_of(form)
        version = -1 if seen is None else seen
        who = {"version": version, "auteur": current_user, "now": now()}
        refusal = run(lambda: service.enter_from_paper(commission_id, candidature_id, membre_id, command, **who))
        if refusal is None:
            message = "La notation est saisie : le membre la confirme ou la conteste dans son espace."
            return done(message, "commission.saisies", commission_id=commission_id)
        _show(form, refusal)
        commission = queries.get_commission(commission_id, current_user)
        membre = queries.member_of(commission, membre_id)
        file = queries.open_cleared_file(membre, candidature_id)
    allowed = may_mark(commission, file.notation)
    page = render_template(
        "commission/saisir.html",
        commission=commission,
        membre=membre,
        candidature=file.candidature,
        criteres=commission.appel.criteres,
        niveaux_de=levels_of,
        possible=bool(allowed),
        form=form,
    )
    return (page, 422) if form.errors else page


def _show(form: FeuilleForm, refusal: ActionRefusee) -> None:
    if isinstance(refusal, FeuilleIncomplete):
        form.show_missing(refusal.manques)
    else:
        apply_refusal(form, refusal)


@bp.post("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/saisie")
@require(Permission.COMMISSION_NOTER)
def repondre_saisie(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Confirm the sheet entered for oneself, or contest it with a reason."""
    contest = request.form.get("acte") == "contester"
    motif = strip(request.form.get("motif", ""))[:1000] if contest else None
    return act_and_say(
        lambda: service.answer_entry(commission_id, candidature_id, motif, auteur=current_user, now=now()),
        "Corrigez votre notation, puis rendez-la." if contest else "Votre notation saisie est confirmée.",
        "commission.dossier",
        commission_id=commission_id,
        candidature_id=candidature_id,
    )
