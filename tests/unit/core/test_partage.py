"""R48, R50, R51: which numbers can be shared out, how, and what to offer otherwise."""

from __future__ import annotations

import pytest

from acia.cohortes.solver.priority import can_count
from acia.core.partage import (
    cohorte_counts,
    count_reason,
    is_feasible,
    largest_feasible,
    options_for,
    smallest_feasible_from,
    split_phrases,
    split_sizes,
)

IMPOSSIBLE = {1, 2, 3, 6, 7, 11}
LEFTOVERS = {1: 1, 2: 2, 3: 3, 6: 1, 7: 2, 11: 1}


@pytest.mark.parametrize("n", range(61))
def test_r50_feasible_counts_from_0_to_60(n: int) -> None:
    by_hand = any(4 * fours + 5 * fives == n for fours in range(16) for fives in range(13))
    assert is_feasible(n) == by_hand == (n not in IMPOSSIBLE)
    assert n - largest_feasible(n) == LEFTOVERS.get(n, 0)
    assert is_feasible(smallest_feasible_from(n))
    assert not any(is_feasible(between) for between in range(n, smallest_feasible_from(n)))


@pytest.mark.parametrize("n", range(61))
def test_r48_each_split_uses_fours_and_fives_only(n: int) -> None:
    for k in cohorte_counts(n):
        sizes = split_sizes(n, k)
        assert sum(sizes) == n
        assert len(sizes) == k
        assert set(sizes) <= {4, 5}
        assert sizes.count(5) == n - 4 * k
        assert sizes.count(4) == 5 * k - n


def test_the_number_of_cohortes_is_a_choice_from_twenty_on() -> None:
    choices = {n: len(cohorte_counts(n)) for n in range(4, 31)}
    assert all(choices[n] <= 1 for n in range(4, 20))
    assert [n for n, count in choices.items() if count > 1] == [20, 24, 25, 28, 29, 30]


def test_a_split_outside_the_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="11 establishments"):
        split_sizes(11, 2)


@pytest.mark.parametrize(
    ("n", "phrases"),
    [(8, ("4 + 4",)), (9, ("4 + 5",)), (20, ("5 + 5 + 5 + 5", "4 + 4 + 4 + 4 + 4")), (11, ()), (0, ())],
)
def test_splits_are_written_for_the_officer(n: int, phrases: tuple[str, ...]) -> None:
    assert split_phrases(n) == phrases


@pytest.mark.parametrize("n", range(61))
def test_r51_options_are_offered_for_impossible_counts_only(n: int) -> None:
    assert bool(options_for(n)) == (n in IMPOSSIBLE)


@pytest.mark.parametrize(
    ("n", "codes"),
    [
        (1, ["recruter", "departement_voisin", "pas_a_pas", "liste_attente"]),
        (2, ["recruter", "departement_voisin", "pas_a_pas", "liste_attente"]),
        (3, ["recruter", "departement_voisin", "pas_a_pas", "liste_attente", "derogation_taille"]),
        (6, ["liste_attente", "recruter", "derogation_taille", "departement_voisin"]),
        (7, ["liste_attente", "recruter", "derogation_taille"]),
        (11, ["liste_attente", "recruter", "derogation_taille", "departement_voisin"]),
    ],
)
def test_r51_options_come_in_the_order_of_the_table(n: int, codes: list[str]) -> None:
    assert [option.code for option in options_for(n)] == codes


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, ["3\u00a0établissements", "cohorte de 4"]),
        (3, ["1\u00a0établissement de plus", "cohorte de 3"]),
        (6, ["cohorte de 5", "1\u00a0établissement en liste", "4 + 4", "cohorte de 6", "3 + 3", "1 ou 2\u00a0établ"]),
        (7, ["cohorte de 5", "2\u00a0établissements en liste", "1\u00a0établissement de plus", "4 + 4", "4 + 3"]),
        (11, ["5 + 5", "1\u00a0établissement en liste", "4 + 4 + 4", "4 + 4 + 3", "5 + 6", "Échanger 1\u00a0établi"]),
    ],
)
def test_r51_options_name_the_splits_of_the_table(n: int, words: list[str]) -> None:
    text = " ".join(option.phrase for option in options_for(n))
    assert [word for word in words if word not in text] == []


def test_the_reason_is_a_french_sentence() -> None:
    assert count_reason(6) == "6 établissements ne se partagent pas en groupes de 4 à 5"
    assert count_reason(1) == "1\u00a0établissement\u00a0: il en faut au moins 4 pour former une cohorte"


def test_options_follow_other_sizes() -> None:
    assert not options_for(6, 3, 3)
    assert [option.code for option in options_for(8, 6, 6)] == ["liste_attente", "recruter"]


@pytest.mark.parametrize(
    ("n", "hosts", "kept", "kept_hosts", "possible"),
    [
        (11, 11, 10, 10, True),
        (11, 11, 11, 11, False),
        (11, 1, 5, 1, True),
        (11, 1, 5, 0, False),
        (11, 1, 4, 0, True),
        (8, 1, 6, 1, False),
        (8, 2, 8, 2, True),
        (3, 3, 1, 1, False),
        (3, 0, 0, 0, True),
    ],
)
def test_counting_looks_at_sizes_and_hosts(n: int, hosts: int, kept: int, kept_hosts: int, possible: bool) -> None:
    assert can_count(n, hosts, kept, kept_hosts, 4, 5) is possible
