"""Homes, figures, workbook and journal."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from acia.appels.models import Appel
from acia.candidatures.queries import signs_now
from acia.candidatures.rules import Sante, worst
from acia.comptes.preuve import recently_authenticated
from acia.core.audit import Evenement, contradicted, read_repere
from acia.core.clock import local_day
from acia.core.db import db, transaction
from acia.core.errors import Introuvable
from acia.core.filters import pluriel
from acia.core.graphiques import Etape, EtatDepartement, draw_carte_tuiles, draw_entonnoir
from acia.core.permissions import Permission
from acia.core.web import done, done_or_refused, now, public, require
from acia.pilotage import jobs  # noqa: F401 - registers the daily round
from acia.pilotage.afaire import PARIS
from acia.pilotage.ancrage import acknowledged, journal_signs, list_anchors
from acia.pilotage.exports import call_workbook
from acia.pilotage.fermetures import FermetureForm, ReouvertureForm, list_closings
from acia.pilotage.guides import GUIDES, all_guides, read_guide
from acia.pilotage.home import tasks_for
from acia.pilotage.jauges import is_running
from acia.pilotage.navigation import FIGURE_READERS, navigation
from acia.pilotage.queries import LigneDepartement, calls_of, departements_of
from acia.pilotage.rules import LIBELLES_CONTACT, Contact
from acia.pilotage.service import note_export, note_mailing
from acia.pilotage.vivier import (
    FiltreVivier,
    JaugeDepartement,
    categories_of,
    count_set_aside,
    gauges_of,
    list_vivier,
    mailing_rows,
    mailing_workbook,
)
from acia.seances.queries import list_seances

bp = Blueprint("pilotage", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JOURNAL_PAGE = 100
ANCRES_PAGE = 100
ETATS_CARTE = {"rouge": "Pas encore de cohorte", "ambre": "Cohorte à compléter", "vert": "Cohortes possibles"}


def init_app(app: Flask) -> None:
    """Register the pages of the stage and the navigation of every page."""
    app.context_processor(navigation)
    app.context_processor(lambda: {"jauges_de": _gauges_here})
    app.register_blueprint(bp)


@bp.get("/")
@public
def accueil() -> Any:
    """The person's home: what she must do now; a visitor reads the calls."""
    if not current_user.is_authenticated:
        return redirect(url_for("appels.liste"))
    at = now()
    today = local_day(at, PARIS)
    tasks = tasks_for(current_user, at)
    rows = [(task, *task.tag(today), url_for(task.endpoint, **task.valeurs)) for task in tasks]
    return render_template(
        "pilotage/accueil.html",
        today=today,
        phrase=_summary(len(tasks), sum(t.echeance is not None and (t.echeance - today).days <= 7 for t in tasks)),
        taches=rows,
        appels=_figures()[:1] if _reads_figures() else [],
        seances=[s for s in list_seances(current_user) if s.fin_at > at][:3],
    )


def _summary(count: int, soon: int) -> str:
    if not count:
        return "Rien ne vous attend."
    text = pluriel(count, "action vous attend", "actions vous attendent")
    return f"{text}, {pluriel(soon, 'a', 'ont')} une échéance cette semaine." if soon else f"{text}."


def _reads_figures() -> bool:
    return current_user.role_enum in FIGURE_READERS


def _figures() -> list[tuple[Any, list[LigneDepartement], Any]]:
    return [
        (appel, lines, _funnel(lines))
        for appel in calls_of(current_user)[:3]
        if (lines := departements_of(appel, current_user))
    ]


def _funnel(lines: list[LigneDepartement]) -> Any:
    steps = (
        ("Enregistrées", "enregistrees"),
        ("Déposées", "deposees"),
        ("Éligibles", "eligibles"),
        ("Retenues", "retenues"),
        ("Places", "places"),
    )
    return draw_entonnoir([Etape(label, sum(getattr(line, name) for line in lines)) for label, name in steps])


