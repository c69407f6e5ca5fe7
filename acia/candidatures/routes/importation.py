"""Files gathered elsewhere: send a table, say what its columns are, try it, take it over."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from acia.appels.models import EtatAppel
from acia.appels.queries import list_appels_for
from acia.candidatures import service
from acia.candidatures.forms import OptionsForm, TableauForm, columns_form
from acia.candidatures.models import EtatCandidature, EtatImportation, Importation
from acia.candidatures.queries import Issue, essai_of, get_importation, list_importations, list_modeles
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import CHAMPS_IMPORT
from acia.candidatures.workflow import LIBELLES_ETAT, TONS_ETAT
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.tableurs import read_tableau
from acia.core.web import absolute_url, apply_refusal, done, now, parse_uuid, require

LIBELLES_ISSUE = {
    Issue.CREEE: ("À créer", "vert"),
    Issue.DEJA: ("Déjà là", "gris"),
    Issue.ECARTEE: ("Laissée de côté", "rouge"),
}
_ETATS_IMPORT = {
    EtatImportation.OUVERTE: ("En préparation", "ambre"),
    EtatImportation.FAITE: ("Importé", "vert"),
    EtatImportation.ABANDONNEE: ("Abandonné", "gris"),
}


@bp.route("/importations", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def importations() -> Page:
    """The tables already sent, and a new one to send."""
    appels = [appel for appel in list_appels_for(current_user) if appel.etat == EtatAppel.PUBLIE]
    form = TableauForm(appels)
    if form.validate_on_submit():
        appel = next(appel for appel in appels if appel.code == form.appel.data)
        content, nom = form.fichier.data.read(), form.fichier.data.filename or ""
        try:
            tableau = read_tableau(content)
            with transaction():
                row = service.open_importation(appel, nom, content, tableau, auteur=current_user, now=now())
        except ActionRefusee as refusal:
            refusal.champ = refusal.champ or "fichier"
            apply_refusal(form, refusal)
        else:
            return redirect(url_for("candidatures.colonnes", importation_id=row.id))
    html = render_template(
        "candidatures/importations.html", form=form, importations=list_importations(current_user), etats=_ETATS_IMPORT
    )
    return (html, 422) if form.errors else html


@bp.route("/importations/<importation_id>/colonnes", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def colonnes(importation_id: str) -> Page:
    """Which column fills which field, with sample values."""
    row = get_importation(parse_uuid(importation_id), current_user)
    if row.etat != EtatImportation.OUVERTE:
        return redirect(url_for("candidatures.importation", importation_id=row.id))
    modeles, key = list_modeles(current_user), row.id
    chosen = next((m for m in modeles if str(m.id) == request.args.get("modele")), None)
    form = columns_form(row.colonnes, dict(chosen.association if chosen else row.association))
    if form.validate_on_submit():
        try:
            with transaction():
                service.associate_columns(key, form.association, form.modele.data or "", auteur=current_user, now=now())
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect(url_for("candidatures.importation", importation_id=key))
    row = get_importation(key, current_user)
    html = render_template(
        "candidatures/colonnes.html",
        importation=row,
        form=form,
        modeles=modeles,
        champs=[champ.code for champ in CHAMPS_IMPORT],
        exemples=_samples(row),
    )
    return (html, 422) if form.errors else html


def _samples(row: Importation) -> list[tuple[str, str]]:
    """For each column, the first values it holds."""
    found = []
    for rank, titre in enumerate(row.colonnes):
        values = [ligne[rank] for ligne in row.lignes[:50] if ligne[rank]][:3]
        found.append((titre, " · ".join(value[:80] for value in values)))
    return found


@bp.route("/importations/<importation_id>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def importation(importation_id: str) -> Page:
    """The dry run, line by line, with what is consented to; then the report."""
    row = get_importation(parse_uuid(importation_id), current_user)
    form = OptionsForm(data=row.options)
    if form.validate_on_submit():
        key = row.id
        with transaction():
            service.choose_options(
                key,
                zeros=form.zeros.data,
                incomplets=form.incomplets.data,
                ecrire=form.ecrire.data,
                auteur=current_user,
                now=now(),
            )
        return redirect(url_for("candidatures.importation", importation_id=key))
    fait = row.etat != EtatImportation.OUVERTE
    lignes = row.rapport if fait else [ligne.as_report() for ligne in essai_of(row, current_user, now())]
    html = render_template(
        "candidatures/importation.html",
        importation=row,
        form=form,
        fait=fait,
        etat=_ETATS_IMPORT[EtatImportation(row.etat)],
        lignes=[_in_words(ligne, row, fait) for ligne in lignes],
        comptes={issue.value: sum(ligne["issue"] == issue for ligne in lignes) for issue in Issue},
        prefixe=url_for("candidatures.boite"),
    )
    return (html, 422) if form.errors else html


def _in_words(ligne: dict[str, Any], row: Importation, fait: bool) -> dict[str, Any]:
    """A line of the dry run or of the report, its problems under the titles of their columns."""
    issue, etat = Issue(ligne["issue"]), EtatCandidature(ligne["etat"])
    mot = ("Créé", "vert") if fait and issue is Issue.CREEE else LIBELLES_ISSUE[issue]
    tags = [mot, (LIBELLES_ETAT[etat], TONS_ETAT[etat])] if issue is Issue.CREEE else [mot]
    return {
        **ligne,
        "tags": tags,
        "ouvrable": bool(ligne["numero"]),
        "problemes": [
            (row.association.get(champ, ""), phrase, bloquant) for champ, phrase, bloquant in ligne["problemes"]
        ],
    }


@bp.post("/importations/<importation_id>/import")
@require(Permission.CANDIDATURE_INSTRUIRE)
def importer(importation_id: str) -> Page:
    """Create the files."""
    key = get_importation(parse_uuid(importation_id), current_user).id
    with transaction():
        lien = absolute_url("comptes.connexion")
        service.perform_importation(
            key, auteur=current_user, now=now(), lien=lien, verification=absolute_url("candidatures.verifier")
        )
    return redirect(url_for("candidatures.importation", importation_id=key))


@bp.post("/importations/<importation_id>/abandon")
@require(Permission.CANDIDATURE_INSTRUIRE)
def abandonner_importation(importation_id: str) -> Page:
    """Give the table up."""
    key = get_importation(parse_uuid(importation_id), current_user).id
    with transaction():
        service.abandon_importation(key, auteur=current_user, now=now())
    return done("L’import est abandonné, et le tableau oublié.", "candidatures.importations")
