"""Acts on several files: choose, preview, do once, report."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from acia.candidatures import service
from acia.candidatures.forms import ActeGroupeForm, GroupeForm, keys_of
from acia.candidatures.models import ActeGroupe, EtatActe
from acia.candidatures.queries import Filtre, colleagues_of, found_ids, get_acte, list_etiquettes
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.routes.boite import search_of
from acia.candidatures.rules import LIBELLES_ACTE, LIBELLES_EFFET, LIBELLES_FAIT, LIMITE_GROUPE, Acte, Effet
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.web import absolute_url, now, parse_uuid, require


@bp.post("/groupes")
@require(Permission.CANDIDATURE_INSTRUIRE)
def preparer_groupe() -> Page:
    """Prepare an act on the files chosen, or on all those of the search."""
    form = GroupeForm(colleagues_of(current_user), list_etiquettes(current_user))
    args = MultiDict(parse_qsl(form.requete.data or ""))
    back = f"{url_for('candidatures.boite')}?{search_of(args)}"
    if not form.validate_on_submit():
        flash(" ".join(message for messages in form.errors.values() for message in messages), "refus")
        return redirect(back)
    if request.form.get("portee") == "toutes":
        ids = tuple(found_ids(current_user, Filtre.of(args), LIMITE_GROUPE + 1))
    else:
        ids = keys_of(request.form.getlist("choix"))
    try:
        with transaction():
            acte = service.prepare_acte(form.to_command(ids), auteur=current_user, now=now())
    except ActionRefusee as refusal:
        flash(refusal.motif, "refus")
        return redirect(back)
    return redirect(url_for("candidatures.groupe", acte_id=acte.id))


@bp.route("/groupes/<acte_id>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def groupe(acte_id: str) -> Page:
    """What the act will do, line by line; then do it; then its report."""
    key, form = parse_uuid(acte_id), ActeGroupeForm()
    if form.validate_on_submit():
        with transaction():
            lien = absolute_url("candidatures.boite", charge="moi")
            service.perform_acte(key, auteur=current_user, now=now(), lien=lien)
        return redirect(url_for("candidatures.groupe", acte_id=key))
    acte = get_acte(key, current_user)
    return _page(acte, form)


def _page(acte: ActeGroupe, form: ActeGroupeForm) -> str:
    fait = acte.etat == EtatActe.FAIT
    mots = LIBELLES_FAIT if fait else LIBELLES_EFFET
    lignes = [{**line, "mot": mots[Effet(line["effet"])]} for line in acte.lignes]
    return render_template(
        "candidatures/groupe.html",
        acte=acte,
        titre=LIBELLES_ACTE[Acte(acte.acte)],
        form=form,
        fait=fait,
        lignes=sorted(lignes, key=lambda line: list(Effet).index(Effet(line["effet"]))),
        comptes={effet.value: sum(line["effet"] == effet for line in lignes) for effet in Effet},
        prefixe=url_for("candidatures.boite"),
    )
