"""R60, R71–R79: milestones and findings of the twelve months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.errors import TransitionRefusee
from acia.core.rules import Resultat
from acia.suivi.rules import (
    EtatJalon,
    FicheAction,
    Parcours,
    SeancePassee,
    check_action,
    check_bilan,
    default_test_end,
    late_milestones,
    milestones,
    programme_bounds,
)
from acia.suivi.workflow import ACTION, EtatAction

FIRST = SeancePassee("Première journée", date(2027, 5, 11), collective=True, compte_rendu=False)
PARCOURS = Parcours(date_signature=date(2027, 3, 29), seances=(FIRST,))


def test_r60_twelve_months_run_from_the_first_collective_session() -> None:
    early = SeancePassee("Appui", date(2027, 4, 20), collective=False, compte_rendu=False)
    assert programme_bounds(replace(PARCOURS, seances=(early, FIRST))) == (date(2027, 5, 11), date(2028, 5, 10))


def test_r60_a_leap_day_is_clipped() -> None:
    leap = replace(FIRST, jour=date(2028, 2, 29))
    assert programme_bounds(replace(PARCOURS, seances=(leap,))) == (date(2028, 2, 29), date(2029, 2, 27))


def test_nothing_is_late_before_the_first_session() -> None:
    assert late_milestones(Parcours(date_signature=None), date(2030, 1, 1)) == []


def test_what_is_late_is_derived_from_the_day() -> None:
    due = date(2027, 7, 11)
    state = {j.code: j for j in milestones(PARCOURS, due)}["etat_depart"]
    assert (state.echeance, state.etat(due), state.etat(due + timedelta(days=1))) == (
        due,
        EtatJalon.BIENTOT,
        EtatJalon.EN_RETARD,
    )
    done = replace(PARCOURS, etat_depart_le=date(2027, 6, 1))
    assert "etat_depart" not in {j.code for j in late_milestones(done, date(2027, 8, 1))}


def test_r76_a_session_without_report_is_late_after_two_weeks() -> None:
    assert [j.code for j in late_milestones(PARCOURS, date(2027, 5, 26))] == ["compte_rendu_1"]
    written = replace(PARCOURS, seances=(replace(FIRST, compte_rendu=True),))
    assert late_milestones(written, date(2027, 5, 26)) == []


@given(st.dates(date(2027, 1, 1), date(2029, 12, 31)))
def test_a_finished_path_is_never_late(day: date) -> None:
    done = Parcours(
        date_signature=date(2027, 3, 29),
        seances=(replace(FIRST, compte_rendu=True),),
        etat_depart_le=date(2027, 6, 1),
        etat_final_le=date(2028, 5, 1),
        premiere_action_le=date(2027, 7, 1),
        bilan_rendu_le=date(2028, 5, 2),
    )
    assert late_milestones(done, day) == []


def outcome(fiche: FicheAction, code: str, end: date | None = date(2028, 5, 10), running: int = 1) -> Resultat:
    return next(c.resultat for c in check_action(fiche, end, running) if c.regle.code == code)


def test_r73_a_test_needs_an_indicator() -> None:
    assert outcome(FicheAction(3, 0, None, None), "R73") is Resultat.NON_SATISFAIT
    assert outcome(FicheAction(3, 1, None, None), "R73") is Resultat.SATISFAIT


@pytest.mark.parametrize(
    ("people", "expected"), [(2, "non_satisfait"), (3, "satisfait"), (4, "satisfait"), (5, "non_satisfait")]
)
def test_r75_three_or_four_people(people: int, expected: str) -> None:
    assert outcome(FicheAction(people, 1, None, None), "R75") == expected


def test_r74_the_test_ends_before_the_programme() -> None:
    sheet = FicheAction(3, 1, date(2027, 11, 1), default_test_end(date(2027, 11, 1)))
    assert sheet.fin_prevue == date(2028, 5, 1)
    assert outcome(sheet, "R74") is Resultat.SATISFAIT
    assert outcome(replace(sheet, fin_prevue=date(2028, 5, 11)), "R74") is Resultat.NON_SATISFAIT
    assert outcome(sheet, "R74", end=None) is Resultat.INCONNU


def test_r72_more_than_three_actions_is_a_piece_of_advice_only() -> None:
    finding = check_action(FicheAction(3, 1, None, None), None, 4)[-1]
    assert (finding.regle.code, finding.resultat, finding.bloque) == ("R72", Resultat.NON_SATISFAIT, False)


def test_r79_e56_every_action_may_stop_when_the_reasons_are_given() -> None:
    assert not any(
        c.bloque for c in check_bilan({"Tutorat": ("arret", "Trop lourd"), "Relève": ("arret", "Essai fini")})
    )
    assert [c.bloque for c in check_bilan({"Tutorat": ("arret", " "), "Relève": ("", "")})] == [True, True]


def test_an_action_does_not_come_back_from_its_end() -> None:
    assert ACTION.next_state(EtatAction.DIFFEREE, "mettre_en_test") is EtatAction.EN_TEST
    with pytest.raises(TransitionRefusee):
        ACTION.next_state(EtatAction.TERMINEE, "mettre_en_test")
