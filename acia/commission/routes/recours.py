"""Appeals: the establishment lodges one, officers record, follow and answer them."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.forms import RecoursEtablissementForm, RecoursForm, ReponseRecoursForm
from acia.commission.queries import RecoursSuivi
from acia.commission.queries.fermetures import closed_calls
from acia.commission.routes.socle import Page, bp
from acia.commission.rules.recours import (
    LIBELLES_GENRE_RECOURS,
    LIBELLES_ISSUE_RECOURS,
    LIBELLES_MOYEN,
    GenreRecours,
    IssueRecours,
    issues_of,
    steps_after,
)
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, done_or_refused, now, require, version_of

_LIBELLES = {"genres": LIBELLES_GENRE_RECOURS, "issues": LIBELLES_ISSUE_RECOURS, "moyens": LIBELLES_MOYEN}


@bp.get("/recours")
@require(Permission.COMMISSION_GERER)
def liste_recours() -> Page:
    """The appeals of the territory, with their clocks."""
    return render_template(
        "commission/recours_liste.html",
        recours=queries.list_appeals(current_user, now()),
        fermes=closed_calls(current_user),
        **_LIBELLES,
    )


@bp.route("/recours/nouveau", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def nouveau_recours() -> Page:
    """Record an appeal that came by mail, by post or from the court."""
    form = RecoursForm()
    if form.validate_on_submit() and done_or_refused(
        form, lambda: service.record_appeal(form.to_command(), auteur=current_user, now=now())
    ):
        return done("Le recours est enregistré. Son délai de réponse court.", "commission.liste_recours")
    if not form.is_submitted():
        form.numero.data = request.args.get("dossier", "")
    form.draw_key()
    page = render_template("commission/recours_nouveau.html", form=form)
    return (page, 422) if form.errors else page


def _appeal(recours_id: uuid.UUID) -> RecoursSuivi:
    return queries.get_appeal(recours_id, current_user, now())


@bp.route("/recours/<uuid:recours_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def recours(recours_id: uuid.UUID) -> Page:
    """One appeal: its clocks, its answer, and what to do next."""
    suivi = _appeal(recours_id)
    form = ReponseRecoursForm()
    form.offer(issues_of(GenreRecours(suivi.recours.genre)))
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.answer_appeal(
            recours_id, form.to_command(), version=_seen(form), auteur=current_user, now=now()
        ),
    ):
        return done("La réponse est enregistrée.", "commission.recours", recours_id=recours_id)
    suivi = _appeal(recours_id)
    row = suivi.recours
    form.version.data = row.version
    page = render_template(
        "commission/recours.html",
        suivi=suivi,
        recours=row,
        dossier=row.candidature,
        contentieux=queries.before_the_court(row.candidature, now()),
        etapes=steps_after(IssueRecours(row.issue)) if row.issue else (),
        form=form,
        **_LIBELLES,
    )
    return (page, 422) if form.errors else page


def _seen(form: ReponseRecoursForm) -> int:
    seen = version_of(form)
    return -1 if seen is None else seen


@bp.get("/recours/<uuid:recours_id>/piece")
@require(Permission.CANDIDATURE_LIRE)
def piece_recours(recours_id: uuid.UUID) -> Response:
    """The document joined to an appeal."""
    document = _appeal(recours_id).recours.document
    if document is None:
        raise Introuvable()
    return send_document(document)


@bp.get("/recours/<uuid:recours_id>/reponse")
@require(Permission.CANDIDATURE_LIRE)
def reponse_recours(recours_id: uuid.UUID) -> Response:
    """The letter that answers an appeal."""
    document = _appeal(recours_id).recours.reponse
    if document is None:
        raise Introuvable()
    return send_document(document)


@bp.route("/resultats/<uuid:candidature_id>/recours", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def mes_recours(candidature_id: uuid.UUID) -> Page:
    """The appeals of the establishment on a decision, and the form to lodge one."""
    candidature = _own(candidature_id)
    form = RecoursEtablissementForm()
    lien = absolute_url("commission.mes_recours", candidature_id=candidature_id)
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.file_appeal(_own(candidature_id), form.to_command(), lien=lien, auteur=current_user, now=now()),
    ):
        message = "Votre recours est reçu. Un accusé vous est envoyé par courriel."
        return done(message, "commission.mes_recours", candidature_id=candidature_id)
    form.draw_key()
    candidature = _own(candidature_id)
    notice = queries.notice_of_file(candidature, now())
    if notice is None:
        raise Introuvable()
    acts = current_user.id in {person.id for person in queries.people_to_write(candidature)}
    fin = notice.delai.jusqua
    page = render_template(
        "commission/mes_recours.html",
        candidature=candidature,
        notice=notice,
        recours=queries.appeals_of(candidature, now()),
        ouvert=acts and (fin is None or notice.today <= fin),
        form=form,
        **_LIBELLES,
    )
    return (page, 422) if form.errors else page


def _own(candidature_id: uuid.UUID) -> Candidature:
    candidature = queries.get_own_candidature(candidature_id, current_user)
    if queries.notice_of_file(candidature, now()) is None:
        raise Introuvable()
    return candidature
