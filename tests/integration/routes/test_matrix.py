"""Every route, every method, every person, with real requests and real ids (S2, S3, S15, S17, S35, S88, S125)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from acia.core.clock import SettableClock
from tests.factories.client import without_token
from tests.factories.instantane import Instantane, fingerprints
from tests.factories.monde import MAINTENANT, build_monde
from tests.factories.refus import refusals
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import IDENTITES, VISITEUR, Promenade, expected, observed

LECTURES = [row for row in DROITS if row.methode == "GET"]
ACTES = [row for row in DROITS if row.methode == "POST"]
COMPTE_PROPRE = {
    "comptes.connexion",
    "comptes.deconnexion",
    "comptes.oubli",
    "comptes.inscription",
    "comptes.lien",
    "comptes.mon_compte",
    "comptes.mot_de_passe",
    "comptes.mes_avis",
    "comptes.fermer_sessions",
}
"""What everybody may do, to her own account alone."""
ACTES_DE_TOUS = {row.route for row in ACTES if VISITEUR in row.ouvert.split()}
"""What anybody does without an account."""
TRACES = {("lecteur", "evenement")}
"""A deposit refused to somebody of the establishment is written in the journal (S45), and nothing else is."""


@pytest.fixture
def promenade(app: Flask, clock: SettableClock) -> Promenade:
    clock.set(MAINTENANT)
    return Promenade(app, build_monde())


def test_s1_the_table_names_every_route_and_nothing_else(app: Flask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(row.route, row.methode) for row in DROITS} == routes


def test_s2_every_route_answers_each_person_as_the_table_says(promenade: Promenade) -> None:
    deviations = [*walk_pages(promenade), *refuse_without_token(promenade)]
    deviations += [*refuse_acts(promenade), *allow_acts(promenade), *promenade.faults()]
    assert deviations == [], "\n".join(deviations)


def walk_pages(promenade: Promenade) -> list[str]:
    """Each person opens every page; reading changes nothing (S17), hidden looks like unknown (S3)."""
    before, deviations = fingerprints(), []
    for nom in IDENTITES:
        for row in LECTURES:
            answer = promenade.ask(nom, row)
            deviations += compare(promenade, nom, row, answer)
            if expected(nom, row) == "ouvert" and answer.status_code != 200:
                deviations.append(f"{row.route} as {nom}: {answer.status_code}")
        deviations += [f"{nom} changed {table} by reading" for table in changes(before)]
    return deviations


def compare(promenade: Promenade, nom: str, row: Acces, answer: TestResponse) -> list[str]:
    """Say where an answer departs from the table; what is hidden is compared with what does not exist."""
    what = f"{row.methode} {promenade.address(row)} ({row.route}, {row.objets}) as {nom}"
    wanted, found = expected(nom, row), observed(answer)
    if wanted != found:
        return [f"{what}: {wanted} expected, {found} found ({answer.status_code})"]
    if wanted == "cache" and row.objets:
        unknown = promenade.ask(nom, row, inconnu=True)
        if (answer.status_code, without_token(answer)) != (unknown.status_code, without_token(unknown)):
            return [f"{what}: not the page of an unknown object ({unknown.status_code})"]
    return []


def changes(before: dict[str, str]) -> list[str]:
    """Names of the tables that are no longer what they were."""
    return [table for table, digest in fingerprints().items() if digest != before[table]]


def refuse_without_token(promenade: Promenade) -> list[str]:
    """S35: no act without its token, for anybody, signing in and out included."""
    before = fingerprints()
    accepted = [
        f"{row.route} accepted without a token from {nom}"
        for nom in IDENTITES
        for row in ACTES
        if promenade.ask(nom, row, jeton=False).status_code != 400
    ]
    return accepted + [f"{table} changed without a token" for table in changes(before)]


def refuse_acts(promenade: Promenade) -> list[str]:
    """Whoever may not act is refused, and nothing has changed."""
    world, deviations = Instantane(), []
    before = fingerprints()
    for nom in IDENTITES:
        for row in ACTES:
            if expected(nom, row) != "ouvert":
                with refusals() as lines:
                    answer = promenade.ask(nom, row)
                deviations += [*untold(promenade, nom, row, answer, lines), *compare(promenade, nom, row, answer)]
        changed = [table for table in changes(before) if (nom, table) not in TRACES]
        deviations += [f"{nom} changed {table} while being refused" for table in changed]
        world.restore()
    return deviations


def untold(promenade: Promenade, nom: str, row: Acces, answer: TestResponse, lines: list[dict[str, Any]]) -> list[str]:
    """S112: a refusal is one line of its log, which says who asked for what, and holds no name and no secret."""
    person = promenade.monde.gens.get(nom)
    wanted = [(row.route, answer.status_code, str(person) if person else None)]
    found = [(line["acte"], line["statut"], line["personne"]) for line in lines]
    if expected(nom, row) == "connexion" and answer.status_code == 302:
        # Sent to sign in: nobody was refused, and nothing was done.
        wanted = []
    return [] if found == wanted else [f"{row.route} as {nom}: {found} told, {wanted} expected"]


def allow_acts(promenade: Promenade) -> list[str]:
    """Whoever may act is heard: done, or sent back to her form; the world is put back each time."""
    world, deviations = Instantane(), []
    for nom in IDENTITES:
        for row in ACTES:
            if expected(nom, row) == "ouvert":
                answer = promenade.ask(nom, row)
                if observed(answer) != "ouvert" or answer.status_code in (400, 401, 405):
                    deviations.append(f"{row.route} {row.objets} as {nom}: {answer.status_code}")
                world.restore()
                if row.route == "comptes.deconnexion":
                    promenade.enter(nom)
    return deviations


def test_s15_the_funder_changes_nothing_but_her_own_account(promenade: Promenade) -> None:
    open_to_her = {row.route for row in ACTES if "financeur" in row.ouvert.split()}
    assert open_to_her - COMPTE_PROPRE == ACTES_DE_TOUS - COMPTE_PROPRE
    before = fingerprints()
    for row in DROITS:
        if row.methode == "GET" or row.route not in COMPTE_PROPRE | ACTES_DE_TOUS:
            promenade.ask("financeur", row)
    assert changes(before) == []


def test_an_officer_opens_nothing_elsewhere(promenade: Promenade) -> None:
    row = next(row for row in ACTES if row.route == "engagements.ouverture")
    before = fingerprints()
    assert promenade.ask("charge_ailleurs", row).status_code == 404
    assert changes(before) == []
    assert promenade.ask("charge", row).status_code == 302
    assert {"engagement", "courriel", "evenement"} <= set(changes(before))
