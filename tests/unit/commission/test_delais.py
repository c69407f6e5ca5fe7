"""The delay to appeal runs from a proved notification alone, in full months, to an open day (R44, E47)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules.recours import remedy_months
from acia.commission.rules.delais import DelaiRecours, GenrePreuve, Preuve, find_delay, last_day, remedies_from
from acia.commission.rules.suites import (
    Envoi,
    EtatEnvoi,
    GenreSuite,
    IssueRecommande,
    Suite,
    last_sending,
    proofs_of,
    what_is_missing,
)
from acia.core.clock import add_months
from acia.core.rules import Resultat
from acia.referentiel.calendrier import closed_days

LECTURE, REMISE, PRESENTATION = GenrePreuve.LECTURE, GenrePreuve.REMISE, GenrePreuve.PRESENTATION
ENVOYE, REVENU = Envoi(EtatEnvoi.ENVOYE), Envoi(EtatEnvoi.REVENU, "550 inconnu")


@pytest.mark.parametrize(
    ("depuis", "mois", "departement", "fin"),
    [
        (date(2027, 3, 22), 2, "29", date(2027, 5, 24)),  # 23 May is a Sunday
        (date(2007, 10, 1), 2, "29", date(2007, 12, 3)),  # the example of the books: 2 December 2007 is a Sunday
        (date(2026, 12, 31), 2, "29", date(2027, 3, 1)),  # no 31 February: 28, and one day more
        (date(2027, 12, 30), 2, "29", date(2028, 3, 1)),  # leap year: 29 February, and one day more
        (date(2027, 12, 31), 2, "29", date(2028, 3, 1)),
        (date(2027, 6, 30), 2, "29", date(2027, 8, 31)),
        (date(2027, 3, 12), 2, "29", date(2027, 5, 13)),
        (date(2027, 3, 7), 2, "29", date(2027, 5, 10)),  # 8 May is a holiday and a Saturday
        (date(2027, 4, 26), 1, "971", date(2027, 5, 28)),  # 27 May is a holiday in Guadeloupe alone
        (date(2027, 4, 26), 1, "29", date(2027, 5, 27)),
        (date(2027, 3, 22), 3, "971", date(2027, 6, 23)),
    ],
)
def test_e47_the_last_day_is_clear_of_the_first_and_the_last_and_open(
    depuis: date, mois: int, departement: str, fin: date
) -> None:
    assert last_day(depuis, mois, departement) == fin


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(1, 4), st.sampled_from(["29", "971", "976", "67"]))
def test_e47_the_last_day_is_open_and_never_earlier_than_the_months(depuis: date, mois: int, departement: str) -> None:
    fin = last_day(depuis, mois, departement)
    assert fin.weekday() < 5
    assert closed_days(departement, fin, fin) == {}
    assert timedelta(days=1) <= fin - add_months(depuis, mois) <= timedelta(days=6)


def test_e47_overseas_has_one_month_more_when_the_sea_is_between() -> None:
    assert remedy_months("971", "Tribunal administratif de Lyon") == 3
    assert remedy_months("971", "Tribunal administratif de la Guadeloupe") == 2


def _delay(*preuves: Preuve, told: bool = True) -> DelaiRecours:
    return remedies_from(preuves, recours_mentionnes=told, mois=2, departement="29")


def test_e47_the_earliest_proof_makes_the_delay_run() -> None:
    read, handed = Preuve(LECTURE, date(2027, 4, 2)), Preuve(REMISE, date(2027, 3, 30))
    assert _delay(read).depuis == date(2027, 4, 2)
    assert _delay(read, handed).depuis == date(2027, 3, 30)
    assert _delay(handed, read) == _delay(read, handed)
    assert "lettre recommandée remise" in _delay(read, handed).explication


def test_e47_without_a_proof_nor_remedies_in_the_letter_nothing_runs() -> None:
    for delay in (_delay(), _delay(Preuve(LECTURE, date(2027, 4, 2)), told=False)):
        assert (delay.depuis, delay.jusqua) == (None, None)
        assert delay.explication.startswith("Pas opposable")
        assert not delay.is_running(date(2027, 4, 3))
        assert find_delay(delay, date(2027, 4, 3)).resultat is Resultat.INCONNU


def test_e47_the_delay_runs_until_its_last_day_included() -> None:
    delay = _delay(Preuve(PRESENTATION, date(2027, 3, 12)))
    assert delay.is_running(date(2027, 5, 13))
    assert not delay.is_running(date(2027, 5, 14))
    assert "passé depuis le 13 mai 2027" in find_delay(delay, date(2027, 5, 14)).phrase


def test_e47_a_return_noted_by_hand_wins_until_the_notice_is_sent_again() -> None:
    retour = Suite(GenreSuite.RETOUR, date(2027, 3, 23), "Boîte pleine")
    renvoi = Suite(GenreSuite.RENVOI, date(2027, 3, 24), "Autre personne")
    assert last_sending((), ENVOYE) is ENVOYE
    assert last_sending((retour,), ENVOYE) == Envoi(EtatEnvoi.REVENU, "Boîte pleine")
    assert last_sending((retour, renvoi), ENVOYE) is ENVOYE
    assert last_sending((renvoi, retour), ENVOYE).etat is EtatEnvoi.REVENU


def test_e47_only_a_reading_or_a_letter_handed_over_or_presented_proves() -> None:
    posted = Suite(GenreSuite.RECOMMANDE, date(2027, 3, 24))
    handed = Suite(GenreSuite.RECOMMANDE, date(2027, 3, 24), "", IssueRecommande.REMIS, date(2027, 3, 29))
    left = Suite(GenreSuite.RECOMMANDE, date(2027, 3, 24), "", IssueRecommande.NON_RECLAME, date(2027, 3, 26))
    assert proofs_of(None, (posted, Suite(GenreSuite.RENVOI, date(2027, 3, 24), "x"))) == ()
    assert [p.genre for p in proofs_of(date(2027, 4, 1), (handed, left))] == [PRESENTATION, REMISE, LECTURE]


def test_e47_the_officer_acts_at_once_on_a_return_and_after_seven_days_without_a_reading() -> None:
    sent = date(2027, 3, 22)
    posted = Suite(GenreSuite.RECOMMANDE, date(2027, 3, 24))

    def missing(envoi: Envoi, today: date, *suites: Suite) -> str:
        return what_is_missing(envoi, suites, (), disponible=sent, today=today)

    assert "revenu" in missing(REVENU, sent)
    assert missing(ENVOYE, date(2027, 3, 28)) == ""
    assert "Pas ouverte 7 jours" in missing(ENVOYE, date(2027, 3, 29))
    assert missing(REVENU, date(2027, 3, 30), posted) == ""
    assert "notez ce qu’elle est devenue" in missing(REVENU, date(2027, 3, 31), posted)
    proof = (Preuve(LECTURE, sent),)
    assert what_is_missing(REVENU, (), proof, disponible=sent, today=date(2027, 6, 1)) == ""
