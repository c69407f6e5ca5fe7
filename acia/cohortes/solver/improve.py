"""Good plans found quickly by exchanging establishments between cohortes; nothing here is proved.

Broken rules are allowed on the way and charged so dearly that they disappear first.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from acia.cohortes.solver.columns import UNHOSTED, pair_sum, raw_costs
from acia.cohortes.solver.instance import Instance
from acia.cohortes.solver.limits import Deadline
from acia.core.partage import cohorte_counts, split_sizes

Group = tuple[int, ...]
Plan = tuple[Group, ...]

BREACH: Final = 2**50


@dataclass(frozen=True, slots=True)
class Exchange:
    """Replacement of two cohortes by two others and what it changes in the charge."""

    gain: int
    first: Group
    second: Group


class Improver:
    """Local search over the partitions of some candidates into cohortes; seeded, so that it can be replayed."""

    def __init__(self, instance: Instance, placed: Sequence[int]) -> None:
        self.instance = instance
        self.placed = tuple(sorted(placed))
        self._charges: dict[Group, int] = {}
        self._exchanges: dict[tuple[Group, Group], Exchange] = {}

    def search(self, k: int, kicks: int, deadline: Deadline, start: Plan | None = None) -> tuple[int, Plan]:
        """Best plan of `k` cohortes after this many perturbations; its charge passes `BREACH` if a rule is broken."""
        seed = f"{self.instance.parametres.graine}/{self.instance.departement}/{k}"
        rng = random.Random(seed)  # noqa: S311 - a search that must be replayed, not a secret
        best = self._descend(list(start or self.first_plan(k)))
        best_charge = self.charge(best)
        for _ in range(kicks if k > 1 else 0):
            if deadline.passed:
                break
            candidate = self._descend(self._kick(best, rng))
            charge = self.charge(candidate)
            if charge <= best_charge:
                best, best_charge = candidate, charge
        return best_charge, tuple(sorted(best))

    def charge(self, groups: Sequence[Group]) -> int:
        """Cost of these cohortes, plus `BREACH` for each broken rule."""
        self._evaluate(groups)
        return sum(self._charges[group] for group in groups)

    def first_plan(self, k: int) -> Plan:
        """Start from whoever is furthest from the rest, with the nearest around."""
        return tuple(self._fill(list(self.placed), k))

    def complete_plan(self, k: int, wished: Sequence[Group]) -> Plan:
        """Keep as many of the wished groups as the sizes allow, first come first served, and fill up the rest."""
        parametres = self.instance.parametres
        kept: list[Group] = []
        for group in wished:
            taken = {member for other in kept for member in other}
            if taken.isdisjoint(group) and len(kept) < k:
                kept.append(group)
        while True:
            left = [i for i in self.placed if not any(i in group for group in kept)]
            if k - len(kept) in cohorte_counts(len(left), parametres.taille_min, parametres.taille_max):
                return (*kept, *self._fill(left, k - len(kept)))
            kept.pop()

    def _fill(self, left: list[int], k: int) -> Iterable[Group]:
        parametres, minutes = self.instance.parametres, self.instance.minutes
        for size in reversed(split_sizes(len(left), k, parametres.taille_min, parametres.taille_max)):
            seed = max(left, key=lambda i: (int(minutes[i, left].sum()), -i))
            near = sorted(left, key=lambda i: (i != seed, int(minutes[seed, i]), i))[:size]
            yield tuple(sorted(near))
            left = [i for i in left if i not in near]

    def _descend(self, groups: list[Group]) -> list[Group]:
        groups = sorted(groups)
        self._evaluate(groups)
        while True:
            pairs = [(a, b) for j, b in enumerate(groups) for a in groups[:j]]
            exchange, pair = self._best_exchange(pairs)
            if exchange is None or exchange.gain <= 0:
                return groups
            groups = sorted([group for group in groups if group not in pair] + [exchange.first, exchange.second])

    def _best_exchange(self, pairs: list[tuple[Group, Group]]) -> tuple[Exchange | None, tuple[Group, ...]]:
        unknown = [pair for pair in pairs if pair not in self._exchanges]
        proposals = {pair: list(self._proposals(*pair)) for pair in unknown}
        self._evaluate(group for pair in unknown for change in proposals[pair] for group in change)
        for first, second in unknown:
            before = self._charges[first] + self._charges[second]
            self._exchanges[first, second] = max(
                (Exchange(before - self._charges[a] - self._charges[b], a, b) for a, b in proposals[first, second]),
                key=lambda exchange: exchange.gain,
                default=Exchange(0, first, second),
            )
        if not pairs:
            return None, ()
        best = max(pairs, key=lambda pair: self._exchanges[pair].gain)
        return self._exchanges[best], best

    def _proposals(self, first: Group, second: Group) -> Iterable[tuple[Group, Group]]:
        """Every swap of two members, and every move of one where the sizes allow it."""
        low, high = self.instance.parametres.taille_min, self.instance.parametres.taille_max
        for i in first:
            for j in second:
                yield _replace(first, i, j), _replace(second, j, i)
        if len(first) > low and len(second) < high:
            for i in first:
                yield tuple(x for x in first if x != i), tuple(sorted((*second, i)))
        if len(second) > low and len(first) < high:
            for j in second:
                yield tuple(sorted((*first, j))), tuple(x for x in second if x != j)

    def _kick(self, groups: Sequence[Group], rng: random.Random) -> list[Group]:
        """Three random swaps: enough to leave a local optimum, few enough to keep its shape."""
        kicked = list(groups)
        for _ in range(3):
            a, b = rng.sample(range(len(kicked)), 2)
            i, j = rng.choice(kicked[a]), rng.choice(kicked[b])
            kicked[a], kicked[b] = _replace(kicked[a], i, j), _replace(kicked[b], j, i)
        return kicked

    def _evaluate(self, groups: Iterable[Group]) -> None:
        by_size: dict[int, list[Group]] = {}
        for group in dict.fromkeys(groups):
            if group not in self._charges:
                by_size.setdefault(len(group), []).append(group)
        for same_size in by_size.values():
            rows = np.array(same_size, dtype=np.int16)
            costs = raw_costs(self.instance, rows)
            unhosted = costs >= UNHOSTED
            breaches = pair_sum(self.instance.apart.astype(np.int64), rows) + unhosted
            for bundle in self.instance.bundles:
                inside = np.isin(rows, bundle).sum(axis=1)
                breaches += (inside > 0) & (inside < len(bundle))
            charges = np.where(unhosted, 0, costs) + BREACH * breaches
            self._charges.update(zip(same_size, charges.tolist(), strict=True))


def _replace(group: Group, out: int, into: int) -> Group:
    return tuple(sorted(into if member == out else member for member in group))
