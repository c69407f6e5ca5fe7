"""Officers' pages: list, creation, sitting, members, convocation, opening and closing of scoring."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask_login import current_user

from acia.appels.queries import status
from acia.appels.rules import StatutAppel
from acia.candidatures.queries import running_derogations
from acia.commission import queries, service
from acia.commission.forms import CreationForm, MembreForm, SeanceForm, key_of
from acia.commission.models import Commission, Convocation, MembreCommission
from acia.commission.policy import is_declared, may_compose, may_remove_member, may_see_marks
from acia.commission.queries.fermetures import closed_calls
from acia.commission.routes.socle import Page, act_and_say, bp, button, run, seen_version
from acia.commission.service import CommandeSeance
from acia.commission.workflow import LIBELLES_ETAT, EtatCommission, ReponseInvitation
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, ensure, now, parse_uuid, require, version_of
from acia.referentiel.queries import list_departements, list_regions

_AUTO = object()
TONS_ETAT = {
    EtatCommission.PREPARATION: "gris",
    EtatCommission.NOTATION: "bleu",
    EtatCommission.DELIBERATION: "ambre",
    EtatCommission.CLOSE: "vert",
}


def state_tag(commission: Commission) -> tuple[str, str]:
    """The state of a commission and its tone, for a tag."""
    state = EtatCommission(commission.etat)
    return LIBELLES_ETAT[state], TONS_ETAT[state]


def standing(membre: MembreCommission) -> tuple[str, str]:
    """Where a member stands, for a tag: her answer, her mandate, her interests."""
    if membre.sortie_at is not None:
        return "Mandat terminé", "gris"
    if membre.reponse == ReponseInvitation.DECLINEE:
        return "A décliné", "rouge"
    if membre.reponse == ReponseInvitation.ATTENTE:
        expired = membre.invitation_expire_at is not None and membre.invitation_expire_at <= now()
        return ("Invitation expirée", "rouge") if expired else ("Invitation sans réponse", "ambre")
    if not queries.holds_office(membre):
        return "Hors mandat", "gris"
    if membre.empechee_at is not None:
        return "Empêché", "ambre"
    return ("Intérêts déclarés", "vert") if is_declared(membre) else ("Intérêts à déclarer", "ambre")


@bp.get("/")
@require(Permission.COMMISSION_GERER)
def liste() -> Page:
    """The commissions of the officer's territory, and the régions that still need one."""
    return render_template(
        "commission/liste.html",
        commissions=[(c, state_tag(c), queries.zone_of(c)) for c in queries.list_commissions(current_user)],
        a_pourvoir=queries.list_territories_without_commission(current_user),
        regions={r.code: r.nom for r in list_regions()},
        fermes=(fermes := closed_calls(current_user)),
        appels_fermes={one.appel.id for one in fermes},
        cle=key_of,
    )


