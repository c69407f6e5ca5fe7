"""Use cases of the people of a file: invite, join, change a right, leave, hand over when the signatory has left."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, select, update

from acia.appels.models import Appel
from acia.candidatures.mails import mail_handover, mail_invitation
from acia.candidatures.models import AccesCandidature, Candidature, Droit, InvitationDossier
from acia.candidatures.policy import may_live, may_manage_people, require
from acia.candidatures.queries import (
    count_invitations_since,
    droit_of,
    find_invitation,
    get_acces,
    get_own,
    hold_candidature,
    list_holders,
    list_invitations,
    list_people,
    live_candidature,
    papier_of,
)
from acia.candidatures.rules import (
    DUREE_INVITATION,
    INVITATIONS_PAR_JOUR,
    LIBELLES_DROIT,
    keeps_signer,
    right_once_joined,
)
from acia.comptes.access import LienPerime, hash_new_password
from acia.comptes.models import Utilisateur
from acia.comptes.queries import find_by_courriel
from acia.comptes.rules import fingerprint, normalize_courriel
from acia.comptes.service import create_account
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.permissions import Role
from acia.referentiel.rules import normalise_numero

Lien = Callable[[str], str]
"""Gives the absolute address of the page that takes a one-time token."""

declare_events(
    {
        "candidature_invitation": "Invitation envoyée à {personne} : {droit}.",
        "candidature_invitation_annulee": "Invitation de {personne} annulée.",
        "candidature_rejointe": "{personne} a rejoint le dossier : {droit}.",
        "candidature_droit": "Droit de {personne} : {avant}, puis {apres}.",
        "candidature_personne_partie": "{personne} a quitté le dossier (droit : {avant}).",
        "candidature_transfert": "Dossier confié par le service à {personne}, qui signera.",
    },
    keys={
        "candidature_invitation": ("personne", "droit"),
        "candidature_invitation_annulee": ("personne",),
        "candidature_rejointe": ("personne", "droit"),
        "candidature_droit": ("personne", "avant", "apres"),
        "candidature_personne_partie": ("personne", "avant"),
        "candidature_transfert": ("personne",),
    },
)


@dataclass(frozen=True)
class NouveauCompte:
    """What somebody without an account says of herself when she joins a file."""

    prenom: str
    nom: str
    fonction: str
    mot_de_passe: str


@dataclass(frozen=True)
class Transfert:
    """A file to hand over because its signatory has left."""

    appel_code: str
    numero_finess: str
    courriel: str
    motif: str


def invite_person(
    candidature_id: uuid.UUID, courriel: str, droit: Droit, *, auteur: Utilisateur, now: datetime, lien: Lien
) -> InvitationDossier:
    """Send an invitation to a file; an earlier one to the same address stops working.

    Raises:
        AccesRefuse: the author does not sign.
        ActionRefusee: the address is in the file already, or too many invitations have left today.
    """
    hold_candidature(candidature_id)
    row, own = get_own(candidature_id, auteur)
    require(may_manage_people(row, own))
    courriel = normalize_courriel(courriel)
    if any(p.compte.courriel == courriel for p in list_people(row.id)):
        raise ActionRefusee("Cette personne est déjà dans le dossier : changez son droit dans la liste.", "courriel")
    invitation = _send(row, courriel, droit, auteur=auteur, now=now, lien=lien)
    record(
        "candidature_invitation", row, auteur=auteur, now=now, personne=courriel, droit=LIBELLES_DROIT[droit].lower()
    )
    return invitation


def _send(
    row: Candidature,
    courriel: str,
    droit: Droit,
    *,
    auteur: Utilisateur,
    now: datetime,
    lien: Lien,
    remplace: bool = False,
) -> InvitationDossier:
    if count_invitations_since(row.id, now - timedelta(days=1)) >= INVITATIONS_PAR_JOUR:
        raise ActionRefusee(
            f"{INVITATIONS_PAR_JOUR} invitations sont déjà parties depuis hier. Attendez demain.", "courriel"
        )
    for earlier in list_invitations(row.id, now):
        if earlier.courriel == courriel:
            earlier.annulee_at = now
    secret = secrets.token_urlsafe(32)
    invitation = InvitationDossier(
        id=uuid.uuid4(),
        candidature_id=row.id,
        courriel=courriel,
        droit=droit,
        remplace=remplace,
        empreinte=fingerprint(secret),
        invite_par_id=auteur.id,
        invitee_at=now,
        expire_at=now + DUREE_INVITATION,
    )
    db.session.add(invitation)
    db.session.flush()
    mail_invitation(row, invitation, auteur, lien(secret), now)
    return invitation


def cancel_invitation(
    candidature_id: uuid.UUID, invitation_id: uuid.UUID, *, auteur: Utilisateur, now: datetime
) -> None:
    """Make the link of an invitation useless; cancelled already, or joined meanwhile, nothing happens.

    Raises:
        Introuvable: of another file.
    """
    row, own = get_own(candidature_id, auteur)
    require(may_manage_people(row, own))
    invitation = db.session.get(InvitationDossier, invitation_id)
    if invitation is None or invitation.candidature_id != row.id:
        raise Introuvable()
    if _close(invitation, now, annulee_at=now):
        record("candidature_invitation_annulee", row, auteur=auteur, now=now, personne=invitation.courriel)


def _close(invitation: InvitationDossier, now: datetime, **values: object) -> bool:
    """Take the invitation for this act alone: the update changes one row, or another came first."""
    closed = db.session.execute(
        update(InvitationDossier)
        .where(
            InvitationDossier.id == invitation.id,
            InvitationDossier.acceptee_at.is_(None),
            InvitationDossier.annulee_at.is_(None),
            InvitationDossier.expire_at > now,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(cast("CursorResult[None]", closed).rowcount)


def join_file(jeton: str, *, auteur: Utilisateur, now: datetime) -> Candidature:
    """Use an invitation, once, by the account of its very address.

    Raises:
        LienPerime: used, cancelled, expired or unknown.
        AccesRefuse: sent to another address, or this account is not one of an establishment.
        ActionRefusee: the file was withdrawn meanwhile.
    """
    invitation = find_invitation(jeton, now)
    if invitation is None:
        raise LienPerime()
    if auteur.courriel != invitation.courriel:
        raise AccesRefuse("Cette invitation est pour une autre adresse que celle de votre compte.")
    return _join(invitation, auteur, now)


def join_file_with_account(jeton: str, compte: NouveauCompte, *, now: datetime) -> tuple[Candidature, Utilisateur]:
    """Open the account of the invited address, or choose its first password, and join the file.

    Raises:
        LienPerime: used, cancelled, expired or unknown.
        AccesRefuse: the address has an account with a password: its owner signs in first.
        ActionRefusee: the password is too weak; the link can still be used.
    """
    invitation = find_invitation(jeton, now)
    if invitation is None:
        raise LienPerime()
    person = find_by_courriel(invitation.courriel)
    if person is None:
        person = create_account(
            courriel=invitation.courriel,
            prenom=compte.prenom,
            nom=compte.nom,
            fonction=compte.fonction,
            role=Role.REPRESENTANT,
            mot_de_passe=compte.mot_de_passe,
            now=now,
        )
    elif person.mot_de_passe is None and person.actif:
        person.prenom, person.nom, person.fonction = compte.prenom, compte.nom, compte.fonction
        person.mot_de_passe = hash_new_password(person, compte.mot_de_passe)
    else:
        raise AccesRefuse("Cette adresse a déjà un compte : connectez-vous pour rejoindre le dossier.")
    record("comptes.mot_de_passe", person, auteur=person, now=now, voie="invitation")
    return _join(invitation, person, now), person


def _join(invitation: InvitationDossier, person: Utilisateur, now: datetime) -> Candidature:
    if person.role_enum is not Role.REPRESENTANT:
        raise AccesRefuse(
            "Votre compte n’est pas celui d’un établissement : demandez à être invité à une autre adresse."
        )
    row = hold_candidature(invitation.candidature_id)
    living = may_live(row)
    if not living:
        raise ActionRefusee(living.motif)
    if not _close(invitation, now, acceptee_at=now, acceptee_par_id=person.id):
        raise LienPerime()
    droit = right_once_joined(droit_of(row.id, person), Droit(invitation.droit))
    _give(row, person, droit, now)
    if invitation.remplace:
        _only_read(row, person)
    libelle = LIBELLES_DROIT[droit].lower()
    record("candidature_rejointe", row, auteur=person, now=now, personne=person.nom_complet, droit=libelle)
    return row


def _give(row: Candidature, person: Utilisateur, droit: Droit, now: datetime) -> None:
    known = db.session.execute(
        select(AccesCandidature).where(
            AccesCandidature.candidature_id == row.id, AccesCandidature.utilisateur_id == person.id
        )
    ).scalar_one_or_none()
    if known is None:
        known = AccesCandidature(candidature_id=row.id, utilisateur_id=person.id, droit=droit, donne_at=now)
        db.session.add(known)
    known.droit, known.donne_at = droit, now
    db.session.flush()


def _only_read(row: Candidature, sauf: Utilisateur) -> None:
    db.session.execute(
        update(AccesCandidature)
        .where(
            AccesCandidature.candidature_id == row.id,
            AccesCandidature.utilisateur_id != sauf.id,
            AccesCandidature.droit == Droit.SIGNE,
        )
        .values(droit=Droit.LIT)
        .execution_options(synchronize_session="fetch")
    )


def change_right(
    candidature_id: uuid.UUID, acces_id: uuid.UUID, droit: Droit | None, *, auteur: Utilisateur, now: datetime
) -> None:
    """Give another right to a person of the file, or none; anybody may leave by herself.

    Raises:
        AccesRefuse: the author does not sign, and the right is not hers.
        ActionRefusee: nobody would sign any more.
    """
    hold_candidature(candidature_id)
    row, own = get_own(candidature_id, auteur)
    acces = get_acces(row.id, acces_id)
    leaving = acces.utilisateur_id == auteur.id and droit is None
    require(may_live(row) if leaving else may_manage_people(row, own))
    _change(row, acces, droit, auteur, now)


def hand_over_signature(candidature_id: uuid.UUID, acces_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Let somebody of the file sign in one's place, and leave the file, in one act.

    Raises:
        AccesRefuse: the author does not sign.
        ActionRefusee: one does not hand over to oneself.
    """
    hold_candidature(candidature_id)
    row, own = get_own(candidature_id, auteur)
    require(may_manage_people(row, own))
    acces = get_acces(row.id, acces_id)
    if acces.utilisateur_id == auteur.id:
        raise ActionRefusee("Choisissez une autre personne : vous signez déjà.")
    _change(row, acces, Droit.SIGNE, auteur, now)
    mine = next(p for p in list_people(row.id) if p.compte.id == auteur.id)
    _change(row, get_acces(row.id, mine.acces_id), None, auteur, now)


