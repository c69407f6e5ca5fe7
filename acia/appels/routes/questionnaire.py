"""The officers' pages on the questions of a file: how they are worded, part by part, and the versions of a call."""

from __future__ import annotations

from flask_login import current_user

from acia.appels import queries, service
from acia.appels.forms import wording_form, wording_typed, wording_values
from acia.appels.models import EtatAppel
from acia.appels.routes.blueprint import Page, bp, form_page
from acia.appels.rules import PARTIES
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, now, require, version_of


@bp.get("/gestion/<code>/formulaire")
@require(Permission.APPEL_GERER)
def formulaire(code: str) -> Page:
    """The questions of the call, and the versions of their wording."""
    appel = queries.get_for_officer(code, current_user)
    versions = queries.list_versions(appel.id)
    return form_page(
        "appels/formulaire.html",
        wording_form(())(),
        appel=appel,
        questionnaire=queries.questionnaire_of(appel.id),
        parties=PARTIES,
        versions=versions,
        auteurs=queries.authors_of(versions),
        publie=appel.etat == EtatAppel.PUBLIE,
    )


@bp.route("/gestion/<code>/formulaire/<section>", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def libelles(code: str, section: str) -> Page:
    """Change the wording of a part."""
    partie = next((p for p in PARTIES if p.code == section), None)
    if partie is None:
        raise Introuvable()
    appel = queries.get_for_officer(code, current_user)
    questions = queries.questionnaire_of(appel.id).of_section(section)
    form = wording_form(questions)(data={**wording_values(questions), "version": appel.version})
    if form.validate_on_submit():
        command = wording_typed(form, questions)
        try:
            with transaction():
                service.edit_questions(appel.id, command, version=version_of(form), auteur=current_user, now=now())
            return done("Les libellés sont enregistrés.", "appels.formulaire", code=code)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            if isinstance(refusal, ConflitVersion):
                # Once told, sending again is done knowingly: the form now stands on what is stored.
                form.version.data = str(appel.version)
    return form_page(
        "appels/libelles.html",
        form,
        appel=appel,
        partie=partie,
        questions=questions,
        publie=appel.etat == EtatAppel.PUBLIE,
    )
