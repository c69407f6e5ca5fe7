"""Bounds that hold without a search: they let the solver stop as soon as it meets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from acia.seances.solver.options import OptionFinder
from acia.seances.solver.problem import DEMI_JOURNEES, Duree, Seance


def travel_bound(finder: OptionFinder, planned: Collection[Seance]) -> int:
    """Energetic bound on the travel days when every session of `planned` is held.

    A day holds two half-days in one département. When a single cohorte shares the département, its individual
    sessions of one gap between two collective sessions cannot share a day with those of another gap.
    """
    by_zone: dict[str, list[Seance]] = defaultdict(list)
    for seance in planned:
        if seance.en_presence:
            by_zone[seance.cohorte.departement].append(seance)
    bound = len(finder.places)
    for zone, seances in by_zone.items():
        bound += _zone_bound(seances, _room_on_fixed_days(finder, zone))
    return bound


def _zone_bound(seances: list[Seance], room: int) -> int:
    full_days = sum(seance.etape.duree is Duree.JOURNEE for seance in seances)
    half_days = [seance for seance in seances if seance.etape.duree is not Duree.JOURNEE]
    if room or len({seance.cohorte.id for seance in seances}) > 1:
        return full_days + _days_for(max(0, len(half_days) - room))
    collectives = sum(seance.collective for seance in half_days)
    gaps = Counter(_gap(seance) for seance in half_days if not seance.collective)
    return full_days + collectives + sum(_days_for(count) for count in gaps.values())


def _days_for(half_days: int) -> int:
    return -(-half_days // len(DEMI_JOURNEES))


def _gap(seance: Seance) -> int:
    return sum(other.rang < seance.rang for other in seance.cohorte.collectives)


def _room_on_fixed_days(finder: OptionFinder, zone: str) -> int:
    """Half-days left on the days already travelled to that département."""
    days: set[date] = {day for day, zones in finder.places.items() if zone in zones}
    return sum((day, half) not in finder.taken for day in days for half in DEMI_JOURNEES)
