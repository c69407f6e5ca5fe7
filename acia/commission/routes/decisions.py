"""The authority's pages: decisions in one act, notices prepared, read one by one, released together."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.documents import mark_of
from acia.commission.forms import MotifForm, issues_form
from acia.commission.models import Commission
from acia.commission.policy import may_see_marks
from acia.commission.routes.composition import state_tag
from acia.commission.routes.socle import Page, act_and_say, bp, button, run, seen_version
from acia.commission.routes.suivi_notifications import followed
from acia.commission.rules import decimal_words
from acia.commission.service import DecisionDossier, DecisionsIncompletes, living
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE, EtatCommission
from acia.comptes.preuve import recently_authenticated
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, done_or_refused, ensure, now, require, version_of


def _seen(commission_id: uuid.UUID) -> Commission:
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    return commission


@bp.route("/<uuid:commission_id>/decisions", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def decisions(commission_id: uuid.UUID) -> Page:
    """Record the authority's decision on every file, in one act."""
    commission = _seen(commission_id)
    rows = living(queries.selections_of(commission))
    form = issues_form(
        "Décision",
        [(r.id, f"{r.candidature.nom}, {r.candidature.commune}", r.proposition) for r in rows],
        commission.version,
    )
    if form.validate_on_submit():
        typed = {r.id: DecisionDossier(form.issue(r.id).data, form.motif(r.id).data) for r in rows}
        refusal = run(
            lambda: service.decide_selections(
                commission_id, typed, version=version_of(form), auteur=current_user, now=now()
            )
        )
        if refusal is None:
            message = "Les décisions sont prises. Préparez maintenant les notifications."
            return done(message, "commission.notifications", commission_id=commission_id)
        if isinstance(refusal, DecisionsIncompletes):
            form.show_missing(refusal.manques)
        else:
            apply_refusal(form, refusal)
        commission = _seen(commission_id)
        rows = living(queries.selections_of(commission))
        if any(row.issue for row in rows):
            flash(refusal.motif, "refus")
            return redirect(url_for("commission.decisions", commission_id=commission_id))
    page = render_template(
        "commission/decisions.html",
        commission=commission,
        etat=state_tag(commission),
        selections=rows,
        departements=queries.departements_of(commission),
        form=form,
        close=commission.etat == EtatCommission.CLOSE,
        decidees=any(row.issue for row in rows),
        libelles=LIBELLES_ISSUE,
        tons=TONS_ISSUE,
        note=decimal_words,
        note_de=mark_of,
    )
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>/notifications")
@require(Permission.COMMISSION_GERER)
def notifications(commission_id: uuid.UUID) -> Page:
    """The notices of the commission: prepared, to be read, then sent together."""
    return _notices_page(commission_id)


def _notices_page(commission_id: uuid.UUID, form: MotifForm | None = None) -> Page:
    commission = _seen(commission_id)
    rows = [row for row in living(queries.selections_of(commission)) if row.issue]
    form = form or MotifForm(formdata=None)
    form.version.data = str(commission.version)
    form.motif.label.text = "Ce qui a été vérifié avant l’envoi"
    page = render_template(
        "commission/notifications.html",
        form=form,
        commission=commission,
        selections=rows,
        preparees=bool(rows) and all(row.courriel_id and row.document_id for row in rows),
        envoyees=next((row.notifiee_at for row in rows if row.notifiee_at), None),
        libelles=LIBELLES_ISSUE,
        tons=TONS_ISSUE,
        zone=queries.zone_of(commission),
        bouton=button,
        **followed(commission),
    )
    return (page, 422) if form.errors else page


def _release(commission_id: uuid.UUID, act: Callable[[str, int | None], object], message: str) -> Page:
    """One of the two acts that let the notices go, with its reason."""
    form = MotifForm()
    seen = version_of(form)
    if form.validate_on_submit() and done_or_refused(form, lambda: act(form.motif.data, -1 if seen is None else seen)):
        return done(message, "commission.notifications", commission_id=commission_id)
    return _notices_page(commission_id, form)


@bp.post("/<uuid:commission_id>/notifications/preparation")
@require(Permission.COMMISSION_GERER)
def preparer_notifications(commission_id: uuid.UUID) -> Page:
    """Compose every letter and its held mail."""
    return act_and_say(
        lambda: service.prepare_notices(
            commission_id, lien=_result_url, version=seen_version(), auteur=current_user, now=now()
        ),
        "Les notifications sont prêtes. Lisez-les, puis envoyez-les ensemble.",
        "commission.notifications",
        commission_id=commission_id,
    )


def _result_url(candidature: Candidature) -> str:
    return absolute_url("commission.resultat", candidature_id=candidature.id)


@bp.post("/<uuid:commission_id>/notifications/demande")
@require(Permission.COMMISSION_GERER)
@recently_authenticated("demander l’envoi des notifications")
def demander_envoi(commission_id: uuid.UUID) -> Page:
    """Say that the notices are read: another person releases them."""
    return _release(
        commission_id,
        lambda motif, version: service.ask_release(
            commission_id, motif, version=version, auteur=current_user, now=now()
        ),
        "L’envoi est demandé. Une autre personne le confirme depuis cette page.",
    )


@bp.post("/<uuid:commission_id>/notifications/envoi")
@require(Permission.COMMISSION_GERER)
@recently_authenticated("confirmer l’envoi des notifications")
def envoyer_notifications(commission_id: uuid.UUID) -> Page:
    """Release every notice at once."""
    return _release(
        commission_id,
        lambda motif, version: service.send_notices(
            commission_id,
            motif,
            lien_membre=absolute_url("commission.mon_extrait", commission_id=commission_id),
            version=version,
            auteur=current_user,
            now=now(),
        ),
        "Les notifications partent : chaque établissement voit maintenant sa décision.",
    )


@bp.get("/<uuid:commission_id>/notifications/<uuid:selection_id>")
@require(Permission.COMMISSION_GERER)
def notification(commission_id: uuid.UUID, selection_id: uuid.UUID) -> Page:
    """Read one notice as its recipient will."""
    commission = _seen(commission_id)
    row = queries.get_selection(commission, selection_id)
    if row.courriel is None or row.document is None:
        raise Introuvable()
    rows = [r for r in living(queries.selections_of(commission)) if r.courriel_id]
    index = next((i for i, r in enumerate(rows) if r.id == row.id), 0)
    return render_template(
        "commission/notification.html",
        commission=commission,
        selection=row,
        lettre=row.document.contexte,
        rang=index + 1,
        total=len(rows),
        suivante=rows[index + 1].id if index + 1 < len(rows) else None,
        libelles=LIBELLES_ISSUE,
        tons=TONS_ISSUE,
    )


@bp.get("/<uuid:commission_id>/notifications/<uuid:selection_id>/lettre.pdf")
@require(Permission.COMMISSION_GERER)
def lettre(commission_id: uuid.UUID, selection_id: uuid.UUID) -> Response:
    """The letter as it will be attached."""
    row = queries.get_selection(_seen(commission_id), selection_id)
    if row.document is None:
        raise Introuvable()
    return send_document(row.document)
