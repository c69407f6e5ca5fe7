"""The letter, its limit and the unavailable days, on plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.engagements.rules import (
    Avancement,
    FaitsLettre,
    check_lettre,
    days_left,
    first_seance_limit,
    progress_of,
    refusal_of_day,
    reminder_phrase,
    tone_of,
)
from acia.engagements.workflow import EtatEngagement

LETTRE = FaitsLettre(
    ouverture=date(2027, 3, 23),
    aujourd_hui=date(2027, 4, 2),
    date_signature=date(2027, 3, 29),
    representant_legal="Camille Riou",
    qualite="Présidente",
    representants=3,
    copie=True,
)


@pytest.mark.parametrize(
    ("signature", "limit"),
    [
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2027, 8, 30), date(2027, 10, 30)),
        (date(2027, 12, 30), date(2028, 2, 29)),
        (date(2027, 3, 29), date(2027, 5, 29)),
    ],
)
def test_e33_r57_two_calendar_months_clipped_to_the_end_of_the_month(signature: date, limit: date) -> None:
    assert first_seance_limit(signature) == limit


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 24))
def test_e33_the_limit_keeps_the_day_of_the_month_or_ends_it(signature: date, months: int) -> None:
    limit = first_seance_limit(signature, months)
    assert (limit.year * 12 + limit.month) - (signature.year * 12 + signature.month) == months
    assert limit.day == signature.day or (limit.day < signature.day and (limit + timedelta(days=1)).day == 1)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 400))
def test_e32_an_earlier_letter_never_gives_a_later_limit(signature: date, days: int) -> None:
    assert first_seance_limit(signature) <= first_seance_limit(signature + timedelta(days=days))


def test_r56_a_complete_letter_is_kept() -> None:
    assert check_lettre(LETTRE) == []


@pytest.mark.parametrize("day", [LETTRE.ouverture, LETTRE.aujourd_hui])
def test_r56_the_first_and_the_last_possible_days_are_accepted(day: date) -> None:
    assert check_lettre(replace(LETTRE, date_signature=day)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date_signature": None}, "date_signature"),
        ({"date_signature": date(2027, 4, 3)}, "date_signature"),
        ({"date_signature": date(2027, 3, 22)}, "date_signature"),
        ({"representant_legal": ""}, "representant_legal"),
        ({"qualite": ""}, "qualite"),
        ({"copie": False}, "fichier"),
        ({"representants": 2}, ""),
    ],
)
def test_r56_what_a_letter_lacks_is_said_at_its_field(change: dict[str, object], field: str) -> None:
    assert [name for name, _ in check_lettre(replace(LETTRE, **change))] == [field]  # type: ignore[arg-type]


def test_progress_is_derived() -> None:
    assert progress_of(EtatEngagement.OUVERT, True) is Avancement.A_SIGNER
    assert progress_of(EtatEngagement.SIGNE, False) is Avancement.DISPONIBILITES
    assert progress_of(EtatEngagement.SIGNE, True) is Avancement.COMPLET
    assert progress_of(EtatEngagement.RETIRE, True) is Avancement.RETIRE


@pytest.mark.parametrize(
    ("left", "word", "tone"),
    [
        (61, "Il reste 61 jours.", "bleu"),
        (30, "le rappel des 30 jours", "ambre"),
        (15, "le rappel des 15 jours", "ambre"),
        (7, "le rappel des 7 jours", "ambre"),
        (1, "Il reste 1 jour", "ambre"),
        (0, "aujourd’hui", "ambre"),
        (-1, "dépassée de 1 jour", "rouge"),
    ],
)
def test_r59_reminders_speak_of_the_days_left(left: int, word: str, tone: str) -> None:
    assert word in reminder_phrase(left)
    assert tone_of(left) == tone


def test_days_left_counts_the_limit_day() -> None:
    assert days_left(date(2027, 5, 29), date(2027, 5, 29)) == 0
    assert days_left(date(2027, 5, 29), date(2027, 5, 30)) == -1


def test_an_unavailable_day_is_to_come_within_the_programme_and_told_once() -> None:
    today, until = date(2027, 4, 2), date(2028, 3, 31)
    known = {(date(2027, 5, 11), "journee"), (date(2027, 5, 12), "matin")}

    def refusal(jour: date | None, creneau: str) -> str:
        return refusal_of_day(jour, creneau, known, today=today, until=until)

    assert refusal(date(2027, 5, 12), "apres_midi") == ""
    assert refusal(today, "journee") == ""
    assert refusal(until, "journee") == ""
    assert "déjà" in refusal(date(2027, 5, 11), "matin")
    assert "déjà" in refusal(date(2027, 5, 12), "matin")
    assert "passé" in refusal(date(2027, 4, 1), "matin")
    assert "après" in refusal(date(2028, 4, 1), "matin")
    assert "Indiquez" in refusal(None, "matin")
