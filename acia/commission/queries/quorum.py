"""The quorum of each file, known before the sitting: who votes, who is recused, who stands in, what would mend it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport
from acia.commission.queries.commissions import files_of, reglement_of
from acia.commission.queries.sieges import members_in_office, places_in, proxies_of, quorum_with, recused_by_file
from acia.commission.rules import PlaceTenue, Tenue, hold_places, remedies
from acia.commission.workflow import PresenceSeance, ReponseInvitation
from acia.core.db import db
from acia.core.rules import Constat


@dataclass(frozen=True)
class QuorumDossier:
    """One file: the names of who holds each place, and whether the quorum is there."""

    candidature: Candidature
    votants: tuple[str, ...]
    deports: tuple[str, ...]
    suppleants: tuple[str, ...]
    procurations: tuple[str, ...]
    sans_reponse: int
    """Members who have not yet said whether they are in conflict: counted as voting, until they do."""
    constat: Constat
    manque: int
    remedes: tuple[str, ...]


def simulate_quorum(commission: Commission) -> list[QuorumDossier]:
    """Return the quorum of each file as it stands: everybody in office attends, but for who is known not to."""
    seats, recused, proxies = places_in(commission), recused_by_file(commission), proxies_of(commission)
    names = {str(m.id): m.utilisateur.nom_complet for m in commission.membres}
    there = {
        str(m.id) for m in members_in_office(commission) if m.empechee_at is None and _may_come(commission, m.presence)
    }
    invited = {str(m.id) for m in commission.membres if m.reponse == ReponseInvitation.ATTENTE}
    said = _answers(commission)
    lines = []
    for candidature in files_of(commission):
        out = recused.get(candidature.id, frozenset())
        held = hold_places(seats, presents=there, deportes=out, procurations=proxies)
        constat = quorum_with(commission, held)
        missing = reglement_of(commission).needed(int(constat.limite)) - int(constat.valeur)
        mends = remedies(held, names, deportes=out, invites=invited, procurations=proxies) if constat.bloque else ()
        lines.append(
            QuorumDossier(
                candidature,
                tuple(names[p.par] for p in held if p.par and p.tenue == Tenue.TITULAIRE),
                tuple(names[m] for m in sorted(out, key=lambda m: names[m])),
                tuple(_standing(p, names) for p in held if p.tenue == Tenue.SUPPLEANT),
                tuple(_standing(p, names) for p in held if p.tenue == Tenue.PROCURATION),
                sum(p.par not in said.get(candidature.id, ()) for p in held if p.par and p.tenue == Tenue.TITULAIRE),
                constat,
                max(0, missing),
                mends,
            )
        )
    return lines


def _may_come(commission: Commission, presence: str) -> bool:
    if presence == PresenceSeance.DISTANCE:
        return reglement_of(commission).distance_compte
    return presence != PresenceSeance.ABSENT


def _standing(row: PlaceTenue, names: dict[str, str]) -> str:
    titulaire = row.place.titulaire or row.place.titulaires[0]
    return f"{names[row.par or '']} pour {names[titulaire.id]}"


def _answers(commission: Commission) -> dict[uuid.UUID, Collection[str]]:
    ids = [m.id for m in commission.membres]
    found: dict[uuid.UUID, set[str]] = {}
    for row in db.session.query(Deport.candidature_id, Deport.membre_id).where(Deport.membre_id.in_(ids)):
        found.setdefault(row.candidature_id, set()).add(str(row.membre_id))
    return dict(found)
