"""The opinion of the staff body in a file: which bodies, when it may be awaited, what the service reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from acia.comptes.models import Utilisateur
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import SECTIONS, make_brouillon, make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur

Connecte = Callable[[Utilisateur], HouseClient]


def opinion_page(connecte: Connecte, **call: object) -> tuple[HouseClient, str]:
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie(**call), auteur=person)
    return connecte(person), f"/candidatures/{row.id}/sections/avis_cse"


def test_e5_an_opinion_is_awaited_only_where_the_call_says_until_when(app: Flask, connecte: Connecte) -> None:
    client, path = opinion_page(connecte)
    page = client.get(path).text
    assert "L’avis est attendu" not in page
    assert "Jour où l’avis est attendu" not in page
    client, path = opinion_page(connecte, avis_differe_admis=True, avis_differe_limite=date(2027, 3, 10))
    page = client.get(path).text
    assert "L’avis est attendu" in page
    assert "mercredi 10 mars 2027" in page
    late = {"instance": "cse", "resultat": "attendu", "date_attendue": "2027-03-11"}
    client.submit(path, late)
    check = path.replace("sections/avis_cse", "verification")
    assert "au plus tard le 10 mars 2027" in client.get(check).text
    client.submit(path, {**late, "date_attendue": "2027-03-10"})
    assert "au plus tard le 10 mars 2027" not in client.get(check).text


def test_e6_reservations_are_read_by_the_service(app: Flask, connecte: Connecte) -> None:
    avis = {**SECTIONS["avis_cse"], "resultat": "favorable_reserves", "reserves": "Le calendrier est trop serré."}
    row = make_candidature_deposee(make_appel_publie(), departement="29", sections={**SECTIONS, "avis_cse": avis})
    officer = connecte(make_utilisateur(Role.CHARGE, regions=("53",)))
    page = officer.get(f"/candidatures/{row.id}").text
    assert "Favorable avec réserves" in page
    assert "Le calendrier est trop serré." in page


def test_e7_a_silence_is_told_before_the_deposit(app: Flask, connecte: Connecte) -> None:
    client, path = opinion_page(connecte)
    client.submit(path, {"instance": "cse", "resultat": "sans_avis"})
    check = client.get(path.replace("sections/avis_cse", "verification")).text
    assert "l’absence d’avis, ne permet pas d’être retenu" in " ".join(check.split())


def test_e8_a_consultation_of_the_staff_is_offered_unless_the_call_refuses_it(app: Flask, connecte: Connecte) -> None:

    client, path = opinion_page(connecte)
    assert 'value="aucune"' in client.get(path).text
    client, path = opinion_page(connecte, consultation_admise=False)
    assert 'value="aucune"' not in client.get(path).text


def test_e9_e10_every_kind_of_body_is_offered_by_its_whole_name(app: Flask, connecte: Connecte) -> None:
    client, path = opinion_page(connecte)
    page = client.get(path).text
    for body in (
        "CSE central",
        "CSE d’établissement",
        "Comité social territorial (CST)",
        "Comité social d’administration",
    ):
        assert body in page
    assert "Comité social d’établissement (public)" in page
