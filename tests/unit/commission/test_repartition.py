"""The share-out of the files: complete, exact, replayable, explained."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.commission.rules.repartition import Lot, Repartition, explain, negative_cycle, share_out

Cost = tuple[int, int]


def cost_of(readers: Sequence[tuple[Lot, Sequence[str]]], membres: Sequence[str]) -> Cost:
    load: Counter[str] = Counter()
    by_departement: Counter[tuple[str, str]] = Counter()
    for lot, who in readers:
        load.update(who)
        by_departement.update((m, lot.departement) for m in who)
    return sum(load[m] ** 2 for m in membres), sum(n**2 for n in by_departement.values())


def cost(lots: Sequence[Lot], found: Repartition, membres: Sequence[str]) -> Cost:
    return cost_of([(lot, found.lecteurs[lot.id]) for lot in lots], membres)


def best_by_trying_all(lots: Sequence[Lot], membres: Sequence[str], k: int) -> Cost:
    choices = []
    for lot in lots:
        may = [m for m in membres if m not in lot.exclus and m not in lot.acquis]
        wanted = min(max(0, k - len(lot.acquis)), len(may))
        choices.append([(*sorted(lot.acquis), *who) for who in itertools.combinations(may, wanted)])
    return min(cost_of(list(zip(lots, chosen, strict=True)), membres) for chosen in itertools.product(*choices))


@st.composite
def problems(draw: st.DrawFn, files: int, people: int) -> tuple[list[Lot], list[str], int]:
    membres = [f"m{i}" for i in range(draw(st.integers(1, people)))]
    groups = st.frozensets(st.sampled_from(membres))
    lots = []
    for i in range(draw(st.integers(0, files))):
        out = draw(groups)
        kept = draw(groups) - out if draw(st.booleans()) else frozenset()
        lots.append(Lot(f"d{i}", draw(st.sampled_from(["22", "29", "35"])), out, frozenset(kept)))
    return lots, membres, draw(st.integers(1, people))


@given(problems(5, 4))
@settings(max_examples=150)
def test_no_share_out_is_better(problem: tuple[list[Lot], list[str], int]) -> None:
    lots, membres, k = problem
    assert cost(lots, share_out(lots, membres, k, "graine"), membres) == best_by_trying_all(lots, membres, k)


@given(problems(40, 9), st.text(max_size=5))
@settings(max_examples=60)
def test_each_file_has_k_readers_who_may_or_its_shortage_is_named(
    problem: tuple[list[Lot], list[str], int], graine: str
) -> None:
    lots, membres, k = problem
    found = share_out(lots, membres, k, graine)
    for lot in lots:
        who = found.lecteurs[lot.id]
        assert len(set(who)) == len(who)
        assert not set(who) & lot.exclus
        assert lot.acquis <= set(who)
        possible = len(set(membres) - lot.exclus)
        assert len(who) == max(min(k, possible), len(lot.acquis))
        assert found.manques.get(lot.id, 0) == max(0, k - len(who))
    assert found.charges == {m: sum(m in who for who in found.lecteurs.values()) for m in membres}
    assert share_out(list(reversed(lots)), list(reversed(membres)), k, graine) == found


@given(st.integers(1, 60), st.integers(3, 9), st.integers(1, 3))
@settings(max_examples=40)
def test_without_conflicts_loads_differ_by_one_at_most(files: int, people: int, k: int) -> None:
    lots = [Lot(f"d{i}", ["22", "29"][i % 2]) for i in range(files)]
    membres = [f"m{i}" for i in range(people)]
    found = share_out(lots, membres, k, "graine")
    assert max(found.charges.values()) - min(found.charges.values()) <= 1


@given(problems(30, 8))
@settings(max_examples=25)
def test_the_loads_are_those_of_a_minimum_cost_flow(problem: tuple[list[Lot], list[str], int]) -> None:
    min_cost_flow = pytest.importorskip("ortools.graph.python.min_cost_flow")
    lots, membres, k = [Lot(lot.id, lot.departement, lot.exclus) for lot in problem[0]], problem[1], problem[2]
    flow = min_cost_flow.SimpleMinCostFlow()
    node = {m: i for i, m in enumerate(membres)}
    end = len(membres)
    for i, lot in enumerate(lots, start=end + 1):
        may = [m for m in membres if m not in lot.exclus]
        for m in may:
            flow.add_arc_with_capacity_and_unit_cost(i, node[m], 1, 0)
        flow.set_node_supply(i, min(k, len(may)))
    for m in membres:
        for step in range(len(lots)):
            flow.add_arc_with_capacity_and_unit_cost(node[m], end, 1, 2 * step + 1)
    flow.set_node_supply(end, -sum(min(k, len(set(membres) - lot.exclus)) for lot in lots))
    if not lots:
        return
    assert flow.solve() == flow.OPTIMAL
    assert cost(lots, share_out(lots, membres, k, "graine"), membres)[0] == flow.optimal_cost()


def test_another_seed_may_choose_otherwise_at_the_same_cost() -> None:
    lots = [Lot(f"d{i}", "29") for i in range(12)]
    membres = ["a", "b", "c", "d"]
    found = [share_out(lots, membres, 2, graine) for graine in ("un", "deux")]
    assert found[0].lecteurs != found[1].lecteurs
    assert cost(lots, found[0], membres) == cost(lots, found[1], membres)


def test_the_share_out_is_said_in_words() -> None:
    lots = [Lot(f"d{i}", "29", frozenset({"x"} if i < 8 else ())) for i in range(10)]
    found = share_out(lots, ["x", "y", "z"], 2, "graine")
    assert found.charges == {"x": 2, "y": 9, "z": 9}
    names = {"x": "Anne Le Bihan", "y": "B", "z": "C"}
    assert explain(found, {"x": 8}, names) == ["De 2 à 9 dossiers.", "Anne Le Bihan en a 2 : en déport sur 8 dossiers."]
    assert explain(share_out(lots[8:], ["y", "z"], 1, "g"), {}, names) == ["1 dossier chacun."]
    assert explain(share_out([], [], 1, "g"), {}, {}) == []


def test_a_cycle_is_found_only_where_there_is_one() -> None:
    a, b, c = ("a",), ("b",), ("c",)
    assert negative_cycle([(a, b, 1), (b, c, 1), (c, a, -2)]) == []
    assert sorted(negative_cycle([(a, b, 1), (b, c, 1), (c, a, -3)])) == [(a, b), (b, c), (c, a)]
    assert negative_cycle([]) == []
