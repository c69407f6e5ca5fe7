"""The officers' pages: their calls, the preparation of one by sections, its publication."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from acia.appels import queries, service
from acia.appels.forms import (
    CalendrierForm,
    ContactForm,
    CreationForm,
    ExamenForm,
    GrilleForm,
    PiecesForm,
    PresentationForm,
    PublicationForm,
    WebinaireForm,
    places_typed,
    territoire_form,
)
from acia.appels.models import Appel, EtatAppel
from acia.appels.policy import may_edit
from acia.appels.routes.blueprint import Page, bp, cancel_link, form_page, statut_affiche
from acia.appels.rules import (
    LIBELLES_SECTION,
    SECTIONS_VIVANTES,
    SectionAppel,
    check_appel,
    is_publishable,
)
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.forms import VersionedForm, as_choices
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, ensure, now, require, version_of
from acia.referentiel.models import Departement
from acia.referentiel.queries import list_departements, list_regions

_EDITIONS: dict[SectionAppel, Callable[..., None]] = {
    SectionAppel.PRESENTATION: service.edit_presentation,
    SectionAppel.CALENDRIER: service.edit_calendrier,
    SectionAppel.WEBINAIRE: partial(service.edit_webinaire, lien=cancel_link),
    SectionAppel.GRILLE: service.edit_grille,
    SectionAppel.PIECES: service.edit_pieces,
    SectionAppel.EXAMEN: service.edit_examen,
    SectionAppel.CONTACT: service.edit_contact,
}
_FORMS: dict[SectionAppel, Any] = {
    SectionAppel.PRESENTATION: PresentationForm,
    SectionAppel.CALENDRIER: CalendrierForm,
    SectionAppel.WEBINAIRE: WebinaireForm,
    SectionAppel.GRILLE: GrilleForm,
    SectionAppel.PIECES: PiecesForm,
    SectionAppel.EXAMEN: ExamenForm,
    SectionAppel.CONTACT: ContactForm,
}
_CHAMPS = {
    SectionAppel.PRESENTATION: "appels/parties/presentation.html",
    SectionAppel.CALENDRIER: "appels/parties/calendrier.html",
    SectionAppel.WEBINAIRE: "appels/parties/webinaire.html",
    SectionAppel.TERRITOIRE: "appels/parties/territoire.html",
    SectionAppel.GRILLE: "appels/parties/grille.html",
    SectionAppel.PIECES: "appels/parties/pieces.html",
    SectionAppel.EXAMEN: "appels/parties/examen.html",
    SectionAppel.CONTACT: "appels/parties/contact.html",
}


@bp.get("/gestion")
@require(Permission.APPEL_GERER)
def gestion() -> Page:
    """The calls of the officer's territory."""
    return render_template("appels/gestion.html", appels=queries.list_appels_for(current_user), statut=statut_affiche)


