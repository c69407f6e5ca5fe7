"""Use cases of accounts: open, invite, sign up, change, close. They never commit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from acia.comptes import mails, queries
from acia.comptes.access import (
    HEURE,
    Lien,
    TropDEssais,
    ask_background,
    check,
    end_everything,
    hash_new_password,
    links_exhausted,
    note_try,
    send_link,
    void_links,
)
from acia.comptes.models import Territoire, Utilisateur
from acia.comptes.policy import may_disable, may_invite, may_manage
from acia.comptes.rules import (
    INSCRIPTIONS_PAR_HEURE,
    LIENS_PAR_HEURE,
    ROLES_A_MOTIF,
    Client,
    UsageJeton,
    fingerprint,
    normalize_courriel,
    territory_refusal,
)
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.permissions import Role

_INSCRIPTION = fingerprint("inscription")
TACHE_INSCRIPTION = "comptes.inscription"

declare_events(
    {
        "comptes.cree": "Compte ouvert ({role})",
        "comptes.profil": "Nom ou fonction modifiés",
        "comptes.role": "Rôle ou territoire modifiés : {role} ({regions})",
        "comptes.desactive": "Compte désactivé",
        "comptes.reactive": "Compte réactivé",
    },
    keys={"comptes.cree": ["role", "regions"], "comptes.role": ["role", "regions"]},
)


@dataclass(frozen=True)
class Identite:
    """What a person says of herself."""

    prenom: str
    nom: str
    fonction: str = ""
    employeur: str = ""


@dataclass(frozen=True)
class Invitation:
    """An account to open for somebody."""

    courriel: str
    identite: Identite
    role: Role
    regions: tuple[str, ...] = ()
    motif: str = ""


@dataclass(frozen=True)
class Inscription:
    """An account that an establishment opens for itself."""

    courriel: str
    identite: Identite


# Opening accounts


def create_account(
    *,
    courriel: str,
    prenom: str,
    nom: str,
    role: Role,
    now: datetime,
    regions: Sequence[str] = (),
    fonction: str = "",
    employeur: str = "",
    mot_de_passe: str | None = None,
    auteur: Utilisateur | None = None,
    motif: str = "",
) -> Utilisateur:
    """Open an account; without a password it waits for a one-time link.

    Raises:
        ActionRefusee: the address has an account, the territory does not suit the role, or the password is too weak.
    """
    courriel = normalize_courriel(courriel)
    if queries.find_by_courriel(courriel) is not None:
        raise ActionRefusee("Cette adresse a déjà un compte.", "courriel")
    refusal = territory_refusal(role, regions)
    if refusal:
        raise ActionRefusee(refusal, "regions")
    compte = Utilisateur(
        id=uuid.uuid4(),
        courriel=courriel,
        prenom=prenom,
        nom=nom,
        fonction=fonction,
        employeur=employeur,
        role=role,
        cree_at=now,
        territoires=[Territoire(region_code=code) for code in sorted(set(regions))],
    )
    if mot_de_passe is not None:
        compte.mot_de_passe = hash_new_password(compte, mot_de_passe)
    db.session.add(compte)
    db.session.flush()
    where = ",".join(sorted(set(regions)))
    record("comptes.cree", compte, auteur=auteur, now=now, motif=motif, role=str(role), regions=where)
    return compte


def create_first_admin(courriel: str, prenom: str, nom: str, mot_de_passe: str, *, now: datetime) -> Utilisateur:
    """Open the first account of an installation, a national pilot.

    Raises:
        ActionRefusee: there is already one, or the password is too weak.
    """
    if queries.count_active_pilotes():
        raise ActionRefusee("Un pilote national existe déjà : c’est à lui d’ouvrir les autres comptes.")
    return create_account(
        courriel=courriel, prenom=prenom, nom=nom, role=Role.PILOTE, mot_de_passe=mot_de_passe, now=now
    )


def invite_account(commande: Invitation, *, auteur: Utilisateur, now: datetime, lien: Lien) -> Utilisateur:
    """Open an account for somebody and send the link that lets them choose a password (S37).

    Raises:
        AccesRefuse: this person may not give this role or these regions.
        ActionRefusee: the address has an account, the territory does not suit the role, or no reason is given for a
            role that decides for others.
    """
    check(may_invite(auteur, commande.role, commande.regions))
    if commande.role in ROLES_A_MOTIF and not commande.motif.strip():
        raise ActionRefusee("Dites pourquoi ce compte est ouvert, en une phrase : le journal la garde.", "motif")
    compte = create_account(
        courriel=commande.courriel,
        prenom=commande.identite.prenom,
        nom=commande.identite.nom,
        fonction=commande.identite.fonction,
        employeur=commande.identite.employeur,
        role=commande.role,
        regions=commande.regions,
        auteur=auteur,
        motif=commande.motif.strip(),
        now=now,
    )
    send_link(compte, UsageJeton.INVITATION, now=now, lien=lien, auteur=auteur)
    return compte


def resend_invitation(compte: Utilisateur, *, auteur: Utilisateur, now: datetime, lien: Lien) -> None:
    """Send a new link to somebody who has not chosen a password yet; the older ones stop working.

    Raises:
        ActionRefusee: not allowed, useless, or asked too often.
    """
    check(may_manage(auteur, compte))
    if not compte.actif or compte.mot_de_passe is not None:
        raise ActionRefusee("Cette personne n’attend pas d’invitation : son compte est déjà ouvert, ou désactivé.")
    if links_exhausted(compte, now):
        raise ActionRefusee(
            f"{LIENS_PAR_HEURE} liens sont déjà partis depuis une heure. Attendez avant d’en envoyer un autre."
        )
    void_links(compte, now)
    send_link(compte, UsageJeton.INVITATION, now=now, lien=lien, auteur=auteur)


def request_sign_up(commande: Inscription, client: Client, *, now: datetime) -> None:
    """Ask for an establishment's account. The background opens it, so that the answer tells nothing (S29).

    Raises:
        TropDEssais: too many sign-ups from one address in an hour.
    """
    recent = queries.list_failures(_INSCRIPTION, now - HEURE, client.cle)
    if len(recent) >= INSCRIPTIONS_PAR_HEURE:
        raise TropDEssais("Beaucoup d’inscriptions sont parties de votre réseau. Recommencez dans une heure.")
    note_try(_INSCRIPTION, client, now)
    ask_background(TACHE_INSCRIPTION, {"courriel": commande.courriel, **asdict(commande.identite)}, now)


def sign_up(commande: Inscription, *, now: datetime, lien: Lien) -> None:
    """Open an establishment's account and send its link, or remind a known address of its own account."""
    identite = commande.identite
    compte = queries.find_by_courriel(normalize_courriel(commande.courriel))
    if compte is None:
        compte = create_account(
            courriel=commande.courriel,
            prenom=identite.prenom,
            nom=identite.nom,
            fonction=identite.fonction,
            employeur=identite.employeur,
            role=Role.REPRESENTANT,
            now=now,
        )
    if not compte.actif or links_exhausted(compte, now):
        return
    if compte.mot_de_passe is None:
        send_link(compte, UsageJeton.INSCRIPTION, now=now, lien=lien)
    else:
        send_link(compte, UsageJeton.REINITIALISATION, now=now, lien=lien, modele=mails.DEJA_INSCRIT)