def _change(row: Candidature, acces: AccesCandidature, droit: Droit | None, auteur: Utilisateur, now: datetime) -> None:
    people = list_people(row.id)
    if not keeps_signer({p.acces_id: p.droit for p in people}, acces.id, droit):
        raise ActionRefusee("Il faut toujours au moins une personne qui signe : donnez d’abord ce droit à une autre.")
    person = next(p for p in people if p.acces_id == acces.id)
    avant = LIBELLES_DROIT[person.droit].lower()
    qui = person.compte.nom_complet
    if droit is None:
        db.session.delete(acces)
        record("candidature_personne_partie", row, auteur=auteur, now=now, personne=qui, avant=avant)
    elif droit is not person.droit:
        acces.droit, acces.donne_at = droit, now
        apres = LIBELLES_DROIT[droit].lower()
        record("candidature_droit", row, auteur=auteur, now=now, personne=qui, avant=avant, apres=apres)
    db.session.flush()


def transfer_file(command: Transfert, *, auteur: Utilisateur, now: datetime, lien: Lien) -> Candidature:
    """Hand a file over to a new signatory because the former one has left; those who sign are told (E26).

    Their right changes when the invitation is used, so that somebody always signs.

    Raises:
        ActionRefusee: no living file of this establishment in the officer's territory.
    """
    appel = db.session.execute(select(Appel).where(Appel.code == command.appel_code)).scalar_one_or_none()
    row = live_candidature(appel.id, normalise_numero(command.numero_finess)) if appel else None
    if row is None or not auteur.covers_region(row.region_code):
        raise ActionRefusee("Aucune candidature de cet établissement dans vos régions pour cet appel.", "numero")
    hold_candidature(row.id)
    if row.numero is None and papier_of(row.id) is not None:
        raise ActionRefusee("Enregistrez d’abord ce dossier papier, puis invitez la personne.", "numero")
    courriel = normalize_courriel(command.courriel)
    signers = list_holders(row.id, [Droit.SIGNE])
    if [p.courriel for p in signers] == [courriel]:
        raise ActionRefusee("Cette personne signe déjà, seule : il n’y a rien à confier.", "courriel")
    invitation = _send(row, courriel, Droit.SIGNE, auteur=auteur, now=now, lien=lien, remplace=True)
    for person in signers:
        if person.courriel != courriel:
            mail_handover(row, invitation, person, command.motif, now)
    record("candidature_transfert", row, auteur=auteur, now=now, motif=command.motif, personne=courriel)
    return row
