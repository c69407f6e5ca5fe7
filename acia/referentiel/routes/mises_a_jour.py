"""Pages of the updates: send a file, read the differences it would make, apply it; the imports, and the return."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import redirect, render_template, url_for
from flask_login import current_user

from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.filters import NBSP, pluriel
from acia.core.permissions import Permission, may
from acia.core.web import apply_refusal, done, now, require
from acia.referentiel import queries, service
from acia.referentiel.differences import LIBELLES_CHANGEMENT
from acia.referentiel.forms import FichierForm, RetourForm
from acia.referentiel.models import EtatMiseAJour, Instantane, MiseAJour, Portee
from acia.referentiel.routes.blueprint import Page, bp
from acia.referentiel.service.fichiers import forget_file

ETATS: Final = {
    EtatMiseAJour.EN_LECTURE: ("En lecture", "bleu"),
    EtatMiseAJour.PRETE: ("À relire", "ambre"),
    EtatMiseAJour.APPLICATION: ("En cours d’application", "bleu"),
    EtatMiseAJour.REFUSEE: ("Refusé", "rouge"),
    EtatMiseAJour.APPLIQUEE: ("Appliqué", "vert"),
    EtatMiseAJour.ABANDONNEE: ("Abandonné", "gris"),
}
MONTRES: Final = 200
"""Establishments listed for each kind of change."""


@bp.route("/mises-a-jour", methods=["GET", "POST"])
@require(Permission.REGISTRE_METTRE_A_JOUR)
def mises_a_jour() -> Page:
    """The files already sent, and a new one to send."""
    form = FichierForm()
    if form.validate_on_submit():
        contenu, nom = form.fichier.data.read(), form.fichier.data.filename or "registre"
        try:
            with transaction():
                row = service.receive_file(
                    nom,
                    contenu,
                    source=form.source.data or "",
                    portee=Portee(form.portee.data),
                    auteur=current_user,
                    now=now(),
                )
                key = row.id
            return redirect(url_for("referentiel.mise_a_jour", mise_a_jour_id=key))
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    html = render_template(
        "referentiel/mises_a_jour.html",
        form=form,
        mises_a_jour=queries.list_updates(),
        etats=ETATS,
        instantane=queries.latest_snapshot(),
    )
    return (html, 422) if form.errors else html


@bp.get("/mises-a-jour/<uuid:mise_a_jour_id>")
@require(Permission.REGISTRE_METTRE_A_JOUR)
def mise_a_jour(mise_a_jour_id: uuid.UUID) -> Page:
    """What a file would change, and the files and verdicts it touches."""
    return _page(queries.get_update(mise_a_jour_id))


def _page(row: MiseAJour, refus: str = "") -> str:
    dernier = queries.latest_snapshot()
    return render_template(
        "referentiel/mise_a_jour.html",
        m=row,
        etat=ETATS[EtatMiseAJour(row.etat)],
        donnees_du=date.fromisoformat(row.bilan["date_donnees"]) if row.bilan else None,
        groupes=_groups(row),
        montres=MONTRES,
        refus=refus,
        depassee=row.etat == EtatMiseAJour.PRETE and row.base_id != (dernier.id if dernier else None),
        changent=[d for d in row.dossiers.get("dossiers", []) if d["verdict"]],
        autres=[d for d in row.dossiers.get("dossiers", []) if not d["verdict"]],
    )


def _groups(row: MiseAJour) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """The changes by nature, in the order they are read; an establishment stands under each of its own."""
    groups = [
        (nature.value, libelle, [d for d in row.differences if nature in d["natures"]])
        for nature, libelle in LIBELLES_CHANGEMENT.items()
    ]
    return [group for group in groups if group[2]]


def _refused(act: Callable[..., object], mise_a_jour_id: uuid.UUID) -> Page | None:
    """Do an act on a file that was sent; its page with the refusal when there is one."""
    try:
        with transaction():
            act(mise_a_jour_id, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        return _page(queries.get_update(mise_a_jour_id), refusal.motif), 422
    return None


@bp.post("/mises-a-jour/<uuid:mise_a_jour_id>/relecture")
@require(Permission.REGISTRE_METTRE_A_JOUR)
def relire(mise_a_jour_id: uuid.UUID) -> Page:
    """Compute the differences again, on the register as it is now."""
    here = redirect(url_for("referentiel.mise_a_jour", mise_a_jour_id=mise_a_jour_id))
    return _refused(service.read_again, mise_a_jour_id) or here


@bp.post("/mises-a-jour/<uuid:mise_a_jour_id>/application")
@require(Permission.REGISTRE_METTRE_A_JOUR)
def appliquer(mise_a_jour_id: uuid.UUID) -> Page:
    """Ask the worker to bring the register to what the file says."""
    here = redirect(url_for("referentiel.mise_a_jour", mise_a_jour_id=mise_a_jour_id))
    return _refused(service.confirm_update, mise_a_jour_id) or here


@bp.post("/mises-a-jour/<uuid:mise_a_jour_id>/abandon")
@require(Permission.REGISTRE_METTRE_A_JOUR)
def abandonner(mise_a_jour_id: uuid.UUID) -> Page:
    """Give the file up."""
    refused = _refused(service.abandon_update, mise_a_jour_id)
    if refused:
        return refused
    forget_file(mise_a_jour_id)
    return done("La mise à jour est abandonnée : le registre n’a pas changé.", "referentiel.mises_a_jour")


@bp.get("/instantanes")
@require(Permission.REGISTRE_LIRE)
def instantanes() -> Page:
    """Every import of the register, and which one is in use."""
    return _snapshots(RetourForm(formdata=None))


@bp.post("/instantanes/<uuid:instantane_id>/annulation")
@require(Permission.REGISTRE_METTRE_A_JOUR)
def annuler(instantane_id: uuid.UUID) -> Page:
    """Undo the last import."""
    form = RetourForm()
    if form.validate_on_submit():
        try:
            with transaction():
                retour = service.revert_import(instantane_id, motif=form.motif.data, auteur=current_user, now=now())
            return done(
                f"L’import est annulé : {pluriel(retour.remis, 'établissement remis', 'établissements remis')} comme "
                f"avant, {pluriel(retour.retires, 'retiré', 'retirés')}. Aucun verdict n’a changé.",
                "referentiel.instantanes",
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return _snapshots(form), 422


def _snapshots(form: RetourForm) -> str:
    dernier = queries.latest_snapshot()
    return render_template(
        "referentiel/instantanes.html",
        instantanes=[(row, _state(row, dernier)) for row in queries.list_snapshots()],
        actes=queries.acts_on_snapshots(),
        dernier=dernier,
        form=form,
        peut_mettre_a_jour=may(current_user.role_enum, Permission.REGISTRE_METTRE_A_JOUR),
    )


def _state(row: Instantane, dernier: Instantane | None) -> tuple[str, str]:
    if row.annule_at is not None:
        return "Annulé", "rouge"
    return (f"En{NBSP}service", "vert") if dernier is not None and row.id == dernier.id else ("Remplacé", "gris")
