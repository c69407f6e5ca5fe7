"""Pages where accounts are administered: by the national pilot for all, by an officer for her regions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from acia.comptes import access, queries, service
from acia.comptes.forms import InvitationForm, MotifForm, RoleForm
from acia.comptes.jobs import link_address
from acia.comptes.lectures import acts_on_brakes, lift_brakes, period_words, running_brakes
from acia.comptes.models import FreinLecture, Utilisateur
from acia.comptes.pages import Page, bp, form_page, me, refused
from acia.comptes.policy import invitable_roles, may_disable, may_lift, may_manage
from acia.comptes.preuve import recently_authenticated
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import LIBELLES_ROLE, Permission, Role
from acia.core.web import done, done_or_refused, ensure, now, parse_uuid, require, version_of
from acia.referentiel.queries import list_regions


@bp.get("/comptes/")
@require(Permission.COMPTES_GERER)
def liste() -> Page:
    """The accounts this person administers."""
    page = request.args.get("page", "1")
    filtre = queries.FiltreComptes(
        texte=request.args.get("q", "")[:100],
        role=request.args.get("role", ""),
        etat=request.args.get("etat", ""),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )
    return render_template(
        "comptes/liste.html",
        resultat=queries.list_comptes(me(), filtre),
        filtre=filtre,
        roles=[(r.value, LIBELLES_ROLE[r]) for r in Role],
        libelles=LIBELLES_ROLE,
        regions={r.code: r.nom for r in list_regions()},
    )


@bp.route("/comptes/inviter", methods=["GET", "POST"])
@require(Permission.COMPTES_GERER)
@recently_authenticated("ouvrir un compte")
def inviter() -> Page:
    """Invite somebody."""
    form = InvitationForm()
    form.offer(invitable_roles(me()), _offered_regions())
    if not form.validate_on_submit():
        return form_page("comptes/inviter.html", form)
    try:
        with transaction():
            compte = service.invite_account(form.to_command(), auteur=me(), now=now(), lien=link_address)
    except ActionRefusee as refusal:
        return refused("comptes/inviter.html", form, refusal)
    return done(
        f"L’invitation part à {compte.courriel}. Le lien sert une fois, pendant 7 jours.",
        "comptes.compte",
        compte_id=compte.id,
    )


def _offered_regions() -> list[tuple[str, str]]:
    return [(r.code, r.nom) for r in list_regions() if me().covers_region(r.code)]


def _visible(compte_id: str) -> Utilisateur:
    return queries.get_compte(me(), parse_uuid(compte_id))


@bp.get("/comptes/<compte_id>")
@require(Permission.COMPTES_GERER)
def compte(compte_id: str) -> Page:
    """One account, and what may be done to it."""
    person = _visible(compte_id)
    return render_template(
        "comptes/compte.html",
        compte=person,
        role=LIBELLES_ROLE[person.role_enum],
        regions=queries.region_names(person),
        dernier_lien=queries.last_link(person),
        sessions=queries.list_sessions(person, now()),
        gerer=may_manage(me(), person),
        fermer=may_disable(me(), person, autres_pilotes=queries.count_other_pilotes(person)),
        maintenant=now(),
        frein=(frein := _running(person)),
        periode=period_words(frein) if frein else "",
        lever=may_lift(me(), person),
    )


@bp.post("/comptes/<compte_id>/relancer")
@require(Permission.COMPTES_GERER)
def relancer(compte_id: str) -> Page:
    """Send a new invitation."""
    person = _visible(compte_id)
    ensure(may_manage(me(), person))
    try:
        with transaction():
            service.resend_invitation(person, auteur=me(), now=now(), lien=link_address)
    except ActionRefusee as refusal:
        flash(refusal.motif, "refus")
        return redirect(url_for("comptes.compte", compte_id=compte_id))
    return done("Une nouvelle invitation part, l’ancien lien ne sert plus.", "comptes.compte", compte_id=compte_id)


@bp.post("/comptes/<compte_id>/sessions/fermer")
@require(Permission.COMPTES_GERER)
def fermer_sessions_de(compte_id: str) -> Page:
    """End every session of an account."""
    person = _visible(compte_id)
    ensure(may_manage(me(), person))
    with transaction():
        access.end_sessions(person, auteur=me(), now=now())
    return done("Ses sessions sont fermées.", "comptes.compte", compte_id=compte_id)


@bp.route("/comptes/<compte_id>/desactiver", methods=["GET", "POST"])
@require(Permission.COMPTES_GERER)
def desactiver(compte_id: str) -> Page:
    """Close an account, with the reason."""
    person = _visible(compte_id)
    ensure(may_disable(me(), person, autres_pilotes=queries.count_other_pilotes(person)))
    form = MotifForm(obj=person)
    if not form.validate_on_submit():
        return form_page("comptes/desactiver.html", form, compte=person)
    try:
        with transaction():
            service.disable_account(person, auteur=me(), now=now(), motif=form.motif.data, version=version_of(form))
    except ActionRefusee as refusal:
        return refused("comptes/desactiver.html", form, refusal, compte=person)
    return done("Le compte est désactivé, ses sessions sont fermées.", "comptes.compte", compte_id=compte_id)


@bp.route("/comptes/<compte_id>/reactiver", methods=["GET", "POST"])
@require(Permission.COMPTES_GERER)
@recently_authenticated("rouvrir un compte")
def reactiver(compte_id: str) -> Page:
    """Open a disabled account again, with the reason."""
    person = _visible(compte_id)
    ensure(may_manage(me(), person))
    form = MotifForm(obj=person)
    if request.method == "GET" and person.actif:
        return redirect(url_for("comptes.compte", compte_id=compte_id))
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.enable_account(person, auteur=me(), now=now(), motif=form.motif.data, version=version_of(form)),
    ):
        return done("Le compte est de nouveau ouvert.", "comptes.compte", compte_id=compte_id)
    return form_page("comptes/reactiver.html", form, compte=person)


@bp.route("/comptes/<compte_id>/role", methods=["GET", "POST"])
@require(Permission.COMPTES_GERER)
@recently_authenticated("changer un rôle")
def role(compte_id: str) -> Page:
    """Give another role or territory."""
    person = _visible(compte_id)
    ensure(may_manage(me(), person))
    form = RoleForm(obj=None, role=person.role, regions=sorted(person.regions), version=person.version)
    form.offer(invitable_roles(me()), _offered_regions())
    if not form.validate_on_submit():
        return form_page("comptes/role.html", form, compte=person)
    try:
        with transaction():
            service.change_role(
                person,
                form.chosen_role,
                form.regions.data or (),
                auteur=me(),
                now=now(),
                motif=form.motif.data,
                version=version_of(form),
            )
    except ActionRefusee as refusal:
        return refused("comptes/role.html", form, refusal, compte=person)
    return done("Le rôle est changé. La personne devra se reconnecter.", "comptes.compte", compte_id=compte_id)


@bp.route("/comptes/<compte_id>/frein", methods=["GET", "POST"])
@require(Permission.COMPTES_GERER)
@recently_authenticated("lever le frein d’une personne")
def lever_frein(compte_id: str) -> Page:
    """Let a person read again before the end of her brake, with the reason (S22)."""
    person = _visible(compte_id)
    ensure(may_lift(me(), person))
    form = MotifForm()
    seen = version_of(form)
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: lift_brakes(person.id, form.motif.data, version=-1 if seen is None else seen, auteur=me(), now=now()),
    ):
        return done("Le frein est levé : cette personne lit de nouveau.", "comptes.compte", compte_id=compte_id)
    form.version.data = str(acts_on_brakes(person))
    return form_page("comptes/lever_frein.html", form, compte=person, frein=_running(person))


def _running(person: Utilisateur) -> FreinLecture | None:
    return next(iter(running_brakes(person.id, now())), None)
