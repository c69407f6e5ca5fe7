"""Pages of accounts: sign-in and out, one-time links, one's own account."""

from __future__ import annotations

from typing import Any

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_login import current_user

from acia.comptes import (
    access,
    administration,  # noqa: F401 - its pages join the same blueprint
    jobs,  # noqa: F401 - its handlers are known to the worker
    queries,
    service,
)
from acia.comptes.avis import rhythms_of, save_rhythms
from acia.comptes.forms import (
    AvisForm,
    ChangementForm,
    ChoixForm,
    ConnexionForm,
    InscriptionForm,
    OubliForm,
    ProfilForm,
)
from acia.comptes.frein import init_brake
from acia.comptes.informations import bp as informations
from acia.comptes.informations import page_context
from acia.comptes.models import Utilisateur
from acia.comptes.pages import Page, bp, form_page, me, refused
from acia.comptes.passwords import hash_password, needs_rehash
from acia.comptes.preuve import check_password
from acia.comptes.rules import device_name, normalize_courriel
from acia.comptes.sessions import (
    client_of,
    close_session,
    current_fingerprint,
    init_sessions,
    open_session,
    remember_device,
)
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import LIBELLES_ROLE, Permission
from acia.core.web import (
    absolute_url,
    done,
    now,
    parse_uuid,
    public,
    require,
    safe_next,
    version_of,
)

ACCUEIL = "/"


# Signing in and out


@bp.route("/connexion", methods=["GET", "POST"])
@public
def connexion() -> Page:
    """Sign in, then go where the person was going."""
    suite = safe_next(request.args.get("suite"), ACCUEIL)
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(suite)
    form = ConnexionForm()
    if not form.validate_on_submit():
        return form_page("comptes/connexion.html", form)
    try:
        _check_and_open(normalize_courriel(form.courriel.data), form.mot_de_passe.data)
    except ActionRefusee as refusal:
        return refused("comptes/connexion.html", form, refusal)
    return redirect(suite)


def _check_and_open(courriel: str, mot_de_passe: str) -> None:
    """Check a password with no transaction open, then open a new session (S24, S32)."""
    compte_id, empreinte = check_password(courriel, mot_de_passe)
    nouvelle = hash_password(mot_de_passe) if needs_rehash(empreinte) else None
    with transaction():
        compte = db.session.get_one(Utilisateur, compte_id)
        access.note_sign_in(compte, client_of(courriel), now=now(), empreinte=empreinte, nouvelle=nouvelle)
        open_session(compte, now())
    remember_device(courriel)


@bp.post("/deconnexion")
@public
def deconnexion() -> Page:
    """End the session, here and on the server."""
    with transaction():
        if current_user.is_authenticated:
            access.note_sign_out(me(), now=now())
        close_session(now())
    return done("Vous êtes déconnecté.", "comptes.connexion")


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def oubli() -> Page:
    """Ask for a one-time link; the answer never tells whether the account exists."""
    form = OubliForm()
    if not form.validate_on_submit():
        return form_page("comptes/oubli.html", form)
    courriel = normalize_courriel(form.courriel.data)
    with transaction():
        access.request_reset(courriel, client_of(courriel), now=now())
    return redirect(url_for("comptes.courriel_parti", objet="mot-de-passe"))


@bp.route("/inscription", methods=["GET", "POST"])
@public
def inscription() -> Page:
    """Open an establishment's account; the answer never tells whether one exists already."""
    form = InscriptionForm()
    if not form.validate_on_submit():
        return form_page("comptes/inscription.html", form)
    commande = form.to_command()
    try:
        with transaction():
            service.request_sign_up(commande, client_of(commande.courriel), now=now())
    except ActionRefusee as refusal:
        return refused("comptes/inscription.html", form, refusal)
    return redirect(url_for("comptes.courriel_parti", objet="inscription"))


@bp.get("/courriel-parti/<any('mot-de-passe', 'inscription'):objet>")
@public
def courriel_parti(objet: str) -> Page:
    """Say where to look next."""
    return render_template("comptes/courriel_parti.html", inscription=objet == "inscription")


