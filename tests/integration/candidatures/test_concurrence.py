"""Two people, one act: the same deposit sent at the same instant, the same establishment opened twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_etablissement, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.ensemble import together, token_of
from tests.integration.candidatures.depots_ensemble import deposit_pairs

Connecte = Callable[[Utilisateur | None], HouseClient]
PAIRES = 4
PAIRES_DEPOT = 10
"""Twenty with both ways; a thousand in the campaign."""


def _deposit(client: HouseClient, key: uuid.UUID) -> tuple[str, dict[str, str]]:
    return f"/candidatures/{key}/depot", {"csrf_token": token_of(client, f"/candidatures/{key}/verification")}


@pytest.mark.parametrize("people", [1, 2], ids=["double clic", "deux personnes"])
def test_s43_the_same_deposit_sent_twice_at_once_has_one_receipt(app: Flask, connecte: Connecte, people: int) -> None:
    deposit_pairs(connecte, PAIRES_DEPOT, people)
    assert verify_chain()[1] is None


def test_two_files_deposited_at_once_take_two_numbers(app: Flask, connecte: Connecte) -> None:
    appel = make_appel_publie(code="acia-2027")
    people = [make_representant_compte() for _ in range(2)]
    clients = [connecte(person) for person in people]
    keys = [make_brouillon(appel, auteur=person).id for person in people]
    answers = together(clients, [_deposit(c, k) for c, k in zip(clients, keys, strict=True)])
    assert [status for status, _ in answers] == [302, 302]
    db.session.rollback()
    assert sorted(str(c.numero) for c in db.session.query(Candidature)) == ["ACIA-2027-0001", "ACIA-2027-0002"]


def test_r28_two_people_open_the_same_establishment_at_once(app: Flask, connecte: Connecte) -> None:
    code = make_appel_publie().code
    numeros = [make_etablissement("29").numero_finess for _ in range(PAIRES)]
    clients = [connecte(make_representant_compte()) for _ in range(2)]
    for numero in numeros:
        page = f"/candidatures/nouvelle?appel={code}&numero={numero}"
        data = {"appel": code, "numero": numero}
        requests = [("/candidatures/nouvelle", {"csrf_token": token_of(client, page), **data}) for client in clients]
        answers = together(clients, requests)
        assert sorted(status for status, _ in answers) == [302, 422]
        assert any("Une candidature existe déjà" in text for status, text in answers if status == 422)
    db.session.rollback()
    assert db.session.query(Candidature).count() == PAIRES