# Changing accounts


def update_profile(compte: Utilisateur, identite: Identite, *, now: datetime, version: int | None) -> None:
    """Change one's own name and function.

    Raises:
        ConflitVersion: changed elsewhere since the form was opened.
    """
    compte.expect_version(version)
    compte.prenom, compte.nom = identite.prenom, identite.nom
    compte.fonction, compte.employeur = identite.fonction, identite.employeur
    db.session.flush()
    record("comptes.profil", compte, auteur=compte, now=now)


def change_role(
    compte: Utilisateur,
    role: Role,
    regions: Sequence[str],
    *,
    auteur: Utilisateur,
    now: datetime,
    motif: str,
    version: int | None,
) -> None:
    """Give another role or territory; every session ends, so that the change acts at once (S13, S32).

    Raises:
        ActionRefusee: not allowed, or the territory does not suit the role.
    """
    compte.expect_version(version)
    check(may_manage(auteur, compte))
    check(may_invite(auteur, role, regions))
    if compte.role_enum is Role.PILOTE and role is not Role.PILOTE:
        check(may_disable(auteur, compte, autres_pilotes=queries.count_other_pilotes(compte)))
    refusal = territory_refusal(role, regions)
    if refusal:
        raise ActionRefusee(refusal, "regions")
    compte.role = role
    kept = {t.region_code: t for t in compte.territoires}
    compte.territoires = [kept.get(code) or Territoire(region_code=code) for code in sorted(set(regions))]
    end_everything(compte, now, links=False)
    record(
        "comptes.role",
        compte,
        auteur=auteur,
        now=now,
        motif=motif,
        role=str(role),
        regions=",".join(sorted(set(regions))),
    )


def disable_account(
    compte: Utilisateur, *, auteur: Utilisateur, now: datetime, motif: str, version: int | None
) -> None:
    """Close an account: its sessions and links end at once, its past acts stay.

    Raises:
        ActionRefusee: not allowed, or already done.
    """
    compte.expect_version(version)
    check(may_disable(auteur, compte, autres_pilotes=queries.count_other_pilotes(compte)))
    if not compte.actif:
        raise ActionRefusee("Ce compte est déjà désactivé.")
    compte.actif = False
    end_everything(compte, now)
    record("comptes.desactive", compte, auteur=auteur, now=now, motif=motif)


def enable_account(compte: Utilisateur, *, auteur: Utilisateur, now: datetime, motif: str, version: int | None) -> None:
    """Open a disabled account again, with a reason (S18); the person signs in as before.

    Raises:
        ActionRefusee: not allowed, or not disabled.
    """
    compte.expect_version(version)
    check(may_manage(auteur, compte))
    if compte.actif:
        raise ActionRefusee("Ce compte n’est pas désactivé.")
    compte.actif = True
    db.session.flush()
    record("comptes.reactive", compte, auteur=auteur, now=now, motif=motif)
