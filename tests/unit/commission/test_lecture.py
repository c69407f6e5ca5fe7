"""Dispersion, habits of the members, and whether the line holds, on plain data."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.commission.rules import DossierNote, Feuille, Grille, rank_files
from acia.commission.rules.dispersion import dispersion_of, marks_of
from acia.commission.rules.robustesse import Robustesse, try_line
from acia.commission.rules.severite import corrected, habits, spread
from acia.commission.workflow import IssueSelection

POIDS = (35, 30, 20, 15)
GRILLE = Grille(POIDS, notes_minimum=2, seuil=0, graine="graine")
MEMBRES = {"m0": "Mme Zéro", "m1": "M. Un", "m2": "Mme Deux"}

marks = st.tuples(*[st.integers(0, 5)] * 4)
panels = st.lists(st.lists(marks, min_size=0, max_size=3), min_size=1, max_size=12)


def dossier(numero: str, *feuilles: tuple[int, ...], gestionnaire: str = "") -> DossierNote:
    sheets = tuple(Feuille(f"m{i}", f) for i, f in enumerate(feuilles))
    return DossierNote(numero, numero, "29", sheets, gestionnaire)


def level(value: int) -> tuple[int, ...]:
    return (value,) * 4


def fares(robustesse: Robustesse, numero: str) -> tuple[bool, bool, tuple[str, ...]]:
    row = next(row for row in robustesse.dossiers if row.id == numero)
    return row.retenu, row.tient, row.bascules


def test_a_file_reads_with_its_median_extremes_and_spread() -> None:
    read = dispersion_of(dossier("A", level(1), level(4), level(4)), POIDS)
    assert read is not None
    assert (read.moyenne, read.mediane, read.basse, read.haute) == (60, 80, 20, 80)
    assert read.ecart_type == pytest.approx(28.284, abs=0.001)
    assert read.niveaux == (0, 1, 0, 0, 2, 0)
    assert read.criteres == (0, 1, 2, 3)
    assert read.desaccord


def test_a_gap_of_three_levels_on_one_criterion_is_enough_to_talk() -> None:
    close = dispersion_of(dossier("A", (1, 3, 3, 3), (3, 3, 3, 3)), POIDS)
    apart = dispersion_of(dossier("A", (1, 3, 3, 3), (4, 3, 3, 3)), POIDS)
    assert close is not None
    assert apart is not None
    assert not close.desaccord
    assert (apart.criteres, apart.desaccord) == ((0,), True)
    assert dispersion_of(dossier("A"), POIDS) is None


@given(st.lists(marks, min_size=1, max_size=7))
def test_the_whole_points_say_what_the_fractions_say(feuilles: list[tuple[int, ...]]) -> None:
    file = dossier("A", *feuilles)
    read, members = dispersion_of(file, POIDS), marks_of(file, POIDS)
    assert read is not None
    assert (read.moyenne, read.mediane) == (sum(members, Fraction(0)) / len(members), median(members))
    assert (read.basse, read.haute) == (min(members), max(members))
    assert read.ecart_type == pytest.approx(spread(members), abs=1e-9)
    assert read.niveaux == tuple(
        sum(level - Fraction(1, 2) <= mark / 20 < level + Fraction(1, 2) for mark in members) for level in range(6)
    )


def test_a_member_ten_points_above_the_others_on_the_same_files_is_told_so() -> None:
    severe = {str(i): {"a": Fraction(q), "b": Fraction(q), "c": Fraction(q + 12)} for i, q in enumerate(range(20, 70))}
    found = habits(severe)
    assert float(found["c"].ecart) == pytest.approx(8, abs=0.3)
    assert float(found["a"].ecart) == pytest.approx(-4, abs=0.3)
    assert found["c"].nette
    assert sum((habit.ecart for habit in found.values()), Fraction(0)) == 0


def test_members_who_share_no_file_are_compared_to_nobody() -> None:
    assert habits({"1": {"a": Fraction(10)}, "2": {"b": Fraction(90)}}) == {}
    assert corrected({"1": {"a": Fraction(10)}, "2": {}}) == {"1": 10}


@settings(max_examples=60)
@given(panels, st.integers(-20, 20))
def test_a_shift_of_all_the_marks_changes_no_habit(panel: list[list[tuple[int, ...]]], shift: int) -> None:
    table = {str(i): {f"m{j}": Fraction(sum(f)) for j, f in enumerate(sheets)} for i, sheets in enumerate(panel)}
    moved = {file: {m: mark + shift for m, mark in marks.items()} for file, marks in table.items()}
    assert {m: h.ecart for m, h in habits(table).items()} == {m: h.ecart for m, h in habits(moved).items()}


def test_the_spread_of_equal_marks_is_nothing() -> None:
    assert spread([Fraction(40)] * 3) == 0


def test_a_clear_selection_holds() -> None:
    files = [dossier("A", level(5), level(5), level(4)), dossier("B", level(1), level(1), level(2))]
    robustesse = try_line(files, GRILLE, {"29": 1}, MEMBRES)
    assert fares(robustesse, "A") == (True, True, ())
    assert robustesse.fragiles == ()
    assert len(robustesse.essais) == 2 + 3 + 8


def test_a_file_that_one_member_carries_is_named_with_that_member() -> None:
    files = [dossier("A", level(5), level(2), level(2)), dossier("B", level(3), level(3), level(2))]
    robustesse = try_line(files, GRILLE, {"29": 1}, MEMBRES)
    retained, holds, moved = fares(robustesse, "A")
    assert (retained, holds) == (True, False)
    assert "les notes de tous sauf Mme Zéro" in moved
    assert "la médiane au lieu de la moyenne" in moved
    assert {row.id for row in robustesse.fragiles} == {"A", "B"}


def test_a_member_left_out_does_not_unrank_a_file_at_the_minimum() -> None:
    files = [dossier("A", level(5), level(5)), dossier("B", level(1), level(1))]
    robustesse = try_line(files, GRILLE, {"29": 1}, {"m0": "Mme Zéro", "m1": "M. Un"})
    assert fares(robustesse, "A") == (True, True, ())


@settings(max_examples=60)
@given(panels, st.integers(0, 6))
def test_every_trial_keeps_to_the_places_and_no_trial_changes_the_official_ranking(
    panel: list[list[tuple[int, ...]]], places: int
) -> None:
    files = [dossier(f"{i:02}", *sheets) for i, sheets in enumerate(panel)]
    before = rank_files(files, GRILLE, {"29": places})
    robustesse = try_line(files, GRILLE, {"29": places}, MEMBRES)
    assert rank_files(files, GRILLE, {"29": places}) == before
    assert all(len(trial.retenus) <= places for trial in robustesse.essais)
    kept = {line.id for line in before if line.proposition is IssueSelection.RETENUE}
    assert {row.id for row in robustesse.dossiers if row.retenu} == kept
    assert all(0 <= row.part <= 1 for row in robustesse.dossiers)


def test_a_weight_trial_keeps_the_other_weights_in_proportion() -> None:
    files = [dossier("A", (5, 0, 0, 0), (5, 0, 0, 0)), dossier("B", (0, 5, 0, 0), (0, 5, 0, 0))]
    robustesse = try_line(files, GRILLE, {"29": 1}, {})
    retained, _, moved = fares(robustesse, "A")
    assert retained
    assert {name for name in moved if "critère" in name} == {
        "le critère 1 à −\u00a025\u00a0% de son poids",
        "le critère 2 à +\u00a025\u00a0% de son poids",
    }
