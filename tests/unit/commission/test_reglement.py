"""The règlement intérieur: quorum, notice and tie-breaks are functions of its settings (R35, R38, R41, E39, E43)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules import (
    Departage,
    DossierNote,
    Feuille,
    Grille,
    PlaceTenue,
    Reglement,
    Siege,
    Tenue,
    articles_of,
    check_notice,
    check_quorum,
    hold_places,
    places_from,
    rank_files,
    read_reglement,
    remedies,
    settled_steps,
)
from acia.core.rules import Resultat


@pytest.mark.parametrize(
    ("quorum", "presents", "membres", "reached"),
    [("1/2", 2, 4, True), ("1/2", 2, 5, False), ("2/3", 3, 5, False), ("2/3", 4, 6, True), ("1/3", 1, 3, True)],
)
def test_r38_the_share_of_the_reglement_makes_the_quorum(
    quorum: str, presents: int, membres: int, reached: bool
) -> None:
    found = check_quorum(presents, membres, reglement=Reglement(quorum=quorum))
    assert found.bloque is not reached
    assert f"{presents} présent" in found.phrase


def test_a_second_convening_needs_a_quorum_only_where_the_reglement_says_so() -> None:
    assert not check_quorum(1, 5, seconde_convocation=True).bloque
    strict = Reglement(seconde_sans_quorum=False)
    assert check_quorum(1, 5, seconde_convocation=True, reglement=strict).bloque
    assert check_quorum(0, 5, seconde_convocation=True).bloque


def test_r35_fifteen_days_may_be_asked_for() -> None:
    assert check_notice(date(2027, 3, 3), date(2027, 3, 18), 15).resultat == Resultat.SATISFAIT
    assert check_notice(date(2027, 3, 4), date(2027, 3, 18), 15).resultat == Resultat.NON_SATISFAIT


@given(
    st.sampled_from(["1/3", "1/2", "2/3"]),
    st.booleans(),
    st.lists(st.sampled_from(list(Departage)), max_size=8),
    st.booleans(),
)
def test_a_reglement_is_read_as_it_was_written(quorum: str, total: bool, steps: list[Departage], chair: bool) -> None:
    settings = Reglement(
        15, quorum, deport_reduit_total=total, voix_preponderante=chair, departages=settled_steps(tuple(steps), chair)
    )
    assert read_reglement(settings.stored()) == settings
    assert settings.departages[-1] == Departage.TIRAGE
    assert len(set(settings.departages)) == len(settings.departages)
    articles = articles_of(settings)
    assert len(articles) == 8
    assert all(article.source and article.valeur for article in articles)
    assert any(article.ecart for article in articles)


def test_the_defaults_depart_from_nothing() -> None:
    assert read_reglement(None) == Reglement()
    assert not any(article.ecart for article in articles_of(Reglement()))


MARK = st.integers(0, 5)
SHEETS = st.lists(st.tuples(MARK, MARK), min_size=1, max_size=4)


@given(st.lists(SHEETS, min_size=1, max_size=7), st.permutations(list(Departage)), st.booleans(), st.randoms())
def test_e39_the_ranking_is_a_total_order_whatever_the_reglement(
    files: list[list[tuple[int, int]]], steps: list[Departage], chair: bool, chance: object
) -> None:
    grille = Grille((60, 40), 1, 0, "graine", departages=settled_steps(tuple(steps), chair))
    rows = [
        DossierNote(f"d{i}", f"N{i}", "29", tuple(Feuille(f"m{j}", marks) for j, marks in enumerate(sheets)))
        for i, sheets in enumerate(files)
    ]
    ranked = rank_files(rows, grille, {"29": 2})
    assert [line.rang for line in ranked] == list(range(1, len(rows) + 1))
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis draws a random.Random
    assert rank_files(shuffled, grille, {"29": 2}) == ranked
    marks = [line.note for line in ranked]
    assert marks == sorted(marks, key=lambda mark: -(mark or Fraction(0)))


def test_the_order_of_the_steps_decides() -> None:
    even = DossierNote("a", "A", "29", (Feuille("x", (3, 3)), Feuille("y", (3, 3))))
    torn = DossierNote("b", "B", "29", (Feuille("x", (5, 1)), Feuille("y", (3, 3))))
    first = Grille((50, 50), 1, 0, "g", departages=(Departage.CRITERE_1, Departage.NOTE_BASSE, Departage.TIRAGE))
    assert [line.id for line in rank_files([even, torn], first, {})] == ["b", "a"]
    low = Grille((50, 50), 1, 0, "g", departages=(Departage.NOTE_BASSE, Departage.CRITERE_1, Departage.TIRAGE))
    uneven = DossierNote("b", "B", "29", (Feuille("x", (5, 3)), Feuille("y", (2, 2))))
    ranked = rank_files([uneven, even], low, {})
    assert [line.id for line in ranked] == ["a", "b"]
    assert ranked[0].departage == "à égalité de note, départagé par la note la plus basse"


A, B = Siege("a", 1), Siege("b", 2)
NAMES = {"a": "Ana", "b": "Bob", "s": "Sam"}


def mends(*seats: Siege, presents: set[str], deportes: set[str], invites: set[str] = frozenset()) -> tuple[str, ...]:
    held: tuple[PlaceTenue, ...] = hold_places(places_from(seats), presents=presents, deportes=deportes)
    return remedies(held, NAMES, deportes=deportes, invites=invites)


def test_what_mends_a_file_is_said_by_name() -> None:
    away = Siege("s", 3, titulaire="a")
    assert mends(A, B, away, presents={"b"}, deportes={"a"}) == ("Appeler Sam, qui supplée Ana.",)
    assert mends(A, B, presents={"b"}, deportes=set()) == ("Ana peut donner procuration à Bob.",)
    assert mends(A, B, presents={"b"}, deportes={"a"}) == ("Nommer une suppléance à Ana.",)
    asked = Siege("s", 3, titulaire="a", en_fonction=False)
    found = mends(A, B, asked, presents={"b"}, deportes={"a"}, invites={"s"})
    assert found == ("Relancer l’invitation de Sam, qui suppléerait Ana.",)


def test_e40_when_all_are_recused_the_chair_may_call_another_region() -> None:
    (said,) = mends(A, B, presents={"a", "b"}, deportes={"a", "b"})
    assert "la présidence peut appeler une suppléance d’une autre région" in said
    outside = Siege("s", 3, titulaire="a")
    held = hold_places(places_from((A, B, outside)), presents={"a", "b", "s"}, deportes={"a", "b"})
    assert [row.tenue for row in held] == [Tenue.SUPPLEANT, Tenue.DEPORT]
