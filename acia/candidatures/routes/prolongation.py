"""The officer's page that moves a deadline for all."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from acia.appels.queries import get_for_officer, list_prolongations
from acia.appels.service import ReportDateLimite
from acia.candidatures import service
from acia.candidatures.forms import ProlongationForm
from acia.candidatures.routes.blueprint import Page, bp
from acia.comptes.preuve import recently_authenticated
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.filters import echeance
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, now, require, version_of


@bp.route("/appels/<code>/prolongation", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
@recently_authenticated("reporter la date limite de l’appel")
def prolongation(code: str) -> Page:
    """Move the deadline of a published call for all, with its reason."""
    appel = get_for_officer(code, current_user)
    if appel.publie_at is None or appel.cloture_at is None:
        raise Introuvable()
    form = ProlongationForm(data={"version": appel.version})
    if form.validate_on_submit():
        command = ReportDateLimite(form.date_limite.data, form.motif.data or "")
        key, lien = appel.id, absolute_url("appels.page", code=code)
        try:
            with transaction():
                row = service.extend_for_all(
                    key, command, version=version_of(form), auteur=current_user, now=now(), lien=lien
                )
                limite = echeance(row.nouvelle_at, appel.fuseau)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            appel = get_for_officer(code, current_user)
            if isinstance(refusal, ConflitVersion):
                form.version.data = str(appel.version)
        else:
            message = (
                f"La date limite est reportée au {limite}. Toutes les personnes qui ont un dossier sont prévenues."
            )
            return done(message, "appels.preparation", code=code)
    html = render_template(
        "candidatures/prolongation.html",
        appel=appel,
        form=form,
        passees=list_prolongations(appel.id),
    )
    return (html, 422) if form.errors else html
