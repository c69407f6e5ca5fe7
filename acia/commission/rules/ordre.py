"""The order of the files at the sitting: as few timed exits as can be, each département in one piece. Pure.

A member recused from several files in a row leaves the room once: an exit is a file from which she is recused after one
from which she is not. Files of a département with the same recused members follow each other without loss, so only the
distinct sets of recused members are put in order: first inside each département, by every first and last set, then the
départements, best first. When there are too many sets the order is a good one, given with what no order can go under.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Final

from acia.commission.rules.repartition import rank

ENSEMBLES_MAX: Final = 10
"""Distinct sets of one département up to which every order of them is weighed."""
ETATS_MAX: Final = 8_000
"""States of the search over the départements after which it gives up the proof."""
LARGEUR: Final = 80
"""Orders kept at each step when the proof is out of reach."""


@dataclass(frozen=True)
class DossierAOrdonner:
    """A file of the agenda: its département, and the members who leave while it is discussed."""

    id: str
    departement: str
    deports: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OrdreDePassage:
    """The files in their order, the exits it costs, and the number that no order can go under."""

    dossiers: tuple[str, ...]
    sorties: int
    minimum: int

    @property
    def prouve(self) -> bool:
        """True when no order has fewer exits."""
        return self.sorties == self.minimum


def count_exits(ordre: Iterable[DossierAOrdonner]) -> int:
    """How many times somebody leaves the room when the files come in this order."""
    out: frozenset[str] = frozenset()
    exits = 0
    for dossier in ordre:
        exits += len(dossier.deports - out)
        out = dossier.deports
    return exits


def order_files(dossiers: Iterable[DossierAOrdonner], graine: str) -> tuple[str, ...]:
    """The ids of the files in the order of the sitting."""
    return plan_order(dossiers, graine).dossiers


def plan_order(dossiers: Iterable[DossierAOrdonner], graine: str) -> OrdreDePassage:
    """The order with its exits. The seed chooses between equals; the order in which files are given does not."""
    return _plan(tuple(sorted(dossiers, key=lambda d: rank(graine, d.id))), graine)


@lru_cache(maxsize=128)
def _plan(dossiers: tuple[DossierAOrdonner, ...], graine: str) -> OrdreDePassage:
    bits = {membre: 1 << i for i, membre in enumerate(sorted({m for d in dossiers for m in d.deports}))}
    classes: dict[str, dict[int, list[DossierAOrdonner]]] = {}
    for dossier in dossiers:
        out = sum(bits[m] for m in dossier.deports)
        classes.setdefault(dossier.departement, {}).setdefault(out, []).append(dossier)
    codes = sorted(classes, key=lambda code: rank(graine, code))
    # Départements that nobody is recused from come last, when everybody is back: they cost nothing anywhere.
    moving = [code for code in codes if any(classes[code])]
    steps, least = _shortest([tuple(classes[code]) for code in moving])
    rows = [d for group, out in steps for d in classes[moving[group]][out]]
    rows += [d for code in codes if code not in moving for d in classes[code][0]]
    exits = count_exits(rows)
    return OrdreDePassage(tuple(d.id for d in rows), exits, exits if least is None else min(exits, least))


Group = tuple[int, ...]
Step = tuple[int, int]
"""A group, and one of its sets of members as bits."""
Ways = Mapping[int, Sequence[tuple[int, int, Group]]]
"""By last set: the first set, the exits in between, and the whole way."""


def _shortest(groups: Sequence[Group]) -> tuple[list[Step], int | None]:
    """The steps in order; nothing beside them when no order is better, else what none can go under."""
    small = all(len(group) <= ENSEMBLES_MAX for group in groups)
    ways = [_ways(group) if len(group) <= ENSEMBLES_MAX else None for group in groups]
    floors = [_floor(i, groups, way) for i, way in enumerate(ways)]
    known = [way for way in ways if way is not None]
    found, least = _best_first(known, floors) if small else (None, sum(floors))
    if found is not None:
        return found, None
    return _beam(groups), max(least, _everybody(groups).bit_count(), _by_trees(groups))


def _by_trees(groups: Sequence[Group]) -> int:
    """A number no order can go under: from nobody out to nobody out, half of what changes are exits.

    A way through a département changes at least what its shortest tree does; each département, and the empty room
    before and after, is entered and left once.
    """
    rooms = [*groups, (0,)]
    changes = 0
    for i, group in enumerate(rooms):
        others = [out for j, other in enumerate(rooms) if j != i for out in other]
        changes += _tree(group) + min((a ^ b).bit_count() for a in group for b in others)
    return -(-changes // 2)


def _tree(group: Group) -> int:
    """Changes of the shortest tree between the sets of a département (Prim)."""
    near = {out: (out ^ group[0]).bit_count() for out in group[1:]}
    changes = 0
    while near:
        closest = min(near, key=near.__getitem__)
        changes += near.pop(closest)
        near = {out: min(known, (out ^ closest).bit_count()) for out, known in near.items()}
    return changes


def _everybody(groups: Iterable[Group]) -> int:
    everybody = 0
    for group in groups:
        for out in group:
            everybody |= out
    return everybody


def _leaving(before: int, after: int) -> int:
    return (after & ~before).bit_count()


def _ways(group: Group) -> Ways:
    """The cheapest way through all the sets of a département, for each first and last set."""
    found: dict[int, list[tuple[int, int, Group]]] = {last: [] for last in group}
    for first in group:
        layer: dict[tuple[frozenset[int], int], tuple[int, Group]] = {(frozenset({first}), first): (0, (first,))}
        for _ in group[1:]:
            layer = _extended(layer, group)
        for (_, last), (exits, way) in layer.items():
            found[last].append((first, exits, way))
    return found


def _extended(
    layer: Mapping[tuple[frozenset[int], int], tuple[int, Group]], group: Group
) -> dict[tuple[frozenset[int], int], tuple[int, Group]]:
    longer: dict[tuple[frozenset[int], int], tuple[int, Group]] = {}
    for (done, last), (exits, way) in layer.items():
        for out in group:
            if out in done:
                continue
            key, cost = (done | {out}, out), exits + _leaving(last, out)
            if key not in longer or cost < longer[key][0]:
                longer[key] = (cost, (*way, out))
    return longer


def _floor(index: int, groups: Sequence[Group], ways: Ways | None) -> int:
    """The fewest exits a département can cost, whatever comes before it."""
    before = {0, *(out for i, group in enumerate(groups) if i != index for out in group)}
    if ways is None:
        everybody = _everybody([groups[index]])
        return min(_leaving(out, everybody) for out in before)
    return min(
        exits + min(_leaving(out, first) for out in before) for rows in ways.values() for first, exits, _ in rows
    )


def _best_first(ways: Sequence[Ways], floors: Sequence[int]) -> tuple[list[Step] | None, int]:
    """Try the départements in order, the most promising first (A*: what remains never costs less than its floors).

    Without an order when the search is too long: then no order goes under the number returned.
    """
    ticket = count()  # of two orders as promising, the one found last goes on: it is the nearer to its end
    whole = (1 << len(ways)) - 1
    heap: list[tuple[int, int, int, int, int, tuple[tuple[int, Group], ...]]] = [(sum(floors), 0, 0, 0, 0, ())]
    closed: set[tuple[int, int]] = set()
    while heap:
        least, _, done, last, exits, blocks = heapq.heappop(heap)
        if done == whole:
            return [(group, out) for group, way in blocks for out in way], least
        if (done, last) in closed:
            continue
        closed.add((done, last))
        if len(closed) > ETATS_MAX:
            return None, least
        for group, by_last in enumerate(ways):
            if done >> group & 1:
                continue
            rest = least - exits - floors[group]
            for end, rows in by_last.items():
                cost, way = min(
                    ((exits + _leaving(last, first) + inside, way) for first, inside, way in rows),
                    key=lambda row: row[0],
                )
                state = (cost + rest, -next(ticket), done | 1 << group, end, cost, (*blocks, (group, way)))
                heapq.heappush(heap, state)
    return [], 0


@dataclass(frozen=True)
class _Chemin:
    """An order under way: what it has cost, what is left of the current département and of the others."""

    exits: int
    steps: tuple[Step, ...]
    here: frozenset[int]
    groups: frozenset[int]


def _beam(groups: Sequence[Group]) -> list[Step]:
    """A good order in a bounded time: the most promising beginnings are kept at each step."""
    paths = [_Chemin(0, (), frozenset(), frozenset(range(len(groups))))]
    for _ in range(sum(map(len, groups))):
        longer: dict[tuple[frozenset[int], frozenset[int], Step], _Chemin] = {}
        for path in paths:
            for after in _continued(path, groups):
                key = (after.here, after.groups, after.steps[-1])
                if key not in longer or after.exits < longer[key].exits:
                    longer[key] = after
        paths = sorted(longer.values(), key=lambda path: path.exits + _still_to_leave(path, groups))[:LARGEUR]
    return list(paths[0].steps)


def _continued(path: _Chemin, groups: Sequence[Group]) -> Iterable[_Chemin]:
    last = path.steps[-1][1] if path.steps else 0
    current = path.steps[-1][0] if path.steps else -1
    entered = [current] if path.here else [g for g in range(len(groups)) if g in path.groups]
    for group in entered:
        left = path.here or frozenset(groups[group])
        for out in groups[group]:
            if out in left:
                exits = path.exits + _leaving(last, out)
                yield _Chemin(exits, (*path.steps, (group, out)), left - {out}, path.groups - {group})


def _still_to_leave(path: _Chemin, groups: Sequence[Group]) -> int:
    """Members in the room who will have to leave at least once more."""
    left = _everybody([tuple(path.here), *(groups[group] for group in path.groups)])
    return _leaving(path.steps[-1][1], left)
