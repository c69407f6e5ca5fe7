"""S43, S56 and S57 at their figures: pairs of people at the same instant, on both engines."""

from __future__ import annotations

from time import perf_counter

import pytest
from flask import Flask

from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from tests.campagnes.quantite import pairs
from tests.factories.client import signed_client
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.candidatures.depots_ensemble import deposit_pairs
from tests.integration.routes.paires import Duel, duel_of_acts, duel_of_texts, transitions, versioned_forms
from tests.integration.routes.promenade import Promenade

TOUS_LES_CHAMPS = 1_000


@pytest.fixture
def duel(app: Flask, clock: SettableClock) -> Duel:
    """The world and its people, twice each."""
    clock.set(MAINTENANT)
    return Duel(app, Promenade(app, build_monde()))


def _say(what: str, count: int, begun: float) -> None:
    spent = perf_counter() - begun
    print(f"{what}: {count} pairs in {spent:.0f} s, {spent / max(1, count) * 1e3:.0f} ms each", flush=True)


@pytest.mark.complet
@pytest.mark.parametrize("people", [1, 2], ids=["double clic", "deux personnes"])
def test_s43_a_thousand_pairs_of_deposits(app: Flask, people: int) -> None:
    begun, count = perf_counter(), pairs(1_000)
    deposit_pairs(lambda person: signed_client(app, person), count, people)
    assert verify_chain()[1] is None
    _say("deposits", count, begun)


@pytest.mark.complet
def test_s56_five_hundred_pairs_for_each_form(duel: Duel) -> None:
    begun, count, faults = perf_counter(), pairs(500), []
    forms = versioned_forms(duel, TOUS_LES_CHAMPS)
    for screens in forms.values():
        found = (duel_of_texts(duel, screens[rang % len(screens)]) for rang in range(count))
        faults += [fault for fault in found if fault]
        duel.restore()
    _say("texts", count * len(forms), begun)
    assert faults == [], f"{len(faults)} faults\n" + "\n".join(faults[:20])


@pytest.mark.complet
def test_s57_a_thousand_pairs_for_each_transition(duel: Duel) -> None:
    begun, count, faults = perf_counter(), pairs(1_000), []
    acts = transitions(duel)
    for route, (ecran, alone) in acts.items():
        act, form = perf_counter(), duel.offered(ecran)
        faults += [fault for _ in range(count) if (fault := duel_of_acts(duel, ecran, form, alone))]
        _say(f"{route}, {len(faults)} fault(s) so far", count, act)
    _say("acts", count * len(acts), begun)
    assert faults == [], f"{len(faults)} faults\n" + "\n".join(faults[:20])
