"""Every valid cohorte of a set of candidates, listed and costed at once with numpy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.instance import Flags, Instance, Matrix

Members = NDArray[np.int16]
Costs = NDArray[np.int64]

CHUNK: Final = 100_000
UNHOSTED: Final = 2**60


@dataclass(frozen=True, eq=False)
class Columns:
    """Valid cohortes of one size: a row of sorted member indices each, and their costs."""

    members: Members
    costs: Costs

    def __len__(self) -> int:
        return len(self.costs)

    def keep(self, chosen: Flags | NDArray[np.intp]) -> Columns:
        return Columns(self.members[chosen], self.costs[chosen])


def count_subsets(n: int, low: int, high: int) -> int:
    """Number of groups before any rule removes some."""
    return sum(math.comb(n, size) for size in range(low, high + 1))


def list_columns(instance: Instance, among: Sequence[int]) -> list[Columns]:
    """All valid cohortes inside `among`, one `Columns` a size, smallest size first."""
    parametres = instance.parametres
    groups = np.array(sorted(among), dtype=np.int16).reshape(-1, 1)
    found = []
    for size in range(1, parametres.taille_max + 1):
        if size > 1:
            groups = _extend(groups, sorted(among), instance.apart)
        if size >= parametres.taille_min:
            found.append(cost_columns(instance, groups))
    return found


def _extend(groups: Members, among: Sequence[int], apart: Flags) -> Members:
    """Add one later candidate to each group in every allowed way."""
    later = np.array(sorted(among), dtype=np.int16)
    position = {candidate: place for place, candidate in enumerate(later.tolist())}
    starts = np.array([position.get(i, 0) + 1 for i in range(len(apart))], dtype=np.int64)[groups[:, -1]]
    counts = len(later) - starts
    rows = np.repeat(np.arange(len(groups)), counts)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    added = later[np.repeat(starts, counts) + offsets]
    if apart.any():
        allowed = ~apart[groups[rows], added[:, None]].any(axis=1)
        rows, added = rows[allowed], added[allowed]
    return np.concatenate([groups[rows], added[:, None]], axis=1)


def cost_columns(instance: Instance, groups: Members) -> Columns:
    """Cost these groups, dropping those that tear a bundle apart or have nobody to host."""
    starts = range(0, max(len(groups), 1), CHUNK)
    parts = [_cost_chunk(instance, groups[start : start + CHUNK]) for start in starts]
    return Columns(np.concatenate([part.members for part in parts]), np.concatenate([part.costs for part in parts]))


def _cost_chunk(instance: Instance, groups: Members) -> Columns:
    groups = groups[_closed(instance, groups)]
    costs = raw_costs(instance, groups)
    hosted = costs < UNHOSTED
    return Columns(groups[hosted], costs[hosted])


def raw_costs(instance: Instance, groups: Members) -> Costs:
    """Costs of groups given as rows of sorted indices, whatever the rules say of them; `UNHOSTED` without a host."""
    poids = instance.parametres.poids
    journeys, furthest = _journeys(instance, groups)
    costs = poids.trajet_hote * journeys + poids.trajet_max * furthest
    if instance.parametres.meme_gestionnaire == "eviter" and poids.meme_gestionnaire:
        costs += 100 * poids.meme_gestionnaire * pair_sum(instance.same_manager.astype(np.int64), groups)
    if poids.theme:
        pairs = math.comb(groups.shape[1], 2)
        closeness = 100 * pair_sum(instance.shared_themes, groups) // (instance.theme_unit * pairs)
        costs += 100 * poids.theme * (100 - closeness.astype(np.int64))
    if poids.mixite:
        costs += 100 * poids.mixite * pair_sum(instance.same_size.astype(np.int64), groups)
    costs[journeys >= UNHOSTED] = UNHOSTED
    return costs


def _closed(instance: Instance, groups: Members) -> Flags:
    """Groups that take each bundle whole or not at all, and nobody tied to another département."""
    closed = np.ones(len(groups), dtype=np.bool_)
    for bundle in instance.bundles:
        inside = np.isin(np.arange(instance.n), bundle)[groups].sum(axis=1)
        closed &= (inside == 0) | (inside == len(bundle))
    if instance.torn:
        closed &= ~np.isin(np.arange(instance.n), list(instance.torn))[groups].any(axis=1)
    return closed


def _journeys(instance: Instance, groups: Members) -> tuple[Matrix, Matrix]:
    """Total and longest journey to the best host of each group; rows are sorted, so the first minimum wins ties."""
    count, size = groups.shape
    legs = {(a, b): instance.minutes[groups[:, a], groups[:, b]] for b in range(size) for a in range(b)}
    best = np.full(count, UNHOSTED, dtype=np.int64)
    furthest = np.zeros(count, dtype=np.int64)
    for host in range(size):
        total, longest = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        for other in range(size):
            if other != host:
                leg = legs[min(host, other), max(host, other)]
                total += leg
                np.maximum(longest, leg, out=longest)
        better = instance.hosts[groups[:, host]] & (total < best)
        best[better], furthest[better] = total[better], longest[better]
    return best, furthest


def pair_sum(table: NDArray[Any], groups: Members) -> NDArray[Any]:
    """Sum of a symmetric table over the pairs of each group."""
    size = groups.shape[1]
    total = np.zeros(len(groups), dtype=table.dtype)
    for b in range(size):
        for a in range(b):
            total += table[groups[:, a], groups[:, b]]
    return total
