"""R12, R13, S104: a FINESS number is nine characters with a key; its département and its category."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.referentiel import rules
from acia.referentiel.rules import Force, Nature, Refus

VALIDES = [
    "010000024",
    "2A0001889",
    "2B0000376",
    "970102398",
    "980501506",
    "980600027",
    "500002019",
    "270000029",
]


@pytest.mark.parametrize("numero", VALIDES)
def test_s104_official_numbers_pass_the_key(numero: str) -> None:
    assert rules.read_numero(numero) == rules.NumeroLu(numero)


@pytest.mark.parametrize("numero", VALIDES)
def test_s104_any_single_wrong_digit_breaks_the_key(numero: str) -> None:
    for rang in range(2, 9):
        for chiffre in "0123456789":
            if chiffre != numero[rang]:
                assert rules.read_numero(numero[:rang] + chiffre + numero[rang + 1 :]).refus is Refus.CLE


@pytest.mark.parametrize(
    ("saisie", "numero"),
    [
        (" 01 000 0024 ", "010000024"),
        ("01.000.00-24", "010000024"),
        ("2a0001889", "2A0001889"),
        ("0100000２４", "010000024"),
        ("010\u00a0000\u202f024", "010000024"),
    ],
)
def test_s104_spaces_case_and_wide_digits_are_forgiven(saisie: str, numero: str) -> None:
    assert rules.read_numero(saisie) == rules.NumeroLu(numero)


def test_s104_leading_zero_lost_by_a_spreadsheet_is_proposed_never_taken() -> None:
    lu = rules.read_numero("10000024")
    assert (lu.refus, lu.proposition) == (Refus.FORMAT, "010000024")
    assert rules.read_numero("10000025").proposition is None


@pytest.mark.parametrize("saisie", ["", "9A0102398", "2C0001889", "abc", "01000002", "0100000245", "٠١٠٠٠٠٠٢٤x"])
def test_s104_anything_else_is_a_format_refusal(saisie: str) -> None:
    assert rules.read_numero(saisie).refus is Refus.FORMAT


@given(st.text(max_size=200))
def test_s104_reading_never_fails_and_never_accepts_a_bad_key(saisie: str) -> None:
    lu = rules.read_numero(saisie)
    assert (lu.refus is None) == rules.has_valid_key(lu.numero)


def test_s97_a_huge_input_is_refused_at_once() -> None:
    assert rules.read_numero("1 " * 50_000).refus is Refus.FORMAT


@pytest.mark.parametrize(
    ("numero", "departement"),
    [
        ("290000017", "29"),
        ("2A0001889", "2A"),
        ("2B0000376", "2B"),
        ("970102398", "971"),
        ("970216057", "972"),
        ("970300000", "973"),
        ("970405767", "974"),
        ("980501506", "976"),
        ("980600027", "986"),
        ("200000000", None),
        ("990000000", None),
    ],
)
def test_r13_departement_of_a_number(numero: str, departement: str | None) -> None:
    assert rules.departement_of_numero(numero) == departement


@pytest.mark.parametrize(
    ("code", "postal", "commune", "departement"),
    [
        ("29", "29200", "", "29"),
        ("2A", "20303", "", "2A"),
        ("9A", "97110", "", "971"),
        ("9A", "97133", "", "977"),
        ("9A", "97150", "97127", "978"),
        ("9A", "97123", "97104", "971"),
        ("9A", "97127", "", "971"),
        ("9B", "97200", "", "972"),
        ("9C", "", "", "973"),
        ("9D", "97800", "", "974"),
        ("9E", "", "", "975"),
        ("9F", "", "", "976"),
        ("9J", "", "", "986"),
        ("20", "", "", None),
        ("", "", "", None),
        ("96", "", "", None),
    ],
)
def test_r13_departement_of_a_register_row(code: str, postal: str, commune: str, departement: str | None) -> None:
    assert rules.departement_of_register(code, postal, commune) == departement


@pytest.mark.parametrize(
    ("commune", "departement"),
    [
        ("29019", "29"),
        ("2A004", "2A"),
        ("97105", "971"),
        ("97123", "977"),
        ("97701", "977"),
        ("98613", "986"),
        ("1053", None),
    ],
)
def test_departement_of_an_insee_commune(commune: str, departement: str | None) -> None:
    assert rules.departement_of_commune(commune) == departement


@pytest.mark.parametrize(
    ("code", "commune", "insee"),
    [
        ("29", "019", "29019"),
        ("2B", "033", "2B033"),
        ("9A", "105", "97105"),
        ("9J", "613", "98613"),
        ("29", "", ""),
        ("", "019", ""),
    ],
)
def test_insee_code_of_the_two_columns(code: str, commune: str, insee: str) -> None:
    assert rules.insee_commune(code, commune) == insee


@pytest.mark.parametrize(
    ("categorie", "agregat", "attendu"),
    [
        ("177", "4501", True),
        ("177", "", True),
        ("462", "4605", True),
        ("440", "4505", True),
        ("999", "4504", True),
        ("355", "1102", False),
        ("214", "4605", False),
        ("386", "", False),
        ("412", "1111", False),
    ],
)
def test_child_protection_is_decided_by_codes(categorie: str, agregat: str, attendu: bool) -> None:
    assert rules.is_protection_enfance(categorie, agregat) is attendu


@pytest.mark.parametrize(
    ("categorie", "mft", "justice", "attendu"),
    [
        ("177", "08", False, [(Nature.ASE, Force.MOYENNE)]),
        ("177", "31", False, [(Nature.ASE, Force.MOYENNE)]),
        ("295", "10", False, [(Nature.ASE_PJJ, Force.MOYENNE)]),
        ("177", "08", True, [(Nature.ASE_PJJ, Force.FORTE), (Nature.ASE, Force.MOYENNE)]),
        ("441", "99", False, [(Nature.PJJ, Force.FORTE)]),
        ("440", "", True, [(Nature.PJJ, Force.FORTE)]),
        ("462", "08", False, [(Nature.ASE, Force.MOYENNE), (Nature.INDETERMINEE, Force.FAIBLE)]),
        ("177", "99", False, [(Nature.INDETERMINEE, Force.FAIBLE)]),
        ("355", "10", True, []),
    ],
)
def test_hints_on_the_authorisation(
    categorie: str, mft: str, justice: bool, attendu: list[tuple[Nature, Force]]
) -> None:
    agregat = rules.CATEGORIES_PROTECTION_ENFANCE.get(categorie, "1102")
    indices = rules.habilitation_hints(categorie, agregat, mft, habilitation_justice=justice)
    assert [(indice.nature, indice.force) for indice in indices] == attendu


def test_every_refusal_has_its_sentence() -> None:
    assert set(rules.PHRASES_REFUS) == set(Refus)
    assert set(rules.LIBELLES_NATURE) == set(Nature)


def test_the_page_of_the_stage_says_the_refusals_as_the_code_does() -> None:
    page = (Path(rules.__file__).parent / "README.md").read_text(encoding="utf-8")
    for refus, phrase in rules.PHRASES_REFUS.items():
        assert f"| `{refus}` | {phrase} |" in page
