"""A list of establishments accompanied elsewhere, read as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.eligibilite.rules.parcours import (
    Dispositif,
    LigneParcours,
    columns_of,
    read_annee,
    read_dispositif,
    read_line,
    without_repeats,
    wrong_years,
    years_in_words,
)

COLONNES = {"numero": 0, "dispositif": 1, "debut": 2, "fin": 3}


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("PAS A PAS", Dispositif.PAS_A_PAS),
        ("Pas-à-Pas 2025", Dispositif.PAS_A_PAS),
        ("pasapas", Dispositif.PAS_A_PAS),
        ("ARESO secteur social", Dispositif.ARESO),
        ("Acia", Dispositif.ACIA),
        ("Acia puis Areso", None),
        ("FACT", None),
        ("", None),
    ],
)
def test_a_scheme_is_recognised_however_it_is_written(texte: str, lu: Dispositif | None) -> None:
    assert read_dispositif(texte) is lu


@pytest.mark.parametrize(
    ("texte", "annee"),
    [("2024", 2024), ("12/09/2024", 2024), ("2024-09-12 00:00", 2024), ("2024-2025", None), ("24", None), ("", None)],
)
def test_a_year_is_read_alone_or_in_a_date(texte: str, annee: int | None) -> None:
    assert read_annee(texte) == annee


def test_columns_are_found_by_the_words_of_their_titles() -> None:
    assert columns_of(("N° FINESS", "Programme", "Date de début", "Date de fin")) == COLONNES
    assert columns_of(("Nom", "Année de fin", "Finess ET", "Dispositif", "Depuis")) == {
        "fin": 1,
        "numero": 2,
        "dispositif": 3,
        "debut": 4,
    }
    assert "debut" not in columns_of(("FINESS", "Dispositif", "Année de fin"))


@pytest.mark.parametrize(
    ("cells", "probleme"),
    [
        (("290000017", "Areso", "2024", ""), ""),
        (("290000017", "Areso", "2024", "2025"), ""),
        (("290000017", "?", "2024", ""), "dispositif"),
        (("290000017", "Areso", "?", ""), "début"),
        (("290000017", "Areso", "2024", "bientôt"), "fin"),
        (("290000017", "Areso", "2024", "2023"), "fin"),
        (("290000017", "Areso", "2031", ""), "début"),
    ],
)
def test_a_line_says_what_keeps_it_out(cells: tuple[str, ...], probleme: str) -> None:
    line = read_line(2, cells, COLONNES, 2027)
    assert probleme in line.probleme
    assert bool(line.probleme) == bool(probleme)


@given(st.lists(st.sampled_from(["a", "b"]), max_size=8))
def test_each_establishment_is_kept_once(numeros: list[str]) -> None:
    lines = [LigneParcours(rang, numero, Dispositif.ARESO, 2024) for rang, numero in enumerate(numeros, start=2)]
    kept = [line.numero for line in without_repeats(lines) if not line.probleme]
    assert sorted(kept) == sorted(set(numeros))


def test_years_are_said_in_words() -> None:
    assert [years_in_words(2024, end) for end in (None, 2024, 2025)] == ["depuis 2024", "en 2024", "de 2024 à 2025"]
    assert wrong_years(2027, None, 2027) == ""
    assert wrong_years(2014, None, 2027)
