"""A sitting conducted live: attendance at an instant, quorum that comes and goes, votes (R38, R41, E43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules import (
    POSSIBLES,
    Pas,
    Reglement,
    Siege,
    SituationMembre,
    VoixExprimee,
    attending,
    count_quorum,
    count_votes,
    hold_places,
    places_from,
    refuse_step,
    situation_at,
    steps_back,
    steps_out,
    votes_expected,
)
from acia.commission.workflow import MotifMouvement, SensMouvement, SensSuffrage

T0 = datetime(2027, 3, 18, 9, tzinfo=UTC)
ARRIVEE, SORTIE, RETOUR, DEPART = SensMouvement
POUR, CONTRE, ABSTENTION = SensSuffrage
REGLEMENT = Reglement()
MEMBRES = tuple("abcde")
PLACES = places_from(Siege(m, rang) for rang, m in enumerate(MEMBRES))


def pas(membre: str, sens: SensMouvement, minute: int, passage: str | None = None) -> Pas:
    motif = MotifMouvement.DEPORT if passage else ""
    return Pas(membre, sens, T0 + timedelta(minutes=minute), passage, motif)


def at(minute: int) -> datetime:
    return T0 + timedelta(minutes=minute)


def test_the_sheet_speaks_alone_until_a_movement_is_noted() -> None:
    assert situation_at(True, (), at(0)) is SituationMembre.PRESENT
    assert situation_at(False, (), at(0)) is SituationMembre.ABSENT


def test_a_movement_counts_from_its_own_instant() -> None:
    late = [pas("a", ARRIVEE, 10), pas("a", SORTIE, 20), pas("a", RETOUR, 30), pas("a", DEPART, 40)]
    seen = [situation_at(True, late, at(m)) for m in (9, 10, 19, 20, 29, 30, 39, 40, 99)]
    a, p, s, d = SituationMembre
    assert seen == [a, p, p, s, s, p, p, d, d]
    assert situation_at(False, [pas("a", SORTIE, 20)], at(5)) is SituationMembre.PRESENT


def test_the_quorum_of_a_file_is_lost_and_found_again_during_the_sitting() -> None:
    moves = [pas("a", SORTIE, 10, "x"), pas("b", DEPART, 15), pas("c", SORTIE, 16), pas("c", RETOUR, 20)]

    def quorum(minute: int) -> bool:
        there = attending(MEMBRES, moves, at(minute))
        held = hold_places(PLACES, presents=there, deportes={"a"})
        return not count_quorum(held, REGLEMENT).bloque

    assert [quorum(m) for m in (0, 14, 15, 16, 19, 20)] == [True, True, True, False, False, True]


def test_the_recused_go_out_with_the_file_and_come_back_with_its_end() -> None:
    assert steps_out({"a", "b"}, {"b", "c"}) == {"b"}
    moves = [pas("a", SORTIE, 1, "x"), pas("b", SORTIE, 1, "x"), pas("b", DEPART, 2), pas("c", SORTIE, 3, "y")]
    assert steps_back(moves) == {"a", "c"}
    assert steps_back(moves, {"c"}) == {"a"}, "recused from the next file, she stays out"
    assert steps_back([*moves, pas("a", RETOUR, 4)]) == {"c"}
    assert steps_back([replace(moves[0], motif=MotifMouvement.ABSENCE)]) == set()


def test_e43_who_steps_out_for_a_recusal_still_attends_the_sitting() -> None:
    moves = [pas("a", SORTIE, 1, "x"), pas("b", SORTIE, 1), pas("c", SORTIE, 1, "x"), pas("c", DEPART, 2)]
    assert attending(MEMBRES, moves, at(1)) == {"d", "e"}
    assert attending(MEMBRES, moves, at(1), deports=True) == {"a", "c", "d", "e"}
    assert attending(MEMBRES, moves, at(2), deports=True) == {"a", "d", "e"}
    assert attending(MEMBRES, moves, at(0), deports=True) == set(MEMBRES)


@pytest.mark.parametrize("situation", SituationMembre)
@pytest.mark.parametrize("sens", SensMouvement)
def test_a_movement_noted_twice_is_told(situation: SituationMembre, sens: SensMouvement) -> None:
    told = refuse_step("Anne Roux", situation, sens, None, T0)
    assert bool(told) is (sens not in POSSIBLES[situation])
    assert not told or told.startswith("Anne Roux ")


def test_a_movement_never_slips_before_one_already_noted() -> None:
    assert refuse_step("Anne Roux", SituationMembre.PRESENT, SORTIE, at(5), at(4))
    assert not refuse_step("Anne Roux", SituationMembre.PRESENT, SORTIE, at(5), at(5))


def vote(*sens: SensSuffrage, proxies: int = 0) -> list[VoixExprimee]:
    """Voices of a, b, c…; the last `proxies` of them are cast by the first member."""
    rows = [VoixExprimee(m, s) for m, s in zip(MEMBRES, sens, strict=False)]
    cut = len(rows) - proxies
    return [*rows[:cut], *(VoixExprimee("a", v.sens, v.membre) for v in rows[cut:])]


@pytest.mark.parametrize(
    ("voix", "adoptee", "phrase"),
    [
        (vote(POUR, POUR, POUR), True, "Adoptée à l’unanimité des 3 voix."),
        (vote(POUR, POUR, CONTRE), True, "Adoptée par 2 voix contre 1."),
        (vote(POUR, ABSTENTION, ABSTENTION), True, "Adoptée par 1 voix contre 0, 2 abstentions."),
        (vote(CONTRE, CONTRE, POUR, ABSTENTION), False, "Rejetée par 2 voix contre 1, 1 abstention."),
        (vote(POUR, CONTRE), True, "Adoptée : 1 voix contre 1, la voix de la présidence l’emporte."),
        (vote(CONTRE, POUR), False, "Rejetée : 1 voix contre 1, la voix de la présidence l’emporte."),
        (vote(ABSTENTION, POUR, CONTRE), False, "Rejetée : 1 voix contre 1, 1 abstention, sans voix prépondérante."),
        (vote(ABSTENTION, ABSTENTION), False, "Personne ne s’est prononcé : la proposition n’est pas adoptée."),
        ([], False, "Personne ne s’est prononcé : la proposition n’est pas adoptée."),
    ],
)
def test_r41_the_majority_of_the_votes_cast_then_the_chair(
    voix: list[VoixExprimee], adoptee: bool, phrase: str
) -> None:
    result = count_votes(voix, "a", REGLEMENT)
    assert (result.adoptee, result.phrase) == (adoptee, phrase)


def test_r41_a_tie_without_the_chair_adopts_nothing() -> None:
    tie = vote(POUR, CONTRE)
    assert not count_votes(tie, None, REGLEMENT).adoptee
    assert not count_votes(tie, "a", replace(REGLEMENT, voix_preponderante=False)).adoptee
    by_proxy = [VoixExprimee("b", CONTRE), VoixExprimee("b", POUR, par_procuration_de="a")]
    assert not count_votes(by_proxy, "a", REGLEMENT).adoptee
    assert not count_votes(by_proxy, "b", REGLEMENT).adoptee


@given(st.lists(st.sampled_from(SensSuffrage), max_size=5), st.sampled_from((None, "a")))
def test_r41_turning_each_voice_round_never_adopts_both(sens: list[SensSuffrage], chair: str | None) -> None:
    other = {POUR: CONTRE, CONTRE: POUR, ABSTENTION: ABSTENTION}
    one, two = (count_votes(vote(*s), chair, REGLEMENT) for s in (sens, [other[x] for x in sens]))
    assert not (one.adoptee and two.adoptee)
    assert one.adoptee or two.adoptee or one.pour == one.contre


def test_each_place_that_counts_has_one_voice_and_its_holder_casts_it() -> None:
    places = places_from([*(Siege(m, r) for r, m in enumerate("abc")), Siege("s", 9, titulaire="b")])
    held = hold_places(places, presents={"a", "s"}, deportes={"b"}, procurations={"c": "a"})
    assert votes_expected(held) == {"a": ("a", None), "b": ("s", None), "c": ("a", "c")}
    assert votes_expected(hold_places(places, presents=set())) == {}
