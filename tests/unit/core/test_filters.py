"""French words for dates, instants, numbers: typography, zones, midnights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from acia.core.clock import deadline_after
from acia.core.filters import (
    echeance,
    finess,
    heure,
    init_filters,
    instant,
    instant_exact,
    jour,
    jour_abrege,
    jour_court,
    jour_sans_annee,
    nom_fuseau,
    nombre,
    pluriel,
    taille,
    typographie,
)

NB = "\u00a0"
GUADELOUPE = "America/Guadeloupe"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 12), "vendredi 12 mars 2027"),
        (date(2027, 3, 1), "lundi 1er mars 2027"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (date(2027, 3, 11), "jeudi 11 mars 2027"),
        (date(2027, 3, 21), "dimanche 21 mars 2027"),
        (date(2027, 8, 31), "mardi 31 août 2027"),
        (None, "—"),
    ],
)
def test_a_day_is_said_in_words(day: date | None, words: str) -> None:
    assert jour(day) == words


def test_a_day_has_shorter_forms() -> None:
    assert jour_court(date(2027, 2, 1)) == "1er février 2027"
    assert jour_court(date(2027, 2, 21)) == "21 février 2027"
    assert jour_abrege(date(2027, 11, 1)) == f"1er{NB}nov.{NB}2027"
    assert jour_abrege(None) == "—"
    assert jour_sans_annee(date(2027, 2, 1)) == "lundi 1er février"
    assert jour_sans_annee(date(2027, 12, 31)) == "vendredi 31 décembre"


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_first_of_a_month_alone_is_ordinal(day: date) -> None:
    for words in (jour(day), jour_court(day), jour_sans_annee(day)):
        assert ("1er " in words) is (day.day == 1)
        assert f" {day.day} " in f" {words} " or day.day == 1


@pytest.mark.parametrize(
    ("value", "zone", "words"),
    [
        (datetime(2027, 1, 15, 9, 0, tzinfo=UTC), "Europe/Paris", f"10{NB}h"),
        (datetime(2027, 1, 15, 9, 5, tzinfo=UTC), "Europe/Paris", f"10{NB}h{NB}05"),
        (datetime(2027, 7, 15, 22, 59, tzinfo=UTC), "Europe/Paris", f"0{NB}h{NB}59"),
        (datetime(2027, 1, 15, 9, 0, tzinfo=UTC), GUADELOUPE, f"5{NB}h"),
    ],
)
def test_an_hour_is_said_with_h(value: datetime, zone: str, words: str) -> None:
    assert heure(value, zone) == words


def test_an_instant_is_said_in_the_zone_of_the_reader() -> None:
    at = datetime(2027, 3, 1, 2, 30, tzinfo=UTC)
    assert instant(at) == f"lundi 1er mars 2027 à 3{NB}h{NB}30"
    assert instant(at, GUADELOUPE) == f"dimanche 28 février 2027 à 22{NB}h{NB}30"
    assert jour(at, GUADELOUPE) == "dimanche 28 février 2027"
    assert (instant(None), heure(None), echeance(None)) == ("—", "—", "—")


def test_s42_a_receipt_says_seconds_and_offset() -> None:
    at = datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC)
    assert instant_exact(at) == "20 février 2027 à 23:59:59 (heure de Paris, UTC+01:00)"
    assert instant_exact(at, GUADELOUPE) == "20 février 2027 à 18:59:59 (heure de la Guadeloupe, UTC-04:00)"
    summer = datetime(2027, 7, 1, 10, 0, tzinfo=UTC)
    assert instant_exact(summer) == "1er juillet 2027 à 12:00:00 (heure de Paris, UTC+02:00)"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Paris", "heure de Paris"),
        (GUADELOUPE, "heure de la Guadeloupe"),
        ("Indian/Reunion", "heure de La Réunion"),
        ("America/Miquelon", "heure de Saint-Pierre-et-Miquelon"),
        ("Pacific/Noumea", "heure de Noumea"),
    ],
)
def test_a_zone_has_a_name(zone: str, words: str) -> None:
    assert nom_fuseau(zone) == words


@pytest.mark.parametrize("zone", ["Europe/Paris", GUADELOUPE, "Indian/Reunion", "America/Miquelon"])
def test_a_deadline_at_midnight_is_said_the_evening_before(zone: str) -> None:
    words = f"samedi 20 février 2027, 23{NB}h{NB}59"
    assert echeance(deadline_after(date(2027, 2, 20), zone), zone) == words


@given(
    st.dates(date(2025, 1, 1), date(2035, 12, 30)), st.sampled_from(["Europe/Paris", GUADELOUPE, "America/Miquelon"])
)
def test_s41_the_deadline_shown_is_the_day_it_was_set_for(day: date, zone: str) -> None:
    assert echeance(deadline_after(day, zone), zone) == f"{jour(day)}, 23{NB}h{NB}59"


def test_a_deadline_of_paris_is_said_in_another_zone() -> None:
    end = deadline_after(date(2027, 2, 20), "Europe/Paris")
    assert echeance(end, GUADELOUPE) == f"samedi 20 février 2027, 19{NB}h"
    noon = datetime(2027, 2, 20, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert echeance(noon) == f"samedi 20 février 2027, 12{NB}h"


def test_the_instant_of_a_deadline_is_exclusive() -> None:
    end = deadline_after(date(2027, 2, 20), "Europe/Paris")
    last = datetime(2027, 2, 20, 23, 59, 59, 999999, tzinfo=ZoneInfo("Europe/Paris"))
    assert last < end
    assert last + timedelta(microseconds=1) == end


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (1234.5, 1, f"1{NB}234,5"),
        (1234567, 0, f"1{NB}234{NB}567"),
        (0, 0, "0"),
        (2.345, 2, "2,34"),
        (12, 2, "12,00"),
        (None, 0, "—"),
    ],
)
def test_a_number_is_written_as_in_french(value: float | None, decimals: int, words: str) -> None:
    assert nombre(value, decimals) == words


@pytest.mark.parametrize(
    ("octets", "words"),
    [(1, "1 ko"), (212_400, "212 ko"), (999_499, "999 ko"), (999_500, "1,0 Mo"), (1_400_000, "1,4 Mo")],
)
def test_a_size_is_said_in_its_unit(octets: int, words: str) -> None:
    assert taille(octets) == words.replace(" ", NB)


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "0 dossier"), (1, "1 dossier"), (2, "2 dossiers"), (1500, "1 500 dossiers")],
)
def test_french_counts_zero_as_singular(n: int, words: str) -> None:
    assert pluriel(n, "dossier") == words.replace(" ", NB)


def test_a_plural_may_be_given() -> None:
    assert pluriel(2, "journal", "journaux") == f"2{NB}journaux"


def test_a_finess_number_is_read_by_threes() -> None:
    assert finess("290001239") == f"290{NB}001{NB}239"
    assert finess("2A0001239") == f"2A0{NB}001{NB}239"


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Attention : il reste 2 places !", f"Attention{NB}: il reste 2 places{NB}!"),
        ("« déjà »", f"«{NB}déjà{NB}»"),
        ("Vraiment ? Oui ; sans doute", f"Vraiment{NB}? Oui{NB}; sans doute"),
        ("Fin :</p>", f"Fin{NB}:</p>"),
        (f"déjà{NB}: posé", f"déjà{NB}: posé"),
        ("10:30, a:b, https://a.fr/?b", "10:30, a:b, https://a.fr/?b"),
        (" :hover", " :hover"),
    ],
)
def test_french_punctuation_keeps_its_no_break_space(plain: str, set_: str) -> None:
    assert typographie(plain) == set_
    assert typographie(set_) == set_


def test_templates_are_set_in_french_and_typed_text_is_left_alone() -> None:
    app = Flask(__name__)
    init_filters(app)
    template = app.jinja_env.from_string('Motif : {{ saisie }} {{ "Pourquoi ?" }} {{ "a" if x == "b" else "c" }}')
    assert template.render(saisie="a : b", x="b") == f"Motif{NB}: a : b Pourquoi{NB}? a"
