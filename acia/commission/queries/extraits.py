"""Extracts of the minutes, and the files that a member's extract may hold."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, ExtraitProcesVerbal, MembreCommission, PlaceProposee, ProcesVerbal, Selection
from acia.commission.policy import is_cleared
from acia.commission.queries.decisions import accepted_places, get_own_candidature, result_for_applicant
from acia.commission.rules.extrait import files_in, sayable
from acia.commission.workflow import IssueSelection
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable


def cleared_numbers(seat: MembreCommission) -> frozenset[str]:
    """Return the numbers of the files on which the member said « pas de conflit »: unknown is a conflict (S7)."""
    rows = select(Deport, Candidature.numero).join(Candidature, Candidature.id == Deport.candidature_id)
    said = db.session.execute(rows.where(Deport.membre_id == seat.id))
    return frozenset(str(numero) for deport, numero in said if is_cleared(seat, deport))


@dataclass(frozen=True)
class DecisionDite:
    """What the authority decided on a file, as a member may read it."""

    candidature: Candidature
    proposition: IssueSelection
    issue: IssueSelection
    motif: str
    """Why it departs from the proposal; withheld when it names a file that is not hers."""
    acceptee_at: datetime | None = None
    """When the establishment took, since, a place of the waiting list."""

    @property
    def ecart(self) -> bool:
        """True when the authority did not follow the commission."""
        return self.issue != self.proposition


def decisions_for_member(seat: MembreCommission) -> list[DecisionDite]:
    """Return the notified decisions on the member's files: she is told where they depart from the proposal (E44)."""
    hers = cleared_numbers(seat)
    rows = (
        select(Selection)
        .join(Candidature)
        .where(Selection.commission_id == seat.commission_id, Selection.notifiee_at.is_not(None))
        .options(joinedload(Selection.candidature))
        .order_by(Candidature.departement_code, Candidature.numero)
    )
    told = list(db.session.execute(rows).scalars())
    tus = [_named(row) for row in told if row.candidature.numero not in hers]
    taken = accepted_places([row.id for row in told])
    return [_as_told(row, tus, taken.get(row.id)) for row in told if row.candidature.numero in hers]


def _named(row: Selection) -> tuple[str, str]:
    return str(row.candidature.numero), f"{row.candidature.nom}, {row.candidature.commune}"


def _as_told(row: Selection, tus: Sequence[tuple[str, str]], place: PlaceProposee | None) -> DecisionDite:
    """The decision as it was notified; a place taken since from the waiting list is no departure of the authority."""
    proposed = IssueSelection(row.proposition)
    issue = IssueSelection.LISTE_ATTENTE if place else IssueSelection(str(row.issue))
    motif = sayable(row.motif_decision, tus) if issue != proposed else ""
    return DecisionDite(row.candidature, proposed, issue, motif, place.repondue_at if place else None)


def extracts_of_member(seat: MembreCommission) -> list[ExtraitProcesVerbal]:
    """Return the extracts a member was given, the latest version first."""
    return _extracts(ExtraitProcesVerbal.membre_id == seat.id)


def extracts_of_file(candidature: Candidature) -> list[ExtraitProcesVerbal]:
    """Return the extracts an applicant was given, the latest version first."""
    return _extracts(ExtraitProcesVerbal.candidature_id == candidature.id)


def minutes_about(candidature: Candidature) -> ProcesVerbal | None:
    """Return the last version of the minutes that speaks of a file; nothing when there is none."""
    rows = (
        select(ProcesVerbal)
        .join(Selection, Selection.commission_id == ProcesVerbal.commission_id)
        .where(Selection.candidature_id == candidature.id)
        .order_by(ProcesVerbal.rang.desc())
        .limit(1)
    )
    found = db.session.execute(rows).scalar_one_or_none()
    told = found is not None and any(f["numero"] == candidature.numero for f in files_in(found.contenu))
    return found if told else None


def _extracts(whose: object) -> list[ExtraitProcesVerbal]:
    rows = (
        select(ExtraitProcesVerbal)
        .join(ProcesVerbal)
        .where(whose)  # type: ignore[arg-type]  # a comparison of columns
        .options(joinedload(ExtraitProcesVerbal.document), joinedload(ExtraitProcesVerbal.proces_verbal))
        .order_by(ProcesVerbal.rang.desc())
    )
    return list(db.session.execute(rows).scalars())


def get_extract(extrait_id: uuid.UUID, person: Utilisateur) -> ExtraitProcesVerbal:
    """One extract given to an applicant, for an officer of its territory or a person of its file.

    Raises:
        Introuvable: unknown, a member's, not hers, or the decision is not notified.
    """
    row = db.session.get(ExtraitProcesVerbal, extrait_id)
    if row is None or row.candidature_id is None:
        raise Introuvable()
    if result_for_applicant(get_own_candidature(row.candidature_id, person)) is None:
        raise Introuvable()
    return row
