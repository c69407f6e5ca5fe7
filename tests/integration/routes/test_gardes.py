"""S19 at the door: an act whose permission is dropped no longer answers as the table of rights says."""

from __future__ import annotations

from functools import wraps
from typing import Any

import pytest
from flask import Flask

from acia.core.clock import SettableClock
from tests.factories.instantane import Instantane
from tests.factories.monde import MAINTENANT, SIGNES, build_monde
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import Promenade, expected, observed

ACTES_AU_MOINS = 50


@pytest.fixture
def moteur() -> str:
    """A permission does not depend on the database."""
    return "sqlite"


def unguarded(guarded: Any) -> Any:
    """The view for whoever is signed in: it still declares its policy, and no longer applies it."""

    @wraps(guarded.__wrapped__)
    def bare(**values: Any) -> Any:
        return guarded.__wrapped__(**values)

    bare.acia_policy = guarded.acia_policy  # type: ignore[attr-defined]  # read at each request
    return bare


def test_s19_each_act_of_the_commission_without_its_permission_is_seen_by_the_table(
    app: Flask, clock: SettableClock
) -> None:
    clock.set(MAINTENANT)
    promenade = Promenade(app, build_monde())
    world, alive, tried = Instantane(), [], 0
    for route in sorted({row.route for row in DROITS if row.methode == "POST" and row.route.startswith("commission.")}):
        refused = [
            (nom, row)
            for row in DROITS
            if (row.route, row.methode) == (route, "POST")
            for nom in SIGNES
            if expected(nom, row) == "refus"
        ]
        guarded = app.view_functions[route]
        app.view_functions[route] = unguarded(guarded)
        if not any(observed(promenade.ask(nom, row)) != "refus" for nom, row in refused):
            alive.append(route)
        app.view_functions[route], tried = guarded, tried + 1
        world.restore()
    assert alive == []
    assert tried >= ACTES_AU_MOINS
