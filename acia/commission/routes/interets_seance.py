"""The secretary's answers on the files of the sitting she conducts, those given to others to mark included (R36)."""

from __future__ import annotations

import uuid

from flask import render_template, url_for
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import InteretsForm, InteretsSeanceForm
from acia.commission.models import MembreCommission
from acia.commission.policy import conducts, is_declared
from acia.commission.queries.dossiers import asked_file, unanswered_files
from acia.commission.queries.interets import grounds_on
from acia.commission.routes.porte import gate_page, is_answered
from acia.commission.routes.socle import Page, bp
from acia.commission.workflow import EtatCommission
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, now, require


def _secretary(commission_id: uuid.UUID) -> MembreCommission:
    """The seat of whoever conducts from it, once the files are open to the commission.

    Raises:
        Introuvable: another seat, interests not declared, or nothing open yet.
    """
    seat = queries.get_seat(commission_id, current_user)
    if not conducts(seat) or not is_declared(seat) or seat.commission.etat == EtatCommission.PREPARATION:
        raise Introuvable()
    return seat


@bp.route("/<uuid:commission_id>/conduite/interets", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def interets_seance(commission_id: uuid.UUID) -> Page:
    """The files that wait for her answer: she ticks those with which she has no conflict, and opens the others."""
    seat = _secretary(commission_id)
    files = unanswered_files(seat)
    grounds = grounds_on(seat, files)
    form = InteretsSeanceForm()
    form.offer([f for f in files if not grounds[f.id]])
    ticked = form.ticked
    if form.validate_on_submit() and done_or_refused(
        form, lambda: service.clear_conflicts(commission_id, ticked, auteur=current_user, now=now())
    ):
        return done("Vos réponses sont enregistrées.", "commission.interets_seance", commission_id=commission_id)
    if form.errors:
        seat = _secretary(commission_id)
    page = render_template(
        "commission/interets_seance.html",
        commission=seat.commission,
        dossiers=[(f, grounds[f.id]) for f in files],
        form=form,
        deliberation=EtatCommission.DELIBERATION,
    )
    return (page, 422) if form.errors else page


@bp.route("/<uuid:commission_id>/conduite/interets/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def interet_seance(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """The gate of one file she conducts: its name and commune, and her answer."""
    seat = _secretary(commission_id)
    candidature = asked_file(seat, candidature_id).candidature
    form = InteretsForm()
    if form.validate_on_submit() and is_answered(form, commission_id, candidature_id):
        return done("Votre réponse est enregistrée.", "commission.interets_seance", commission_id=commission_id)
    return gate_page(
        _secretary(commission_id) if form.errors else seat,
        candidature,
        form,
        refusable=False,
        retour=("Dossiers de la séance", url_for("commission.interets_seance", commission_id=commission_id)),
        adresse=url_for("commission.interet_seance", commission_id=commission_id, candidature_id=candidature_id),
    )
