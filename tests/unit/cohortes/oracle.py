"""Exact answers for small départements by dynamic programming over sets of candidates; shares no code with the solver.

The recurrence covers the lowest candidate of each set by every valid group that holds it. It gives the least cost of
every set at once, hence the placed set under serial priority and its cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.problem import Candidat, Problem

UNREACHED = 2**60


@dataclass(frozen=True)
class Answer:
    """Ids placed under serial priority, and the least cost of placing exactly them, in hundredths of a minute."""

    placed: frozenset[str]
    cost: int


def oracle(problem: Problem) -> Answer:
    """Answer for a problem of one département."""
    candidats = sorted(problem.candidats, key=lambda candidat: candidat.id)
    least = _least_costs(len(candidats), _groups(problem, candidats))
    reachable = np.flatnonzero(least < UNREACHED)
    ranked = sorted(candidats, key=lambda c: (math.inf if c.rang is None else c.rang, c.id))
    kept = 0
    for bit in (1 << candidats.index(candidat) for candidat in ranked):
        if (reachable & (kept | bit) == kept | bit).any():
            kept |= bit
    placed = frozenset(candidat.id for place, candidat in enumerate(candidats) if kept >> place & 1)
    return Answer(placed, int(least[kept]))


def _least_costs(n: int, groups: list[tuple[int, int]]) -> NDArray[np.int64]:
    least = np.full(1 << n, UNREACHED, dtype=np.int64)
    least[0] = 0
    by_lowest: dict[int, list[tuple[int, int]]] = {}
    for group, cost in groups:
        by_lowest.setdefault((group & -group).bit_length() - 1, []).append((group, cost))
    for lowest in range(n - 1, -1, -1):
        above = np.arange(1 << (n - 1 - lowest), dtype=np.int64) << (lowest + 1)
        for group, cost in by_lowest.get(lowest, []):
            apart = above[above & group == 0]
            best = np.minimum(least[apart | group], least[apart] + cost)
            least[apart | group] = np.minimum(best, UNREACHED)
    return least


def _groups(problem: Problem, candidats: list[Candidat]) -> list[tuple[int, int]]:
    position = {candidat.id: place for place, candidat in enumerate(candidats)}
    parametres, minutes = problem.parametres, _minutes(problem, candidats)
    found = []
    for size in range(parametres.taille_min, parametres.taille_max + 1):
        for members in combinations(candidats, size):
            ids = {member.id for member in members}
            if _allowed(problem, members, ids):
                found.append((sum(1 << position[i] for i in ids), _cost(problem, members, minutes)))
    return found


def _allowed(problem: Problem, members: tuple[Candidat, ...], ids: set[str]) -> bool:
    if any(ids.issuperset(pair) for pair in problem.incompatibles):
        return False
    if any(0 < len(ids.intersection(tied)) < len(tied) for tied in problem.ensemble):
        return False
    managers = [member.gestionnaire for member in members if member.gestionnaire is not None]
    if problem.parametres.meme_gestionnaire == "interdire" and len(set(managers)) < len(managers):
        return False
    return any(member.hote for member in members)


def _minutes(problem: Problem, candidats: list[Candidat]) -> dict[tuple[str, str], int]:
    given = {(t.de, t.vers): t.minutes for t in problem.trajets} | {(t.vers, t.de): t.minutes for t in problem.trajets}
    table = {}
    for a in candidats:
        for b in candidats:
            minutes = 0.0 if a is b else given.get((a.id, b.id), None)
            table[a.id, b.id] = round(100 * (_estimate(a, b) if minutes is None else minutes))
    return table


def _estimate(a: Candidat, b: Candidat) -> float:
    assert a.lat is not None
    assert b.lat is not None
    assert a.lon is not None
    assert b.lon is not None
    phi, psi, turn = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    across = math.hypot(
        math.cos(psi) * math.sin(turn),
        math.cos(phi) * math.sin(psi) - math.sin(phi) * math.cos(psi) * math.cos(turn),
    )
    along = math.sin(phi) * math.sin(psi) + math.cos(phi) * math.cos(psi) * math.cos(turn)
    return 6371.0088 * math.atan2(across, along) * 1.3


def _cost(problem: Problem, members: tuple[Candidat, ...], minutes: dict[tuple[str, str], int]) -> int:
    poids = problem.parametres.poids
    best = None
    for host in sorted(member.id for member in members if member.hote):
        journeys = [minutes[member.id, host] for member in members]
        if best is None or sum(journeys) < best[0]:
            best = (sum(journeys), max(journeys))
    assert best is not None
    pairs = list(combinations(members, 2))
    managers = sum(a.gestionnaire == b.gestionnaire and a.gestionnaire is not None for a, b in pairs)
    sizes = sum(a.taille == b.taille and a.taille is not None for a, b in pairs)
    alike = [Fraction(len(a.themes & b.themes), len(a.themes | b.themes) or 1) for a, b in pairs]
    theme = 100 - math.floor(100 * sum(alike) / len(pairs))
    if problem.parametres.meme_gestionnaire != "eviter":
        managers = 0
    whole_minutes = poids.meme_gestionnaire * managers + poids.theme * theme + poids.mixite * sizes
    return poids.trajet_hote * best[0] + poids.trajet_max * best[1] + 100 * whole_minutes