@bp.route("/nouvelle", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def nouvelle() -> Page:
    """Create the commission of a call for one région."""
    form = CreationForm(data={"territoire": request.args.get("territoire", "")})
    form.offer(queries.list_territories_without_commission(current_user))
    if form.validate_on_submit():
        appel_id, region_code = form.territoire.data.split(":")
        zone = next(d.fuseau for d in list_departements() if d.region_code == region_code)
        created: list[Commission] = []
        refusal = _read_and_run(
            form,
            zone,
            lambda command: created.append(
                service.create_commission(parse_uuid(appel_id), region_code, command, auteur=current_user, now=now())
            ),
        )
        if refusal is None:
            message = "La commission est créée. Nommez maintenant ses membres."
            return done(message, "commission.fiche", commission_id=created[0].id)
        apply_refusal(form, refusal)
    return _form_page("commission/nouvelle.html", form)


def _read_and_run(form: SeanceForm, zone: str, act: Callable[[CommandeSeance], object]) -> ActionRefusee | None:
    try:
        command = form.to_command(zone)
    except ActionRefusee as refusal:
        return refusal
    return run(lambda: act(command))


def _form_page(template: str, form: SeanceForm, **values: object) -> Page:
    page = render_template(template, form=form, **values)
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>")
@require(Permission.COMMISSION_GERER)
def fiche(commission_id: uuid.UUID) -> Page:
    """A commission: where it stands, its members, its files, the next act."""
    return fiche_page(queries.get_commission(commission_id, current_user))


def naming_form(commission: Commission, *, formdata: object = _AUTO) -> MembreForm:
    """The form that names a member, with the people and the seats it may offer."""
    form = MembreForm() if formdata is _AUTO else MembreForm(formdata=formdata)
    people = queries.list_possible_members(commission)
    form.offer(people, [m for m in commission.membres if m.titulaire_id is None and m.sortie_at is None])
    return form


def fiche_page(commission: Commission, form: MembreForm | None = None) -> Page:
    """The page of a commission, with the naming form as it was typed."""
    form = form or naming_form(commission, formdata=None)
    progress = {p.membre.id: p for p in queries.progress_of(commission)}
    page = render_template(
        "commission/fiche.html",
        commission=commission,
        etat=state_tag(commission),
        zone=queries.zone_of(commission),
        membres=[(m, progress.get(m.id), standing(m), queries.mandate_words(m)) for m in commission.membres],
        manquants=commission.appel.notes_minimum - len(queries.voting_places(commission)),
        sans_reponse=sum(m.reponse == ReponseInvitation.ATTENTE for m in commission.membres),
        rendues=sum(p.rendues for p in progress.values()),
        attendues=sum(p.attendues for p in progress.values()),
        dossiers=queries.files_of(commission),
        sans_decision=queries.files_without_decision(commission),
        attendus=running_derogations(commission.appel_id, commission.region_code, now()),
        departements=queries.departements_of(commission),
        appel_clos=status(commission.appel, now()) is StatutAppel.CLOS,
        composable=bool(may_compose(commission)),
        retirable=bool(may_remove_member(commission)),
        notes_visibles=bool(may_see_marks(commission)),
        arretees=service.proposals_settled(commission),
        deplacee=moved_since(commission),
        form=form,
        bouton=button,
    )
    return (page, 422) if form.errors else page


def moved_since(commission: Commission) -> Convocation | None:
    """The latest convocation, when the day or the place has changed since."""
    latest = next(iter(queries.convocations_of(commission)), None)
    if latest is None or (latest.seance_at, latest.lieu) == (commission.seance_at, commission.lieu):
        return None
    return latest


@bp.route("/<uuid:commission_id>/seance", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def seance(commission_id: uuid.UUID) -> Page:
    """Change the day, hour or place of the sitting."""
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_compose(commission))
    zone = queries.zone_of(commission)
    local: datetime = commission.seance_at.astimezone(ZoneInfo(zone))
    form = SeanceForm(
        data={
            "nom": commission.nom,
            "jour": local.date(),
            "heure": local.time(),
            "lieu": commission.lieu,
            "version": commission.version,
        }
    )
    if form.validate_on_submit():
        refusal = _read_and_run(
            form,
            zone,
            lambda command: service.edit_seance(
                commission_id, command, version=version_of(form), auteur=current_user, now=now()
            ),
        )
        if refusal is None:
            return done("La séance est enregistrée.", "commission.fiche", commission_id=commission_id)
        apply_refusal(form, refusal)
    return _form_page(
        "commission/seance.html", form, commission=commission, preavis=queries.reglement_of(commission).preavis_jours
    )


@bp.post("/<uuid:commission_id>/ouverture")
@require(Permission.COMMISSION_GERER)
def ouvrir(commission_id: uuid.UUID) -> Page:
    """Open scoring."""
    return act_and_say(
        lambda: service.open_scoring(
            commission_id,
            sans_attendre=request.form.get("sans_attendre") == "1",
            version=seen_version(),
            auteur=current_user,
            now=now(),
        ),
        "La notation est ouverte : les membres peuvent lire et noter les dossiers.",
        "commission.fiche",
        commission_id=commission_id,
    )


@bp.post("/<uuid:commission_id>/cloture")
@require(Permission.COMMISSION_GERER)
def clore(commission_id: uuid.UUID) -> Page:
    """Close scoring and start deliberating."""
    return act_and_say(
        lambda: service.close_scoring(commission_id, version=seen_version(), auteur=current_user, now=now()),
        "La notation est close. Relevez les présences, puis arrêtez les propositions.",
        "commission.deliberation",
        commission_id=commission_id,
    )
