"""S4: two worlds that differ only in what a person may not know are the same to her, byte by byte, on the whole site.

Each person reads the world once, then the world where all that she may not know is changed at once; the campaign takes
the secrets one by one (`tests/campagnes/test_deux_mondes.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Response

from acia.commission.queries import sieges
from acia.commission.routes import lecture
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.permissions import OUI
from tests.factories.instantane import fingerprints
from tests.factories.monde import MAINTENANT
from tests.integration.routes.deux_mondes import LECTEURS, DeuxMondes, leaks, unknown_to
from tests.integration.routes.droits import DROITS
from tests.integration.routes.secrets_monde import SECRETS


@dataclass(frozen=True)
class Plant:
    """A guard of the product replaced by one that always says yes, who then reads too much, and where."""

    lecteur: str
    ecrans: str
    ou: Any
    garde: str
    reponse: Callable[..., Any]


PLANTS = (
    Plant("charge", "commission.lecture", lecture, "may_see_marks", lambda _commission: OUI),
    Plant("charge_ailleurs", "commission.", Utilisateur, "covers_region", lambda _person, _code: True),
    Plant("membre_deporte", "commission.", sieges, "acts_on", lambda _places, _membre, _deportes: True),
)
ACCUEIL = next(row for row in DROITS if row.route == "comptes.mon_compte" and row.methode == "GET")


@pytest.fixture
def mondes(app: Flask, clock: SettableClock) -> DeuxMondes:
    clock.set(MAINTENANT)
    return DeuxMondes(app)


def test_s4_what_a_person_may_not_know_changes_nothing_she_reads(mondes: DeuxMondes) -> None:
    found = []
    for nom in LECTEURS:
        unknown = unknown_to(nom, SECRETS)
        assert len(unknown) >= 5
        found += [f"{nom}: {leak}" for leak in leaks(mondes.base(nom), mondes.read_in(nom, unknown))]
    assert found == [], "\n".join(found)


def test_s4_a_leak_of_any_secret_would_be_seen(mondes: DeuxMondes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that let through as little as a digest of the tables: each secret is seen by somebody who may not know."""

    def blab(answer: Response) -> Response:
        if answer.mimetype == "text/html" and not answer.direct_passthrough:
            answer.set_data(answer.get_data() + str(sorted(fingerprints().items())).encode())
        return answer

    monkeypatch.setitem(mondes.app.after_request_funcs, None, [*mondes.app.after_request_funcs[None], blab])
    monkeypatch.setattr(mondes, "rows", lambda _nom: [(ACCUEIL, "/mon-compte")])
    base = mondes.base("financeur")
    assert leaks(base, mondes.base("financeur")) == []
    for secret in SECRETS:
        assert leaks(base, mondes.read_in("financeur", [secret])), secret.nom


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_s4_a_guard_that_opens_too_soon_would_be_seen(mondes: DeuxMondes, monkeypatch: pytest.MonkeyPatch) -> None:
    mondes.refused, genuine = True, mondes.rows
    for plant in PLANTS:
        mine = [row for row in genuine(plant.lecteur) if row[0].route.startswith(plant.ecrans)]
        unknown = unknown_to(plant.lecteur, SECRETS)
        with monkeypatch.context() as patch:
            patch.setattr(mondes, "rows", lambda _nom, mine=mine: mine)
            assert leaks(mondes.base(plant.lecteur), mondes.read_in(plant.lecteur, unknown)) == []
            patch.setattr(plant.ou, plant.garde, plant.reponse)
            assert leaks(mondes.base(plant.lecteur), mondes.read_in(plant.lecteur, unknown)), plant
