"""Reads of the people of a file: rights, invitations that wait, those who sign, the request to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    DemandeDepot,
    Droit,
    InvitationDossier,
)
from acia.comptes.models import Utilisateur
from acia.comptes.rules import fingerprint
from acia.core.db import db
from acia.core.errors import Introuvable


@dataclass(frozen=True)
class PersonneDossier:
    """A person of a file, with her right."""

    acces_id: uuid.UUID
    compte: Utilisateur
    droit: Droit
    depuis: datetime


def list_people(candidature_id: uuid.UUID) -> list[PersonneDossier]:
    """Return the people of a file: those who sign first, then by name."""
    rows = db.session.execute(
        select(AccesCandidature, Utilisateur)
        .join(Utilisateur, Utilisateur.id == AccesCandidature.utilisateur_id)
        .where(AccesCandidature.candidature_id == candidature_id)
        .order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.courriel)
    )
    people = [PersonneDossier(a.id, u, Droit(a.droit), a.donne_at) for a, u in rows]
    ordre = (Droit.SIGNE, Droit.ECRIT, Droit.LIT)
    return sorted(people, key=lambda p: ordre.index(p.droit))


def list_holders(candidature_id: uuid.UUID, droits: Iterable[Droit]) -> list[Utilisateur]:
    """Return the living accounts that hold one of these rights, by address: whom a mail is written to."""
    rows = (
        select(Utilisateur)
        .join(AccesCandidature, AccesCandidature.utilisateur_id == Utilisateur.id)
        .where(
            AccesCandidature.candidature_id == candidature_id,
            AccesCandidature.droit.in_(list(droits)),
            Utilisateur.actif.is_(True),
        )
        .order_by(Utilisateur.courriel)
    )
    return list(db.session.execute(rows).scalars())


def get_acces(candidature_id: uuid.UUID, acces_id: uuid.UUID) -> AccesCandidature:
    """Return a right of this very file.

    Raises:
        Introuvable: of another file, or withdrawn.
    """
    row = db.session.get(AccesCandidature, acces_id)
    if row is None or row.candidature_id != candidature_id:
        raise Introuvable()
    return row


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        InvitationDossier.acceptee_at.is_(None),
        InvitationDossier.annulee_at.is_(None),
        InvitationDossier.expire_at > now,
    )


def list_invitations(candidature_id: uuid.UUID, now: datetime) -> list[InvitationDossier]:
    """Return the invitations of a file that wait for an answer, oldest first."""
    rows = (
        select(InvitationDossier)
        .where(InvitationDossier.candidature_id == candidature_id, *_waiting(now))
        .order_by(InvitationDossier.invitee_at, InvitationDossier.courriel)
    )
    return list(db.session.execute(rows).scalars())


def count_invitations_since(candidature_id: uuid.UUID, since: datetime) -> int:
    """How many invitations a file has sent since an instant."""
    query = select(func.count(InvitationDossier.id)).where(
        InvitationDossier.candidature_id == candidature_id, InvitationDossier.invitee_at > since
    )
    return db.session.execute(query).scalar_one()


def find_invitation(jeton: str, now: datetime) -> InvitationDossier | None:
    """The living invitation of a link; nothing when used, cancelled, expired or unknown: all look the same."""
    return db.session.execute(
        select(InvitationDossier).where(
            InvitationDossier.empreinte == fingerprint(jeton),
            *_waiting(now),
        )
    ).scalar_one_or_none()


def open_request(candidature_id: uuid.UUID) -> DemandeDepot | None:
    """The request to those who sign that waits, if any."""
    return db.session.execute(
        select(DemandeDepot).where(DemandeDepot.candidature_id == candidature_id, DemandeDepot.close_at.is_(None))
    ).scalar_one_or_none()


def last_return(candidature_id: uuid.UUID) -> DemandeDepot | None:
    """The last request, when it was sent back and nothing was asked since."""
    last = db.session.execute(
        select(DemandeDepot)
        .where(DemandeDepot.candidature_id == candidature_id)
        .order_by(DemandeDepot.demandee_at.desc(), DemandeDepot.id)
        .limit(1)
    ).scalar_one_or_none()
    return last if last is not None and last.motif else None


def hold_candidature(candidature_id: uuid.UUID) -> Candidature:
    """Read a file again and hold it until the end of the transaction: acts on its people follow one another.

    Raises:
        Introuvable: no such file.
    """
    row = db.session.execute(
        select(Candidature)
        .where(Candidature.id == candidature_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row
