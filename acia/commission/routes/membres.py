"""Members' pages: the officer names, invites, replaces; the person invited answers."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import EmpechementForm, InvitationForm, MandatForm, SortieForm
from acia.commission.models import Commission, MembreCommission
from acia.commission.policy import may_answer_invitation, may_change_mandate, may_compose
from acia.commission.routes.composition import fiche_page, naming_form, standing
from acia.commission.routes.socle import Page, act_and_say, bp, button, run, seen_version
from acia.commission.workflow import ReponseInvitation
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, done_or_refused, now, require, version_of


def answer_link(commission_id: uuid.UUID) -> str:
    """Where a person invited answers."""
    return absolute_url("commission.invitation", commission_id=commission_id)


@bp.post("/<uuid:commission_id>/membres")
@require(Permission.COMMISSION_GERER)
def ajouter_membre(commission_id: uuid.UUID) -> Page:
    """Name a member and invite her."""
    commission = queries.get_commission(commission_id, current_user)
    form = naming_form(commission)
    if form.validate_on_submit():
        lien, command = answer_link(commission_id), form.to_command()
        refusal = run(lambda: service.add_member(commission_id, command, lien=lien, auteur=current_user, now=now()))
        if refusal is None:
            return done("L’invitation est envoyée.", "commission.fiche", commission_id=commission_id)
        apply_refusal(form, refusal)
    return fiche_page(commission, form)


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/retrait")
@require(Permission.COMMISSION_GERER)
def retirer_membre(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Take a member out, before scoring opens."""
    return act_and_say(
        lambda: service.remove_member(commission_id, membre_id, auteur=current_user, now=now()),
        "Le membre est retiré.",
        "commission.fiche",
        commission_id=commission_id,
    )


def _member(commission_id: uuid.UUID, membre_id: uuid.UUID) -> tuple[Commission, MembreCommission]:
    commission = queries.get_commission(commission_id, current_user)
    row = next((m for m in commission.membres if m.id == membre_id), None)
    if row is None:
        raise Introuvable()
    return commission, row


