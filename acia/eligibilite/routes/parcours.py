"""Pages of the establishments accompanied elsewhere: the list, one to write down, a table to take over."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_login import current_user

from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.tableurs import read_tableau
from acia.core.web import apply_refusal, done, done_or_refused, now, parse_uuid, require
from acia.eligibilite import queries, service
from acia.eligibilite.forms import AccompagnementForm, ListeForm, ListeLueForm, RetraitParcoursForm
from acia.eligibilite.routes.blueprint import Page, bp
from acia.eligibilite.rules.parcours import (
    LIBELLES_DISPOSITIF,
    SANS_COLONNE,
    Dispositif,
    LigneParcours,
    columns_of,
    read_line,
    years_in_words,
)


@bp.get("/parcours")
@require(Permission.ELIGIBILITE_TRANCHER)
def parcours() -> str:
    """The establishments of the territory that Acia, Areso or Pas-à-pas has accompanied."""
    texte = request.args.get("texte", "")[:200].strip()
    dispositif = request.args.get("dispositif", "")
    if dispositif not in set(Dispositif):
        dispositif = ""
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < len(asked) < 5 else 1
    trouves = queries.list_accompagnements(current_user, texte, dispositif, max(1, page))
    return render_template(
        "eligibilite/parcours.html",
        trouves=trouves,
        texte=texte,
        dispositif=dispositif,
        libelles=LIBELLES_DISPOSITIF,
        annees=years_in_words,
        page_url=lambda numero: url_for(
            "eligibilite.parcours", texte=texte or None, dispositif=dispositif or None, page=numero
        ),
    )


@bp.route("/parcours/ajout", methods=["GET", "POST"])
@require(Permission.ELIGIBILITE_TRANCHER)
def parcours_ajout() -> Page:
    """Write one establishment down."""
    form = AccompagnementForm(data={"numero": request.args.get("numero", "")})
    if form.validate_on_submit() and done_or_refused(
        form, lambda: service.add_accompagnement(form.to_command(), auteur=current_user, now=now())
    ):
        return done("L’accompagnement est inscrit.", "eligibilite.parcours")
    html = render_template("eligibilite/parcours_ajout.html", form=form)
    return (html, 422) if form.errors else html


@bp.route("/parcours/liste", methods=["GET", "POST"])
@require(Permission.ELIGIBILITE_TRANCHER)
def parcours_liste() -> Page:
    """Try a table, line by line: nothing is written before it is read over."""
    form, lignes = ListeForm(), None
    if form.validate_on_submit():
        try:
            lignes = service.try_lines(_lines_of(form.fichier.data.read()), current_user, now())
        except ActionRefusee as refusal:
            refusal.champ = "fichier"
            apply_refusal(form, refusal)
    html = _list_page(form, lignes)
    return (html, 422) if form.errors else html


def _lines_of(content: bytes) -> list[LigneParcours]:
    """The lines of a table, with the years and schemes that were read.

    Raises:
        ActionRefusee: not a table, or a column lacks.
    """
    tableau = read_tableau(content)
    columns = columns_of(tableau.colonnes)
    missing = [phrase for champ, phrase in SANS_COLONNE.items() if champ not in columns]
    if missing:
        raise ActionRefusee(" ".join(missing))
    year = now().year
    return [read_line(rang, cells, columns, year) for rang, cells in enumerate(tableau.lignes, start=2)]


def _list_page(form: ListeForm, lignes: list[LigneParcours] | None) -> str:
    bonnes = [ligne for ligne in lignes or () if not ligne.probleme]
    suite = ListeLueForm(formdata=None, lignes=ListeLueForm.written(bonnes), source=form.source.data)
    return render_template(
        "eligibilite/parcours_liste.html",
        form=form,
        suite=suite,
        lignes=lignes,
        bonnes=bonnes,
        libelles=LIBELLES_DISPOSITIF,
        annees=years_in_words,
    )


def _refused_list(source: str, refusal: ActionRefusee) -> Page:
    """The page to send a table again from, with what went wrong at its field and the source already typed."""
    form = ListeForm(formdata=None, source=source)
    apply_refusal(form, refusal)
    return _list_page(form, None), 422


@bp.post("/parcours/liste/inscription")
@require(Permission.ELIGIBILITE_TRANCHER)
def parcours_inscription() -> Page:
    """Write down the good lines of a table that was read over."""
    suite = ListeLueForm()
    if not suite.validate_on_submit():
        return _refused_list(suite.source.data, ActionRefusee("Ce tableau ne se lit plus : renvoyez-le.", "fichier"))
    try:
        with transaction():
            count = service.take_list(suite.lues, suite.source.data, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        return _refused_list(suite.source.data, refusal)
    said = "1 accompagnement est inscrit." if count == 1 else f"{count} accompagnements sont inscrits."
    return done(said, "eligibilite.parcours")


@bp.route("/parcours/<accompagnement_id>/retrait", methods=["GET", "POST"])
@require(Permission.ELIGIBILITE_TRANCHER)
def parcours_retrait(accompagnement_id: str) -> Page:
    """Take a row off the list, with its reason."""
    row = queries.get_accompagnement(parse_uuid(accompagnement_id), current_user)
    key, form = row.id, RetraitParcoursForm()
    if form.validate_on_submit() and done_or_refused(
        form, lambda: service.remove_accompagnement(key, form.motif.data, auteur=current_user, now=now())
    ):
        return done("La ligne est retirée de la liste.", "eligibilite.parcours")
    row = queries.get_accompagnement(key, current_user)
    html = render_template(
        "eligibilite/parcours_retrait.html",
        form=form,
        ligne=row,
        libelle=LIBELLES_DISPOSITIF[Dispositif(row.dispositif)],
        annees=years_in_words(row.annee_debut, row.annee_fin),
    )
    return (html, 422) if form.errors else html
