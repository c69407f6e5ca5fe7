"""The officer's pages of the derogations of a call: the list with its reasons, give, extend, take back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_login import current_user

from acia.appels.models import Appel
from acia.appels.queries import get_for_officer
from acia.candidatures import service
from acia.candidatures.forms import DerogationForm, ProlongationDerogationForm, RetraitDerogationForm
from acia.candidatures.models import Derogation
from acia.candidatures.policy import may_derogate
from acia.candidatures.queries import frame_of, get_derogation, list_derogations, live_candidature
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import LIBELLES_DEROGATION, NatureDerogation, last_limit
from acia.comptes.preuve import recently_authenticated
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.filters import echeance
from acia.core.forms import HouseForm
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, parse_uuid, require, version_of
from acia.referentiel.models import Departement


def _link(candidature_id: uuid.UUID) -> str:
    return absolute_url("candidatures.dossier", candidature_id=candidature_id)


def _call(code: str) -> Appel:
    """A published call of the officer's territory."""
    appel = get_for_officer(code, current_user)
    if frame_of(appel) is None:
        raise Introuvable()
    return appel


@bp.get("/appels/<code>/derogations")
@require(Permission.CANDIDATURE_INSTRUIRE)
def derogations(code: str) -> Page:
    """Every derogation of a call with its reason: equality of treatment is seen at one glance."""
    appel = _call(code)
    return render_template(
        "candidatures/derogations.html",
        appel=appel,
        lignes=[_as_line(row) for row in list_derogations(current_user, appel.id)],
        **_bounds(appel),
    )


def _bounds(appel: Appel) -> dict[str, Any]:
    """How far the call lets a derogation go, in words, and whether that is already past."""
    frame = frame_of(appel)
    if frame is None or not frame.jours:
        return {"limite_max": "", "passee": False}
    farthest = last_limit(frame)
    return {"limite_max": echeance(farthest, appel.fuseau), "passee": now() >= farthest}


def _as_line(row: Derogation) -> dict[str, Any]:
    dossier = live_candidature(row.appel_id, row.numero_finess)
    libre = row.retiree_at is None and row.utilisee_at is None
    return {
        "derogation": row,
        "nature": LIBELLES_DEROGATION[NatureDerogation(row.nature)],
        "etat": state_of(row),
        "modifiable": libre,
        "prolongations": row.prolongations,
        "adresse": absolute_url("candidatures.nouvelle", appel=row.appel.code, numero=row.numero_finess)
        if libre and dossier is None
        else "",
    }


def state_of(row: Derogation) -> tuple[str, str]:
    """The word and the tone of a derogation."""
    if row.retiree_at is not None:
        return "Retirée", "gris"
    if row.utilisee_at is not None:
        return "A servi", "vert"
    return ("Expirée sans dépôt", "gris") if now() >= row.limite_at else ("En cours", "bleu")


@bp.route("/appels/<code>/derogations/nouvelle", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
@recently_authenticated("accorder une dérogation")
def accorder(code: str) -> Page:
    """Let one establishment deposit after the deadline."""
    appel = _call(code)
    form = DerogationForm(data={"numero": request.args.get("numero", "")})
    if form.validate_on_submit():
        key, command = appel.id, form.to_command()
        if _tried(form, lambda: service.grant_derogation(key, command, auteur=current_user, now=now(), lien=_link)):
            return done(
                "La dérogation est accordée. Les personnes du dossier sont prévenues par courriel.",
                "candidatures.derogations",
                code=code,
            )
        appel = _call(code)
    html = render_template("candidatures/derogation.html", appel=appel, form=form, **_bounds(appel))
    return (html, 422) if form.errors else html


def _tried(form: HouseForm, act: Callable[[], object]) -> bool:
    """Do the act; a refusal is put in the form, where what was typed stays."""
    try:
        with transaction():
            act()
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
        if isinstance(refusal, ConflitVersion):
            form.version.data = ""
        return False
    return True


def _shown(derogation_id: str) -> Derogation:
    """A derogation that the officer may change."""
    row = get_derogation(parse_uuid(derogation_id), current_user)
    departement = db.session.get_one(Departement, row.etablissement.departement_code)
    ensure(may_derogate(current_user, departement.region_code))
    return row


def _change_page(
    derogation_id: str,
    form: ProlongationDerogationForm | RetraitDerogationForm,
    act: Callable[[uuid.UUID], object],
    gabarit: str,
    message: str,
) -> Page:
    row = _shown(derogation_id)
    if form.version.data in (None, ""):
        form.version.data = str(row.version)
    if form.validate_on_submit():
        key, code = row.id, row.appel.code
        if _tried(form, lambda: act(key)):
            return done(message, "candidatures.derogations", code=code)
        row = _shown(derogation_id)
        form.version.data = form.version.data or str(row.version)
    html = render_template(
        gabarit, derogation=row, ligne=_as_line(row), appel=row.appel, form=form, **_bounds(row.appel)
    )
    return (html, 422) if form.errors else html


@bp.route("/derogations/<derogation_id>/prolongation", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
@recently_authenticated("prolonger une dérogation")
def prolonger_derogation(derogation_id: str) -> Page:
    """Move the limit of a derogation later."""
    form = ProlongationDerogationForm()

    def act(key: uuid.UUID) -> object:
        return service.extend_derogation(
            key, form.to_command(), version=version_of(form), auteur=current_user, now=now(), lien=_link
        )

    message = "La dérogation est prolongée. Les personnes du dossier sont prévenues par courriel."
    return _change_page(derogation_id, form, act, "candidatures/derogation_prolongation.html", message)


@bp.route("/derogations/<derogation_id>/retrait", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
@recently_authenticated("retirer une dérogation")
def retirer_derogation(derogation_id: str) -> Page:
    """Take a derogation back before it serves."""
    form = RetraitDerogationForm()

    def act(key: uuid.UUID) -> object:
        motif = form.motif.data or ""
        return service.withdraw_derogation(
            key, motif, version=version_of(form), auteur=current_user, now=now(), lien=_link
        )

    message = "La dérogation est retirée. Les personnes du dossier sont prévenues par courriel."
    return _change_page(derogation_id, form, act, "candidatures/derogation_retrait.html", message)
