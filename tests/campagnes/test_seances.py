"""S117: the minutes of a hundred random sittings, conducted through the use cases, say what the database says."""

from __future__ import annotations

import os

import pytest
from flask import Flask

from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from tests.factories.seance_aleatoire import DEBUT
from tests.integration.commission.rapprochement import differences
from tests.integration.commission.test_proces_verbal import conducted

SEANCES = int(os.environ.get("ACIA_SEANCES", "100"))


@pytest.mark.complet
def test_s117_a_hundred_random_sittings_reconcile_without_a_difference(app: Flask, clock: SettableClock) -> None:
    clock.set(DEBUT)
    live, items, recusals = 0, 0, 0
    for graine in range(1000, 1000 + SEANCES):
        seance, minutes = conducted(graine)
        assert differences(minutes) == [], graine
        said = [d for g in minutes.contenu["departements"] for d in g["dossiers"]]
        live, items = live + seance.directe, items + len(said)
        recusals += sum(len(d["deports"]) for d in said)
    assert verify_chain()[1] is None
    print(f"{SEANCES} séances, {live} en direct, {items} dossiers, {recusals} déports, aucune différence")