@bp.get("/<uuid:commission_id>/membres/<uuid:membre_id>")
@require(Permission.COMMISSION_GERER)
def membre(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """A member: her mandate, whoever stands in for her, what may change."""
    return _member_page(*_member(commission_id, membre_id))


def _member_page(
    commission: Commission,
    row: MembreCommission,
    mandat: MandatForm | None = None,
    sortie: SortieForm | None = None,
    empechement: EmpechementForm | None = None,
) -> Page:
    seen = {"version": commission.version}
    mandat = mandat or MandatForm(formdata=None, data={**seen, "debut": row.mandat_debut, "fin": row.mandat_fin})
    sortie = sortie or _departure_form(commission, formdata=None, data=seen)
    empechement = empechement or EmpechementForm(formdata=None, data=seen)
    for name, form in (("mandat", mandat), ("sortie", sortie), ("empechement", empechement)):
        # Several forms on the page: an id is unique in it.
        for field in form:
            field.id = f"{name}-{field.short_name}"
    page = render_template(
        "commission/membre.html",
        commission=commission,
        membre=row,
        etat=standing(row),
        qualite=queries.mandate_words(row),
        suppleants=[m for m in commission.membres if m.titulaire_id == row.id],
        remplacants=[m for m in commission.membres if m.remplace_id == row.id],
        remplace=next((m for m in commission.membres if m.id == row.remplace_id), None),
        zone=queries.zone_of(commission),
        mandat=mandat,
        sortie=sortie,
        empechement=empechement,
        modifiable=bool(may_change_mandate(commission)),
        a_inviter=row.reponse != ReponseInvitation.ACCEPTEE,
        bouton=button,
    )
    return (page, 422) if mandat.errors or sortie.errors or empechement.errors else page


def _departure_form(commission: Commission, **values: object) -> SortieForm:
    form = SortieForm(**values)
    form.offer(queries.list_possible_members(commission) if may_compose(commission) else [])
    return form


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/mandat")
@require(Permission.COMMISSION_GERER)
def mandat(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Set the days of a mandate."""
    commission, row = _member(commission_id, membre_id)
    form = MandatForm()
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.set_mandate(
            commission_id,
            membre_id,
            form.debut.data,
            form.fin.data,
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return _back(commission_id, membre_id, "Le mandat est enregistré.")
    return _member_page(commission, row, mandat=form)


def _back(commission_id: uuid.UUID, membre_id: uuid.UUID, message: str) -> Page:
    return done(message, "commission.membre", commission_id=commission_id, membre_id=membre_id)


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/sortie")
@require(Permission.COMMISSION_GERER)
def sortie(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Record the end of a mandate, and who takes the seat."""
    commission, row = _member(commission_id, membre_id)
    form = _departure_form(commission)
    if form.validate_on_submit():
        taker = uuid.UUID(form.remplacant.data) if form.remplacant.data else None
        lien = answer_link(commission_id)
        if done_or_refused(
            form,
            lambda: service.end_mandate(
                commission_id,
                membre_id,
                form.motif.data,
                taker,
                lien=lien,
                version=version_of(form),
                auteur=current_user,
                now=now(),
            ),
        ):
            message = "La fin du mandat est enregistrée." + (" Une invitation part à sa place." if taker else "")
            return _back(commission_id, membre_id, message)
    return _member_page(commission, row, sortie=form)


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/empechement")
@require(Permission.COMMISSION_GERER)
def empechement(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Note that a member cannot sit."""
    commission, row = _member(commission_id, membre_id)
    form = EmpechementForm()
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.hinder(
            commission_id,
            membre_id,
            form.motif.data,
            empeche=True,
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return _back(commission_id, membre_id, "L’empêchement est enregistré.")
    return _member_page(commission, row, empechement=form)


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/empechement/fin")
@require(Permission.COMMISSION_GERER)
def lever_empechement(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Note that a member can sit again."""
    return act_and_say(
        lambda: service.hinder(
            commission_id, membre_id, "", empeche=False, version=seen_version(), auteur=current_user, now=now()
        ),
        "L’empêchement est levé.",
        "commission.membre",
        commission_id=commission_id,
        membre_id=membre_id,
    )


@bp.post("/<uuid:commission_id>/membres/<uuid:membre_id>/invitation")
@require(Permission.COMMISSION_GERER)
def renvoyer_invitation(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """Invite again."""
    lien = answer_link(commission_id)
    return act_and_say(
        lambda: service.resend_invitation(
            commission_id, membre_id, lien=lien, version=seen_version(), auteur=current_user, now=now()
        ),
        "L’invitation est renvoyée.",
        "commission.membre",
        commission_id=commission_id,
        membre_id=membre_id,
    )


@bp.route("/<uuid:commission_id>/invitation", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def invitation(commission_id: uuid.UUID) -> Page:
    """Accept to sit, or decline with a reason."""
    seat = queries.own_seat(commission_id, current_user)
    if seat.sortie_at is not None:
        raise Introuvable()
    form = InvitationForm()
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.answer_invitation(
            commission_id,
            accepte=form.reponse.data == "accepte",
            motif=form.motif.data,
            auteur=current_user,
            now=now(),
        ),
    ):
        message = "Merci : vous siégez." if form.reponse.data == "accepte" else "Votre refus est enregistré."
        return done(message, "commission.mes_dossiers")
    decision = may_answer_invitation(seat, now())
    page = render_template(
        "commission/invitation.html",
        siege=seat,
        commission=seat.commission,
        qualite=queries.mandate_words(seat),
        possible=bool(decision),
        motif=decision.motif,
        zone=queries.zone_of(seat.commission),
        form=form,
    )
    return (page, 422) if form.errors else page
