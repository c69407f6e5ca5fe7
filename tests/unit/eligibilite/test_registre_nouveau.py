"""S102: the facts of a verdict with another register: only what the register changed is changed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from acia.eligibilite.rules import with_register
from tests.factories.faits import FAITS

NUMEROS = st.lists(st.sampled_from(["A-1", "A-2", "A-3", "A-4"]), unique=True).map(lambda found: tuple(sorted(found)))


@given(NUMEROS, NUMEROS)
def test_s102_an_unchanged_register_changes_no_fact(stored: tuple[str, ...], today: tuple[str, ...]) -> None:
    faits = replace(FAITS, meme_ej=stored)
    read = replace(faits, meme_ej=today)
    assert with_register(faits, read, read) == faits


@given(NUMEROS, NUMEROS, NUMEROS)
def test_s102_neighbours_come_and_go_with_the_register_alone(
    stored: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    faits = replace(FAITS, meme_ej=stored)
    found = set(with_register(faits, replace(faits, meme_ej=before), replace(faits, meme_ej=after)).meme_ej)
    for numero in ("A-1", "A-2", "A-3", "A-4"):
        if (numero in before) == (numero in after):
            assert (numero in found) == (numero in stored)
        else:
            assert (numero in found) == (numero in after)


def test_s102_what_the_register_says_replaces_what_it_said() -> None:
    faits = FAITS
    after = replace(faits, registre=replace(faits.registre, categorie="462"), pieces=())
    found = with_register(faits, faits, after)
    assert found.registre.categorie == "462"
    assert found.pieces == faits.pieces