@bp.route("/gestion/nouveau", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def nouveau() -> Page:
    """Create a call."""
    form = CreationForm()
    known = [(a.code, a.titre) for a in queries.list_appels_for(current_user)]
    form.modele.choices = as_choices([("", "Le modèle national"), *known])
    if form.validate_on_submit():
        command = form.to_command()
        try:
            with transaction():
                service.create_appel(command, auteur=current_user, now=now())
            return done(
                "L’appel est créé. Complétez ses parties, puis publiez-le.", "appels.preparation", code=command.code
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return form_page("appels/nouveau.html", form)


@bp.get("/gestion/<code>")
@require(Permission.APPEL_GERER)
def preparation(code: str) -> Page:
    """The checklist of a call: what is ready, what is missing, then its publication."""
    appel = queries.get_for_officer(code, current_user)
    return _preparation_page(appel, PublicationForm(data={"version": appel.version}))


def _preparation_page(appel: Appel, form: PublicationForm) -> str:
    places = queries.places_of(appel.id)
    controles = check_appel(queries.facts_of(appel, places))
    return render_template(
        "appels/preparation.html",
        appel=appel,
        form=form,
        controles=controles,
        sections=LIBELLES_SECTION,
        publie=appel.etat == EtatAppel.PUBLIE,
        publiable=is_publishable(controles),
        statut=statut_affiche(appel),
        places=places,
        vivantes=SECTIONS_VIVANTES,
        questions=queries.count_waiting(appel.id),
        inscrits=queries.count_sign_ups(appel.id),
        version_questions=queries.questionnaire_of(appel.id).numero,
    )


@bp.post("/gestion/<code>/publication")
@require(Permission.APPEL_GERER)
def publication(code: str) -> Page:
    """Publish the call: framework and grid are frozen."""
    appel = queries.get_for_officer(code, current_user)
    form = PublicationForm()
    if not form.validate_on_submit():
        return _preparation_page(appel, form), 422
    try:
        with transaction():
            service.publish_appel(appel.id, version=version_of(form), auteur=current_user, now=now())
    except ActionRefusee as refusal:
        flash(refusal.motif, "refus")
        return redirect(url_for("appels.preparation", code=code))
    return done("L’appel est publié : sa page est ouverte à tous.", "appels.preparation", code=code)


@bp.route("/gestion/<code>/<section>", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def edition(code: str, section: str) -> Page:
    """Edit one section of a call."""
    if section not in list(SectionAppel):
        raise Introuvable()
    appel = queries.get_for_officer(code, current_user)
    partie = SectionAppel(section)
    if partie not in SECTIONS_VIVANTES:
        ensure(may_edit(appel))
    if partie is SectionAppel.TERRITOIRE:
        return _edit_territoire(appel)
    form = _opened(partie, appel)
    if form.validate_on_submit():
        command = form.to_command()
        refusal = _save(lambda: _EDITIONS[partie](
            appel.id, command, version=version_of(form), auteur=current_user, now=now()
        ))  # fmt: skip
        if refusal is None:
            return done(f"Partie « {LIBELLES_SECTION[partie]} » enregistrée.", "appels.preparation", code=code)
        _show_refusal(form, refusal, appel)
    return _edition_page(partie, form, appel)


def _opened(partie: SectionAppel, appel: Appel) -> Any:
    kind = _FORMS[partie]
    return kind(data={**kind.values_of(appel), "version": appel.version})


def _show_refusal(form: VersionedForm, refusal: ActionRefusee, appel: Appel) -> None:
    apply_refusal(form, refusal)
    if isinstance(refusal, ConflitVersion):
        # Once told, sending again is done knowingly: the form now stands on what is stored.
        form.version.data = str(appel.version)


def _save(act: Callable[[], None]) -> ActionRefusee | None:
    try:
        with transaction():
            act()
    except ActionRefusee as refusal:
        return refusal
    return None


def _edit_territoire(appel: Appel) -> Page:
    offered = _offered_departements(appel)
    places = {f"places_{d.departement_code}": d.places for d in appel.departements}
    form: VersionedForm = territoire_form(offered)(data={**places, "version": appel.version})
    code = appel.code
    if form.validate_on_submit():
        typed = places_typed(form)
        refusal = _save(
            lambda: service.edit_territoire(appel.id, typed, version=version_of(form), auteur=current_user, now=now())
        )
        if refusal is None:
            return done("Partie « Départements et places » enregistrée.", "appels.preparation", code=code)
        _show_refusal(form, refusal, appel)
    noms = {region.code: region.nom for region in list_regions()}
    groupes = [
        (noms[region], [form[f"places_{d.code}"] for d in membres])
        for region, membres in groupby(sorted(offered, key=_by_region), key=lambda d: d.region_code)
    ]
    return _edition_page(SectionAppel.TERRITOIRE, form, appel, groupes=groupes)


def _by_region(departement: Departement) -> tuple[str, str]:
    return departement.region_code, departement.code


def _offered_departements(appel: Appel) -> list[Departement]:
    """Her own territory, and what the call already lists."""
    listed = {d.departement_code for d in appel.departements}
    return [d for d in list_departements() if d.code in listed or current_user.covers_region(d.region_code)]


def _edition_page(partie: SectionAppel, form: VersionedForm, appel: Appel, **context: Any) -> Page:
    return form_page(
        "appels/edition.html",
        form,
        appel=appel,
        section=partie.value,
        champs=_CHAMPS[partie],
        titre=LIBELLES_SECTION[partie],
        **context,
    )
