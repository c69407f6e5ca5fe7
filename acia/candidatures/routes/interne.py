"""What officers keep beside a file: who follows it, labels, internal notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_login import current_user

from acia.candidatures import service
from acia.candidatures.forms import (
    AttributionForm,
    EtiquetteForm,
    EtiquettesForm,
    NoteInterneForm,
    NoteRepriseForm,
    keys_of,
)
from acia.candidatures.models import Candidature
from acia.candidatures.policy import may_change_note, may_examine
from acia.candidatures.queries import (
    charge_of,
    get_note,
    get_readable,
    labels_in_use,
    list_etiquettes,
    list_officers,
    notes_of,
    origine_of,
    posed_on,
)
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.routes.boite import my_regions
from acia.candidatures.routes.instruction import officer_page
from acia.comptes.rules import fingerprint
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, parse_uuid, require


def internal_panel(row: Candidature, **forms: Any) -> dict[str, Any]:
    """What the officer's page shows of it; `forms` are those being corrected."""
    charge, posees = charge_of(row.id), posed_on(row.id)
    etiquettes = [e for e in list_etiquettes(current_user) if e.region_code == row.region_code]
    fresh: dict[str, Callable[[], Any]] = {
        "attribution": lambda: AttributionForm(
            list_officers([row.region_code]),
            formdata=None,
            data={"avant": str(charge.utilisateur_id) if charge else ""},
        ),
        "etiquettes": lambda: EtiquettesForm(
            etiquettes, formdata=None, data={"etiquettes": [str(p.etiquette_id) for p in posees]}
        ),
        "note": lambda: NoteInterneForm(formdata=None),
    }
    return {
        "charge": charge,
        "posees": [(p.etiquette.nom, p.etiquette.ton) for p in posees],
        "etiquettes_connues": bool(etiquettes),
        "notes": notes_of(row.id),
        "moi": current_user.id,
        "origine": origine_of(row.id),
        "forms": {nom: forms.get(nom) or make() for nom, make in fresh.items()},
    }


def _examined(candidature_id: str) -> Candidature:
    row, _ = get_readable(parse_uuid(candidature_id), current_user)
    if not may_examine(current_user, row):
        raise Introuvable()
    return row


@bp.post("/<candidature_id>/suivi-par")
@require(Permission.CANDIDATURE_INSTRUIRE)
def confier(candidature_id: str) -> Page:
    """Hand the file over."""
    row = _examined(candidature_id)
    key, form = row.id, AttributionForm(list_officers([row.region_code]))
    if form.validate_on_submit():
        lien = absolute_url("candidatures.dossier", candidature_id=key)
        try:
            with transaction():
                service.assign_candidature(key, form.to_command(), auteur=current_user, now=now(), lien=lien)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return done("Le dossier a changé de mains.", "candidatures.dossier", candidature_id=key)
    row = _examined(candidature_id)
    return officer_page(row, internal_panel(row, attribution=form)), 422


@bp.post("/<candidature_id>/etiquettes")
@require(Permission.CANDIDATURE_INSTRUIRE)
def etiqueter(candidature_id: str) -> Page:
    """Set the labels of the file."""
    row = _examined(candidature_id)
    here = [e for e in list_etiquettes(current_user) if e.region_code == row.region_code]
    key, form = row.id, EtiquettesForm(here)
    if form.validate_on_submit():
        with transaction():
            service.set_labels(key, frozenset(keys_of(form.etiquettes.data or [])), auteur=current_user, now=now())
        return done("Les étiquettes sont à jour.", "candidatures.dossier", candidature_id=key)
    return officer_page(row, internal_panel(row, etiquettes=form)), 422


@bp.post("/<candidature_id>/notes-internes")
@require(Permission.CANDIDATURE_INSTRUIRE)
def noter(candidature_id: str) -> Page:
    """Add an internal note."""
    row = _examined(candidature_id)
    key, form = row.id, NoteInterneForm()
    if form.validate_on_submit():
        with transaction():
            service.add_note(key, form.texte.data or "", auteur=current_user, now=now())
        return done("La note est enregistrée.", "candidatures.dossier", candidature_id=key)
    return officer_page(row, internal_panel(row, note=form)), 422


@bp.route("/<candidature_id>/notes-internes/<note_id>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def reprendre_note(candidature_id: str, note_id: str) -> Page:
    """Write one's own note again, or remove it."""
    row = _examined(candidature_id)
    note = get_note(row.id, parse_uuid(note_id))
    ensure(may_change_note(current_user, note))
    form = NoteRepriseForm(data={"texte": note.texte, "avant": fingerprint(note.texte)})
    key, which = row.id, note.id
    if request.form.get("acte") == "retirer":
        with transaction():
            service.remove_note(key, which, auteur=current_user, now=now())
        return done("La note est retirée.", "candidatures.dossier", candidature_id=key)
    if form.validate_on_submit():
        texte, avant = form.texte.data or "", form.avant.data or ""
        try:
            with transaction():
                service.change_note(key, which, texte, avant=avant, auteur=current_user, now=now())
            return done("La note est modifiée.", "candidatures.dossier", candidature_id=key)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    html = render_template("candidatures/note.html", dossier=_examined(candidature_id), form=form)
    return (html, 422) if form.errors else html


@bp.route("/etiquettes", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def etiquettes() -> Page:
    """The labels of the officer's régions."""
    regions = my_regions()
    form = EtiquetteForm(regions)
    if form.validate_on_submit():
        nom, ton, region = form.nom.data or "", form.ton.data, form.region.data
        try:
            with transaction():
                service.create_etiquette(region, nom, ton, auteur=current_user, now=now())
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return done(f"L’étiquette « {nom} » est créée.", "candidatures.etiquettes")
    html = render_template(
        "candidatures/etiquettes.html",
        form=form,
        etiquettes=list_etiquettes(current_user),
        usages=labels_in_use(current_user),
        regions={region.code: region.nom for region in regions},
    )
    return (html, 422) if form.errors else html


@bp.post("/etiquettes/<etiquette_id>/suppression")
@require(Permission.CANDIDATURE_INSTRUIRE)
def supprimer_etiquette(etiquette_id: str) -> Page:
    """Delete a label that no file bears."""
    key = parse_uuid(etiquette_id)
    with transaction():
        service.delete_etiquette(key, auteur=current_user, now=now())
    return done("L’étiquette est supprimée.", "candidatures.etiquettes")
