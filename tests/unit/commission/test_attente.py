"""Whose turn it is on a waiting list, on plain data (R29, R46, R47)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules.attente import Decide, Situation, answer_limit, list_is_over, waiting_list

S = Situation
decided = st.builds(
    Decide,
    id=st.uuids().map(str),
    rang=st.integers(1, 30) | st.none(),
    numero=st.uuids().map(str),
    situation=st.sampled_from(list(Situation)),
    gestionnaire=st.sampled_from(["", "A", "B"]),
)


def row(rang: int, situation: Situation, gestionnaire: str = "") -> Decide:
    return Decide(f"d{rang}", rang, f"ACIA-{rang:04}", situation, gestionnaire)


def test_r46_the_first_of_the_list_is_called_when_a_place_is_free() -> None:
    rows = [row(3, S.EN_ATTENTE), row(1, S.EN_PLACE), row(2, S.EN_ATTENTE)]
    assert waiting_list(rows, 1, None).suivant is None
    found = waiting_list(rows, 2, None)
    assert (found.libres, found.suivant, found.file) == (1, "d2", ("d2", "d3"))


def test_a_place_that_is_offered_is_not_offered_again() -> None:
    rows = [row(1, S.EN_PLACE), row(2, S.PROPOSEE), row(3, S.EN_ATTENTE)]
    assert waiting_list(rows, 2, None).suivant is None
    assert waiting_list(rows, 3, None).suivant == "d3"


def test_r47_who_withdrew_or_declined_leaves_the_place_to_the_next() -> None:
    rows = [row(1, S.DESISTEE), row(2, S.PASSEE), row(3, S.EN_ATTENTE)]
    assert waiting_list(rows, 1, None).suivant == "d3"


def test_r29_a_managing_body_at_its_cap_is_passed_over_and_keeps_its_turn() -> None:
    rows = [row(1, S.EN_PLACE, "A"), row(2, S.EN_ATTENTE, "A"), row(3, S.EN_ATTENTE, "B")]
    found = waiting_list(rows, 2, 1)
    assert (found.suivant, found.ecartes, found.file) == ("d3", ("d2",), ("d2", "d3"))
    assert waiting_list(rows, 2, 2).suivant == "d2"
    assert waiting_list([*rows[:2]], 2, 1).suivant is None


@given(st.lists(decided, max_size=20, unique_by=lambda d: d.id), st.integers(0, 12), st.none() | st.integers(1, 3))
def test_nobody_is_called_out_of_turn_and_no_place_is_given_twice(
    rows: list[Decide], places: int, plafond: int | None
) -> None:
    found = waiting_list(rows, places, plafond)
    held = sum(d.situation in (S.EN_PLACE, S.PROPOSEE) for d in rows)
    assert found.libres == max(0, places - held)
    assert set(found.file) == {d.id for d in rows if d.situation is S.EN_ATTENTE}
    if found.suivant is None:
        return
    assert found.libres > 0
    before = found.file[: found.file.index(found.suivant)]
    assert set(before) == set(found.ecartes)


def test_the_delay_ends_at_midnight_of_its_last_day_in_the_zone_of_the_place() -> None:
    at = datetime(2027, 3, 22, 23, 30, tzinfo=UTC)
    assert answer_limit(at, "Europe/Paris", 8) == datetime(2027, 3, 31, 22, 0, tzinfo=UTC)
    assert answer_limit(at, "America/Guadeloupe", 8) == datetime(2027, 3, 31, 4, 0, tzinfo=UTC)


def test_r46_the_list_ends_with_the_support() -> None:
    assert not list_is_over(None, date(2027, 9, 1))
    assert not list_is_over(date(2027, 9, 1), date(2027, 8, 31))
    assert list_is_over(date(2027, 9, 1), date(2027, 9, 1))
