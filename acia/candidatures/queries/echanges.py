"""Reads of the exchanges: the messages of a file, who has read them, what waits to be read, whom to tell."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    Cote,
    Droit,
    LectureMessage,
    MessageDossier,
    PieceMessage,
)
from acia.candidatures.queries.dossier import droit_of
from acia.candidatures.rules import TITRES_ROLES
from acia.comptes.models import Territoire, Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import LIBELLES_ROLE, Role
from acia.referentiel.models import Region

OFFICIERS = (Role.CHARGE, Role.PILOTE)


@dataclass(frozen=True)
class FilNonLu:
    """A file where somebody wrote and nobody of this side has read it."""

    candidature_id: uuid.UUID
    nom: str
    nombre: int
    depuis: datetime


def side_of(candidature: Candidature, person: Utilisateur) -> Cote:
    """The side a person writes from: who is of the file writes for the establishment."""
    return Cote.SERVICE if droit_of(candidature.id, person) is None else Cote.ETABLISSEMENT


def capacity_of(candidature: Candidature, person: Utilisateur, cote: Cote) -> str:
    """In what capacity a person writes or reads in a file."""
    if cote is Cote.SERVICE:
        region = db.session.get_one(Region, candidature.region_code)
        return f"{LIBELLES_ROLE[person.role_enum].lower()}, {region.nom}"
    for representant in candidature.representants:
        if representant.courriel.casefold() == person.courriel:
            return TITRES_ROLES[representant.role].lower()
    return person.fonction[:150] or "pour l’établissement"


def thread_of(candidature_id: uuid.UUID) -> list[MessageDossier]:
    """The messages of a file, the oldest first, with their documents and read marks."""
    rows = (
        select(MessageDossier)
        .where(MessageDossier.candidature_id == candidature_id)
        .options(
            joinedload(MessageDossier.auteur),
            selectinload(MessageDossier.pieces).joinedload(PieceMessage.document),
            selectinload(MessageDossier.lectures).joinedload(LectureMessage.utilisateur),
        )
        .order_by(MessageDossier.ecrit_at, MessageDossier.id)
    )
    return list(db.session.execute(rows).scalars())


def unread_messages(candidature_id: uuid.UUID, person: Utilisateur, cote: Cote) -> list[MessageDossier]:
    """The messages of the other side that this person has not marked as read, the oldest first."""
    read = select(LectureMessage.message_id).where(LectureMessage.utilisateur_id == person.id)
    rows = (
        select(MessageDossier)
        .where(
            MessageDossier.candidature_id == candidature_id, MessageDossier.cote != cote, MessageDossier.id.not_in(read)
        )
        .order_by(MessageDossier.ecrit_at, MessageDossier.id)
    )
    return list(db.session.execute(rows).scalars())


def get_piece_message(candidature_id: uuid.UUID, piece_id: uuid.UUID) -> PieceMessage:
    """A document joined to a message of this very file.

    Raises:
        Introuvable: unknown, or of another file.
    """
    row = db.session.execute(
        select(PieceMessage)
        .join(MessageDossier)
        .where(PieceMessage.id == piece_id, MessageDossier.candidature_id == candidature_id)
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def message_of_form(candidature_id: uuid.UUID, envoi: uuid.UUID, auteur: Utilisateur) -> MessageDossier | None:
    """The message that a form has already sent."""
    return db.session.execute(
        select(MessageDossier).where(
            MessageDossier.envoi == envoi,
            MessageDossier.candidature_id == candidature_id,
            MessageDossier.auteur_id == auteur.id,
        )
    ).scalar_one_or_none()


def unread_for_applicant(person: Utilisateur) -> list[FilNonLu]:
    """The person's files where the service wrote and she has not read it yet."""
    mine = select(AccesCandidature.candidature_id).where(AccesCandidature.utilisateur_id == person.id)
    read = select(LectureMessage.message_id).where(LectureMessage.utilisateur_id == person.id)
    return _unread(MessageDossier.cote == Cote.SERVICE, Candidature.id.in_(mine), MessageDossier.id.not_in(read))


def unread_for_officer(person: Utilisateur) -> list[FilNonLu]:
    """The files of her territory where an applicant wrote and no officer has read it; what a national pilot reads does
    not spare the officer of the région."""
    readers = (Role.CHARGE,) if person.role_enum is Role.CHARGE else OFFICIERS
    read = (
        select(LectureMessage.message_id)
        .join(Utilisateur, Utilisateur.id == LectureMessage.utilisateur_id)
        .where(Utilisateur.role.in_(readers))
    )
    here = [] if person.role_enum is Role.PILOTE else [Candidature.region_code.in_(sorted(person.regions))]
    return _unread(MessageDossier.cote == Cote.ETABLISSEMENT, MessageDossier.id.not_in(read), *here)


def _unread(*conditions: ColumnElement[bool]) -> list[FilNonLu]:
    first = func.min(MessageDossier.ecrit_at)
    counted = (
        select(MessageDossier.candidature_id, func.count().label("nombre"), first.label("depuis"))
        .join(Candidature, Candidature.id == MessageDossier.candidature_id)
        .where(*conditions)
        .group_by(MessageDossier.candidature_id)
        .order_by(first, MessageDossier.candidature_id)
    )
    rows = db.session.execute(counted).all()
    names = _names([row.candidature_id for row in rows])
    return [FilNonLu(row.candidature_id, names[row.candidature_id], row.nombre, row.depuis) for row in rows]


def _names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = db.session.execute(select(Candidature).where(Candidature.id.in_(ids))).scalars()
    return {row.id: row.nom for row in rows}


def people_of(candidature_id: uuid.UUID, *, droits: Sequence[Droit] = tuple(Droit)) -> list[Utilisateur]:
    """The active people of a file, by name."""
    rows = (
        select(Utilisateur)
        .join(AccesCandidature, AccesCandidature.utilisateur_id == Utilisateur.id)
        .where(
            AccesCandidature.candidature_id == candidature_id,
            AccesCandidature.droit.in_(droits),
            Utilisateur.actif.is_(True),
        )
        .order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.courriel)
    )
    return list(db.session.execute(rows).scalars())


def officers_of(candidature: Candidature) -> list[Utilisateur]:
    """The active officers of the région of a file; the national pilots when it has none."""
    active = select(Utilisateur).where(Utilisateur.actif.is_(True)).order_by(Utilisateur.nom, Utilisateur.courriel)
    local = active.where(
        Utilisateur.role == Role.CHARGE,
        Utilisateur.territoires.any(Territoire.region_code == candidature.region_code),
    )
    found = list(db.session.execute(local).scalars())
    return found or list(db.session.execute(active.where(Utilisateur.role == Role.PILOTE)).scalars())
