"""S101: the natures of a change, on any two descriptions of one establishment."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.referentiel.differences import CHAMPS, LIBELLES_CHANGEMENT, MOTS_CHANGEMENT, Changement, compare

BASE: dict[str, Any] = {
    **dict.fromkeys(CHAMPS, ""),
    "raison_sociale": "MECS KER AVEL",
    "adresse": "12 RUE DES EMBRUNS",
    "commune": "BREST",
    "code_commune": "29019",
    "categorie": "177",
    "numero_ej": "290980002",
    "ouvert": True,
    "habilitation_justice": False,
    "date_fermeture": None,
    "lat": 48.39,
}
TEXTES = [nom for nom, valeur in BASE.items() if isinstance(valeur, str)]
DESCRIPTIONS = st.fixed_dictionaries(
    {
        **dict.fromkeys(TEXTES, st.sampled_from(["", "A", "a", "Brest", "BREST", "29019"])),
        "ouvert": st.booleans(),
        "habilitation_justice": st.booleans(),
        "date_fermeture": st.none() | st.just(date(2026, 3, 1)),
        "lat": st.none() | st.just(48.39),
    }
)


@pytest.mark.parametrize(
    ("changes", "natures"),
    [
        ({"ouvert": False, "date_fermeture": date(2026, 3, 1)}, [Changement.FERME]),
        ({"commune": "QUIMPER", "code_commune": "29232", "telephone": "0298"}, [Changement.DEPLACE]),
        ({"adresse": "12, rue des Embruns"}, [Changement.AUTRE]),
        ({"raison_sociale": "Mecs Kér Avel"}, [Changement.AUTRE]),
        ({"raison_sociale": "MECS LES PINS"}, [Changement.RENOMME]),
        ({"categorie": "462", "agregat": "4605"}, [Changement.CATEGORIE]),
        ({"numero_ej": "290980010", "raison_sociale": "X"}, [Changement.ENTITE, Changement.RENOMME]),
        ({"siret": "77557650300015"}, [Changement.AUTRE]),
        ({}, []),
    ],
)
def test_s101_the_natures_of_a_change(changes: dict[str, Any], natures: list[Changement]) -> None:
    difference = compare(BASE, BASE | changes)
    assert list(difference.natures) == natures
    assert len(difference.ecarts) == len(changes)


def test_s101_a_value_is_read_before_and_after_in_words() -> None:
    (etat, jour) = compare(BASE, BASE | {"ouvert": False, "date_fermeture": date(2026, 3, 1)}).ecarts
    assert (etat.avant, etat.apres) == ("ouvert", "fermé")
    assert jour.avant == "rien"
    assert "mars" in jour.apres


def test_s101_unknown_before_is_new() -> None:
    assert compare(None, BASE).natures == (Changement.OUVERT,)
    assert compare(None, BASE | {"ouvert": False}).natures == (Changement.AUTRE,)


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_s101_what_differs_always_has_a_nature_and_nothing_else_has(
    avant: dict[str, Any], apres: dict[str, Any]
) -> None:
    difference = compare(avant, apres)
    assert bool(difference) == (avant != apres) == bool(difference.ecarts)
    assert len(difference.ecarts) == sum(avant[nom] != apres[nom] for nom in CHAMPS)
    assert (Changement.FERME in difference.natures) == (avant["ouvert"] and not apres["ouvert"])
    assert (Changement.ENTITE in difference.natures) == (avant["numero_ej"] != apres["numero_ej"])
    assert Changement.OUVERT not in difference.natures


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_s101_the_way_back_has_the_same_natures(avant: dict[str, Any], apres: dict[str, Any]) -> None:
    miroir = {Changement.FERME: Changement.ROUVERT, Changement.ROUVERT: Changement.FERME}
    retour = {miroir.get(nature, nature) for nature in compare(apres, avant).natures}
    assert retour == set(compare(avant, apres).natures)


def test_every_nature_has_its_words() -> None:
    assert set(LIBELLES_CHANGEMENT) == set(MOTS_CHANGEMENT) == set(Changement)
