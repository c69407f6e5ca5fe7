"""Proving who one is: one-time links, passwords, throttling, sessions. These use cases never commit."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, update

from acia.comptes import mails, queries
from acia.comptes.models import Jeton, SessionConnexion, TentativeConnexion, Utilisateur
from acia.comptes.passwords import common_words, hash_password
from acia.comptes.policy import may_manage
from acia.comptes.rules import (
    DUREE_LIEN,
    FREIN_APPAREIL,
    FREIN_CLIENT,
    FREIN_COMPTE,
    LIENS_PAR_HEURE,
    Client,
    UsageJeton,
    fingerprint,
    normalize_courriel,
    password_refusal,
    wait_before_retry,
)
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.jobs import Tache, request_job
from acia.core.permissions import Decision

HEURE = timedelta(hours=1)
OUBLI_TENTATIVES = timedelta(days=1)
TACHE_LIEN = "comptes.lien"
COMPTE_CHANGE = "Votre compte vient de changer. Recommencez."
Lien = Callable[[str], str]
"""Gives the absolute address of the page that takes a one-time token."""

declare_events(
    {
        "comptes.lien_envoye": "Lien envoyé par courriel ({usage})",
        "comptes.mot_de_passe": "Mot de passe choisi ({voie})",
        "comptes.connexion": "Connexion",
        "comptes.preuve": "Mot de passe confirmé avant un acte sensible",
        "comptes.deconnexion": "Déconnexion",
        "comptes.sessions_fermees": "Sessions fermées : {nombre}",
    },
    keys={
        "comptes.lien_envoye": ["usage"],
        "comptes.mot_de_passe": ["voie"],
        "comptes.sessions_fermees": ["nombre"],
    },
)


class TropDEssais(ActionRefusee):
    """Too many tries in a short time."""

    code = 429


class LienPerime(ActionRefusee):
    """The one-time link has been used, has expired, or never existed: all look the same."""

    code = 410

    def __init__(self) -> None:
        super().__init__(
            "Ce lien ne sert plus : il a déjà été utilisé, ou son délai est passé. Demandez-en un nouveau."
        )


# One-time links


def request_reset(courriel: str, client: Client, *, now: datetime) -> None:
    """Ask for a one-time link. The background does the rest, so that the answer takes the same time for all (S29)."""
    note_try(fingerprint(f"lien:{courriel}"), client, now)
    ask_background(TACHE_LIEN, {"courriel": courriel}, now)


def send_reset_link(courriel: str, *, now: datetime, lien: Lien) -> None:
    """Send a one-time link to a known address, and nothing to an unknown one (S30)."""
    compte = queries.find_by_courriel(normalize_courriel(courriel))
    if compte is not None and compte.actif and not links_exhausted(compte, now):
        send_link(compte, UsageJeton.REINITIALISATION, now=now, lien=lien)


def ask_background(nom: str, donnees: dict[str, str], now: datetime) -> None:
    """Ask for a job whose data name a person: its handler empties them once done (`forget_request`)."""
    cle = f"{nom}:{uuid.uuid4()}"
    request_job(nom, cle=cle, donnees={**donnees, "cle": cle}, now=now)


def forget_request(cle: str) -> None:
    """Empty the data of a job, in the transaction of its effect: done twice, it has no effect and names nobody."""
    db.session.execute(update(Tache).where(Tache.cle == cle).values(donnees={}))


def links_exhausted(compte: Utilisateur, now: datetime) -> bool:
    """True when nobody may have another link sent to this account for now."""
    return queries.count_links_since(compte, now - HEURE) >= LIENS_PAR_HEURE


def send_link(
    compte: Utilisateur,
    usage: UsageJeton,
    *,
    now: datetime,
    lien: Lien,
    auteur: Utilisateur | None = None,
    modele: str = "",
) -> None:
    """Make a one-time link, keep its fingerprint, and write the mail that brings it."""
    secret = secrets.token_urlsafe(32)
    jeton = Jeton(
        id=uuid.uuid4(),
        utilisateur_id=compte.id,
        usage=usage,
        empreinte=fingerprint(secret),
        cree_at=now,
        expire_at=now + DUREE_LIEN[usage],
    )
    db.session.add(jeton)
    record("comptes.lien_envoye", compte, auteur=auteur, now=now, usage=str(usage))
    mails.write_link_mail(
        compte,
        jeton,
        lien(secret),
        now=now,
        modele=modele or mails.MODELES[usage],
        invite_par=auteur.nom_complet if auteur else "",
    )


def void_links(compte: Utilisateur, now: datetime) -> None:
    """End the links that wait for this account."""
    db.session.execute(
        update(Jeton)
        .where(Jeton.utilisateur_id == compte.id, Jeton.utilise_at.is_(None), Jeton.expire_at > now)
        .values(expire_at=now)
    )


# Passwords


def choose_password(jeton: str, mot_de_passe: str, *, now: datetime, lien_connexion: str) -> Utilisateur:
    """Use a one-time link: one use wins, all other links and sessions of the account end.

    Raises:
        LienPerime: the link no longer works.
        ActionRefusee: the password is too weak; the link can still be used.
    """
    found = queries.find_link(jeton, now)
    if found is None:
        raise LienPerime()
    row, compte = found
    hashed = hash_new_password(compte, mot_de_passe)
    used = db.session.execute(
        update(Jeton)
        .where(Jeton.id == row.id, Jeton.utilise_at.is_(None), Jeton.expire_at > now)
        .values(utilise_at=now)
        .execution_options(synchronize_session=False)
    )
    if not cast("CursorResult[None]", used).rowcount:
        raise LienPerime()
    renewed = compte.mot_de_passe is not None
    compte.mot_de_passe = hashed
    end_everything(compte, now)
    record("comptes.mot_de_passe", compte, auteur=compte, now=now, voie=row.usage)
    if renewed:
        mails.write_change_notice(compte, now=now, lien=lien_connexion)
    return compte


def change_password(compte: Utilisateur, nouveau: str, *, now: datetime, lien_connexion: str) -> None:
    """Change one's own password, once the present one has been checked; every session ends.

    Raises:
        ActionRefusee: the new password is too weak.
    """
    compte.mot_de_passe = hash_new_password(compte, nouveau, champ="nouveau")
    end_everything(compte, now)
    record("comptes.mot_de_passe", compte, auteur=compte, now=now, voie="changement")
    mails.write_change_notice(compte, now=now, lien=lien_connexion)


def hash_new_password(compte: Utilisateur, mot_de_passe: str, champ: str = "mot_de_passe") -> str:
    """Check a new password against the rule, and return its hash.

    Raises:
        ActionRefusee: too weak, with the reason, on the field `champ`.
    """
    contexte = (compte.prenom, compte.nom, compte.courriel, compte.employeur)
    refusal = password_refusal(mot_de_passe, contexte=contexte, interdits=common_words())
    if refusal:
        raise ActionRefusee(refusal, champ)
    return hash_password(mot_de_passe)


# Signing in and out


def check_throttle(courriel: str, client: Client, *, now: datetime) -> None:
    """Refuse a sign-in when too many have failed: by this client, or by all unknown devices together (S26, S27).

    Raises:
        TropDEssais: with the time to wait and the other way in.
    """
    compte = fingerprint(normalize_courriel(courriel))
    failures = queries.list_failures(compte, now - FREIN_COMPTE.periode)
    own = [at for key, at in failures if key == client.cle]
    if client.connu:
        wait = wait_before_retry(own, FREIN_APPAREIL, now)
    else:
        unknown = [at for key, at in failures if not key.startswith("a:")]
        wait = max(wait_before_retry(own, FREIN_CLIENT, now), wait_before_retry(unknown, FREIN_COMPTE, now))
    if wait:
        minutes = max(1, round(wait.total_seconds() / 60))
        raise TropDEssais(
            f"Trop d’essais pour cette adresse. Attendez {minutes} minute{'s' if minutes > 1 else ''}, ou demandez "
            "tout de suite un lien par courriel avec « Mot de passe oublié »."
        )


def note_failed_sign_in(courriel: str, client: Client, *, now: datetime) -> None:
    """Keep a failed sign-in."""
    note_try(fingerprint(normalize_courriel(courriel)), client, now)


def note_sign_in(compte: Utilisateur, client: Client, *, now: datetime, empreinte: str, nouvelle: str | None) -> None:
    """Note a successful sign-in, with a hash of today's parameters when the old one is dated.

    Raises:
        ActionRefusee: the account was disabled, or its password changed, while the password was being checked.
    """
    if not compte.actif or compte.mot_de_passe != empreinte:
        raise ActionRefusee(COMPTE_CHANGE)
    if nouvelle is not None:
        # Not through the row: two sign-ins of the same person at once must not be a conflict of versions.
        db.session.execute(
            update(Utilisateur)
            .where(Utilisateur.id == compte.id, Utilisateur.mot_de_passe == empreinte)
            .values(mot_de_passe=nouvelle)
        )
    _forget_failures(compte, client)
    record("comptes.connexion", compte, auteur=compte, now=now)


def note_proof(compte: Utilisateur, client: Client, *, session: str, empreinte: str, now: datetime) -> None:
    """Note that the password was given again in the session of this fingerprint, before a sensitive act (S18).

    Raises:
        ActionRefusee: the account was disabled, or its password changed, while the password was being checked.
    """
    if not compte.actif or compte.mot_de_passe != empreinte:
        raise ActionRefusee(COMPTE_CHANGE)
    _forget_failures(compte, client)
    db.session.execute(
        update(SessionConnexion)
        .where(SessionConnexion.empreinte == session, SessionConnexion.terminee_at.is_(None))
        .values(confirmee_at=now)
    )
    record("comptes.preuve", compte, auteur=compte, now=now)


def _forget_failures(compte: Utilisateur, client: Client) -> None:
    db.session.execute(
        delete(TentativeConnexion).where(
            TentativeConnexion.compte == fingerprint(compte.courriel), TentativeConnexion.client == client.cle
        )
    )


def note_sign_out(compte: Utilisateur, *, now: datetime) -> None:
    """Note a sign-out; the caller ends the session."""
    record("comptes.deconnexion", compte, auteur=compte, now=now)


def end_sessions(
    compte: Utilisateur, *, auteur: Utilisateur, now: datetime, sauf: str = "", seulement: uuid.UUID | None = None
) -> int:
    """End the living sessions of an account: all, all but the one with the fingerprint `sauf`, or one.

    Returns their number.
    """
    if auteur.id != compte.id:
        check(may_manage(auteur, compte))
    chosen = [
        row.id
        for row in queries.list_sessions(compte, now)
        if row.empreinte != sauf and (seulement is None or row.id == seulement)
    ]
    if chosen:
        db.session.execute(update(SessionConnexion).where(SessionConnexion.id.in_(chosen)).values(terminee_at=now))
        record("comptes.sessions_fermees", compte, auteur=auteur, now=now, nombre=len(chosen))
    return len(chosen)


def end_everything(compte: Utilisateur, now: datetime, *, links: bool = True) -> None:
    """End the sessions of an account, and its waiting links."""
    db.session.flush()
    db.session.execute(
        update(SessionConnexion)
        .where(SessionConnexion.utilisateur_id == compte.id, SessionConnexion.terminee_at.is_(None))
        .values(terminee_at=now)
    )
    if links:
        void_links(compte, now)


def note_try(compte: str, client: Client, now: datetime) -> None:
    """Count one try, and forget the old ones."""
    db.session.execute(delete(TentativeConnexion).where(TentativeConnexion.tentee_at < now - OUBLI_TENTATIVES))
    db.session.add(TentativeConnexion(compte=compte, client=client.cle, tentee_at=now))
    db.session.flush()


def check(decision: Decision) -> None:
    """Refuse the act with the reason of the policy."""
    if not decision:
        raise AccesRefuse(decision.motif)
