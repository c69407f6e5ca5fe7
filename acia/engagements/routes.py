"""Pages of the commitments: the officer's list and opening; the establishment's letter and unavailable days."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.queries import holders_on
from acia.candidatures.rules import LIBELLES_ROLE, RoleRepresentant
from acia.candidatures.service import after_naming
from acia.commission.service import after_giving_up
from acia.core.clock import date_in_words, local_day
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import pluriel
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, require, stage_blueprint, version_of
from acia.eligibilite.queries import register_parcours
from acia.engagements import queries, service
from acia.engagements.documents import ROLES
from acia.engagements.forms import NIVEAUX, AccueilForm, AvenantForm, IndisponibiliteForm, LettreForm, OuvertureForm
from acia.engagements.models import Engagement
from acia.engagements.policy import may_plan, may_sign, may_sign_addendum
from acia.engagements.rules import (
    LIBELLES_AVANCEMENT,
    LIBELLES_CRENEAU,
    Avancement,
    days_left,
    reminder_phrase,
    tone_of,
)
from acia.engagements.workflow import EtatEngagement

bp = stage_blueprint("engagements", "/engagements")
Page = str | Response | tuple[str, int]
TONS_AVANCEMENT = {
    Avancement.A_SIGNER: "ambre",
    Avancement.DISPONIBILITES: "ambre",
    Avancement.COMPLET: "vert",
    Avancement.RETIRE: "gris",
}


def _address_of(engagement_id: uuid.UUID) -> str:
    return absolute_url("engagements.lettre", engagement_id=engagement_id)


def _clock_of(engagement: Engagement) -> dict[str, Any]:
    """Limit of the first session and what to say of it."""
    limit = queries.limit_of(engagement)
    first = queries.first_sessions([engagement.id]).get(engagement.id)
    if first is not None:
        return {"limite": limit, "rappel": f"Elle est fixée au {date_in_words(first)}.", "ton_limite": "vert"}
    left = days_left(limit, local_day(now(), queries.zone_of(engagement))) if limit else None
    return {
        "limite": limit,
        "rappel": reminder_phrase(left) if left is not None else "",
        "ton_limite": tone_of(left) if left is not None else "gris",
    }


# The officer


@bp.get("/")
@require(Permission.ENGAGEMENT_SUIVRE)
def liste() -> Page:
    """What is to be opened, then where each letter stands, by call and département."""
    filtre = queries.FiltreEngagements(
        request.args.get("appel", ""), request.args.get("departement", ""), request.args.get("avancement", "")
    )
    lignes = queries.list_followed(current_user, filtre, now())
    groupes = [
        (titre, list(group)) for titre, group in groupby(lignes, key=lambda line: f"{line.departement} – {line.appel}")
    ]
    return render_template(
        "engagements/liste.html",
        a_ouvrir=queries.list_to_open(current_user),
        groupes=groupes,
        nombre=len(lignes),
        a_signer=sum(line.avancement is Avancement.A_SIGNER for line in lignes),
        filtre=filtre,
        departements=[("", "Tous"), *((d.code, d.nom) for d in queries.departements_of(current_user))],
        avancements=[("", "Tous"), *LIBELLES_AVANCEMENT.items()],
        libelles=LIBELLES_AVANCEMENT,
        tons=TONS_AVANCEMENT,
        rappel=reminder_phrase,
        ton_limite=tone_of,
    )


@bp.post("/ouverture")
@require(Permission.ENGAGEMENT_SUIVRE)
def ouverture() -> Page:
    """Open the commitments of a département."""
    form = OuvertureForm()
    appel_id = form.appel() if form.validate_on_submit() else None
    if appel_id is None:
        raise Introuvable()
    try:
        with transaction():
            opened = service.open_engagements(
                appel_id, form.departement.data, auteur=current_user, now=now(), lien=_address_of
            )
            count = len(opened)
    except ActionRefusee as refusal:
        return _refused(refusal, "engagements.liste")
    if not count:
        return done("Ces engagements étaient déjà ouverts.", "engagements.liste")
    letters = pluriel(count, "lettre d’engagement est envoyée", "lettres d’engagement sont envoyées")
    return done(f"{letters} aux établissements.", "engagements.liste")


@bp.get("/<uuid:engagement_id>")
@require(Permission.ENGAGEMENT_SUIVRE)
def dossier(engagement_id: uuid.UUID) -> Page:
    """One commitment, as the officer follows it."""
    engagement = queries.get_followed(engagement_id, current_user)
    return render_template("engagements/dossier.html", **_context(engagement))


# The establishment


@bp.get("/miens")
@require(Permission.ENGAGEMENT_COMPLETER)
def miens() -> Page:
    """The commitments of the person's establishments."""
    rows = [(row, queries.progress(row)) for row in queries.list_own(current_user)]
    return render_template(
        "engagements/miens.html", engagements=rows, libelles=LIBELLES_AVANCEMENT, tons=TONS_AVANCEMENT
    )


