"""Reads of the outside opinions: those of a file, the one of a link, what is late, what others may read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import AccesCandidature, Candidature, EtatCandidature, PieceJointe
from acia.candidatures.queries import living_pieces
from acia.comptes.models import Utilisateur
from acia.comptes.rules import fingerprint
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.eligibilite.models import AvisExterieur, LienAvis
from acia.eligibilite.policy import EXAMINABLES
from acia.eligibilite.rules.avis import Confidentialite, is_overdue, may_be_told
from acia.eligibilite.workflow import EtatAvis


def opinions_of(candidature_id: uuid.UUID) -> list[AvisExterieur]:
    """Return every opinion asked on a file, the last one first."""
    rows = (
        select(AvisExterieur)
        .where(AvisExterieur.candidature_id == candidature_id)
        .options(joinedload(AvisExterieur.demande_par), joinedload(AvisExterieur.close_par))
        .order_by(AvisExterieur.demande_at.desc(), AvisExterieur.id)
    )
    return list(db.session.execute(rows).scalars())


def get_opinion(candidature: Candidature, avis_id: uuid.UUID) -> AvisExterieur:
    """Return an opinion of this file.

    Raises:
        Introuvable: unknown, or of another file.
    """
    row = db.session.get(AvisExterieur, avis_id)
    if row is None or row.candidature_id != candidature.id:
        raise Introuvable()
    return row


def find_opinion(jeton: str, now: datetime) -> AvisExterieur | None:
    """The opinion that a link still answers; nothing when given, cancelled, expired or unknown: all look the same."""
    rows = (
        _waiting()
        .join(LienAvis, LienAvis.avis_id == AvisExterieur.id)
        .where(LienAvis.empreinte == fingerprint(jeton), AvisExterieur.expire_at > now)
    )
    return db.session.execute(rows).scalar_one_or_none()


def _waiting() -> Select[AvisExterieur]:
    return (
        select(AvisExterieur)
        .join(Candidature, Candidature.id == AvisExterieur.candidature_id)
        .where(AvisExterieur.etat == EtatAvis.DEMANDE, Candidature.etat.in_(EXAMINABLES))
        .order_by(AvisExterieur.limite, AvisExterieur.id)
    )


def waiting_opinions() -> list[AvisExterieur]:
    """Every opinion that waits, the nearest due day first."""
    return list(db.session.execute(_waiting()).scalars())


def opened_pieces(row: AvisExterieur) -> list[PieceJointe]:
    """The documents that this opinion opens, as long as the file still holds them."""
    opened = {str(key) for key in row.pieces}
    return [piece for piece in living_pieces(row.candidature) if str(piece.id) in opened]


def opened_piece(row: AvisExterieur, piece_id: uuid.UUID) -> PieceJointe:
    """Return one of them.

    Raises:
        Introuvable: not opened to this person, removed since, or of another file.
    """
    found = next((piece for piece in opened_pieces(row) if piece.id == piece_id), None)
    if found is None:
        raise Introuvable()
    return found


def late_opinions(person: Utilisateur, now: datetime) -> list[AvisExterieur]:
    """Return the opinions of her territory whose due day is over, the oldest first."""
    rows = _waiting().options(joinedload(AvisExterieur.candidature))
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(person.regions))
    return [
        row
        for row in db.session.execute(rows).scalars()
        if is_overdue(row.limite, local_day(now, row.candidature.appel.fuseau))
    ]


def opinions_for_commission(candidature_id: uuid.UUID) -> Sequence[AvisExterieur]:
    """The opinions that an officer has opened to the members who mark this file."""
    return [row for row in opinions_of(candidature_id) if row.commission_at is not None]


def opinions_told(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, list[AvisExterieur]]:
    """Return a file of this person with the opinions she may read, which she may only once it is answered (RA2).

    Raises:
        Introuvable: not hers, or nothing may be read.
    """
    row = db.session.get(Candidature, candidature_id)
    access = select(AccesCandidature.id).where(
        AccesCandidature.candidature_id == candidature_id, AccesCandidature.utilisateur_id == person.id
    )
    if row is None or db.session.execute(access).first() is None:
        raise Introuvable()
    told = communicable(row)
    if not told:
        raise Introuvable()
    return row, told


def communicable(candidature: Candidature) -> list[AvisExterieur]:
    """The opinions on a file that its establishment may read now."""
    answered = candidature.etat == EtatCandidature.CLOSE
    return [
        row
        for row in opinions_of(candidature.id)
        if may_be_told(Confidentialite(row.confidentialite), rendu=row.etat == EtatAvis.RENDU, decision_rendue=answered)
    ]