@bp.route("/lien/<jeton>", methods=["GET", "POST"])
@public
def lien(jeton: str) -> Page:
    """Choose a password from a one-time link. Reading the page uses nothing up: mail readers open links too."""
    found = queries.find_link(jeton, now())
    if found is None:
        return render_template("comptes/lien_perime.html"), access.LienPerime.code
    form, courriel = ChoixForm(), found[1].courriel
    premier = found[1].mot_de_passe is None
    if not form.validate_on_submit():
        return form_page("comptes/lien.html", form, courriel=courriel, premier=premier)
    try:
        with transaction():
            compte = access.choose_password(
                jeton, form.mot_de_passe.data, now=now(), lien_connexion=absolute_url("comptes.connexion")
            )
            open_session(compte, now())
    except access.LienPerime:
        return render_template("comptes/lien_perime.html"), access.LienPerime.code
    except ActionRefusee as refusal:
        return refused("comptes/lien.html", form, refusal, courriel=courriel, premier=premier)
    remember_device(courriel)
    flash("Votre mot de passe est enregistré, vous êtes connecté.", "succes")
    return redirect(ACCUEIL)


# One's own account


@bp.route("/mon-compte", methods=["GET", "POST"])
@require(Permission.COMPTE_PROPRE)
def mon_compte() -> Page:
    """One's own name, password and sessions."""
    form = ProfilForm(obj=me())
    if not form.validate_on_submit():
        return form_page("comptes/mon_compte.html", form, **_own_account())
    try:
        with transaction():
            service.update_profile(me(), form.to_command(), now=now(), version=version_of(form))
    except ActionRefusee as refusal:
        return refused("comptes/mon_compte.html", form, refusal, **_own_account())
    return done("Vos coordonnées sont enregistrées.", "comptes.mon_compte")


@bp.route("/mon-compte/avis", methods=["GET", "POST"])
@require(Permission.COMPTE_PROPRE)
def mes_avis() -> Page:
    """How one wants to be told: at once, once a day, never; what the law wants told always goes."""
    form = AvisForm(data={famille.value: rythme.value for famille, rythme in rhythms_of(me()).items()})
    if not form.validate_on_submit():
        return form_page("comptes/mes_avis.html", form)
    with transaction():
        save_rhythms(me(), form.to_command(), now=now())
    return done("Le rythme de vos avis est enregistré.", "comptes.mes_avis")


def _own_account() -> dict[str, Any]:
    return {
        "compte": me(),
        "sessions": queries.list_sessions(me(), now()),
        "ici": current_fingerprint(),
        "nom_appareil": device_name,
        "role": LIBELLES_ROLE[me().role_enum],
        "regions": queries.region_names(me()),
    }


@bp.route("/mon-compte/mot-de-passe", methods=["GET", "POST"])
@require(Permission.COMPTE_PROPRE)
def mot_de_passe() -> Page:
    """Change one's own password: every session ends, a new one opens here."""
    form = ChangementForm()
    if not form.validate_on_submit():
        return form_page("comptes/mot_de_passe.html", form)
    courriel = me().courriel
    try:
        compte_id, _ = check_password(courriel, form.actuel.data, champ="actuel")
        with transaction():
            compte = db.session.get_one(Utilisateur, compte_id)
            access.change_password(
                compte, form.nouveau.data, now=now(), lien_connexion=absolute_url("comptes.connexion")
            )
            open_session(compte, now())
    except ActionRefusee as refusal:
        return refused("comptes/mot_de_passe.html", form, refusal)
    return done("Votre nouveau mot de passe est enregistré. Vos autres sessions sont fermées.", "comptes.mon_compte")


@bp.post("/mon-compte/sessions/fermer")
@require(Permission.COMPTE_PROPRE)
def fermer_sessions() -> Page:
    """End all other sessions, or the one named."""
    one = request.form.get("session", "")
    with transaction():
        nombre = access.end_sessions(
            me(),
            auteur=me(),
            now=now(),
            sauf=current_fingerprint(),
            seulement=parse_uuid(one) if one else None,
        )
    closed = "La session est fermée." if nombre == 1 else "Vos autres sessions sont fermées."
    return done(closed if nombre else "Aucune autre session n’était ouverte.", "comptes.mon_compte")


def init_app(app: Flask) -> None:
    """Register sessions, pages and what every page shows."""
    init_sessions(app)
    init_brake(app)
    app.register_blueprint(bp)
    app.register_blueprint(informations)
    app.context_processor(page_context)
