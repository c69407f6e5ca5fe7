"""The order of the files at the sitting, and who leaves the room when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, MembreCommission
from acia.commission.queries.commissions import files_of
from acia.commission.queries.sieges import members_in_office, recused_by_file
from acia.commission.queries.tenue import passages_of
from acia.commission.rules.ordre import DossierAOrdonner, count_exits, plan_order
from acia.commission.workflow import PresenceSeance


@dataclass(frozen=True)
class PointDeSeance:
    """One file of the sitting: who is out of the room, who has just left, who has just come back."""

    rang: int
    candidature: Candidature
    dehors: tuple[MembreCommission, ...]
    sortent: tuple[MembreCommission, ...]
    reviennent: tuple[MembreCommission, ...]


@dataclass(frozen=True)
class OrdreDeSeance:
    """The files in the order of the sitting, and what this order saves."""

    points: tuple[PointDeSeance, ...]
    sorties: int
    minimum: int
    """No order has fewer exits."""
    autrement: int
    """Exits in the order of the départements and numbers."""


def agenda_order(commission: Commission) -> tuple[uuid.UUID, ...]:
    """Return the files in the order in which the sitting takes them."""
    return tuple(point.candidature.id for point in order_of_sitting(commission).points)


def order_of_sitting(commission: Commission) -> OrdreDeSeance:
    """Put the files in order: the recusals known, of those who are expected; once it has begun, the order laid down."""
    files, recused = files_of(commission), recused_by_file(commission)
    expected = {str(m.id): m for m in members_in_office(commission) if _is_expected(m)}
    rows = {
        str(f.id): DossierAOrdonner(
            str(f.id), f.departement_code, recused.get(f.id, frozenset()).intersection(expected)
        )
        for f in files
    }
    found = plan_order(rows.values(), commission.graine)
    laid = [str(p.candidature_id) for p in passages_of(commission)]
    order = [key for key in laid if key in rows] or list(found.dossiers)
    known = {str(f.id): f for f in files}
    points, before = [], frozenset[str]()
    for rang, key in enumerate(order, start=1):
        out = rows[key].deports
        points.append(
            PointDeSeance(rang, known[key], *(_named(who, expected) for who in (out, out - before, before - out)))
        )
        before = out
    exits, otherwise = count_exits(rows[key] for key in order), count_exits(rows.values())
    return OrdreDeSeance(tuple(points), exits, min(exits, found.minimum), otherwise)


def _is_expected(membre: MembreCommission) -> bool:
    return membre.empechee_at is None and membre.presence != PresenceSeance.ABSENT


def _named(who: frozenset[str], membres: dict[str, MembreCommission]) -> tuple[MembreCommission, ...]:
    return tuple(sorted((membres[key] for key in who), key=lambda m: m.ordre))
