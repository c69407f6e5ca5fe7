"""A sample of S56 and S57 on each run: every form and every act of the world, by two people at once.

The whole of them is a campaign (`tests/campagnes/test_paires.py`)."""

from __future__ import annotations

import pytest
from flask import Flask

from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.routes.paires import (
    Duel,
    duel_of_acts,
    duel_of_texts,
    transitions,
    versioned_forms,
)
from tests.integration.routes.promenade import Promenade

CHAMPS = 2
FORMULAIRES_AU_MOINS = 20
ACTES_AU_MOINS = 30


@pytest.fixture
def duel(app: Flask, clock: SettableClock) -> Duel:
    """The world and its people, twice each."""
    clock.set(MAINTENANT)
    return Duel(app, Promenade(app, build_monde()))


def test_s56_two_texts_at_once_never_overwrite_each_other(duel: Duel) -> None:
    forms = versioned_forms(duel, CHAMPS)
    assert len(forms) >= FORMULAIRES_AU_MOINS
    faults = [fault for screens in forms.values() for ecran in screens if (fault := duel_of_texts(duel, ecran))]
    assert faults == [], "\n".join(faults)
    assert verify_chain()[1] is None


def test_s57_an_act_done_twice_at_once_has_one_effect(duel: Duel) -> None:
    acts = transitions(duel)
    assert len(acts) >= ACTES_AU_MOINS
    duels = ((ecran, duel.offered(ecran), alone) for ecran, alone in acts.values())
    faults = [fault for duelling in duels if (fault := duel_of_acts(duel, *duelling))]
    assert faults == [], "\n".join(faults)
