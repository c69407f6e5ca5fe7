"""Seats as the rules see them: who is in office, who acts on a file, whose sheet counts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, true

from acia.commission.models import Commission, Deport, MembreCommission
from acia.commission.policy import in_office
from acia.commission.queries.commissions import reglement_of, zone_of
from acia.commission.rules import (
    CommissionLue,
    Place,
    PlaceTenue,
    Siege,
    SiegeLu,
    acts_on,
    count_quorum,
    counted_sheets,
    places_from,
)
from acia.commission.workflow import LIBELLES_QUALITE, PresenceSeance, Qualite
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.present import present
from acia.core.rules import Constat


def composition_instant(commission: Commission | CommissionLue) -> datetime:
    """The instant at which the composition is read: now, and never after the sitting, whose members do not change."""
    return min(present(), commission.seance_at)


def holds_office(membre: MembreCommission | SiegeLu) -> bool:
    """True when the member's mandate is running at this very instant: otherwise nothing opens for her (S13)."""
    at = present()
    return in_office(membre, at, local_day(at, zone_of(membre.commission)))


def members_in_office(commission: Commission) -> list[MembreCommission]:
    """Return those who make up the commission, alternates and consultative members included."""
    serving = {m.id for m in _in_office(commission)}
    return [m for m in commission.membres if m.id in serving]


def _in_office(commission: Commission | CommissionLue) -> Sequence[MembreCommission | SiegeLu]:
    at = composition_instant(commission)
    dated = any(m.mandat_debut or m.mandat_fin for m in commission.membres)
    # The zone is a statement more: it is only read where a mandate begins or ends on a day.
    day = local_day(at, zone_of(commission)) if dated else at.date()
    return [m for m in commission.membres if in_office(m, at, day)]


def places_in(commission: Commission | CommissionLue) -> tuple[Place, ...]:
    """Return the places of the commission and those who take them in turn."""
    serving = {m.id for m in _in_office(commission)}
    return places_from(
        Siege(
            id=str(m.id),
            ordre=m.ordre,
            vote=m.vote,
            en_fonction=m.id in serving,
            empeche=m.empechee_at is not None or m.presence == PresenceSeance.ABSENT,
            titulaire=str(m.titulaire_id) if m.titulaire_id else None,
            remplace=str(m.remplace_id) if m.remplace_id else None,
        )
        for m in commission.membres
    )


def voting_places(commission: Commission) -> list[Place]:
    """Return the voting places that somebody fills: the size of the commission."""
    return [place for place in places_in(commission) if place.vote and place.pourvue]


def recused_by_file(
    commission: Commission, only: Collection[uuid.UUID] | None = None
) -> dict[uuid.UUID, frozenset[str]]:
    """Return the recused members by file: of all the files, or of these few."""
    wanted = Deport.candidature_id.in_(only) if only is not None else true()
    rows = db.session.execute(
        select(Deport.candidature_id, Deport.membre_id)
        .join(MembreCommission, MembreCommission.id == Deport.membre_id)
        .where(MembreCommission.commission_id == commission.id, Deport.conflit.is_not(False), wanted)
    )
    found: dict[uuid.UUID, set[str]] = {}
    for candidature_id, membre_id in rows:
        found.setdefault(candidature_id, set()).add(str(membre_id))
    return {key: frozenset(members) for key, members in found.items()}


def open_to(membre: MembreCommission, files: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these files exist for the member: an alternate has those where she acts, and no other."""
    if not holds_office(membre):
        return set()
    few = files if len(files) == 1 else None
    places, recused = places_in(membre.commission), recused_by_file(membre.commission, few)
    return {f for f in files if acts_on(places, str(membre.id), recused.get(f, frozenset()))}


def proxies_of(commission: Commission) -> dict[str, str]:
    """Return the proxies from who gives to who receives; none when the règlement allows none."""
    if not reglement_of(commission).procurations:
        return {}
    return {str(p.mandant_id): str(p.mandataire_id) for p in commission.procurations}


def quorum_with(commission: Commission, held: Iterable[PlaceTenue]) -> Constat:
    """Check the quorum when the places are held so, as the règlement counts them (R38, E43)."""
    return count_quorum(held, reglement_of(commission), seconde_convocation=commission.seconde_convocation)


K = TypeVar("K")
S = TypeVar("S")


def one_a_place(commission: Commission, sheets: Mapping[K, list[S]], membre_of: Callable[[S], str]) -> dict[K, list[S]]:
    """Keep one sheet a place on each file: an alternate's where she acts and the member she stands in for has none.

    `membre_of` gives the member of a sheet; keys are those of the files, as ids or as texts.
    """
    if not any(m.titulaire_id or m.remplace_id for m in commission.membres):
        return defaultdict(list, sheets)
    places = places_in(commission)
    recused = {str(key): out for key, out in recused_by_file(commission).items()}
    kept: dict[K, list[S]] = defaultdict(list)
    for key, rows in sheets.items():
        counted = counted_sheets(places, {membre_of(s) for s in rows}, recused.get(str(key), frozenset()))
        kept[key] = [s for s in rows if membre_of(s) in counted]
    return kept


def mandate_words(membre: MembreCommission) -> str:
    """« présidence », « membre, voix consultative », « membre, suppléance de Jeanne Le Roux »."""
    words = [LIBELLES_QUALITE[Qualite(membre.qualite)].lower()]
    if not membre.vote:
        words.append("voix consultative")
    held = next((m for m in membre.commission.membres if m.id == membre.titulaire_id), None)
    if held is not None:
        words.append(f"suppléance de {held.utilisateur.nom_complet}")
    return ", ".join(words)