@bp.get("/sante")
@public
def sante() -> Any:
    """How the service is, for the machine that watches it: 503 when somebody must act now. No detail: anybody reads."""
    at = now()
    signes = [*signs_now(at), *journal_signs(at)]
    etat = worst(signes)
    body = {
        "etat": etat.name.lower(),
        "constats": [{"sujet": signe.sujet.value, "etat": signe.sante.name.lower()} for signe in signes],
        "instant": at.isoformat(timespec="milliseconds"),
    }
    return body, 503 if etat is Sante.ALARME else 200


@bp.get("/chiffres")
@require(Permission.TABLEAU_LIRE)
def chiffres() -> Any:
    """Figures of the published calls: funnel, map of départements, what they make; never a name."""
    if not _reads_figures():
        raise Introuvable()
    calls = [
        (appel, lines, funnel, draw_carte_tuiles([_tile(line) for line in lines]))
        for appel, lines, funnel in _figures()
    ]
    return render_template("pilotage/chiffres.html", appels=calls)


def _tile(line: LigneDepartement) -> EtatDepartement:
    words, tone = line.faisabilite
    return EtatDepartement(line.code, tone, words, valeur=str(line.comptes))


def _gauges_here(appel: Appel) -> list[JaugeDepartement]:
    """Of a call, for the pages of the earlier stages that show it; empty outside the calls of the person."""
    return gauges_of(appel, current_user, vivier=False) if current_user.is_authenticated and appel.publie_at else []


@bp.get("/vivier")
@require(Permission.CANDIDATURE_INSTRUIRE)
def vivier() -> Any:
    """Who could apply to a call, who has, who has not, and how far each département is from its cohortes."""
    calls = calls_of(current_user)
    code = request.args.get("appel", "")
    appel = next((a for a in calls if a.code == code or not code), None)
    if appel is None:
        if code:
            raise Introuvable()
        return render_template("pilotage/vivier_vide.html")
    filtre = FiltreVivier.of(request.args)
    page = request.args.get("page", "")
    liste = list_vivier(appel, current_user, filtre, int(page) if page.isdigit() and len(page) < 6 else 1)
    jauges = gauges_of(appel, current_user)
    here: dict[str, Any] = {"appel": appel.code, **filtre.as_args()}
    return render_template(
        "pilotage/vivier.html",
        appel=appel,
        appels=[(a.code, a.titre) for a in calls],
        en_cours=is_running(appel, now()),
        jauges=jauges,
        carte=draw_carte_tuiles([_gauge_tile(line, appel.code) for line in jauges]),
        filtre=filtre,
        liste=liste,
        contacts=[("", "Tous"), *((c.value, LIBELLES_CONTACT[c][0]) for c in Contact)],
        etiquettes={c.value: LIBELLES_CONTACT[c] for c in Contact},
        categories=[("", "Toutes"), *categories_of(appel, current_user)],
        departements=[("", "Tous"), *((line.code, line.nom) for line in jauges)],
        ecartes=count_set_aside(appel, current_user),
        prefixe=url_for("referentiel.etablissement", numero="_")[:-1],
        url_page=lambda number: url_for("pilotage.vivier", **here, page=number),
    )


def _gauge_tile(line: JaugeDepartement, code: str) -> EtatDepartement:
    where = url_for("pilotage.vivier", appel=code, departement=line.code, _anchor="liste")
    return EtatDepartement(line.code, line.jauge.ton, ETATS_CARTE[line.jauge.ton], str(line.jauge.eligibles), where)


@bp.post("/appels/<uuid:appel_id>/vivier")
@require(Permission.EXPORT_PRODUIRE)
def classeur_vivier(appel_id: uuid.UUID) -> Response:
    """The establishments found, for a mailing; its making is noted in the journal."""
    appel = _own_call(appel_id)
    rows = mailing_rows(appel, current_user, FiltreVivier.of(request.form))
    with transaction():
        note_mailing(appel, len(rows), auteur=current_user, now=now())
    headers = {"Content-Disposition": f'attachment; filename="vivier-{appel.code}.xlsx"'}
    return Response(mailing_workbook(appel, rows), mimetype=XLSX, headers=headers)


def _own_call(appel_id: uuid.UUID) -> Appel:
    appel = next((a for a in calls_of(current_user) if a.id == appel_id), None)
    if appel is None:
        raise Introuvable()
    return appel


