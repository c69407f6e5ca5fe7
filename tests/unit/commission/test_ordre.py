"""The order of the files: no order has fewer exits, départements stay in one piece, the same files give it again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.commission.rules import ordre
from acia.commission.rules.ordre import DossierAOrdonner, count_exits, order_files, plan_order


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    ordre._plan.cache_clear()
    yield
    ordre._plan.cache_clear()


@st.composite
def agendas(draw: st.DrawFn, files: int, people: int, departements: int = 3) -> list[DossierAOrdonner]:
    membres = st.sampled_from([f"m{i}" for i in range(people)])
    codes = st.sampled_from(["22", "29", "35", "56"][:departements])
    return [
        DossierAOrdonner(f"d{i}", draw(codes), draw(st.frozensets(membres))) for i in range(draw(st.integers(0, files)))
    ]


def in_one_piece(rows: Sequence[DossierAOrdonner]) -> bool:
    blocks = [code for code, _ in itertools.groupby(d.departement for d in rows)]
    return len(blocks) == len(set(blocks))


def fewest_by_trying_all(dossiers: Sequence[DossierAOrdonner]) -> int:
    return min(count_exits(rows) for rows in itertools.permutations(dossiers) if in_one_piece(rows))


def in_order(dossiers: Sequence[DossierAOrdonner], ids: Sequence[str]) -> list[DossierAOrdonner]:
    known = {d.id: d for d in dossiers}
    return [known[key] for key in ids]


def test_a_member_recused_from_files_in_a_row_leaves_once() -> None:
    rows = [
        DossierAOrdonner("a", "29", frozenset({"m1"})),
        DossierAOrdonner("b", "29", frozenset({"m1", "m2"})),
        DossierAOrdonner("c", "29", frozenset({"m2"})),
        DossierAOrdonner("d", "29"),
        DossierAOrdonner("e", "29", frozenset({"m1"})),
    ]
    assert count_exits(rows) == 3
    assert count_exits([]) == 0
    found = plan_order(rows, "graine")
    assert (found.sorties, found.minimum, found.prouve) == (2, 2, True)


@given(agendas(7, 4))
@settings(max_examples=150)
def test_no_order_has_fewer_exits(dossiers: list[DossierAOrdonner]) -> None:
    found = plan_order(dossiers, "graine")
    assert found.sorties == found.minimum == fewest_by_trying_all(dossiers)


@given(agendas(60, 8, 4), st.text(max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_every_file_once_each_departement_in_one_piece_whatever_the_order_given(
    dossiers: list[DossierAOrdonner], graine: str, hasard: object
) -> None:
    ids = order_files(dossiers, graine)
    rows = in_order(dossiers, ids)
    assert sorted(ids) == sorted(d.id for d in dossiers)
    assert in_one_piece(rows)
    found = plan_order(dossiers, graine)
    assert found.sorties == count_exits(rows)
    assert found.minimum <= found.sorties
    assert found.sorties <= count_exits(sorted(dossiers, key=lambda d: (d.departement, int(d.id[1:]))))
    shuffled = list(dossiers)
    hasard.shuffle(shuffled)  # type: ignore[attr-defined]
    assert order_files(shuffled, graine) == ids


@pytest.mark.parametrize("limite", ["ENSEMBLES_MAX", "ETATS_MAX"])
@given(dossiers=agendas(7, 4))
@settings(max_examples=80)
def test_out_of_reach_of_a_proof_the_bound_holds(limite: str, dossiers: list[DossierAOrdonner]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordre, limite, 0)
        ordre._plan.cache_clear()
        found = plan_order(dossiers, "graine")
    rows = in_order(dossiers, found.dossiers)
    assert in_one_piece(rows)
    assert found.minimum <= fewest_by_trying_all(dossiers) <= found.sorties == count_exits(rows)


def test_the_seed_chooses_between_equals_alone() -> None:
    dossiers = [DossierAOrdonner(f"d{i}", "29", frozenset({"m"} if i < 2 else ())) for i in range(6)]
    orders = {order_files(dossiers, f"graine {i}") for i in range(20)}
    assert len(orders) > 1
    assert {count_exits(in_order(dossiers, ids)) for ids in orders} == {1}


def test_a_large_agenda_takes_a_bounded_work_and_says_what_no_order_goes_under() -> None:
    """2,000 files of 5 members: 32 sets a département at most, too many for a proof."""
    dossiers = [
        DossierAOrdonner(f"d{i}", f"{i % 5}", frozenset(f"m{j}" for j in range(5) if (i * 7919 + j * j * 31) % 6 == 0))
        for i in range(2000)
    ]
    found = plan_order(dossiers, "graine")
    assert len(set(found.dossiers)) == 2000
    assert found.minimum <= found.sorties <= found.minimum + 10
