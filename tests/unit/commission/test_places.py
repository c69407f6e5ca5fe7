"""Places: one person acts for each on a file, one sheet counts, and recusal moves both (R36, E40, E43)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules import Siege, Tenue, acts_on, counted_sheets, hold_places, places_from

A, B, C = Siege("a", 1), Siege("b", 2), Siege("c", 3)
ALTERNATE = Siege("s", 4, titulaire="a")
READER = Siege("r", 5, vote=False)
ALL = (A, B, C, ALTERNATE, READER)


def test_an_alternate_acts_only_where_her_member_does_not() -> None:
    places = places_from(ALL)
    assert not acts_on(places, "s", set())
    assert acts_on(places, "s", {"a"})
    assert not acts_on(places, "a", {"a"})
    assert not acts_on(places, "s", {"a", "s"})
    for gone in (replace(A, en_fonction=False), replace(A, empeche=True)):
        assert acts_on(places_from((gone, B, C, ALTERNATE)), "s", set())


def test_a_second_alternate_acts_when_the_first_is_recused_too() -> None:
    second = Siege("t", 6, titulaire="a")
    places = places_from((*ALL, second))
    assert not acts_on(places, "t", {"a"})
    assert acts_on(places, "t", {"a", "s"})


def test_a_consultative_member_reads_and_never_counts() -> None:
    places = places_from(ALL)
    assert acts_on(places, "r", set())
    assert counted_sheets(places, {"r"}, set()) == frozenset()
    assert "r" not in {t.par for t in hold_places(places, presents={s.id for s in ALL})}


def test_one_of_the_two_sheets_counts() -> None:
    places = places_from(ALL)
    assert counted_sheets(places, {"a", "s"}, set()) == {"a"}
    assert counted_sheets(places, {"a", "s"}, {"a"}) == {"s"}
    assert counted_sheets(places, {"s"}, set()) == frozenset()


def test_whoever_replaces_a_member_takes_her_place_and_her_sheets_stay_until_then() -> None:
    heir = Siege("h", 7, remplace="a")
    places = places_from((replace(A, en_fonction=False), B, C, ALTERNATE, heir))
    assert len(places) == 3
    assert counted_sheets(places, {"a"}, set()) == {"a"}
    assert counted_sheets(places, {"a", "h"}, set()) == {"h"}
    assert not acts_on(places, "a", set())
    assert acts_on(places, "h", set())
    assert acts_on(places, "s", {"h"})


def test_an_empty_place_does_not_make_the_commission_larger() -> None:
    gone = replace(C, en_fonction=False)
    assert len(hold_places(places_from((A, B, gone)), presents={"a", "b"})) == 2


def test_a_proxy_counts_unless_either_side_is_recused_or_the_receiver_is_away() -> None:
    places, proxy = places_from((A, B, C)), {"c": "a"}
    held = hold_places(places, presents={"a", "b"}, procurations=proxy)
    assert [(t.tenue, t.par) for t in held][2] == (Tenue.PROCURATION, "a")
    for recused, expected in (({"a"}, Tenue.ABSENT), ({"c"}, Tenue.DEPORT)):
        rows = hold_places(places, presents={"a", "b"}, deportes=recused, procurations=proxy)
        assert rows[2].tenue == expected
    assert hold_places(places, presents={"b"}, procurations=proxy)[2].tenue == Tenue.ABSENT


SEATS = st.integers(min_value=1, max_value=6).flatmap(
    lambda n: st.lists(
        st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(-1, n - 1)), min_size=n, max_size=n + 4
    )
)


@given(SEATS, st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_no_place_has_two_voices_and_no_recused_member_any(
    seats: list[tuple[bool, bool, bool, int]], recused: set[int], final: set[int], there: set[int]
) -> None:
    sieges = [
        Siege(str(i), i, vote, serving, away, titulaire=str(of) if 0 <= of < i else None)
        for i, (vote, serving, away, of) in enumerate(seats)
    ]
    places = places_from(sieges)
    assert sorted(s.id for p in places for s in (*p.titulaires, *p.suppleants)) == sorted(s.id for s in sieges)
    out, sheets, present = ({str(i) for i in group} for group in (recused, final, there))
    counted = counted_sheets(places, sheets, out)
    assert counted <= sheets - out
    held = hold_places(places, presents=present, deportes=out)
    for place in places:
        mine = {s.id for s in (*place.titulaires, *place.suppleants)}
        assert len(counted & mine) <= 1
        acting = [s for s in place.suppleants if acts_on(places, s.id, out)]
        assert len(acting) <= 1
        assert not acting or place.titulaire is None or place.titulaire.id in out or place.titulaire.empeche
    assert not {t.par for t in held} & out
    assert len({t.place.cle for t in held}) == len(held)