@bp.post("/appels/<uuid:appel_id>/classeur")
@require(Permission.EXPORT_PRODUIRE)
def classeur(appel_id: uuid.UUID) -> Response:
    """The workbook of a call, limited to the person's territory; its making is noted in the journal."""
    appel = _own_call(appel_id)
    with transaction():
        note_export(appel, auteur=current_user, now=now())
    content = call_workbook(appel, current_user)
    headers = {"Content-Disposition": f'attachment; filename="acia-{appel.code}.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@bp.get("/journal")
@require(Permission.JOURNAL_LIRE)
def journal() -> Any:
    """Latest events of the audit journal, those of the person's own territory for an officer."""
    query = select(Evenement).order_by(Evenement.numero.desc()).limit(JOURNAL_PAGE)
    before = request.args.get("avant", "")
    if before.isdigit():
        query = query.where(Evenement.numero < int(before))
    if current_user.role != "pilote_national":
        query = query.where(Evenement.auteur_id == current_user.id)
    rows = list(db.session.execute(query).scalars())
    return render_template(
        "pilotage/journal.html", evenements=rows, suite=rows[-1].numero if len(rows) == JOURNAL_PAGE else None
    )


@bp.get("/journal/ancres")
@require(Permission.JOURNAL_VERIFIER)
def ancres() -> Any:
    """The daily anchors of the journal, and whether a fingerprint a custodian received still holds (S114)."""
    asked = request.args.get("repere", "").strip()
    repere = read_repere(asked)
    return render_template(
        "pilotage/ancres.html",
        ancres=list_anchors(ANCRES_PAGE),
        depositaires=current_app.config["DEPOSITAIRES"],
        demande=asked,
        repere=repere,
        tenu=repere is not None and not contradicted({repere: None}),
        reconnu=next((ecart for ecart in acknowledged() if ecart.repere == repere), None),
    )


@bp.route("/fermetures", methods=["GET", "POST"])
@require(Permission.ESPACE_FERMER)
def fermetures() -> Any:
    """Close the space of the commissions at once, of one call or of all (S21)."""
    form = FermetureForm()
    form.offer()
    if form.validate_on_submit() and done_or_refused(form, form.close):
        return done("L’espace est fermé, dès la prochaine demande de chacun.", "pilotage.fermetures")
    return _closings_page(form)


def _closings_page(form: FermetureForm, reopening: tuple[uuid.UUID, ReouvertureForm] | None = None) -> Any:
    lines = list_closings()
    held = dict([reopening] if reopening else [])
    open_ones = []
    for line in lines:
        if line.fermeture.rouverte_at is None:
            key = line.fermeture.id
            again = held.get(key) or ReouvertureForm(formdata=None)
            # Several forms on the page: an id is unique in it.
            again.motif.id = f"motif-{key}"
            open_ones.append((line, again))
    page = render_template(
        "pilotage/fermetures.html",
        form=form,
        ouvertes=open_ones,
        passees=[line for line in lines if line.fermeture.rouverte_at is not None],
    )
    return (page, 422) if form.errors or any(again.errors for _, again in open_ones) else page


@bp.get("/aide/guides")
@public
def guides() -> str:
    """The guides, one for each role."""
    return render_template("pilotage/guides.html", guides=all_guides())


@bp.get("/aide/guides/<nom>")
@public
def guide(nom: str) -> str:
    """What a person of a role does, from the first day to the last."""
    if nom not in GUIDES.values():
        raise Introuvable()
    return render_template("pilotage/guide.html", guide=read_guide(nom))


@bp.post("/fermetures/<uuid:fermeture_id>/reouverture")
@require(Permission.ESPACE_FERMER)
@recently_authenticated("rouvrir l’espace des commissions")
def rouvrir(fermeture_id: uuid.UUID) -> Any:
    """Open a closed space again."""
    form = ReouvertureForm()
    if form.validate_on_submit() and done_or_refused(form, lambda: form.open_again(fermeture_id)):
        return done("L’espace est rouvert.", "pilotage.fermetures")
    if not any(line.fermeture.id == fermeture_id for line in list_closings()):
        raise Introuvable()
    blank = FermetureForm(formdata=None)
    blank.offer()
    return _closings_page(blank, (fermeture_id, form))
