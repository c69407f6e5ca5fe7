"""The representatives as they are today: who holds each role, since when, who left; say who leaves, who comes (E26)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_login import current_user

from acia.candidatures import service
from acia.candidatures.forms import DepartForm, SuccesseurForm
from acia.candidatures.models import Candidature, Relais, RoleRepresentant
from acia.candidatures.policy import may_relay
from acia.candidatures.queries import (
    SUIVIES,
    first_day_of,
    get_relais,
    holders_on,
    may_still_deposit,
    relais_of,
    vacancies_of,
)
from acia.candidatures.routes.blueprint import Page, bp, readable
from acia.candidatures.rules import LIBELLES_DEPART, LIBELLES_ROLE, MotifDepart, Personne, vacancy_finding
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
from acia.core.rules import Constat
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, parse_uuid, require, version_of


@dataclass(frozen=True)
class RoleAujourdhui:
    """A role as its page tells it."""

    role: RoleRepresentant
    libelle: str
    titulaire: Personne | None
    attendu: Relais | None
    """The departure that waits for somebody to be named."""
    depart: Relais | None
    """The departure announced, not come yet."""
    vacant: int
    """Days of vacancy, today included; 0 when somebody holds the role."""
    alerte: Constat | None


def roles_today(row: Candidature) -> list[RoleAujourdhui]:
    """Who holds each role of a file today."""
    today = local_day(now(), row.appel.fuseau)
    holders = holders_on(row, today)
    empty = {vacancy.role: vacancy for vacancy in vacancies_of(row, now())}
    return [
        RoleAujourdhui(
            role,
            LIBELLES_ROLE[role],
            holders.get(role),
            next((r for r in relais_of(row, role) if r.premier_jour is None), None),
            next((r for r in relais_of(row, role) if r.dernier_jour >= today), None),
            empty[role].jours if role in empty else 0,
            vacancy_finding(role, empty[role].depuis, today) if role in empty else None,
        )
        for role in RoleRepresentant
    ]


def relais_summary(row: Candidature) -> dict[str, Any] | None:
    """What the page of a file says of its representatives today; nothing before the deposit."""
    if row.etat not in SUIVIES:
        return None
    roles = roles_today(row)
    return {"roles": roles, "changes": bool(row.relais), "alertes": [r.alerte for r in roles if r.alerte]}


@bp.get("/<candidature_id>/representants")
@require(Permission.CANDIDATURE_LIRE)
def representants(candidature_id: str) -> Page:
    """Who holds each role today, and who held it before."""
    row, droit = readable(candidature_id)
    if row.etat not in SUIVIES:
        raise Introuvable()
    return render_template(
        "candidatures/representants.html",
        dossier=row,
        roles=roles_today(row),
        historique=[
            (LIBELLES_ROLE[RoleRepresentant(r.role)], r, LIBELLES_DEPART[MotifDepart(r.motif)]) for r in row.relais
        ],
        peut_changer=may_relay(current_user, row, droit),
        modifiable=row.etat == "deposee" and may_still_deposit(row, now()),
    )


@bp.route("/<candidature_id>/representants/<any(direction, personnel, metier):role>/depart", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_LIRE)
def depart(candidature_id: str, role: str) -> Page:
    """Say that somebody leaves a role, and name who comes next if it is known."""
    row, droit = readable(candidature_id)
    ensure(may_relay(current_user, row, droit))
    wanted, key = RoleRepresentant(role), row.id
    form = DepartForm(data={"version": str(len(relais_of(row, wanted)))})
    if form.validate_on_submit():
        try:
            with transaction():
                service.declare_departure(
                    key,
                    form.to_command(wanted),
                    connus=version_of(form),
                    auteur=current_user,
                    now=now(),
                    lien=_link(key),
                )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return _done(key)
        row, droit = readable(candidature_id)
    return _form_page("candidatures/depart.html", row, wanted, form, service_side=droit is None)


@bp.route("/<candidature_id>/representants/relais/<relais_id>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_LIRE)
def successeur(candidature_id: str, relais_id: str) -> Page:
    """Name who takes over a role left vacant."""
    row, droit = readable(candidature_id)
    relais = get_relais(row, parse_uuid(relais_id))
    ensure(may_relay(current_user, row, droit))
    key, which, wanted = row.id, relais.id, RoleRepresentant(relais.role)
    form = SuccesseurForm(data={"version": str(relais.version)})
    if form.validate_on_submit():
        try:
            with transaction():
                service.name_successor(
                    key,
                    which,
                    form.succession(),
                    pourquoi=form.reason,
                    version=version_of(form),
                    auteur=current_user,
                    now=now(),
                    lien=_link(key),
                )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return _done(key)
        row, droit = readable(candidature_id)
    return _form_page("candidatures/successeur.html", row, wanted, form, service_side=droit is None, which=which)


def _form_page(
    template: str,
    row: Candidature,
    role: RoleRepresentant,
    form: SuccesseurForm,
    *,
    service_side: bool,
    which: uuid.UUID | None = None,
) -> Page:
    today = local_day(now(), row.appel.fuseau)
    html = render_template(
        template,
        dossier=row,
        form=form,
        role=LIBELLES_ROLE[role],
        titulaire=holders_on(row, max(today, first_day_of(row, role) or today)).get(role),
        relais=get_relais(row, which) if which else None,
        service=service_side,
        modifiable=row.etat == "deposee" and may_still_deposit(row, now()),
    )
    return (html, 422) if form.errors else html


def _link(candidature_id: uuid.UUID) -> str:
    return absolute_url("candidatures.representants", candidature_id=candidature_id)


def _done(candidature_id: uuid.UUID) -> Page:
    message = "C’est enregistré. L’établissement et le service sont prévenus."
    return done(message, "candidatures.representants", candidature_id=candidature_id)
