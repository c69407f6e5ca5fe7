"""Names of the register as one writes them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.referentiel.noms import readable_name, readable_town


@pytest.mark.parametrize(
    ("registre", "lisible"),
    [
        ("MAISON D'ENFANTS LE PORT AUX MOUETTES", "Maison d’enfants Le Port aux Mouettes"),
        ("MAISON D ENFANTS  L ESCALE", "Maison d’enfants L’Escale"),
        ("FOYER DE L'ENFANCE DES ILES", "Foyer de l’enfance des Iles"),
        ("MAISON D'ENFANTS A CARACTERE SOCIAL DE L'ARGOAT", "Maison d’enfants à caractère social de l’Argoat"),
        ("SERVICE DE PREVENTION LA RADE", "Service de prévention La Rade"),
        ("MECS LES HAUTS DE STEIR", "MECS Les Hauts de Steir"),
        ("SERVICE AEMO ADSEA 04", "Service AEMO ADSEA 04"),
        ("FOYER JEAN-PAUL II", "Foyer Jean-Paul II"),
        ("SERV. D.P.F. DU PRADO", "Serv. D.P.F. du Prado"),
        ('LIEU DE VIE "LA PRESQU\'ILE"', 'Lieu de vie "La Presqu’Ile"'),
        ("UNITE A", "Unité A"),
        ("LE RELAIS", "Le Relais"),
        ("Foyer du LAC", "Foyer du LAC"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_written_as_one_says_it(registre: str, lisible: str) -> None:
    assert readable_name(registre) == lisible


@pytest.mark.parametrize(
    ("registre", "lisible"),
    [
        ("MORNE A L'EAU", "Morne à l’Eau"),
        ("LE RELECQ KERHUON", "Le Relecq Kerhuon"),
        ("L ILE D YEU", "L’Ile d’Yeu"),
        ("SAINT-JEAN-DE-LA-RUELLE", "Saint-Jean-de-la-Ruelle"),
        ("BREST CEDEX 2", "Brest CEDEX 2"),
        ("Le Faou", "Le Faou"),
    ],
)
def test_a_commune_is_written_as_the_post_wants_it(registre: str, lisible: str) -> None:
    assert readable_town(registre) == lisible


def letters(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.upper())
    return re.sub(r"[\W_]", "", "".join(c for c in bare if not unicodedata.combining(c)))


@given(st.text(alphabet="ABCDELSIXÉ ’'-.&(1", max_size=40))
def test_no_letter_is_lost_or_made_up(text: str) -> None:
    read = readable_name(text)
    assert letters(read) == letters(text)
    assert read == text or readable_name(read) == read or read.isupper()
