"""Proposals, decisions, minutes, and what an applicant may know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import AccesCandidature, Candidature
from acia.commission.models import Commission, IssueSelection, PlaceProposee, ProcesVerbal, Selection
from acia.commission.queries.commissions import HORS_COMMISSION
from acia.commission.workflow import EtatPlace
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import Document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission, may


def selections_of(commission: Commission) -> list[Selection]:
    """Return the proposals and decisions, by département and rank, files without rank last."""
    rows = (
        select(Selection)
        .join(Candidature)
        .where(Selection.commission_id == commission.id)
        .options(joinedload(Selection.candidature), joinedload(Selection.courriel), joinedload(Selection.document))
        .order_by(Candidature.departement_code, Selection.rang.is_(None), Selection.rang, Candidature.numero)
    )
    return list(db.session.execute(rows).scalars())


@dataclass(frozen=True)
class Restes:
    """How many living proposals of a commission still wait for the authority, then for their notice."""

    a_decider: int
    a_notifier: int


def what_is_left(commission_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Restes]:
    """Count what is left after the sitting of several commissions, in one statement; one without proposal is absent."""
    rows = (
        select(
            Selection.commission_id,
            func.count().filter(Selection.issue.is_(None)),
            func.count().filter(Selection.notifiee_at.is_(None)),
        )
        .join(Candidature)
        .where(Selection.commission_id.in_(commission_ids), Candidature.etat.not_in(HORS_COMMISSION))
        .group_by(Selection.commission_id)
    )
    return {key: Restes(undecided, unsent) for key, undecided, unsent in db.session.execute(rows)}


def get_selection(commission: Commission, selection_id: uuid.UUID) -> Selection:
    """Return one decision of the commission.

    Raises:
        Introuvable: not one of hers.
    """
    row = db.session.get(Selection, selection_id)
    if row is None or row.commission_id != commission.id:
        raise Introuvable()
    return row


def minutes_of(commission: Commission) -> list[ProcesVerbal]:
    """Return the versions of the minutes, the latest first."""
    rows = (
        select(ProcesVerbal)
        .where(ProcesVerbal.commission_id == commission.id)
        .options(joinedload(ProcesVerbal.document))
        .order_by(ProcesVerbal.rang.desc())
    )
    return list(db.session.execute(rows).scalars())


def place_offered_to(selection: Selection) -> PlaceProposee | None:
    """Return the last place offered to a file."""
    rows = select(PlaceProposee).where(PlaceProposee.selection_id == selection.id)
    return db.session.execute(rows.order_by(PlaceProposee.proposee_at.desc()).limit(1)).scalar_one_or_none()


def accepted_places(selection_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, PlaceProposee]:
    """Return the places taken from the waiting list, by decision: what was notified before was the waiting list."""
    rows = select(PlaceProposee).where(
        PlaceProposee.selection_id.in_(selection_ids), PlaceProposee.etat == EtatPlace.ACCEPTEE
    )
    return {row.selection_id: row for row in db.session.execute(rows).scalars()}


@dataclass(frozen=True)
class ResultatCandidat:
    """What the applicant may know, once notified: the decision and its letter, nothing of the marks (S9)."""

    issue: IssueSelection
    notifiee_at: datetime
    document: Document | None
    desistee_at: datetime | None = None
    place: PlaceProposee | None = None
    """The last place offered to her from the waiting list."""

    @property
    def acceptee(self) -> bool:
        """True when she is retained because she took a place: her letter is the one of the waiting list."""
        return self.place is not None and self.place.etat == EtatPlace.ACCEPTEE


def result_for_applicant(candidature: Candidature) -> ResultatCandidat | None:
    """Return the notified decision on a file; nothing at all before the notices are sent."""
    row = db.session.execute(
        select(Selection)
        .options(joinedload(Selection.document))
        .where(Selection.candidature_id == candidature.id, Selection.notifiee_at.is_not(None))
    ).scalar_one_or_none()
    if row is None or row.issue is None or row.notifiee_at is None:
        return None
    place = place_offered_to(row)
    return ResultatCandidat(IssueSelection(row.issue), row.notifiee_at, row.document, row.desistee_at, place)


def get_own_candidature(candidature_id: uuid.UUID, person: Utilisateur) -> Candidature:
    """Return a file the person has access to: hers for a representative, of her territory for an officer.

    Raises:
        Introuvable: unknown, or not hers.
    """
    row = db.session.get(Candidature, candidature_id)
    if row is None:
        raise Introuvable()
    if may(person.role_enum, Permission.CANDIDATURE_INSTRUIRE) and person.covers_region(row.region_code):
        return row
    access = select(AccesCandidature.id).where(
        AccesCandidature.candidature_id == row.id, AccesCandidature.utilisateur_id == person.id
    )
    if db.session.execute(access).first() is None:
        raise Introuvable()
    return row
