"""S46 in real time: the production server lives half an hour, stops for three minutes, and its report shows it."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import perf_counter

import pytest

from acia import create_app
from acia.candidatures.queries import preuve_of
from acia.candidatures.rules import Nature
from acia.candidatures.service import verify_beats
from acia.comptes.models import Utilisateur
from acia.config import from_environment
from acia.core.db import db
from acia.core.permissions import Role
from tests.bench.ruee_bench import environment, prepare, server
from tests.campagnes.test_ruee import base_vide
from tests.factories.comptes import make_utilisateur

__all__ = ["base_vide"]
MINUTES = float(os.environ.get("ACIA_MINUTES", "30"))
"""Length of the run; the outage takes a tenth of it, from two fifths on."""


@pytest.mark.complet
def test_s46_an_outage_in_half_an_hour_is_shown_to_the_minute(base_vide: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # No proxy stands in front: the page that a beat also asks for has no address here.
    env = environment(base_vide, tmp_path) | {"ACIA_SONDE": ""}
    clock, whole = Event(), timedelta(minutes=MINUTES)
    app = create_app(from_environment(env))
    prepare(app, 1)
    with app.app_context():
        pilot_id = make_utilisateur(Role.PILOTE).id
        db.session.remove()
    begun = datetime.now(UTC)
    with server(env, port):
        clock.wait((whole * 0.4).total_seconds())
    down = datetime.now(UTC)
    clock.wait((whole * 0.1).total_seconds())
    with server(env, port):
        up = datetime.now(UTC)
        clock.wait((whole * 0.5).total_seconds())
    with app.app_context():
        asked = perf_counter()
        found = preuve_of(db.session.get_one(Utilisateur, pilot_id), begun, datetime.now(UTC), datetime.now(UTC))
        spent = perf_counter() - asked
        holes = [hole.interruption for hole in found.trous]
        print(f"S46: {MINUTES:.0f} min, {len(holes)} interruption(s), report in {spent * 1e3:.0f} ms: {holes}")
        minute = timedelta(seconds=60)
        [shown] = [hole for hole in holes if hole.debut > begun + minute]
        assert abs(shown.debut - down) <= minute
        assert abs(shown.fin - up) <= minute
        assert shown.nature is Nature.SANS_MESURE
        assert spent <= 10
        assert verify_beats()[1] is None
        db.session.remove()
        db.engine.dispose()
