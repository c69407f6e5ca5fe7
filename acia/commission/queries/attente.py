"""After the notices: who holds a place, who waits, whose turn it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, IssueSelection, PlaceProposee, Selection
from acia.commission.queries.commissions import departements_of, places_of, zone_of
from acia.commission.queries.decisions import selections_of
from acia.commission.rules.attente import Attente, Decide, Situation, list_is_over, waiting_list
from acia.commission.workflow import EtatPlace
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable


def holds_place() -> ColumnElement[bool]:
    """True in SQL for a retained and notified file that has not given its place up: where the next stages start."""
    return and_(
        Selection.issue == IssueSelection.RETENUE, Selection.notifiee_at.is_not(None), Selection.desistee_at.is_(None)
    )


@dataclass(frozen=True)
class LigneAttente:
    """A notified file and where it is now."""

    selection: Selection
    situation: Situation
    place: PlaceProposee | None
    """The last place that was offered to it."""


@dataclass(frozen=True)
class AttenteDepartement:
    """The places of a département after the notices."""

    code: str
    nom: str
    places: int
    attente: Attente
    lignes: tuple[LigneAttente, ...]
    close: bool
    """The support has begun: nobody is called any more (R46)."""

    @property
    def suivante(self) -> LigneAttente | None:
        """The file whose turn it is."""
        if self.close:
            return None
        return next((row for row in self.lignes if str(row.selection.id) == self.attente.suivant), None)

    @property
    def en_place(self) -> int:
        """How many files hold a place."""
        return sum(row.situation is Situation.EN_PLACE for row in self.lignes)


def waiting_lists(commission: Commission, now: datetime) -> list[AttenteDepartement]:
    """Read the places of each département of a notified commission; a bounded number of statements."""
    over = list_is_over(commission.appel.debut_accompagnement, local_day(now, zone_of(commission)))
    offered = _last_places(commission)
    rows = [s for s in selections_of(commission) if s.notifiee_at is not None]
    places, names = places_of(commission), departements_of(commission)
    lists = []
    for code in sorted({s.candidature.departement_code for s in rows}):
        lines = tuple(_line(s, offered.get(s.id)) for s in rows if s.candidature.departement_code == code)
        room = places.get(code, 0)
        waiting = waiting_list([_decided(line) for line in lines], room, commission.appel.plafond_gestionnaire)
        lists.append(AttenteDepartement(code, names[code].nom, room, waiting, lines, over))
    return lists


def _last_places(commission: Commission) -> dict[uuid.UUID, PlaceProposee]:
    rows = (
        select(PlaceProposee)
        .join(Selection)
        .where(Selection.commission_id == commission.id)
        .order_by(PlaceProposee.proposee_at)
    )
    return {row.selection_id: row for row in db.session.execute(rows).scalars()}


def _line(selection: Selection, place: PlaceProposee | None) -> LigneAttente:
    return LigneAttente(selection, _situation(selection, place), place)


def _situation(selection: Selection, place: PlaceProposee | None) -> Situation:
    if selection.desistee_at is not None:
        return Situation.DESISTEE
    if selection.issue == IssueSelection.RETENUE:
        return Situation.EN_PLACE
    if selection.issue != IssueSelection.LISTE_ATTENTE:
        return Situation.NON_RETENUE
    if place is None:
        return Situation.EN_ATTENTE
    return Situation.PROPOSEE if place.etat == EtatPlace.PROPOSEE else Situation.PASSEE


def _decided(line: LigneAttente) -> Decide:
    selection = line.selection
    file = selection.candidature
    return Decide(
        str(selection.id),
        selection.rang,
        str(file.numero),
        line.situation,
        str(file.identite.get("numero_ej") or ""),
    )


def notified_selection(candidature_id: uuid.UUID) -> Selection:
    """Return the notified decision on a file.

    Raises:
        Introuvable: no decision, or not notified.
    """
    row = db.session.execute(
        select(Selection)
        .options(joinedload(Selection.candidature).joinedload(Candidature.appel))
        .where(Selection.candidature_id == candidature_id, Selection.notifiee_at.is_not(None))
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def places_out_of_time(now: datetime) -> list[uuid.UUID]:
    """Return the offers whose delay is over and that nobody answered."""
    rows = select(PlaceProposee.id).where(PlaceProposee.etat == EtatPlace.PROPOSEE, PlaceProposee.limite_at <= now)
    return list(db.session.execute(rows.order_by(PlaceProposee.limite_at)).scalars())
