"""R63: legal holidays close, usage days and school breaks discourage, in each territory."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st
from vacances_scolaires_france import SchoolHolidayDates

from acia.referentiel.calendrier import (
    Vacances,
    closed_days,
    discouraged_days,
    legal_holidays,
    school_calendar_end,
    usage_days,
)

GRAINES = Path(__file__).parents[3] / "seeds" / "referentiel"


@pytest.fixture(scope="module")
def vacances() -> list[Vacances]:
    with (GRAINES / "vacances.csv").open(encoding="utf-8", newline="") as fichier:
        return [
            Vacances(p["zone"], p["nom"], date.fromisoformat(p["debut"]), date.fromisoformat(p["fin"]), p["source"])
            for p in csv.DictReader(fichier, delimiter=";")
        ]


def test_r63_legal_holidays_of_2027_in_finistere() -> None:
    attendus = ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"]
    assert [f"{jour:%m-%d}" for jour in legal_holidays("29", 2027)] == attendus


@pytest.mark.parametrize(
    ("departement", "jour"),
    [
        ("971", date(2027, 5, 27)),
        ("972", date(2027, 5, 22)),
        ("973", date(2027, 6, 10)),
        ("974", date(2027, 12, 20)),
        ("976", date(2027, 4, 27)),
        ("977", date(2027, 10, 9)),
        ("978", date(2027, 5, 28)),
    ],
)
def test_r63_abolition_day_closes_its_territory_only(departement: str, jour: date) -> None:
    assert closed_days(departement, jour, jour) == {jour: "abolition de l’esclavage"}
    assert closed_days("29", jour, jour) == {}


def test_r63_alsace_moselle() -> None:
    assert set(legal_holidays("67", 2027)) - set(legal_holidays("54", 2027)) == {date(2027, 3, 26), date(2027, 12, 26)}


def test_r63_usage_days_of_guadeloupe_warn_and_do_not_close() -> None:
    attendus = {
        date(2027, 2, 9),
        date(2027, 2, 10),
        date(2027, 3, 4),
        date(2027, 3, 26),
        date(2027, 7, 21),
        date(2027, 11, 2),
    }
    assert set(usage_days("971", 2027)) == attendus
    assert not attendus & set(legal_holidays("971", 2027))
    assert usage_days("29", 2027) == {}


@given(st.integers(1970, 2200))
def test_movable_days_never_lose_a_holiday(annee: int) -> None:
    jours = legal_holidays("29", annee)
    assert easter(annee) + timedelta(days=39) in jours
    assert len(jours) >= 10
    assert list(jours) == sorted(jours)


def test_r63_reasons_of_discouraged_days_in_brittany(vacances: list[Vacances]) -> None:
    jours = discouraged_days("29", date(2027, 1, 1), date(2027, 12, 31), "B", vacances)
    assert jours[date(2027, 2, 22)] == ("Vacances d’hiver",)
    assert jours[date(2027, 5, 7)] == ("Pont de l’Ascension", "pont (Ascension)")
    assert jours[date(2027, 8, 10)] == ("Vacances d’été", "mois d’août")
    assert jours[date(2027, 12, 24)] == ("Vacances de Noël", "fêtes de fin d’année")
    assert date(2027, 5, 6) not in jours, "a legal holiday is closed, not discouraged"
    assert date(2027, 2, 19) not in jours, "zone A is away, zone B is not"
    assert all(jour.weekday() < 5 for jour in jours)


def test_r63_guadeloupe_bridges_and_usages_without_school_dates(vacances: list[Vacances]) -> None:
    jours = discouraged_days("971", date(2027, 5, 1), date(2027, 7, 31), None, vacances)
    assert jours == {
        date(2027, 5, 7): ("pont (Ascension)",),
        date(2027, 5, 28): ("pont (abolition de l’esclavage)",),
        date(2027, 7, 21): ("fête de Victor Schœlcher",),
    }
    carnaval = Vacances("971", "Carnaval", date(2027, 2, 6), date(2027, 2, 21), "arrêté")
    assert discouraged_days("971", date(2027, 2, 8), date(2027, 2, 8), None, [carnaval]) == {
        date(2027, 2, 8): ("Carnaval",)
    }


def test_beyond_the_last_arrete_nothing_is_said_to_be_free(vacances: list[Vacances]) -> None:
    assert school_calendar_end("29", "B", vacances) == date(2028, 8, 31)
    assert school_calendar_end("971", None, vacances) is None


def test_seeded_breaks_agree_with_the_published_data(vacances: list[Vacances]) -> None:
    publiees = SchoolHolidayDates()
    for zone in "ABC":
        jours = {
            jour
            for annee in (2025, 2026, 2027, 2028)
            for jour, ligne in publiees.holidays_for_year_and_zone(annee, zone).items()
            if date(2025, 9, 1) <= jour <= date(2028, 8, 31)
        }
        notres = {
            v.debut + timedelta(days=n) for v in vacances if v.zone == zone for n in range((v.fin - v.debut).days + 1)
        }
        assert notres == jours
    assert all(v.source.startswith("Arrêté du ") for v in vacances)
