"""S55: an offset of the clock is seen within two minutes, in the health of the service and in the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acia.candidatures import jobs
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.comptes import make_utilisateur
from tests.factories.horloge import FauxNtp


@dataclass
class Reference:
    """The reference clock: ours is ahead of it by so many seconds, or it says nothing."""

    clock: SettableClock
    ahead: float = 0.0
    mute: bool = False
    states: list[str] = field(default_factory=list)


@pytest.fixture
def reference(app: Flask, clock: SettableClock) -> Iterator[Reference]:
    told = Reference(clock)
    with FauxNtp(
        lambda: clock.now() - timedelta(seconds=told.ahead), lambda packet: packet[:4] if told.mute else packet
    ) as server:
        app.config["HEURE_REFERENCE"] = server.address
        yield told


def minute(clock: SettableClock, visiteur: FlaskClient) -> tuple[int, str]:
    """One minute of the worker, then what the watching machine reads."""
    clock.set(clock.now() + jobs.prove_working(clock))
    answer = visiteur.get("/sante")
    return answer.status_code, answer.json["etat"]


def test_s55_the_health_follows_the_clock_and_the_pilots_are_told_once(
    app: Flask, clock: SettableClock, visiteur: FlaskClient, reference: Reference
) -> None:
    pilot = make_utilisateur(Role.PILOTE)
    make_utilisateur(Role.CHARGE)
    assert minute(clock, visiteur) == (200, "bon")
    reference.ahead = -1.2
    assert minute(clock, visiteur) == (200, "degrade")
    assert visiteur.get("/sante").json["constats"] == [{"sujet": "horloge", "etat": "degrade"}]
    assert minute(clock, visiteur) == (200, "degrade")
    reference.ahead = 30.5
    assert minute(clock, visiteur) == (503, "alarme")
    reference.ahead = 0.9
    assert minute(clock, visiteur) == (200, "bon")
    db.session.rollback()
    mails = db.session.query(Courriel).order_by(Courriel.cree_at).all()
    assert [(m.modele, m.destinataire) for m in mails] == [("alerte_service", pilot.courriel)] * 2
    assert "retarde de 1,2" in mails[0].texte
    assert "avance de 30,5" in mails[1].texte
    assert mails[1].sujet.startswith("Alarme")
    codes = [e.code for e in db.session.query(Evenement).order_by(Evenement.numero)]
    assert codes == ["service_alerte", "service_alerte", "service_retabli"]


def test_s55_a_reference_that_does_not_answer_twice_degrades(
    app: Flask, clock: SettableClock, visiteur: FlaskClient, reference: Reference
) -> None:
    reference.mute = True
    assert minute(clock, visiteur) == (200, "bon")
    assert minute(clock, visiteur) == (200, "degrade")
    reference.mute = False
    assert minute(clock, visiteur) == (200, "bon")


def test_a_deposit_that_fails_degrades_then_alarms(
    app: Flask, clock: SettableClock, visiteur: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(jobs, "rehearse_deposit", fail)
    assert minute(clock, visiteur) == (200, "degrade")
    assert minute(clock, visiteur) == (503, "alarme")


def test_a_worker_that_has_stopped_is_seen_from_outside(
    app: Flask, clock: SettableClock, visiteur: FlaskClient
) -> None:
    assert visiteur.get("/sante").json["constats"] == [{"sujet": "silence", "etat": "degrade"}]
    assert minute(clock, visiteur) == (200, "bon")
    clock.set(clock.now() + timedelta(minutes=3))
    assert visiteur.get("/sante").json["etat"] == "degrade"
    clock.set(clock.now() + timedelta(minutes=10))
    assert visiteur.get("/sante").status_code == 503
