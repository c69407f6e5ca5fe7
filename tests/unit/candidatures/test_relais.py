"""E26: who holds a role on a day, how long it has been vacant, which days and which people suit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from acia.candidatures.rules import (
    Exigences,
    Passage,
    Personne,
    Representants,
    RoleRepresentant,
    departure_refusal,
    first_day_refusal,
    holder_on,
    successor_gap,
    vacancy_finding,
    vacant_since,
)
from acia.core.rules import Niveau, Resultat

ANNE = Personne("Anne", "Morvan", "Directrice", "anne@exemple.test")
YANN = Personne("Yann", "Le Goff", "Éducateur", "yann@exemple.test")
MAELLE = Personne("Maëlle", "Tanguy", "Cheffe de service", "maelle@exemple.test")
DEPART = date(2027, 4, 30)


def day(month: int, number: int) -> date:
    return date(2027, month, number)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (DEPART, ANNE),
        (day(5, 1), None),
        (day(5, 9), None),
        (day(5, 10), MAELLE),
        (day(6, 30), MAELLE),
        (day(7, 1), None),
    ],
)
def test_e26_the_holder_of_each_day(jour: date, attendu: Personne | None) -> None:
    passages = [Passage(DEPART, MAELLE, day(5, 10)), Passage(day(6, 30))]
    assert holder_on(ANNE, passages, jour) == attendu


def test_e26_nobody_left_the_deposited_one_holds() -> None:
    assert holder_on(ANNE, [], DEPART) == ANNE
    assert vacant_since([], DEPART) is None


def test_e26_a_vacancy_begins_the_day_after_and_ends_with_the_first_day() -> None:
    passages = [Passage(DEPART, MAELLE, day(5, 10))]
    assert vacant_since(passages, DEPART) is None
    assert vacant_since(passages, day(5, 1)) == day(5, 1)
    assert vacant_since(passages, day(5, 9)) == day(5, 1)
    assert vacant_since(passages, day(5, 10)) is None


@pytest.mark.parametrize(("jours", "alerte"), [(30, False), (31, True)])
def test_e26_more_than_thirty_days_warn(jours: int, alerte: bool) -> None:
    depuis = day(5, 1)
    constat = vacancy_finding(RoleRepresentant.PERSONNEL, depuis, depuis + timedelta(days=jours - 1))
    assert (constat is not None) is alerte
    if constat is not None:
        assert (constat.regle.code, constat.regle.niveau, constat.resultat) == (
            "E26",
            Niveau.ALERTE,
            Resultat.NON_SATISFAIT,
        )
        assert constat.valeur == "31 jours"
        assert not constat.bloque


def test_e26_days_that_do_not_suit() -> None:
    since = {"depuis": day(2, 12), "aujourd_hui": day(5, 1)}
    assert departure_refusal(None, **since)
    assert departure_refusal(day(2, 11), **since)
    assert departure_refusal(date(2028, 6, 1), **since)
    assert departure_refusal(day(2, 12), **since) == departure_refusal(day(9, 1), **since) == ""
    after = {"dernier_jour": DEPART, "aujourd_hui": day(5, 1)}
    assert first_day_refusal(None, **after)
    assert first_day_refusal(DEPART, **after)
    assert first_day_refusal(date(2029, 1, 1), **after)
    assert first_day_refusal(day(5, 1), **after) == ""


def test_e26_the_new_trio_obeys_the_rules_of_the_deposit() -> None:
    role, wants = RoleRepresentant.METIER, Exigences(jour=DEPART)
    assert successor_gap(Representants(ANNE, YANN, MAELLE), role, wants) is None
    # A vacant neighbour does not stand in the way of the one who arrives.
    assert successor_gap(Representants(ANNE, Personne(), MAELLE), role, wants) is None
    same = Representants(ANNE, YANN, Personne("Anne", "Morvan", "Directrice", "autre@exemple.test"))
    assert successor_gap(same, role, wants) == ("prenom", "Il faut trois personnes différentes.")
    # Also when the other role comes after in the order.
    assert successor_gap(Representants(YANN, YANN, MAELLE), RoleRepresentant.DIRECTION, wants) is not None
    partial = successor_gap(Representants(ANNE, YANN, Personne("Maëlle", "Tanguy")), role, wants)
    assert partial is not None
    assert partial[0] == "fonction"
    empty = successor_gap(Representants(ANNE, YANN), role, wants)
    assert empty is not None
    assert empty[0] == "prenom"
