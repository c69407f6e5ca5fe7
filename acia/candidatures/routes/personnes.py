"""Pages of the people of a file: who is in it, one's right, the invitation's link, the officer's hand-over."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from acia.appels.queries import list_appels_for
from acia.candidatures import service
from acia.candidatures.forms import (
    QUITTE,
    TRANSMET,
    ActeForm,
    DroitForm,
    InviterForm,
    RejoindreForm,
    RenvoiForm,
    TransfertForm,
)
from acia.candidatures.models import AccesCandidature, Candidature, Droit, InvitationDossier
from acia.candidatures.policy import may_deposit, may_live, may_manage_people
from acia.candidatures.queries import find_invitation, get_acces, list_invitations, list_people
from acia.candidatures.routes.blueprint import Page, bp, own
from acia.candidatures.rules import AIDES_DROIT, LIBELLES_DROIT
from acia.comptes.access import LienPerime
from acia.comptes.models import Utilisateur
from acia.comptes.queries import find_by_courriel
from acia.comptes.sessions import open_session, remember_device
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.filters import typographie
from acia.core.forms import as_choices
from acia.core.permissions import Permission
from acia.core.web import (
    absolute_url,
    apply_refusal,
    done,
    done_or_refused,
    ensure,
    now,
    parse_uuid,
    public,
    require,
)

TONS_DROIT = {Droit.SIGNE: "vert", Droit.ECRIT: "bleu", Droit.LIT: "gris"}


def _link(jeton: str) -> str:
    return absolute_url("candidatures.invitation", jeton=jeton)


@bp.route("/<candidature_id>/personnes", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def personnes(candidature_id: str) -> Page:
    """The people of the file and the invitations that wait; who signs invites here."""
    row, droit = own(candidature_id)
    may_invite = may_manage_people(row, droit)
    form = InviterForm(data={"droit": Droit.ECRIT.value})
    if request.method == "POST":
        ensure(may_invite)
    if form.validate_on_submit():
        key, courriel, chosen = row.id, form.courriel.data, form.chosen
        if done_or_refused(
            form,
            lambda: service.invite_person(key, courriel, chosen, auteur=current_user, now=now(), lien=_link),
        ):
            message = f"L’invitation est envoyée à {courriel}. Le lien sert pendant 7 jours."
            return done(message, "candidatures.personnes", candidature_id=key)
        row, droit = own(candidature_id)
    html = render_template(
        "candidatures/personnes.html",
        dossier=row,
        form=form,
        gens=list_people(row.id),
        invitations=list_invitations(row.id, now()),
        libelles=LIBELLES_DROIT,
        tons=TONS_DROIT,
        peut_gerer=may_invite,
        vivant=bool(may_live(row)),
        moi=current_user.id,
    )
    return (html, 422) if form.errors else html


@bp.route("/<candidature_id>/personnes/<acces_id>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def droit(candidature_id: str, acces_id: str) -> Page:
    """Change the right of a person of the file, hand over to her, or leave."""
    row, mine = own(candidature_id)
    acces = get_acces(row.id, parse_uuid(acces_id))
    myself = acces.utilisateur_id == current_user.id
    manages = may_manage_people(row, mine)
    ensure(may_live(row) if myself else manages)
    form = DroitForm(data={"droit": acces.droit})
    person = db.session.get_one(Utilisateur, acces.utilisateur_id)
    form.offer(_choices(acces, myself, bool(manages)))
    if form.validate_on_submit():
        nom, chosen, key, acces_key = person.nom_complet, form.droit.data, row.id, acces.id
        if done_or_refused(form, lambda: _apply(row.id, acces.id, chosen)):
            if chosen == TRANSMET or (myself and chosen == QUITTE):
                return done("Vous n’êtes plus dans ce dossier.", "candidatures.miennes")
            message = f"{nom} n’est plus dans le dossier." if chosen == QUITTE else f"Le droit de {nom} est enregistré."
            return done(message, "candidatures.personnes", candidature_id=key)
        row, _ = own(candidature_id)
        person = db.session.get_one(Utilisateur, get_acces(key, acces_key).utilisateur_id)
    html = render_template("candidatures/droit.html", dossier=row, form=form, personne=person, moi=myself)
    return (html, 422) if form.errors else html


def _choices(acces: AccesCandidature, myself: bool, manages: bool) -> list[tuple[str, str]]:
    choices = [(d.value, AIDES_DROIT[d]) for d in AIDES_DROIT] if manages else []
    if manages and not myself:
        choices.append((TRANSMET, "Signe à ma place : je lui transmets la signature et je quitte le dossier"))
    elif not manages:
        present = Droit(acces.droit)
        choices.append((present.value, f"Je reste dans le dossier. {AIDES_DROIT[present]}"))
    choices.append((QUITTE, "Je quitte ce dossier" if myself else "N’est plus dans ce dossier"))
    return choices


def _apply(key: object, acces_key: object, chosen: str) -> None:
    file_id, acces_id = parse_uuid(str(key)), parse_uuid(str(acces_key))
    if chosen == TRANSMET:
        service.hand_over_signature(file_id, acces_id, auteur=current_user, now=now())
        return
    right = None if chosen == QUITTE else Droit(chosen)
    if right is not None and right == get_acces(file_id, acces_id).droit:
        return
    service.change_right(file_id, acces_id, right, auteur=current_user, now=now())


@bp.post("/<candidature_id>/personnes/invitations/<invitation_id>/annuler")
@require(Permission.CANDIDATURE_REMPLIR)
def annuler_invitation(candidature_id: str, invitation_id: str) -> Page:
    """Make the link of an invitation useless."""
    row, mine = own(candidature_id)
    ensure(may_manage_people(row, mine))
    key = row.id
    with transaction():
        service.cancel_invitation(key, parse_uuid(invitation_id), auteur=current_user, now=now())
    return done("L’invitation est annulée : son lien ne sert plus.", "candidatures.personnes", candidature_id=key)


@bp.post("/<candidature_id>/pret")
@require(Permission.CANDIDATURE_REMPLIR)
def pret(candidature_id: str) -> Page:
    """Tell those who sign that the file is ready."""
    key = parse_uuid(candidature_id)
    lien = absolute_url("candidatures.verification", candidature_id=key)
    try:
        with transaction():
            service.request_deposit(key, auteur=current_user, now=now(), lien=lien)
    except ActionRefusee as refusal:
        flash(typographie(refusal.motif), "refus")
        return redirect(url_for("candidatures.dossier", candidature_id=key))
    return done(
        "C’est fait : la personne qui signe reçoit un courriel avec le lien pour relire et déposer.",
        "candidatures.dossier",
        candidature_id=key,
    )


@bp.route("/<candidature_id>/renvoi", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def renvoi(candidature_id: str) -> Page:
    """Send the file back to those who write, with the reason."""
    row, mine = own(candidature_id)
    ensure(may_deposit(mine))
    form = RenvoiForm()
    if form.validate_on_submit():
        key, motif = row.id, form.motif.data or ""
        lien = absolute_url("candidatures.dossier", candidature_id=key)
        if done_or_refused(form, lambda: service.send_back(key, motif, auteur=current_user, now=now(), lien=lien)):
            message = "La candidature est renvoyée : ceux qui l’écrivent reçoivent votre remarque."
            return done(message, "candidatures.dossier", candidature_id=key)
        row, _ = own(candidature_id)
    html = render_template("candidatures/renvoi.html", dossier=row, form=form)
    return (html, 422) if form.errors else html


@bp.route("/invitations/<jeton>", methods=["GET", "POST"])
@public
def invitation(jeton: str) -> Page:
    """Join a file from its one-time link. Reading the page uses nothing up: mail readers open links too."""
    found = find_invitation(jeton, now())
    if found is None:
        return render_template("candidatures/invitation_perimee.html"), LienPerime.code
    compte = find_by_courriel(found.courriel)
    sans_compte = compte is None or (compte.actif and compte.mot_de_passe is None)
    if sans_compte and not current_user.is_authenticated:
        return _join_with_account(jeton, found)
    form = ActeForm()
    if form.validate_on_submit() and current_user.is_authenticated:
        return _join_signed_in(jeton, found)
    return _invitation_page(found, form, jeton)


def _invitation_page(found: InvitationDossier, form: ActeForm | RejoindreForm, jeton: str) -> str:
    return render_template(
        "candidatures/invitation.html",
        invitation=found,
        dossier=db.session.get_one(Candidature, found.candidature_id),
        droit=AIDES_DROIT[Droit(found.droit)],
        form=form,
        invite_par=db.session.get_one(Utilisateur, found.invite_par_id).nom_complet,
        retour=url_for("candidatures.invitation", jeton=jeton),
    )


def _join_signed_in(jeton: str, found: InvitationDossier) -> Page:
    try:
        with transaction():
            row = service.join_file(jeton, auteur=current_user, now=now())
            key = row.id
    except LienPerime:
        return render_template("candidatures/invitation_perimee.html"), LienPerime.code
    except (AccesRefuse, ActionRefusee) as refusal:
        form = ActeForm()
        apply_refusal(form, ActionRefusee(refusal.motif))
        return _invitation_page(found, form, jeton), 422
    return done("Vous êtes dans le dossier.", "candidatures.dossier", candidature_id=key)


def _join_with_account(jeton: str, found: InvitationDossier) -> Page:
    form = RejoindreForm()
    if not form.validate_on_submit():
        html = _invitation_page(found, form, jeton)
        return (html, 422) if form.is_submitted() else html
    courriel = found.courriel
    try:
        with transaction():
            row, person = service.join_file_with_account(jeton, form.to_command(), now=now())
            key = row.id
            open_session(person, now())
    except LienPerime:
        return render_template("candidatures/invitation_perimee.html"), LienPerime.code
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
        return _invitation_page(found, form, jeton), 422
    remember_device(courriel)
    return done("Votre compte est ouvert : vous êtes dans le dossier.", "candidatures.dossier", candidature_id=key)


@bp.route("/transfert", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def transfert() -> Page:
    """Hand a file over to a new signatory, because the former one has left."""
    form = TransfertForm(data={nom: request.args.get(nom, "") for nom in ("appel", "numero", "courriel", "motif")})
    form.appel.choices = as_choices((a.code, a.titre) for a in list_appels_for(current_user))
    if form.validate_on_submit():
        command = form.to_command()
        if done_or_refused(form, lambda: service.transfer_file(command, auteur=current_user, now=now(), lien=_link)):
            message = f"L’invitation à signer est envoyée à {command.courriel}. Ceux qui signaient sont prévenus."
            return done(message, "candidatures.boite")
    html = render_template("candidatures/transfert.html", form=form)
    return (html, 422) if form.errors else html
