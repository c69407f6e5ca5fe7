"""Reading a line of a table of files gathered elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import CODES_IMPORT, guess_association, key_of, read_instant, read_line
from acia.candidatures.workflow import EtatCandidature

PARIS = "Europe/Paris"
DEMARCHES = [
    "ID",
    "Email",
    "Établissement SIRET",
    "État du dossier",
    "Déposé le",
    "Numéro FINESS de votre établissement",
]


def test_the_columns_of_demarches_simplifiees_are_recognised() -> None:
    assert guess_association(DEMARCHES) == {
        "identifiant": "ID",
        "courriel": "Email",
        "siret": "Établissement SIRET",
        "etat": "État du dossier",
        "deposee_le": "Déposé le",
        "finess": "Numéro FINESS de votre établissement",
    }


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("2027-02-12 14:32:07 +0100", datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC)),
        ("2027-02-12T13:32:07Z", datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC)),
        ("12/02/2027 14:32", datetime(2027, 2, 12, 13, 32, tzinfo=UTC)),
        ("12/02/2027 à 14h32", datetime(2027, 2, 12, 13, 32, tzinfo=UTC)),
        ("12.2.2027", datetime(2027, 2, 11, 23, tzinfo=UTC)),
        ("vendredi 12 février 2027", datetime(2027, 2, 11, 23, tzinfo=UTC)),
        ("1er août 2027", datetime(2027, 7, 31, 22, tzinfo=UTC)),
        ("2027-02-30", None),
        ("12/13/2027", None),
        ("12/02/27", None),
        ("0027-02-12", None),
        ("12/02/2027 25:00", None),
        ("2027-02-12 10:00 +9900", None),
        ("hier", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_and_tools_write_them(texte: str, expected: datetime | None) -> None:
    assert read_instant(texte, PARIS) == expected


def test_a_line_is_read_field_by_field() -> None:
    lue, problemes = read_line(
        {
            "identifiant": " 1234 ",
            "finess": "29 000 001 7",
            "courriel": "Anne@Exemple.test",
            "deposee_le": "12/02/2027",
            "etat": "En instruction",
            "autorisation_nature": "ASE et PJJ",
            "avis_cse_resultat": "Favorable avec réserves",
            "projet_titre": "=cmd",
            "projet_objectifs": "Tenir",
            "direction_nom": "Le Bihan",
        },
        PARIS,
    )
    assert (lue.identifiant, lue.courriel, lue.etat) == ("1234", "anne@exemple.test", EtatCandidature.EN_INSTRUCTION)
    assert lue.sections == {
        "projet": {"titre": "=cmd", "objectifs": "Tenir"},
        "autorisation": {"nature": "ase_pjj"},
        "avis_cse": {"resultat": "favorable_reserves"},
    }
    assert lue.representants == {"direction": {"prenom": "", "nom": "Le Bihan", "courriel": ""}}
    assert (lue.manques, problemes) == ((), [])


def test_what_cannot_be_read_is_said_at_its_column() -> None:
    lue, problemes = read_line(
        {"courriel": "anne", "deposee_le": "hier", "etat": "Accepté", "avis_cse_resultat": "bof"}, PARIS
    )
    assert {(p.champ, p.bloquant) for p in problemes} == {
        ("courriel", False),
        ("deposee_le", True),
        ("etat", False),
        ("avis_cse_resultat", False),
    }
    assert (lue.deposee_at, lue.courriel, lue.etat) == (None, "", EtatCandidature.DEPOSEE)


def test_the_number_where_it_comes_from_makes_the_key() -> None:
    assert key_of("12", "290000017") == "id:12"
    assert key_of("", "290000017") == "finess:290000017"


@given(st.dictionaries(st.sampled_from(sorted(CODES_IMPORT)), st.text(max_size=60), max_size=12))
def test_any_line_is_read_without_a_fault(valeurs: dict[str, str]) -> None:
    lue, problemes = read_line(valeurs, PARIS)
    assert all(p.phrase for p in problemes)
    assert lue.deposee_at is None or lue.deposee_at.tzinfo is not None


@given(st.text(alphabet="0123456789-/:. Tà+hZfévrier", max_size=40))
def test_any_date_is_an_instant_or_nothing(texte: str) -> None:
    found = read_instant(texte, PARIS)
    assert found is None or 1900 <= found.year <= 2100


@given(st.lists(st.text(max_size=30), max_size=12, unique=True))
def test_a_column_is_guessed_once(colonnes: list[str]) -> None:
    found = list(guess_association(colonnes).values())
    assert len(found) == len(set(found))
    assert set(found) <= set(colonnes)
