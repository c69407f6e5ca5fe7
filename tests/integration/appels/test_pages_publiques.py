"""The public side of the calls: what is open, to come and closed, and all that one must know before an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock, deadline_after
from acia.core.permissions import Role
from tests.factories.appels import make_appel_brouillon, make_appel_publie, make_question
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]


def panels(page: str) -> dict[str, str]:
    """The text of each panel of a page, by its title."""
    found = re.findall(r'<section class="panel".*?<h2>(.*?)</h2>(.*?)</section>', page, flags=re.S)
    return {title: " ".join(body.replace("&nbsp;", " ").replace("\u00a0", " ").split()) for title, body in found}


def test_calls_are_listed_open_to_come_and_closed(app: Flask, visiteur: HouseClient, clock: SettableClock) -> None:
    make_appel_publie({"29": 4}, titre="Celui de 2026", cloture_at=datetime(2026, 12, 1, tzinfo=UTC))
    make_appel_publie({"22": 4}, titre="Celui de 2028", ouverture_at=datetime(2027, 6, 1, tzinfo=UTC),
                      cloture_at=datetime(2027, 7, 1, tzinfo=UTC))  # fmt: skip
    make_appel_publie({"29": 4, "971": 5}, titre="Celui de 2027")
    make_appel_brouillon(titre="Celui qu’on écrit")
    shown = panels(visiteur.get("/appels/").text)
    assert "Celui de 2027" in shown["Appels ouverts"]
    assert "Finistère, Guadeloupe" in shown["Appels ouverts"]
    assert "Celui de 2028" in shown["Appels à venir"]
    assert "Celui de 2026" in shown["Appels clos"]
    assert "qu’on écrit" not in str(shown)


def test_r5_the_call_says_that_it_is_free_of_charge(app: Flask, visiteur: HouseClient) -> None:
    shown = panels(visiteur.get(f"/appels/{make_appel_publie().code}").text)
    assert "gratuits" in shown["Qui peut candidater"]
    assert "Aucune donnée bancaire" in shown["Qui peut candidater"]


def test_e14_a_deadline_on_a_sunday_or_a_holiday_is_told_to_everybody(app: Flask, visiteur: HouseClient) -> None:
    def calendar(day: date) -> str:
        limit = deadline_after(day, "Europe/Paris")
        code = make_appel_publie({"29": 4, "971": 5}, cloture_at=limit).code
        return panels(visiteur.get(f"/appels/{code}").text)["Calendrier"]

    assert "C’est un dimanche : la date n’est pas reportée" in calendar(date(2027, 2, 21))
    assert "C’est un jour férié (abolition de l’esclavage) : la date" in calendar(date(2027, 5, 27))
    assert "reportée" not in calendar(date(2027, 2, 19))


def test_r10_every_hour_is_said_at_the_hour_of_each_territory(app: Flask, visiteur: HouseClient) -> None:
    calendar = panels(visiteur.get(f"/appels/{make_appel_publie({'29': 4, '971': 5}).code}").text)["Calendrier"]
    assert "lundi 4 janvier 2027 à 0 h (heure de Paris)" in calendar
    assert "dimanche 3 janvier 2027 à 19 h (heure de la Guadeloupe)" in calendar


def test_the_home_of_an_officer_counts_the_questions_that_wait(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie({"29": 4}, titre="Appel breton")
    make_question(appel)
    make_question(appel, reponse="Oui.")
    home = connecte(make_utilisateur(Role.CHARGE, regions=("53",))).get("/").text.replace("\u00a0", " ")
    assert "Répondre à 1 question – Appel breton" in home
    elsewhere = connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get("/").text
    assert "Appel breton" not in elsewhere
