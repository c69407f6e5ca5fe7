"""What beats prove: interruptions, whatever the order of failures and silences (S46)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.exports import duration, percent
from acia.candidatures.rules import CADENCE, Coup, Interruption, Nature, interruptions, next_beat, proven_share

H = datetime(2027, 2, 20, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(*minutes: float, bad: tuple[float, ...] = ()) -> list[Coup]:
    instants = sorted({*minutes, *bad})
    return [
        Coup(n, H + m * MINUTE, 60, m not in bad, "panne" if m in bad else "") for n, m in enumerate(instants, start=1)
    ]


def holes(coups: list[Coup], debut: float, fin: float) -> list[tuple[float, float, Nature]]:
    found = interruptions(coups, H + debut * MINUTE, H + fin * MINUTE)
    return [((i.debut - H) / MINUTE, (i.fin - H) / MINUTE, i.nature) for i in found]


def test_regular_beats_leave_no_hole() -> None:
    assert holes(at(*range(11)), 0, 10) == []
    assert holes(at(*range(-1, 12)), 0.5, 9.5) == []


def test_a_failure_lasts_from_the_good_beat_before_to_the_good_one_after() -> None:
    assert holes(at(*range(11), bad=(4, 5)), 0, 10) == [(3, 6, Nature.PANNE)]


def test_missing_beats_are_without_measure_and_a_failure_among_them_is_a_failure() -> None:
    assert holes(at(0, 1, 2, 6, 7), 0, 7) == [(2, 6, Nature.SANS_MESURE)]
    assert holes(at(0, 1, 6, 7, bad=(3,)), 0, 7) == [(1, 6, Nature.PANNE)]


def test_the_edges_of_the_window_are_proven_only_by_beats() -> None:
    assert holes([], 0, 5) == [(0, 5, Nature.SANS_MESURE)]
    assert holes(at(2, 3, 4), 0, 6) == [(0, 2, Nature.SANS_MESURE), (4, 6, Nature.SANS_MESURE)]
    assert holes(at(0, 1, bad=(2,)), 0, 3) == [(1, 3, Nature.PANNE)]
    assert holes(at(-3, 4), 0, 3) == [(0, 3, Nature.SANS_MESURE)]
    assert holes(at(-1, 4, bad=(0,)), 1, 3) == [(1, 3, Nature.PANNE)]


def test_a_closer_pace_sees_shorter_holes() -> None:
    close = [Coup(n, H + timedelta(seconds=s), 5, True) for n, s in enumerate((0, 5, 10, 40, 45), start=1)]
    found = interruptions(close, H, H + timedelta(seconds=45))
    assert [(i.debut - H, i.fin - H) for i in found] == [(timedelta(seconds=10), timedelta(seconds=40))]


@given(st.lists(st.integers(-20, 80), unique=True), st.lists(st.integers(-20, 80)), st.integers(0, 59))
def test_holes_are_ordered_apart_and_hold_every_failure(good: list[int], bad: list[int], length: int) -> None:
    debut, fin = H, H + (length + 1) * MINUTE
    coups = at(*(set(good) - set(bad)), bad=tuple(set(bad)))
    found = interruptions(coups, debut, fin)
    assert all(debut <= i.debut < i.fin <= fin for i in found)
    assert all(before.fin <= after.debut for before, after in pairwise(found))
    assert 0 <= proven_share(found, debut, fin) <= 1
    for coup in coups:
        inside = any(i.debut < coup.at < i.fin for i in found)
        if debut < coup.at < fin:
            assert inside is not coup.bon


def test_the_next_beat_is_never_later_than_the_last_hour() -> None:
    cloture = H + timedelta(hours=3)
    assert next_beat(H, [cloture]) == CADENCE
    assert next_beat(cloture - timedelta(hours=1, seconds=20), [cloture]) == timedelta(seconds=20)
    assert next_beat(cloture - timedelta(hours=1, seconds=1), [cloture]) == timedelta(seconds=5)
    assert next_beat(cloture - timedelta(seconds=1), [cloture]) == timedelta(seconds=5)
    assert next_beat(cloture, [cloture]) == CADENCE


def test_what_is_proven_is_never_overstated() -> None:
    assert percent(0.99999).replace("\xa0", " ") == "99,99 %"
    assert percent(1.0).replace("\xa0", " ") == "100,00 %"
    assert duration(timedelta(minutes=3, seconds=5)).replace("\xa0", " ") == "3 min 5 s"
    assert duration(timedelta(hours=26, seconds=4)).replace("\xa0", " ") == "26 h"
    assert duration(timedelta()).replace("\xa0", " ") == "0 s"
    assert Interruption(H, H + MINUTE, Nature.PANNE).duree == MINUTE
