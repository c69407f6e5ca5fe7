"""Pages of the règlement intérieur, of the proxies and of the quorum known in advance."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import ProcurationEcriteForm, ProcurationForm, ReglementForm, SuppleanceForm
from acia.commission.models import Commission, MembreCommission
from acia.commission.policy import may_compose, may_give_proxy, may_set_rules
from acia.commission.routes.membres import answer_link
from acia.commission.routes.socle import Page, act_and_say, bp
from acia.commission.rules import articles_of
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, ensure, now, require, version_of


@bp.route("/<uuid:commission_id>/reglement", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def reglement(commission_id: uuid.UUID) -> Page:
    """Read the règlement intérieur with its sources, and settle it before scoring opens."""
    commission = queries.get_commission(commission_id, current_user)
    current = queries.reglement_of(commission)
    form = ReglementForm(data={**ReglementForm.values_of(current), "version": commission.version})
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.set_rules(
            commission_id, form.to_reglement(), version=version_of(form), auteur=current_user, now=now()
        ),
    ):
        return done("Le règlement intérieur est enregistré.", "commission.reglement", commission_id=commission_id)
    decision = may_set_rules(commission)
    page = render_template(
        "commission/reglement.html",
        commission=commission,
        articles=articles_of(current),
        form=form,
        modifiable=bool(decision),
        motif=decision.motif,
    )
    return (page, 422) if form.errors else page


def _voters(commission: Commission) -> list[MembreCommission]:
    return [m for m in queries.members_in_office(commission) if m.vote and m.titulaire_id is None]


@bp.get("/<uuid:commission_id>/quorum")
@require(Permission.COMMISSION_GERER)
def quorum(commission_id: uuid.UUID) -> Page:
    """The quorum of each file as it stands, and what would mend it."""
    return _quorum_page(queries.get_commission(commission_id, current_user))


def _quorum_page(commission: Commission, form: ProcurationEcriteForm | None = None) -> Page:
    form = form or ProcurationEcriteForm(formdata=None, data={"version": commission.version})
    form.offer(_voters(commission))
    lines = queries.simulate_quorum(commission)
    proxies = may_give_proxy(commission, queries.reglement_of(commission).procurations, now())
    page = render_template(
        "commission/quorum.html",
        commission=commission,
        lignes=lines,
        manquants=[line for line in lines if line.constat.bloque],
        places=len(queries.voting_places(commission)),
        necessaire=queries.reglement_of(commission).needed(len(queries.voting_places(commission))),
        departements=queries.departements_of(commission),
        form=form,
        procurations=commission.procurations,
        procuration_possible=bool(proxies),
        procuration_motif=proxies.motif,
        suppleance_possible=bool(may_compose(commission)),
        zone=queries.zone_of(commission),
    )
    return (page, 422) if form.errors else page


@bp.post("/<uuid:commission_id>/procurations")
@require(Permission.COMMISSION_GERER)
def enregistrer_procuration(commission_id: uuid.UUID) -> Page:
    """Record a proxy received in writing."""
    commission = queries.get_commission(commission_id, current_user)
    form = ProcurationEcriteForm()
    form.offer(_voters(commission))
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.record_proxy(
            commission_id,
            uuid.UUID(form.mandant.data),
            uuid.UUID(form.mandataire.data),
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return done("La procuration est enregistrée.", "commission.quorum", commission_id=commission_id)
    return _quorum_page(commission, form)


@bp.post("/<uuid:commission_id>/procurations/<uuid:mandant_id>/retrait")
@require(Permission.COMMISSION_GERER)
def retirer_procuration(commission_id: uuid.UUID, mandant_id: uuid.UUID) -> Page:
    """Take back a proxy, for the member who gave it."""
    return act_and_say(
        lambda: service.withdraw_proxy(commission_id, mandant_id, auteur=current_user, now=now()),
        "La procuration est retirée.",
        "commission.quorum",
        commission_id=commission_id,
    )


@bp.route("/<uuid:commission_id>/procuration", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def procuration(commission_id: uuid.UUID) -> Page:
    """Give one's voice to another member, before the sitting."""
    seat = queries.get_seat(commission_id, current_user)
    commission = seat.commission
    if not seat.vote or seat.titulaire_id is not None:
        raise Introuvable()
    form = ProcurationForm()
    form.offer(m for m in _voters(commission) if m.id != seat.id)
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.give_proxy(commission_id, uuid.UUID(form.mandataire.data), auteur=current_user, now=now()),
    ):
        return done("Votre procuration est enregistrée.", "commission.procuration", commission_id=commission_id)
    decision = may_give_proxy(commission, queries.reglement_of(commission).procurations, now())
    page = render_template(
        "commission/procuration.html",
        commission=commission,
        donnee=next((p for p in commission.procurations if p.mandant_id == seat.id), None),
        recue=next((p for p in commission.procurations if p.mandataire_id == seat.id), None),
        possible=bool(decision),
        motif=decision.motif,
        form=form,
        zone=queries.zone_of(commission),
    )
    return (page, 422) if form.errors else page


@bp.post("/<uuid:commission_id>/procuration/retrait")
@require(Permission.COMMISSION_NOTER)
def reprendre_procuration(commission_id: uuid.UUID) -> Page:
    """Take one's own proxy back."""
    return act_and_say(
        lambda: service.withdraw_proxy(commission_id, None, auteur=current_user, now=now()),
        "Votre procuration est retirée.",
        "commission.procuration",
        commission_id=commission_id,
    )


@bp.route("/<uuid:commission_id>/suppleance", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def suppleance(commission_id: uuid.UUID) -> Page:
    """Call an alternate of another région, on the chair's decision (E40)."""
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_compose(commission))
    form = SuppleanceForm()
    form.offer(queries.list_outside_alternates(commission), _voters(commission))
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.add_member(
            commission_id, form.to_command(), lien=answer_link(commission_id), auteur=current_user, now=now()
        ),
    ):
        return done("L’invitation est envoyée.", "commission.quorum", commission_id=commission_id)
    page = render_template("commission/suppleance.html", commission=commission, form=form)
    return (page, 422) if form.errors else page