@bp.route("/<uuid:engagement_id>/lettre", methods=["GET", "POST"])
@require(Permission.ENGAGEMENT_COMPLETER)
def lettre(engagement_id: uuid.UUID) -> Page:
    """The letter: fetch it, have it signed, hand in the signed copy."""
    engagement, droit = queries.get_own(engagement_id, current_user)
    form = LettreForm(data={"version": engagement.version})
    signable = may_sign(engagement, droit)
    if form.is_submitted() and engagement.etat != EtatEngagement.SIGNE:
        ensure(signable)
    if form.validate_on_submit():
        command, version = form.to_command(), version_of(form)
        try:
            with transaction():
                service.sign_engagement(engagement, command, version=version, auteur=current_user, now=now())
            return done(
                "La lettre signée est enregistrée. Indiquez maintenant vos disponibilités.",
                "engagements.disponibilites",
                engagement_id=engagement_id,
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            engagement, droit = queries.get_own(engagement_id, current_user)
    html = render_template(
        "engagements/lettre.html",
        form=form,
        signable=bool(signable),
        raison=signable.motif,
        modifiable=bool(may_plan(engagement, droit)),
        **_context(engagement),
    )
    return (html, 422) if form.errors else html


@bp.route("/<uuid:engagement_id>/avenants/<uuid:avenant_id>", methods=["GET", "POST"])
@require(Permission.ENGAGEMENT_COMPLETER)
def avenant(engagement_id: uuid.UUID, avenant_id: uuid.UUID) -> Page:
    """What the new holder of a role signs: fetch it, hand in the signed copy."""
    row, droit = queries.get_own_addendum(engagement_id, avenant_id, current_user)
    form = AvenantForm(data={"version": row.version})
    signable = may_sign_addendum(row.engagement, droit)
    if form.is_submitted():
        ensure(signable)
    if form.validate_on_submit():
        command, version = form.to_command(), version_of(form)
        try:
            with transaction():
                service.sign_addendum(row, command, version=version, auteur=current_user, now=now())
            return done("L’avenant signé est enregistré.", "engagements.lettre", engagement_id=engagement_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            row, droit = queries.get_own_addendum(engagement_id, avenant_id, current_user)
    html = render_template(
        "engagements/avenant.html",
        form=form,
        avenant=row,
        signable=signable,
        role=LIBELLES_ROLE[RoleRepresentant(row.relais.role)],
        **_context(row.engagement),
    )
    return (html, 422) if form.errors else html


@bp.get("/<uuid:engagement_id>/avenants/<uuid:avenant_id>/<any(avenant, signe):nom>.pdf")
@require(Permission.CANDIDATURE_LIRE)
def avenant_document(engagement_id: uuid.UUID, avenant_id: uuid.UUID, nom: str) -> Response:
    """The addendum as produced, or its signed copy."""
    row = queries.get_addendum(queries.get_readable(engagement_id, current_user), avenant_id)
    found = row.document if nom == "avenant" else row.signe
    if found is None:
        raise Introuvable()
    return send_document(found)


@bp.route("/<uuid:engagement_id>/disponibilites", methods=["GET", "POST"])
@require(Permission.ENGAGEMENT_COMPLETER)
def disponibilites(engagement_id: uuid.UUID) -> Page:
    """The list of unavailable days; POST adds one."""
    engagement, droit = queries.get_own(engagement_id, current_user)
    form = IndisponibiliteForm()
    if form.is_submitted():
        ensure(may_plan(engagement, droit))
    if form.validate_on_submit():
        command = form.to_command()
        try:
            with transaction():
                service.add_indisponibilite(engagement, command, auteur=current_user, now=now())
            return done("Ce moment est ajouté.", "engagements.disponibilites", engagement_id=engagement_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _availabilities_page(engagement_id, form=form)


@bp.post("/<uuid:engagement_id>/disponibilites/<uuid:indisponibilite_id>/retrait")
@require(Permission.ENGAGEMENT_COMPLETER)
def retrait(engagement_id: uuid.UUID, indisponibilite_id: uuid.UUID) -> Page:
    """Take a day off the list."""
    engagement, droit = queries.get_own(engagement_id, current_user)
    ensure(may_plan(engagement, droit))
    with transaction():
        service.remove_indisponibilite(engagement, indisponibilite_id, auteur=current_user, now=now())
    return done("Ce moment est retiré.", "engagements.disponibilites", engagement_id=engagement_id)


@bp.post("/<uuid:engagement_id>/accueil")
@require(Permission.ENGAGEMENT_COMPLETER)
def accueil(engagement_id: uuid.UUID) -> Page:
    """Say whether the others can be received."""
    engagement, droit = queries.get_own(engagement_id, current_user)
    ensure(may_plan(engagement, droit))
    form = AccueilForm()
    if form.validate_on_submit():
        command, version = form.to_command(), version_of(form)
        try:
            with transaction():
                service.set_accueil(engagement, command, version=version, auteur=current_user, now=now())
            return done("C’est noté.", "engagements.disponibilites", engagement_id=engagement_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _availabilities_page(engagement_id, accueil_form=form)


@bp.post("/<uuid:engagement_id>/disponibilites/completes")
@require(Permission.ENGAGEMENT_COMPLETER)
def completes(engagement_id: uuid.UUID) -> Page:
    """Say that the list is complete."""
    engagement, droit = queries.get_own(engagement_id, current_user)
    ensure(may_plan(engagement, droit))
    with transaction():
        service.complete_disponibilites(engagement, auteur=current_user, now=now())
    return done(
        "Vos disponibilités sont complètes. Nous composons les cohortes et vous écrivons.",
        "engagements.disponibilites",
        engagement_id=engagement_id,
    )


def _availabilities_page(
    engagement_id: uuid.UUID, *, form: IndisponibiliteForm | None = None, accueil_form: AccueilForm | None = None
) -> Page:
    engagement, droit = queries.get_own(engagement_id, current_user)
    typed = form or IndisponibiliteForm(formdata=None)
    hosting = accueil_form or AccueilForm(
        data={
            "version": engagement.version,
            "peut_accueillir": engagement.peut_accueillir,
            "lieu": engagement.lieu_accueil,
        },
        formdata=None,
    )
    html = render_template(
        "engagements/disponibilites.html",
        form=typed,
        accueil_form=hosting,
        modifiable=bool(may_plan(engagement, droit)),
        **_context(engagement),
    )
    return (html, 422) if typed.errors or hosting.errors else html


# Both


@bp.get("/<uuid:engagement_id>/documents/<nom>")
@require(Permission.CANDIDATURE_LIRE)
def document(engagement_id: uuid.UUID, nom: str) -> Response:
    """The letter as produced (`lettre`), or its signed copy (`lettre-signee`)."""
    engagement = queries.get_readable(engagement_id, current_user)
    row = {"lettre": engagement.lettre, "lettre-signee": engagement.lettre_signee}.get(nom)
    if row is None:
        raise Introuvable()
    return send_document(row)


def _context(engagement: Engagement) -> dict[str, Any]:
    progress = queries.progress(engagement)
    zone = queries.zone_of(engagement)
    today = local_day(now(), zone)
    people = holders_on(engagement.candidature, today)
    signers = holders_on(engagement.candidature, engagement.date_signature or today)
    return {
        "engagement": engagement,
        "candidature": engagement.candidature,
        "avancement": progress,
        "etiquette": (LIBELLES_AVANCEMENT[progress], TONS_AVANCEMENT[progress]),
        "trio": [(label, people.get(role)) for role, label in ROLES.items()],
        "signataires": [(label, signers.get(role)) for role, label in ROLES.items()],
        "creneaux": LIBELLES_CRENEAU,
        "niveaux": dict(NIVEAUX),
        "fuseau": zone,
        **_clock_of(engagement),
    }


def _refused(refusal: ActionRefusee, endpoint: str, **values: Any) -> Response:
    flash(refusal.motif, "refus")
    return redirect(url_for(endpoint, **values))


def init_app(app: Flask) -> None:
    """Register the pages of the commitments, and what follows a new representative."""
    after_naming("engagements", service.follow_naming)
    after_giving_up("engagements", service.follow_giving_up)
    register_parcours(queries.earlier_commitments)
    app.register_blueprint(bp)
