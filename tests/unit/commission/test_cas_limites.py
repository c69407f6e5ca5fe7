"""Cases of the scheme on the ranking: a tie at the line, and a member who marks only some files (E39, E41)."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules import DossierNote, Feuille, Grille, rank_files, weighted_mark

POIDS = (35, 30, 20, 15)
NOTES = st.tuples(*(st.integers(0, 5) for _ in POIDS))


def grid(graine: str, minimum: int = 2) -> Grille:
    return Grille(POIDS, minimum, 50, graine)


@given(NOTES)
def test_e39_a_tie_at_the_line_is_drawn_and_never_goes_to_the_first_filed(notes: tuple[int, ...]) -> None:
    """The number of a file follows its filing: over forty seeds, the later one wins too."""
    sheets = (Feuille("m1", notes), Feuille("m2", notes))
    files = [DossierNote("tot", "ACIA-0001", "29", sheets), DossierNote("tard", "ACIA-0002", "29", sheets)]
    first = set()
    for graine in range(40):
        lines = rank_files(files, grid(str(graine)), {"29": 1})
        assert [line.rang for line in lines] == [1, 2]
        assert all(line.departage for line in lines)
        assert lines == rank_files(files[::-1], grid(str(graine)), {"29": 1})
        first.add(lines[0].id)
    assert first == {"tot", "tard"}


@given(st.lists(NOTES, min_size=2, max_size=5), NOTES)
def test_e41_a_file_is_ranked_on_the_sheets_it_has_without_normalisation(
    sheets: list[tuple[int, ...]], others: tuple[int, ...]
) -> None:
    """A member who marks one file only: the mean of the other file is that of its own sheets, whatever she gave."""
    partial = DossierNote("a", "ACIA-0001", "29", tuple(Feuille(f"m{i}", s) for i, s in enumerate(sheets)))
    full = DossierNote(
        "b", "ACIA-0002", "29", (*(Feuille(f"m{i}", others) for i in range(2)), Feuille("seule", others))
    )
    lines = {line.id: line for line in rank_files([partial, full], grid("g"), {"29": 1})}
    marks = [weighted_mark(POIDS, s) or Fraction(0) for s in sheets]
    assert lines["a"].note == sum(marks, Fraction(0)) / len(marks)
    assert lines["a"].notes_comptees == len(sheets)
    assert lines["b"].notes_comptees == 3


@given(NOTES)
def test_e41_under_the_minimum_of_sheets_a_file_has_no_rank(notes: tuple[int, ...]) -> None:
    alone = DossierNote("a", "ACIA-0001", "29", (Feuille("m1", notes),))
    (line,) = rank_files([alone], grid("g", minimum=2), {"29": 1})
    assert (line.rang, line.proposition) == (None, None)
