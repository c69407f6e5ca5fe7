"""Marks, ranking, line, quorum and letters, on plain data."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.candidatures.rules.recours import Lettre, missing_in_letter, remedy_months
from acia.commission.rules import (
    REGLES,
    CritereGrille,
    DossierNote,
    Feuille,
    Grille,
    LigneClassement,
    Situation,
    check_minimum,
    check_notice,
    check_quorum,
    criterion_reasons,
    decimal_words,
    draw_key,
    facts_of,
    missing_in_sheet,
    needs_reason,
    ordinal,
    rank_files,
    weighted_mark,
)
from acia.commission.workflow import IssueSelection
from acia.core.rules import Resultat

POIDS = (35, 30, 20, 15)
GRILLE = Grille(POIDS, notes_minimum=2, seuil=50, graine="graine")


def dossier(numero: str, *feuilles: tuple[int, ...], departement: str = "29") -> DossierNote:
    return DossierNote(numero, numero, departement, tuple(Feuille(str(i), f) for i, f in enumerate(feuilles)))


def ranked(*dossiers: DossierNote, places: int = 1) -> list[LigneClassement]:
    return list(rank_files(dossiers, GRILLE, {"29": places}))


def test_a_members_mark_is_the_exact_weighted_mean_out_of_100() -> None:
    assert weighted_mark(POIDS, (5, 5, 5, 5)) == 100
    assert weighted_mark(POIDS, (4, 3, 3, 2)) == Fraction(4 * 35 + 3 * 30 + 3 * 20 + 2 * 15, 5)
    assert weighted_mark((1, 1, 1), (1, 1, 0)) == Fraction(40, 3)


def test_a_draft_is_weighed_on_its_marked_criteria_alone() -> None:
    assert weighted_mark(POIDS, (4, None, None, None)) == 80
    assert weighted_mark(POIDS, (None, None, None, None)) is None


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=1, max_size=9))
def test_the_official_mark_is_the_plain_mean_of_the_members(feuilles: list[tuple[int, ...]]) -> None:
    line = rank_files([dossier("A", *feuilles)], Grille(POIDS, 1, 50, "g"), {})[0]
    total = sum(w * n for f in feuilles for w, n in zip(POIDS, f, strict=True))
    assert line.note == Fraction(total, 5 * len(feuilles))
    assert line.notes_comptees == len(feuilles)


def test_a_recusal_changes_the_denominator_exactly() -> None:
    with_three = ranked(dossier("A", (5, 5, 5, 5), (4, 4, 4, 4), (1, 1, 1, 1)))[0]
    with_two = ranked(dossier("A", (5, 5, 5, 5), (4, 4, 4, 4)))[0]
    assert with_three.note == Fraction(200, 3)
    assert with_two.note == 90


def test_r39_under_the_minimum_a_file_is_neither_ranked_nor_proposed() -> None:
    line = ranked(dossier("A", (5, 5, 5, 5)))[0]
    assert (line.rang, line.proposition, line.note) == (None, None, 100)
    assert check_minimum(1, 2).bloque
    assert not check_minimum(2, 2).bloque


def test_a_file_without_marks_takes_no_place_and_comes_last() -> None:
    lines = ranked(dossier("A"), dossier("B", (3, 3, 3, 3), (3, 3, 3, 3)))
    assert [line.numero for line in lines] == ["B", "A"]
    assert lines[1].note is None


def test_the_line_goes_by_places_then_threshold() -> None:
    lines = ranked(
        dossier("A", (5, 5, 5, 5), (5, 5, 5, 5)),
        dossier("B", (3, 3, 3, 3), (3, 3, 3, 3)),
        dossier("C", (2, 2, 2, 2), (2, 2, 2, 2)),
    )
    assert [line.proposition for line in lines] == [
        IssueSelection.RETENUE,
        IssueSelection.LISTE_ATTENTE,
        IssueSelection.NON_RETENUE,
    ]


def test_the_threshold_itself_is_enough_and_one_hair_under_is_not() -> None:
    at = ranked(dossier("A", (0, 5, 5, 0), (0, 5, 5, 0)))[0]
    assert (at.note, at.proposition) == (50, IssueSelection.RETENUE)
    under = rank_files([dossier("A", (0, 5, 5, 0), (0, 5, 4, 1))], GRILLE, {"29": 1})[0]
    assert (under.note, under.proposition) == (Fraction(99, 2), IssueSelection.NON_RETENUE)


def test_places_left_empty_by_the_threshold_stay_empty() -> None:
    lines = ranked(dossier("A", (1, 1, 1, 1), (1, 1, 1, 1)), places=5)
    assert lines[0].proposition == IssueSelection.NON_RETENUE


def test_r29_a_managing_body_has_no_more_proposed_than_the_cap_and_the_next_one_takes_the_place() -> None:
    grille = replace(GRILLE, plafond_gestionnaire=1)
    marks = ((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3), (1, 1, 1, 1))
    files = [
        replace(dossier(numero, m, m), gestionnaire=owner)
        for numero, m, owner in zip("ABCD", marks, ("290000017", "290000017", "", "290000017"), strict=True)
    ]
    lines = rank_files(files, grille, {"29": 2})
    assert [(x.numero, x.rang, x.proposition) for x in lines] == [
        ("A", 1, "retenue"),
        ("B", 2, "liste_attente"),
        ("C", 3, "retenue"),
        ("D", 4, "non_retenue"),
    ]
    assert [bool(x.plafond) for x in lines] == [False, True, False, False]
    assert needs_reason(lines[1], "retenue", quorum_atteint=True)
    assert [x.proposition for x in rank_files(files, GRILLE, {"29": 2})][:2] == ["retenue", "retenue"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["", "a", "b"])), max_size=12),
    st.integers(0, 6),
    st.integers(1, 3),
)
def test_r29_the_cap_never_takes_more_places_nor_leaves_a_deserving_file_aside(
    files: list[tuple[int, str]], places: int, cap: int
) -> None:
    notes = [replace(dossier(f"{i:02}", *[(n,) * 4] * 2), gestionnaire=owner) for i, (n, owner) in enumerate(files)]
    lines = rank_files(notes, replace(GRILLE, plafond_gestionnaire=cap), {"29": places})
    kept = Counter(x.gestionnaire for x in lines if x.proposition == "retenue")
    assert kept.total() <= places
    assert all(count <= cap for owner, count in kept.items() if owner)
    if kept.total() < places:
        waiting = [x for x in lines if x.proposition == "liste_attente"]
        assert all(x.plafond and kept[x.gestionnaire] == cap for x in waiting)


def test_each_departement_has_its_own_ranking_and_line() -> None:
    lines = rank_files(
        [
            dossier("A", (5, 5, 5, 5), (5, 5, 5, 5)),
            dossier("B", (3, 3, 3, 3), (3, 3, 3, 3), departement="35"),
            dossier("C", (4, 4, 4, 4), (4, 4, 4, 4)),
        ],
        GRILLE,
        {"29": 1, "35": 1},
    )
    assert [(x.departement, x.numero, x.rang, x.proposition) for x in lines] == [
        ("29", "A", 1, "retenue"),
        ("29", "C", 2, "liste_attente"),
        ("35", "B", 1, "retenue"),
    ]


def test_e39_a_tie_goes_to_criterion_1_then_2_then_a_draw_anybody_can_replay() -> None:
    weighted = ranked(dossier("A", (0, 5, 2, 4), (0, 5, 2, 4)), dossier("B", (2, 4, 3, 0), (2, 4, 3, 0)))
    assert [(x.numero, x.note) for x in weighted] == [("B", 50), ("A", 50)]
    equal = Grille((25, 25, 25, 25), 1, 50, "graine")
    first, second = rank_files([dossier("A", (3, 4, 3, 3)), dossier("B", (4, 3, 3, 3))], equal, {"29": 1})
    assert (first.numero, first.departage, second.proposition) == (
        "B",
        "à égalité de note, départagé par le premier critère",
        IssueSelection.LISTE_ATTENTE,
    )
    first, second = rank_files([dossier("A", (4, 2, 4, 3)), dossier("B", (4, 3, 3, 3))], equal, {})
    assert first.numero == "B"
    assert "deuxième critère" in second.departage
    drawn = rank_files([dossier("A", (4, 3, 2, 4)), dossier("B", (4, 3, 4, 2))], equal, {})
    assert [x.numero for x in drawn] == sorted(("A", "B"), key=lambda n: draw_key("graine", n))
    assert draw_key("graine", drawn[0].numero)[:12] in drawn[0].departage


def test_no_tie_no_word_of_a_tie() -> None:
    lines = ranked(dossier("A", (5, 5, 5, 5), (5, 5, 5, 5)), dossier("B", (4, 4, 4, 4), (4, 4, 4, 4)))
    assert [line.departage for line in lines] == ["", ""]


@settings(max_examples=300)
@given(
    st.lists(st.lists(st.tuples(*[st.integers(2, 4)] * 4), min_size=2, max_size=3), min_size=2, max_size=12),
    st.integers(0, 2**32),
    st.text(alphabet="0123456789abcdef", min_size=1, max_size=8),
)
def test_s91_the_ranking_is_a_total_order_whatever_the_order_of_entry(
    notes: list[list[tuple[int, ...]]], seed: int, graine: str
) -> None:
    dossiers = [dossier(f"ACIA-{i:04d}", *feuilles) for i, feuilles in enumerate(notes)]
    grille = Grille(POIDS, 2, 50, graine)
    expected = rank_files(dossiers, grille, {"29": 3})
    shuffled = dossiers[:]
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a reproducible shuffle, not a secret
    assert rank_files(shuffled, grille, {"29": 3}) == expected
    assert [line.rang for line in expected] == list(range(1, len(dossiers) + 1))
    marks = [line.note or 0 for line in expected]
    assert marks == sorted(marks, reverse=True)
    assert sum(line.proposition == IssueSelection.RETENUE for line in expected) <= 3


def test_e44_a_departure_a_file_without_rank_and_a_lost_quorum_need_a_reason() -> None:
    line = ranked(dossier("A", (5, 5, 5, 5), (5, 5, 5, 5)))[0]
    assert not needs_reason(line, "retenue", True)
    assert needs_reason(line, "liste_attente", True)
    assert needs_reason(line, "retenue", False)
    assert needs_reason(ranked(dossier("A", (5, 5, 5, 5)))[0], "retenue", True)


def test_r34_a_final_sheet_has_every_mark_and_the_reason_of_each_extreme() -> None:
    missing = missing_in_sheet((None, 1, 3, 5), ("", " ", "", "Exemplaire sur ce point."))
    assert [(m.index, m.partie) for m in missing] == [(0, "note"), (1, "justification")]
    assert missing_in_sheet((2, 3, 2, 3), ("", "", "", "")) == ()
    assert len(missing_in_sheet((0, 1, 4, 5), ("", "", "", ""))) == 4


@pytest.mark.parametrize(("presents", "membres", "ok"), [(2, 4, True), (2, 5, False), (3, 5, True), (0, 0, False)])
def test_r38_half_of_the_members_make_the_quorum(presents: int, membres: int, ok: bool) -> None:
    assert check_quorum(presents, membres).bloque is not ok


def test_r38_a_second_convening_needs_no_quorum_but_somebody() -> None:
    assert not check_quorum(1, 5, seconde_convocation=True).bloque
    assert check_quorum(0, 5, seconde_convocation=True).bloque


def test_e43_recusals_can_cost_one_file_its_quorum() -> None:
    assert not check_quorum(3, 5).bloque
    assert check_quorum(3 - 1, 5).bloque


@pytest.mark.parametrize(
    ("jour", "resultat"), [(13, Resultat.SATISFAIT), (14, Resultat.NON_SATISFAIT), (19, Resultat.NON_SATISFAIT)]
)
def test_r35_short_notice_is_said_and_never_blocks(jour: int, resultat: Resultat) -> None:
    found = check_notice(date(2027, 3, jour), date(2027, 3, 18))
    assert found.resultat is resultat
    assert not found.bloque


def test_numbers_are_said_in_french_and_rounded_only_to_be_shown() -> None:
    assert [decimal_words(Fraction(n, d)) for n, d in ((200, 3), (70, 1), (425, 6), (1, 200))] == [
        "66,67",
        "70",
        "70,83",
        "0,01",
    ]
    assert (ordinal(1), ordinal(2)) == ("1re", "2e")


def test_r44_reasons_are_the_words_of_the_published_grid() -> None:
    niveaux = tuple((f"Mot {n}", f"Phrase {n}.") for n in range(6))
    reasons = criterion_reasons(
        [CritereGrille("Pertinence", 60, niveaux), CritereGrille("Suivi", 40, niveaux)],
        [Fraction(7, 2), Fraction(10, 3)],
    )
    assert [r.split("niveau ")[1] for r in reasons] == [
        "«\u00a0Mot 4\u00a0». Phrase 4.",
        "«\u00a0Mot 3\u00a0». Phrase 3.",
    ]


def test_r44_facts_follow_the_decision_and_show_no_mark() -> None:
    def facts(issue: str, note: int | None, rang: int | None = None) -> str:
        return " ".join(
            facts_of(Situation(issue, "du Finistère", 6, 50, None if note is None else Fraction(note), rang))
        )

    assert "6 places sont ouvertes dans le département du Finistère" in facts("retenue", 80)
    assert "2e sur la liste d’attente" in facts("liste_attente", 70, 2)
    assert "n’atteint pas la note de 50" in facts("non_retenue", 49)
    assert "classées avant la vôtre" in facts("non_retenue", 60)
    assert "n’a pas pu être classée" in facts("non_retenue", None)
    assert "80" not in facts("retenue", 80)


@pytest.mark.parametrize(
    ("departement", "tribunal", "mois"),
    [
        ("29", "Tribunal administratif de Lyon", 2),
        ("971", "Tribunal administratif de Lyon", 3),
        ("971", "Tribunal administratif de la Guadeloupe", 2),
        ("29", "Tribunal administratif de La Réunion", 3),
    ],
)
def test_r44_the_sea_adds_a_month_to_appeal(departement: str, tribunal: str, mois: int) -> None:
    assert remedy_months(departement, tribunal) == mois


def test_r44_a_letter_that_lacks_something_says_what() -> None:
    whole = Lettre(("Motif.",), ("Fait.",), "Camille Roux", "Directrice", "Service", "Tribunal", 2)
    assert missing_in_letter(whole) == ()
    empty = Lettre((), (), "", " ", "", "", 0)
    assert len(missing_in_letter(empty)) == 7
    assert missing_in_letter(Lettre(("Motif.", " "), ("F",), "a", "b", "c", "d", 2)) == ("les motifs",)


def test_the_stage_page_lists_the_rules_as_the_code_words_them() -> None:
    page = (Path(__file__).parents[3] / "acia" / "commission" / "README.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| R")]
    assert rows == [f"| {rule.code} | {rule.libelle} | {rule.source} |" for rule in REGLES]
