"""The gauge of a département: what the eligible files make, and what is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.partage import is_feasible
from acia.pilotage.rules import CATEGORIES_A_ARBITRER, CATEGORIES_ECARTEES, Jauge


@st.composite
def jauges(draw: st.DrawFn) -> Jauge:
    low = draw(st.integers(2, 8))
    eligibles, a_examiner = draw(st.integers(0, 60)), draw(st.integers(0, 20))
    return Jauge(
        deposes=eligibles + a_examiner + draw(st.integers(0, 9)),
        eligibles=eligibles,
        a_examiner=a_examiner,
        places=draw(st.integers(0, 60)),
        minimum=low,
        maximum=low + draw(st.integers(0, 3)),
    )


def _with(jauge: Jauge, eligibles: int) -> Jauge:
    return Jauge(eligibles, eligibles, 0, jauge.places, jauge.minimum, jauge.maximum)


@given(jauges())
def test_what_is_missing_is_exactly_what_makes_one_cohorte_more(jauge: Jauge) -> None:
    if not jauge.manque:
        return
    then = _with(jauge, jauge.eligibles + jauge.manque)
    assert then.cohortes[0] > jauge.cohortes[0]
    assert then.placables == then.utiles
    before = _with(jauge, jauge.eligibles + jauge.manque - 1)
    assert before.cohortes[-1] <= jauge.cohortes[-1]


@given(jauges())
def test_nothing_is_promised_beyond_the_places_nor_the_sizes(jauge: Jauge) -> None:
    assert jauge.placables <= min(jauge.eligibles, jauge.places)
    assert jauge.utiles + jauge.manque <= max(jauge.places, jauge.utiles)
    assert is_feasible(jauge.placables, jauge.minimum, jauge.maximum)
    assert (jauge.placables == 0) == (jauge.cohortes[0] == 0)


@given(jauges())
def test_the_sentence_says_what_is_missing_and_the_tone_agrees(jauge: Jauge) -> None:
    assert jauge.phrase.endswith(".")
    assert ("il manque" in jauge.phrase.casefold()) == (jauge.manque > 0)
    if jauge.ton == "vert":
        assert jauge.placables
        assert not jauge.manque
    if jauge.ton == "rouge":
        assert not jauge.placables


@given(jauges(), st.integers(1, 5))
def test_one_more_eligible_file_never_makes_fewer_cohortes(jauge: Jauge, more: int) -> None:
    assert _with(jauge, jauge.eligibles + more).placables >= jauge.placables


@pytest.mark.parametrize(
    ("eligibles", "a_examiner", "places", "phrase"),
    [
        (2, 0, 10, "Il manque 2 dossiers éligibles pour former une cohorte."),
        (
            3,
            1,
            10,
            "Il manque 1 dossier éligible pour former une cohorte. 1 dossier reste à examiner : cela peut suffire.",
        ),
        (4, 0, 10, "1 cohorte possible."),
        (
            7,
            0,
            10,
            "1 cohorte possible, 2 dossiers resteraient en attente : il manque 1 dossier éligible pour former une "
            "cohorte de plus.",
        ),
        (11, 0, 10, "2 cohortes possibles. Toutes les places ont un dossier éligible."),
        (20, 0, 25, "De 4 à 5 cohortes possibles."),
        (3, 2, 3, "3 places : il en faut 4 pour former une cohorte."),
    ],
)
def test_the_words_of_the_gauge(eligibles: int, a_examiner: int, places: int, phrase: str) -> None:
    said = Jauge(eligibles + a_examiner, eligibles, a_examiner, places, 4, 5).phrase
    assert said.replace("\u00a0", " ") == phrase


def test_youth_justice_alone_is_set_aside_and_homes_are_weighed() -> None:
    assert {"241", "427", "440", "441"} == CATEGORIES_ECARTEES
    assert {"236", "462"} == CATEGORIES_A_ARBITRER
