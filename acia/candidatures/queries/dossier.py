"""Reads of one file: who may open it, its answers, its documents, its receipt, its events."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, overload

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel
from acia.appels.queries import questionnaire_of
from acia.appels.rules import Question, Questionnaire, reworded
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    Droit,
    Ecrit,
    EtatCandidature,
    PieceJointe,
    PieceReprise,
    Reprise,
)
from acia.candidatures.policy import may_examine
from acia.candidatures.rules import Personne, Reponses, Section, read_reponses
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.errors import Introuvable


def droit_of(candidature_id: uuid.UUID, person: Utilisateur) -> Droit | None:
    """Return what a person may do with a file, None when she is not of it."""
    found = db.session.execute(
        select(AccesCandidature.droit).where(
            AccesCandidature.candidature_id == candidature_id, AccesCandidature.utilisateur_id == person.id
        )
    ).scalar_one_or_none()
    return Droit(found) if found else None


def _whole() -> Select[Candidature]:
    return select(Candidature).options(
        joinedload(Candidature.appel).selectinload(Appel.pieces),
        joinedload(Candidature.etablissement),
        selectinload(Candidature.representants),
        selectinload(Candidature.pieces).joinedload(PieceJointe.document),
    )


def get_own(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, Droit]:
    """Return a file with the person's right on it.

    Raises:
        Introuvable: unknown, or not hers.
    """
    droit = droit_of(candidature_id, person)
    row = db.session.execute(_whole().where(Candidature.id == candidature_id)).unique().scalar_one_or_none()
    if row is None or droit is None:
        raise Introuvable()
    return row, droit


def get_readable(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, Droit | None]:
    """Return a file that a person may read: hers, or a deposited one of an officer's territory.

    Raises:
        Introuvable: unknown, or out of reach.
    """
    droit = droit_of(candidature_id, person)
    row = db.session.execute(_whole().where(Candidature.id == candidature_id)).unique().scalar_one_or_none()
    if row is None or (droit is None and not may_examine(person, row)):
        raise Introuvable()
    return row, droit


def reponses_of(candidature: Ecrit) -> Reponses:
    """The answers of a file as typed data."""
    people = {
        row.role: Personne(row.prenom, row.nom, row.fonction, row.courriel, row.telephone)
        for row in candidature.representants
    }
    return read_reponses(candidature.sections, people)


def questionnaire_read(candidature: Ecrit) -> Questionnaire:
    """The questions a file is read with: those it was deposited with, or the last ones while it is being written."""
    if isinstance(candidature, Reprise) or candidature.etat == EtatCandidature.BROUILLON:
        return questionnaire_of(candidature.appel.id)
    return questionnaire_of(candidature.appel_id, candidature.version_questionnaire or 0)


def reworded_since(candidature: Ecrit, section: Section) -> list[Question]:
    """The questions of a part that have been reworded since it was last saved."""
    saved = candidature.sections.get("enregistrees", {}).get(section)
    if not saved:
        return []
    last = questionnaire_of(candidature.appel.id)
    before = questionnaire_of(candidature.appel.id, at=datetime.fromisoformat(saved))
    changed = reworded(before, last)
    return [question for question in last.of_section(section) if question.cle in changed]


@overload
def living_pieces(candidature: Candidature) -> list[PieceJointe]: ...
@overload
def living_pieces(candidature: Reprise) -> list[PieceReprise]: ...
@overload
def living_pieces(candidature: Ecrit) -> list[PieceJointe | PieceReprise]: ...
def living_pieces(candidature: Ecrit) -> list[Any]:
    """The documents joined and not removed, in the order they were added."""
    return [piece for piece in candidature.pieces if piece.retiree_at is None]


def piece_codes(candidature: Ecrit) -> frozenset[str]:
    """Codes of the documents joined."""
    return frozenset(piece.code for piece in living_pieces(candidature))


def get_piece(candidature: Ecrit, piece_id: uuid.UUID) -> PieceJointe | PieceReprise:
    """Return a document of this very file.

    Raises:
        Introuvable: it is of another file, or removed.
    """
    for piece in living_pieces(candidature):
        if piece.id == piece_id:
            return piece
    raise Introuvable()


def events_of(candidature_id: uuid.UUID) -> list[Evenement]:
    """Return the journal of a file, the latest act first."""
    return list(
        db.session.execute(
            select(Evenement)
            .where(Evenement.objet_type == Candidature.__tablename__, Evenement.objet_id == str(candidature_id))
            .order_by(Evenement.numero.desc())
        ).scalars()
    )


def live_candidature(appel_id: uuid.UUID, numero_finess: str) -> Candidature | None:
    """Return the establishment's living file for a call (R28)."""
    ended = (EtatCandidature.RETIREE, EtatCandidature.REMPLACEE)
    return db.session.execute(
        select(Candidature).where(
            Candidature.appel_id == appel_id,
            Candidature.numero_finess == numero_finess,
            Candidature.etat.not_in(ended),
        )
    ).scalar_one_or_none()


def last_numero(appel_id: uuid.UUID) -> str | None:
    """Return the last number given for a call: the longest, then the greatest."""
    return db.session.execute(
        select(Candidature.numero)
        .where(Candidature.appel_id == appel_id, Candidature.numero.is_not(None))
        .order_by(func.length(Candidature.numero).desc(), Candidature.numero.desc())
        .limit(1)
    ).scalar_one_or_none()
