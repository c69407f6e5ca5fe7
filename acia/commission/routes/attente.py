"""After the notices: the waiting list of the officers, the answers and withdrawals of the establishments."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.candidatures.queries import droit_of
from acia.commission import queries, service
from acia.commission.forms import DesistementForm, DesistementRecuForm, ReponsePlaceForm
from acia.commission.jobs import result_link
from acia.commission.models import Commission
from acia.commission.policy import may_see_marks, may_speak_for
from acia.commission.routes.composition import state_tag
from acia.commission.routes.resultats import result_page
from acia.commission.routes.socle import Page, act_and_say, bp, button, seen_version
from acia.commission.rules.attente import Situation
from acia.commission.workflow import LIBELLES_PLACE, EtatPlace
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, ensure, now, require

SITUATIONS = {
    Situation.EN_PLACE: ("En place", "vert"),
    Situation.EN_ATTENTE: ("En attente", "ambre"),
    Situation.PROPOSEE: LIBELLES_PLACE[EtatPlace.PROPOSEE],
    Situation.PASSEE: ("Place refusée ou sans réponse", "gris"),
    Situation.DESISTEE: ("Désistement", "gris"),
    Situation.NON_RETENUE: ("Non retenue", "gris"),
}


@bp.get("/<uuid:commission_id>/liste-attente")
@require(Permission.COMMISSION_GERER)
def liste_attente(commission_id: uuid.UUID) -> Page:
    """Places, waiting list and withdrawals of each département."""
    return _page(_seen(commission_id), DesistementRecuForm())


def _seen(commission_id: uuid.UUID) -> Commission:
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    return commission


def _page(commission: Commission, form: DesistementRecuForm) -> Page:
    lists = queries.waiting_lists(commission, now())
    leaving = (Situation.EN_PLACE, Situation.EN_ATTENTE, Situation.PROPOSEE)
    form.offer(row.selection for here in lists for row in here.lignes if row.situation in leaving)
    page = render_template(
        "commission/liste_attente.html",
        commission=commission,
        etat=state_tag(commission),
        listes=lists,
        situations=SITUATIONS,
        zone=queries.zone_of(commission),
        form=form,
        bouton=button,
    )
    return (page, 422) if form.errors else page


@bp.post("/<uuid:commission_id>/liste-attente/<departement>")
@require(Permission.COMMISSION_GERER)
def proposer_place(commission_id: uuid.UUID, departement: str) -> Page:
    """Offer a free place to the next of the list."""
    _seen(commission_id)
    return act_and_say(
        lambda: service.offer_place(
            commission_id, departement, version=seen_version(), auteur=current_user, now=now(), lien=result_link
        ),
        "La place est proposée : l’établissement reçoit un courriel et répond depuis la page de sa décision.",
        "commission.liste_attente",
        commission_id=commission_id,
    )


@bp.post("/<uuid:commission_id>/desistements")
@require(Permission.COMMISSION_GERER)
def enregistrer_desistement(commission_id: uuid.UUID) -> Page:
    """Record a withdrawal that was told by another way."""
    commission = _seen(commission_id)
    form = DesistementRecuForm()
    lists = queries.waiting_lists(commission, now())
    form.offer(row.selection for here in lists for row in here.lignes)
    if form.validate_on_submit() and done_or_refused(form, lambda: _give_up(form.candidature_id, form)):
        return done("Le désistement est enregistré.", "commission.liste_attente", commission_id=commission_id)
    return _page(_seen(commission_id), form)


def _give_up(candidature_id: uuid.UUID, form: DesistementForm) -> None:
    service.give_up(candidature_id, form.to_command(), auteur=current_user, now=now(), lien=result_link(candidature_id))


def _speaks_for(candidature_id: uuid.UUID) -> None:
    candidature = queries.get_own_candidature(candidature_id, current_user)
    ensure(may_speak_for(current_user, droit_of(candidature_id, current_user), candidature.region_code))


@bp.post("/resultats/<uuid:candidature_id>/desistement")
@require(Permission.CANDIDATURE_LIRE)
def se_desister(candidature_id: uuid.UUID) -> Page:
    """The establishment gives its place up, or leaves the waiting list."""
    _speaks_for(candidature_id)
    form = DesistementForm()
    if form.validate_on_submit() and done_or_refused(form, lambda: _give_up(candidature_id, form)):
        return done("Votre désistement est enregistré.", "commission.resultat", candidature_id=candidature_id)
    return result_page(candidature_id, desistement=form)


@bp.post("/resultats/<uuid:candidature_id>/place")
@require(Permission.CANDIDATURE_LIRE)
def repondre_place(candidature_id: uuid.UUID) -> Page:
    """The establishment accepts or declines the place that is offered."""
    _speaks_for(candidature_id)
    form = ReponsePlaceForm()
    accepts = form.choix.data == "accepter"
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.answer_place(
            candidature_id,
            accepts,
            form.motif.data,
            auteur=current_user,
            now=now(),
            lien=result_link(candidature_id),
        ),
    ):
        message = "La place est à vous : merci." if accepts else "Votre refus est enregistré."
        return done(message, "commission.resultat", candidature_id=candidature_id)
    return result_page(candidature_id, reponse=form)
