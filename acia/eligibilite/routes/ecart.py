"""A departure proposed on a file: another person answers, its author takes it back; on the page of the file."""

from __future__ import annotations

import uuid

from flask_login import current_user

from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, require, version_of
from acia.eligibilite import queries, service
from acia.eligibilite.forms import ReponseEcartForm, RetraitEcartForm
from acia.eligibilite.policy import may_answer_proposal, may_withdraw_proposal
from acia.eligibilite.routes.blueprint import FILE, Page, bp
from acia.eligibilite.routes.examen import file_page, refused

ECART = f"{FILE}/ecarts/<uuid:proposition_id>"


@bp.post(f"{ECART}/reponse")
@require(Permission.ELIGIBILITE_TRANCHER)
def repondre_ecart(candidature_id: uuid.UUID, proposition_id: uuid.UUID) -> Page:
    """Confirm a departure, or refuse it."""
    candidature = queries.get_deposited(candidature_id, current_user)
    ensure(may_answer_proposal(current_user, queries.get_proposal(candidature, proposition_id)))
    form = ReponseEcartForm()
    if form.validate_on_submit():
        command = form.to_command()
        lien = absolute_url("eligibilite.dossier", candidature_id=candidature_id)
        try:
            with transaction():
                service.answer_proposal(
                    candidature, proposition_id, command, version=version_of(form), auteur=current_user, now=now(),
                    lien=lien,
                )  # fmt: skip
            message = (
                "L’écart est confirmé : l’éligibilité est décidée."
                if command.confirme
                else "L’écart est refusé. Son auteur est prévenu ; le dossier reste à décider."
            )
            return done(message, "eligibilite.dossier", candidature_id=candidature_id)
        except ActionRefusee as refusal:
            if queries.living_proposal(candidature_id) is None:
                return refused(refusal, candidature_id)
            apply_refusal(form, refusal)
    return file_page(queries.get_deposited(candidature_id, current_user), reponse_form=form), 422


@bp.post(f"{ECART}/retrait")
@require(Permission.ELIGIBILITE_TRANCHER)
def retirer_ecart(candidature_id: uuid.UUID, proposition_id: uuid.UUID) -> Page:
    """Take back what one has proposed."""
    candidature = queries.get_deposited(candidature_id, current_user)
    ensure(may_withdraw_proposal(current_user, queries.get_proposal(candidature, proposition_id)))
    form = RetraitEcartForm()
    try:
        with transaction():
            service.withdraw_proposal(
                candidature, proposition_id, version=version_of(form), auteur=current_user, now=now()
            )
    except ActionRefusee as refusal:
        return refused(refusal, candidature_id)
    return done(
        "Votre proposition est retirée : le dossier reste à décider.",
        "eligibilite.dossier",
        candidature_id=candidature_id,
    )
