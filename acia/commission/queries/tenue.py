"""A sitting conducted live: its files, its movements, who attends at an instant and how each place is then held."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from acia.commission.models import ActeSeance, Commission, EtatPassage, MembreCommission, Mouvement, Passage, Suffrage
from acia.commission.policy import is_cleared
from acia.commission.queries.commissions import reglement_of
from acia.commission.queries.dossiers import asked_file, get_seat
from acia.commission.queries.sieges import places_in, proxies_of, recused_by_file
from acia.commission.rules import Pas, PlaceTenue, attending, hold_places
from acia.commission.workflow import PresenceSeance, Qualite, SensMouvement
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable

EN_COURS = (EtatPassage.OUVERT, EtatPassage.NOTES_REVELEES)


def is_live(commission: Commission) -> bool:
    """True when the sitting is conducted live: its agenda is laid down."""
    found = select(exists().where(Passage.commission_id == commission.id))
    return bool(db.session.execute(found).scalar())


def passages_of(commission: Commission) -> list[Passage]:
    """Return the files of the sitting in the order of its agenda, each with its voices; none when it is not live."""
    voices = selectinload(Passage.suffrages)
    rows = (
        select(Passage)
        .where(Passage.commission_id == commission.id)
        .options(
            joinedload(Passage.candidature),
            voices.joinedload(Suffrage.membre).joinedload(MembreCommission.utilisateur),
            voices.joinedload(Suffrage.par_procuration_de).joinedload(MembreCommission.utilisateur),
        )
        .order_by(Passage.ordre)
    )
    return list(db.session.execute(rows).scalars())


def current_passage(commission: Commission) -> Passage | None:
    """Return the file on the table, if any."""
    rows = select(Passage).where(Passage.commission_id == commission.id, Passage.etat.in_(EN_COURS))
    return db.session.execute(rows.options(joinedload(Passage.candidature))).scalar_one_or_none()


def voted_in_sitting(commission: Commission) -> dict[uuid.UUID, Passage]:
    """Return the files that a sitting conducted live has deliberated, with what was proposed."""
    rows = select(Passage).where(Passage.commission_id == commission.id, Passage.etat == EtatPassage.DELIBERE)
    return {row.candidature_id: row for row in db.session.execute(rows).scalars()}


def get_passage(commission: Commission, candidature_id: uuid.UUID) -> Passage:
    """Return a file of the sitting.

    Raises:
        Introuvable: not on its agenda.
    """
    rows = select(Passage).where(Passage.commission_id == commission.id, Passage.candidature_id == candidature_id)
    found = db.session.execute(rows.options(joinedload(Passage.candidature))).scalar_one_or_none()
    if found is None:
        raise Introuvable()
    return found


def done_before(cle: uuid.UUID) -> ActeSeance | None:
    """Return the act already done under this key, if any."""
    return db.session.execute(select(ActeSeance).where(ActeSeance.cle == cle)).scalar_one_or_none()


def last_act_at(commission: Commission, person: Utilisateur) -> datetime | None:
    """Return the time of the last act of this person in the sitting."""
    rows = select(func.max(ActeSeance.at)).where(
        ActeSeance.commission_id == commission.id, ActeSeance.auteur_id == person.id
    )
    return db.session.execute(rows).scalar()


def movements_of(commission: Commission, *, annules: bool = False) -> list[Mouvement]:
    """Return the movements by member and rank; those cancelled are left out unless asked for."""
    rows = (
        select(Mouvement)
        .join(MembreCommission, MembreCommission.id == Mouvement.membre_id)
        .where(MembreCommission.commission_id == commission.id)
        .options(joinedload(Mouvement.membre).joinedload(MembreCommission.utilisateur))
        .order_by(MembreCommission.ordre, Mouvement.rang)
    )
    return list(db.session.execute(rows if annules else rows.where(Mouvement.annule_at.is_(None))).scalars())


def as_steps(mouvements: Collection[Mouvement]) -> list[Pas]:
    """The movements as the rules see them."""
    return [
        Pas(str(m.membre_id), SensMouvement(m.sens), m.at, str(m.passage_id) if m.passage_id else None, m.motif)
        for m in mouvements
    ]


def on_the_sheet(commission: Commission) -> frozenset[str]:
    """Who is marked as attending, on site or at a distance, whatever counts in the quorum."""
    ways = (PresenceSeance.PRESENT, PresenceSeance.DISTANCE)
    return frozenset(str(m.id) for m in commission.membres if m.presence in ways)


def attending_at(commission: Commission, at: datetime, *, deports: bool = False) -> frozenset[str]:
    """Return who is in the room at an instant; with `deports`, also who stepped out for a recusal."""
    return attending(on_the_sheet(commission), as_steps(movements_of(commission)), at, deports=deports)


@dataclass(frozen=True)
class Salle:
    """The sitting at an instant, read once: who is in the room, and how the voting places are then held."""

    commission: Commission
    at: datetime
    pas: Sequence[Pas]
    recuses: Mapping[uuid.UUID, frozenset[str]]

    def presents(self, *, deports: bool = False) -> frozenset[str]:
        """Who is in the room; with `deports`, also who stepped out for a recusal."""
        return attending(on_the_sheet(self.commission), self.pas, self.at, deports=deports)

    def held(self, candidature_id: uuid.UUID | None = None, *, a_venir: bool = False) -> tuple[PlaceTenue, ...]:
        """How each voting place is held: on a file, or for the whole sitting when there is none (E43).

        `a_venir`: a file not open yet, for which who is out for another one will be back.
        """
        there = self.presents(deports=candidature_id is None or a_venir)
        if not reglement_of(self.commission).distance_compte:
            there -= _at_a_distance(self.commission)
        out = self.recuses.get(candidature_id, frozenset()) if candidature_id is not None else frozenset()
        seats, proxies = places_in(self.commission), proxies_of(self.commission)
        return hold_places(seats, presents=there, deportes=out, procurations=proxies)


def read_room(commission: Commission, at: datetime) -> Salle:
    """Read the sitting as it was at an instant."""
    return Salle(commission, at, as_steps(movements_of(commission)), recused_by_file(commission))


def _at_a_distance(commission: Commission) -> frozenset[str]:
    return frozenset(str(m.id) for m in commission.membres if m.presence == PresenceSeance.DISTANCE)


def moves_by_member(mouvements: Collection[Mouvement]) -> dict[uuid.UUID, list[Mouvement]]:
    """The movements of each member, in order."""
    found: dict[uuid.UUID, list[Mouvement]] = defaultdict(list)
    for row in mouvements:
        found[row.membre_id].append(row)
    return found


def get_revealing_seat(commission_id: uuid.UUID, candidature_id: uuid.UUID, person: Utilisateur) -> MembreCommission:
    """Return the person's seat when it is the chair's or the secretary's, on a file that is hers to follow.

    Raises:
        Introuvable: another seat, or a file that does not exist for her (S7).
    """
    seat = get_seat(commission_id, person)
    if seat.qualite not in (Qualite.PRESIDENT, Qualite.SECRETAIRE):
        raise Introuvable()
    if not is_cleared(seat, asked_file(seat, candidature_id).deport):
        raise Introuvable()
    return seat
