"""The officer's inbox: search, columns, sort, saved searches."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from acia.appels.queries import list_appels_for
from acia.candidatures import service
from acia.candidatures.forms import GroupeForm, VueForm
from acia.candidatures.models import EtatCandidature, VueEnregistree
from acia.candidatures.queries import (
    Filtre,
    colleagues_of,
    criteres,
    list_etiquettes,
    list_inbox,
    list_vues,
    suspensions_by_file,
)
from acia.candidatures.queries.boite import PAR_PAGE, TAILLES, TRI, TRIS
from acia.candidatures.queries.filtres import CHAMPS, MOI, PERSONNE
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.screen import columns_known, columns_wanted, lines_of
from acia.candidatures.workflow import LIBELLES_ETAT
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.web import done, now, parse_uuid, require
from acia.referentiel.models import Region
from acia.referentiel.queries import list_departements, list_regions

_ETATS = (
    EtatCandidature.DEPOSEE,
    EtatCandidature.EN_INSTRUCTION,
    EtatCandidature.CLOSE,
    EtatCandidature.RETIREE,
    EtatCandidature.REMPLACEE,
)
_LIBELLES_TRI = (
    ("-recu", "Les plus récentes d’abord"),
    ("recu", "Les plus anciennes d’abord"),
    ("nom", "Par nom"),
    ("commune", "Par commune"),
    ("departement", "Par département"),
    ("charge", "Par personne qui suit"),
    ("etat", "Par état"),
    ("numero", "Par numéro"),
)


def search_of(args: MultiDict[str, str]) -> str:
    """The search of an address as a query string: known names only, in one order, whatever was typed beside."""
    known = (*CHAMPS, *(c.nom for c in criteres()), "tri", "par", "col")
    pairs = [(nom, value) for nom in known for value in args.getlist(nom) if value]
    return urlencode(pairs)


def my_regions() -> list[Region]:
    """The régions of the person."""
    return [region for region in list_regions() if current_user.covers_region(region.code)]


@bp.get("/")
@require(Permission.CANDIDATURE_INSTRUIRE)
def boite() -> Page:
    """The deposited files of the officer's territory."""
    filtre, tri = Filtre.of(request.args), request.args.get("tri", TRI)
    par = request.args.get("par", PAR_PAGE, type=int)
    par = par if par in TAILLES else PAR_PAGE
    colonnes = columns_wanted(request.args.getlist("col"))
    appels = list_appels_for(current_user)
    page = list_inbox(current_user, filtre, request.args.get("page", 1, type=int), tri=tri, par=par)
    etiquettes, officers, regions = list_etiquettes(current_user), colleagues_of(current_user), my_regions()
    requete = search_of(request.args)
    return render_template(
        "candidatures/boite.html",
        boite=page,
        lignes=lines_of(page, colonnes, {appel.id: appel for appel in appels}, suspensions_by_file(), now()),
        prefixe=url_for("candidatures.boite"),
        filtre=filtre,
        requete=requete,
        champs=_fields(filtre, appels, etiquettes, officers, regions),
        colonnes=[_header(nom, tri, requete) for nom in colonnes],
        choix_colonnes=[(nom, titre, nom in colonnes) for nom, (titre, _) in columns_known().items()],
        tris=_LIBELLES_TRI,
        tri=tri,
        tailles=TAILLES,
        vues=[_as_link(vue) for vue in list_vues(current_user)],
        vue_form=VueForm(regions, formdata=None, data={"requete": requete}),
        groupe_form=GroupeForm(officers, etiquettes, formdata=None, data={"requete": requete}),
        url_page=lambda numero: f"{url_for('candidatures.boite')}?{_with(requete, page=str(numero))}",
    )


def _with(requete: str, **changes: str) -> str:
    pairs = [(nom, value) for nom, value in parse_qsl(requete) if nom not in changes]
    return urlencode([*pairs, *changes.items()])


def _header(nom: str, tri: str, requete: str) -> dict[str, Any]:
    libelle, key = columns_known()[nom]
    if key not in TRIS:
        return {"libelle": libelle}
    sens = {key: "croissant", f"-{key}": "decroissant"}.get(tri, "")
    suivant = f"-{key}" if sens == "croissant" else key
    return {
        "libelle": libelle,
        "sens": sens,
        "tri_url": f"{url_for('candidatures.boite')}?{_with(requete, tri=suivant)}",
    }


def _fields(filtre: Filtre, appels: Any, etiquettes: Any, officers: Any, regions: list[Region]) -> list[Any]:
    """The lists of the filter: name, label, value, choices."""
    codes = {region.code for region in regions}
    departements = [(d.code, f"{d.nom} ({d.code})") for d in list_departements() if d.region_code in codes]
    people = [(str(person.id), person.nom_complet) for person in officers if person.id != current_user.id]
    fields = [
        ("appel", "Appel", [("", "Tous"), *((a.code, a.titre) for a in appels)]),
        ("departement", "Département", [("", "Tous"), *departements]),
        ("etat", "État", [("", "Tous"), *((e.value, LIBELLES_ETAT[e]) for e in _ETATS)]),
        ("charge", "Suivi par", [("", "Tous"), (MOI, "Moi"), (PERSONNE, "Personne"), *people]),
    ]
    if etiquettes:
        fields.append(("etiquette", "Étiquette", [("", "Toutes"), *((str(e.id), e.nom) for e in etiquettes)]))
    found = [(nom, libelle, getattr(filtre, nom), choix) for nom, libelle, choix in fields]
    for critere in criteres():
        choix = [("", "Toutes"), *((slug, mot) for slug, (mot, _) in critere.valeurs.items())]
        found.append((critere.nom, critere.libelle, filtre.externes.get(critere.nom, ""), choix))
    return found


def _as_link(vue: VueEnregistree) -> dict[str, Any]:
    mine = vue.utilisateur_id == current_user.id
    return {
        "id": vue.id,
        "nom": vue.nom,
        "url": f"{url_for('candidatures.boite')}?{vue.requete}",
        "auteur": "" if mine else vue.utilisateur.nom_complet,
        "partagee": vue.region_code is not None,
        "mienne": mine,
    }


@bp.post("/vues")
@require(Permission.CANDIDATURE_INSTRUIRE)
def enregistrer_vue() -> Page:
    """Keep the search on the screen under a name."""
    form = VueForm(my_regions())
    requete = search_of(MultiDict(parse_qsl(form.requete.data or "")))
    back = f"{url_for('candidatures.boite')}?{requete}"
    if not form.validate_on_submit():
        flash(" ".join(message for messages in form.errors.values() for message in messages), "refus")
        return redirect(back)
    try:
        with transaction():
            service.save_vue(form.nom.data, requete, form.partage.data, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        flash(refusal.motif, "refus")
    else:
        flash(f"La recherche « {form.nom.data} » est enregistrée.", "succes")
    return redirect(back)


@bp.post("/vues/<vue_id>/suppression")
@require(Permission.CANDIDATURE_INSTRUIRE)
def supprimer_vue(vue_id: str) -> Page:
    """Forget a saved search."""
    key = parse_uuid(vue_id)
    with transaction():
        service.delete_vue(key, auteur=current_user, now=now())
    return done("La recherche est supprimée.", "candidatures.boite")
