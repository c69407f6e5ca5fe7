"""Agreement between members, against the worked examples of those who published the coefficients."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.commission.rules.accord import (
    alpha_with_interval,
    fisher_quantile,
    interval,
    intraclass,
    krippendorff_alpha,
    nominal,
    ordinal,
    words_for_alpha,
    words_for_correlation,
)

A = "1 2 3 3 2 1 4 1 2 . . ."
B = "1 2 3 3 2 2 4 1 2 5 . 3"
C = ". 3 3 3 2 3 4 2 2 5 1 ."
D = "1 2 3 3 2 4 4 1 2 5 1 ."
KRIPPENDORFF = [
    [int(mark) for mark in marks if mark != "."] for marks in zip(*(x.split() for x in (A, B, C, D)), strict=True)
]
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(("distance", "published"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849)])
def test_alpha_is_that_of_krippendorff_2011(distance: object, published: float) -> None:
    alpha = krippendorff_alpha(KRIPPENDORFF, distance)  # type: ignore[arg-type]  # the three distances share a type
    assert alpha is not None
    assert round(float(alpha), 3) == published


def test_icc_is_that_of_shrout_and_fleiss_1979() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    assert round(found.seul.valeur, 2) == 0.29
    assert round(found.moyenne.valeur, 2) == 0.62
    assert (found.dossiers, found.membres) == (6, 4)


def test_the_interval_of_the_icc_is_that_of_mcgraw_and_wong() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    assert (round(found.seul.bas, 3), round(found.seul.haut, 3)) == (0.019, 0.761)
    assert (round(found.moyenne.bas, 2), round(found.moyenne.haut, 2)) == (0.07, 0.93)


@pytest.mark.parametrize(
    ("p", "d1", "d2", "table"),
    [(0.95, 5, 10, 3.326), (0.975, 3, 20, 3.859), (0.95, 1, 1, 161.45), (0.99, 10, 4, 14.55)],
)
def test_quantiles_are_those_of_the_tables_of_fisher(p: float, d1: float, d2: float, table: float) -> None:
    assert fisher_quantile(p, d1, d2) == pytest.approx(table, rel=2e-3)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=12).filter(lambda marks: len(set(marks)) > 1))
def test_members_who_agree_on_everything_have_an_alpha_of_one(marks: list[int]) -> None:
    assert krippendorff_alpha([[mark] * 4 for mark in marks]) == 1


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 5), min_size=0, max_size=5), max_size=12), st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_the_order_of_members_or_files(units: list[list[int]], chance: random.Random) -> None:
    shuffled = [chance.sample(unit, len(unit)) for unit in units]
    chance.shuffle(shuffled)
    alpha = krippendorff_alpha(units)
    assert alpha == krippendorff_alpha(shuffled)
    assert alpha is None or alpha <= 1


def test_a_file_with_one_mark_says_nothing() -> None:
    assert krippendorff_alpha([[3], [4], []]) is None
    assert krippendorff_alpha([*KRIPPENDORFF, [5]]) == krippendorff_alpha(KRIPPENDORFF)
    assert krippendorff_alpha([[2, 2], [2, 2]]) is None


def test_the_interval_of_alpha_is_replayed_from_its_seed_and_holds_the_value() -> None:
    first = alpha_with_interval(KRIPPENDORFF, "graine")
    assert first == alpha_with_interval(KRIPPENDORFF, "graine")
    assert first is not None
    assert first.bas < first.valeur < first.haut
    assert Fraction(round(first.valeur * 1000), 1000) == Fraction(815, 1000)
    assert alpha_with_interval([[1], [2]], "graine") is None


def test_a_table_without_spread_has_no_correlation() -> None:
    assert intraclass([[3, 3], [3, 3]]) is None
    assert intraclass([[3, 4]]) is None
    perfect = intraclass([[1, 1], [3, 3], [5, 5]])
    assert perfect is not None
    assert (perfect.seul.valeur, perfect.seul.bas) == (1, 1)


def test_coefficients_are_read_in_words() -> None:
    assert words_for_alpha(0.81) == "accord fiable"
    assert words_for_alpha(0.7) == "accord à lire avec prudence"
    assert words_for_alpha(0.2) == "accord trop faible pour s’y fier"
    assert [words_for_correlation(x) for x in (0.95, 0.8, 0.6, 0.3)] == ["excellente", "bonne", "moyenne", "faible"]
