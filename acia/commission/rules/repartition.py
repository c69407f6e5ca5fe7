"""Who reads which file when each one goes to `k` members: an exact, replayable share-out. Pure.

Files flow to members through one node a member and département. The cost is convex: first the squares of the loads,
then the squares of what each member has of each département. A share-out without any cycle that lowers the cost is
the best there is (convex minimum-cost flow), whatever the conflicts; the seed only chooses between equals.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lot:
    """A file to share out: who may not read it, and who has it already and keeps it (a sheet begun, a choice made)."""

    id: str
    departement: str
    exclus: frozenset[str] = frozenset()
    acquis: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Repartition:
    """Who reads each file, how many files each member has, and the files that lack readers."""

    lecteurs: Mapping[str, tuple[str, ...]]
    charges: Mapping[str, int]
    manques: Mapping[str, int]
    """Readers missing, by file: too many members are recused from it."""


def share_out(lots: Sequence[Lot], membres: Sequence[str], k: int, graine: str) -> Repartition:
    """Give each file to `k` members who may read it: loads as equal as the conflicts allow, then each département too.

    A file that fewer than `k` members may read goes to all of them and is named. `acquis` stays, even beyond `k`.
    """
    table = _Table(lots, membres, k, graine)
    table.fill()
    while cycle := table.cheaper_cycle():
        table.turn(cycle)
    return table.result()


def rank(graine: str, *words: str) -> str:
    """A ticket of the draw: the same words give the same ticket, in an order nobody chose."""
    return hashlib.sha256(":".join((graine, *words)).encode()).hexdigest()


_Node = tuple[str, ...]
_Arc = tuple[_Node, _Node, int]
_END: _Node = ()


class _Table:
    """The share-out being improved. Nodes: (member,), (member, département), and the end."""

    def __init__(self, lots: Sequence[Lot], membres: Sequence[str], k: int, graine: str) -> None:
        self.k, self.graine = k, graine
        self.membres = sorted(membres, key=lambda m: rank(graine, m))
        self.lots = sorted(lots, key=lambda lot: rank(graine, lot.id))
        self.permis = {lot.id: [m for m in self.membres if m not in lot.exclus and m not in lot.acquis] for lot in lots}
        self.lecteurs: dict[str, set[str]] = {lot.id: set() for lot in lots}
        self.charge: Counter[str] = Counter(dict.fromkeys(membres, 0))
        self.par_departement: Counter[tuple[str, str]] = Counter()
        # One step of load outweighs every change of the départements together.
        self.poids = 2 * (len(lots) + 1) ** 2 * (len(membres) + 1)

    def _give(self, lot: Lot, membre: str, step: int = 1) -> None:
        readers = self.lecteurs[lot.id]
        (readers.add if step > 0 else readers.remove)(membre)
        self.charge[membre] += step
        self.par_departement[membre, lot.departement] += step

    def fill(self) -> None:
        """A first share-out, each file to the least loaded; those that few may read come first."""
        for lot in self.lots:
            for membre in sorted(lot.acquis & set(self.membres)):
                self._give(lot, membre)
        for lot in sorted(self.lots, key=lambda lot: len(self.permis[lot.id])):
            free = sorted(self.permis[lot.id], key=lambda m: (self.charge[m], self.par_departement[m, lot.departement]))
            for membre in free[: max(0, self.k - len(self.lecteurs[lot.id]))]:
                self._give(lot, membre)

    def _moves(self) -> dict[tuple[str, str, str], Lot]:
        """One file that can pass from a member to another, by département."""
        moves: dict[tuple[str, str, str], Lot] = {}
        for lot in self.lots:
            readers = self.lecteurs[lot.id]
            for giver in readers - lot.acquis:
                for taker in self.permis[lot.id]:
                    if taker not in readers:
                        moves.setdefault((giver, taker, lot.departement), lot)
        return moves

    def _arcs(self, moves: Iterable[tuple[str, str, str]]) -> list[_Arc]:
        arcs: list[_Arc] = []
        touched: dict[str, set[str]] = defaultdict(set)
        for giver, taker, departement in sorted(moves):
            arcs.append(((giver, departement), (taker, departement), 0))
            touched[giver].add(departement)
            touched[taker].add(departement)
        for membre in self.membres:
            load = self.charge[membre]
            arcs.append(((membre,), _END, self.poids * (2 * load + 1)))
            arcs.append((_END, (membre,), -self.poids * (2 * load - 1)))
            for departement in sorted(touched[membre]):
                count = self.par_departement[membre, departement]
                arcs.append(((membre, departement), (membre,), 2 * count + 1))
                arcs.append(((membre,), (membre, departement), -(2 * count - 1)))
        return arcs

    def cheaper_cycle(self) -> list[tuple[Lot, str, str]]:
        """The moves of a cycle that lowers the cost; none when the share-out is the best there is."""
        moves = self._moves()
        steps = negative_cycle(self._arcs(moves))
        return [
            (moves[tail[0], head[0], tail[1]], tail[0], head[0]) for tail, head in steps if len(tail) == len(head) == 2
        ]

    def turn(self, cycle: Sequence[tuple[Lot, str, str]]) -> None:
        """Make the moves of a cycle."""
        for lot, giver, taker in cycle:
            self._give(lot, giver, -1)
            self._give(lot, taker)

    def result(self) -> Repartition:
        """The share-out as it stands."""
        place = {membre: i for i, membre in enumerate(self.membres)}
        readers = {lot.id: tuple(sorted(self.lecteurs[lot.id], key=place.__getitem__)) for lot in self.lots}
        short = {key: self.k - len(who) for key, who in readers.items() if len(who) < self.k}
        return Repartition(readers, dict(self.charge), short)


def negative_cycle(arcs: Sequence[_Arc]) -> list[tuple[_Node, _Node]]:
    """A cycle of negative cost, as its arcs in order (Bellman and Ford); empty when there is none."""
    nodes = {node for tail, head, _ in arcs for node in (tail, head)}
    distance = dict.fromkeys(nodes, 0)
    before: dict[_Node, _Node] = {}
    last: _Node | None = None
    for _ in range(len(nodes)):
        last = None
        for tail, head, cost in arcs:
            if distance[tail] + cost < distance[head]:
                distance[head], before[head], last = distance[tail] + cost, tail, head
        if last is None:
            return []
    if last is None:
        return []
    for _ in range(len(nodes)):
        last = before[last]
    cycle, here = [last], before[last]
    while here != last:
        cycle.append(here)
        here = before[here]
    cycle.reverse()
    return [(cycle[i - 1], node) for i, node in enumerate(cycle)]


def explain(repartition: Repartition, exclus: Mapping[str, int], noms: Mapping[str, str]) -> list[str]:
    """Say the share-out in a few sentences: how many files each, and why somebody has fewer."""
    loads = repartition.charges
    if not loads:
        return []
    low, high = min(loads.values()), max(loads.values())
    if low == high:
        sentences = [f"{_files(high)} chacun."]
    elif high - low == 1:
        sentences = [f"{low} ou {_files(high)} chacun."]
    else:
        sentences = [f"De {low} à {_files(high)}."]
    for membre in sorted(loads, key=lambda m: noms[m]):
        aside = exclus.get(membre, 0)
        if loads[membre] < high and aside:
            sentences.append(f"{noms[membre]} en a {loads[membre]} : en déport sur {_files(aside)}.")
    return sentences


def _files(count: int) -> str:
    return f"{count} dossier{'s' if count > 1 else ''}"
