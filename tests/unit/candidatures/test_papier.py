"""R9: the postmark decides, whatever the arrival; the doubt benefits the sender; silence runs from the reception."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import (
    ACHEMINEMENT_JOURS,
    REGLE_CACHET,
    REGLE_DOUTE,
    Envoi,
    deposit_instant,
    envelope_refusal,
    is_late,
    judge_posting,
    last_day,
    silence_start,
)
from acia.core.clock import deadline_after, local_day
from acia.core.rules import Resultat

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2025, 1, 1), date(2031, 12, 31))
LIMITE = date(2027, 3, 28)
"""The day when clocks go forward in Paris."""


@pytest.mark.parametrize(
    ("poste", "recu", "in_time"),
    [
        (LIMITE, LIMITE + timedelta(days=6), True),
        (LIMITE, LIMITE + timedelta(days=60), True),
        (LIMITE - timedelta(days=1), LIMITE, True),
        (LIMITE + timedelta(days=1), LIMITE + timedelta(days=1), False),
        (LIMITE + timedelta(days=1), LIMITE + timedelta(days=6), False),
    ],
)
def test_r9_the_postmark_decides_not_the_arrival(poste: date, recu: date, in_time: bool) -> None:
    verdict = judge_posting(Envoi(poste, recu), deadline_after(LIMITE, "Europe/Paris"), "Europe/Paris")
    assert verdict.a_temps is in_time
    assert verdict.depot == poste
    assert verdict.constat.regle is REGLE_CACHET
    assert "L. 112-1" in verdict.constat.regle.source
    assert "28 mars 2027" in verdict.constat.phrase


@given(zone=zones, limite=days, ecart=st.integers(-400, 400), transit=st.integers(0, 90))
def test_r9_is_the_order_of_days_in_the_zone_of_the_call(zone: str, limite: date, ecart: int, transit: int) -> None:
    poste = limite + timedelta(days=ecart)
    verdict = judge_posting(Envoi(poste, poste + timedelta(days=transit)), deadline_after(limite, zone), zone)
    assert verdict.a_temps is (ecart <= 0)
    assert verdict.constat.resultat in (Resultat.SATISFAIT, Resultat.NON_SATISFAIT)


@given(zone=zones, jour=days, minutes=st.integers(1, 24 * 60))
def test_a_deadline_at_any_hour_leaves_its_whole_day_to_the_post(zone: str, jour: date, minutes: int) -> None:
    start = deposit_instant(jour, zone)
    cloture = min(start + timedelta(minutes=minutes), deadline_after(jour, zone))
    assert last_day(cloture, zone) == jour
    assert judge_posting(Envoi(jour, jour), cloture, zone).a_temps
    assert not judge_posting(Envoi(jour + timedelta(days=1), jour + timedelta(days=1)), cloture, zone).a_temps


@given(zone=zones, jour=days)
def test_the_instant_kept_is_of_its_day_and_says_the_same_as_r8(zone: str, jour: date) -> None:
    kept = deposit_instant(jour, zone)
    assert local_day(kept, zone) == jour
    assert local_day(kept - timedelta(microseconds=1), zone) == jour - timedelta(days=1)
    assert not is_late(kept, deadline_after(jour, zone))
    assert is_late(kept, deadline_after(jour - timedelta(days=1), zone))


@given(zone=zones, limite=days, retenu=st.integers(-60, 60), transit=st.integers(0, 60))
def test_the_doubt_never_harms_the_sender(zone: str, limite: date, retenu: int, transit: int) -> None:
    poste = limite + timedelta(days=retenu)
    recu = poste + timedelta(days=transit)
    cloture = deadline_after(limite, zone)
    readable = judge_posting(Envoi(poste, recu), cloture, zone)
    doubtful = judge_posting(Envoi(poste, recu, lisible=False), cloture, zone)
    assert doubtful.depot <= readable.depot
    assert doubtful.a_temps or not readable.a_temps
    assert doubtful.a_temps is (retenu <= 0 or (recu - limite).days <= ACHEMINEMENT_JOURS)
    assert doubtful.constat.regle is REGLE_DOUTE


def test_the_doubt_is_said_with_the_day_it_gives() -> None:
    cloture = deadline_after(LIMITE, "Europe/Paris")
    late = LIMITE + timedelta(days=5)
    verdict = judge_posting(Envoi(late, late, lisible=False), cloture, "Europe/Paris")
    assert (verdict.a_temps, verdict.depot) == (True, LIMITE)
    assert "doute profite à l’expéditeur" in verdict.constat.phrase
    beyond = LIMITE + timedelta(days=ACHEMINEMENT_JOURS + 1)
    assert "hors délai" in judge_posting(Envoi(beyond, beyond, lisible=False), cloture, "Europe/Paris").constat.phrase


@pytest.mark.parametrize(
    ("poste", "recu", "champ"),
    [
        (date(2027, 3, 2), date(2027, 3, 1), "cachet_le"),
        (date(2027, 3, 2), date(2027, 3, 20), "recue_le"),
        (date(2026, 3, 2), date(2027, 3, 3), "cachet_le"),
        (date(2027, 3, 2), date(2027, 3, 2), None),
    ],
)
def test_dates_that_contradict_each_other_are_refused(poste: date, recu: date, champ: str | None) -> None:
    refusal = envelope_refusal(Envoi(poste, recu), date(2027, 1, 4), date(2027, 3, 10))
    assert (refusal[0] if refusal else None) == champ


def test_r31_silence_runs_from_the_reception_by_the_administration() -> None:
    at = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)
    assert silence_start(at, "Europe/Paris", None) == LIMITE
    assert silence_start(at, "America/Guadeloupe", None) == date(2027, 3, 27)
    assert silence_start(at, "Europe/Paris", date(2027, 4, 3)) == date(2027, 4, 3)
