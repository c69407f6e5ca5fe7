"""Background work: a row, a lease, several tries, one effect (S76)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from acia.comptes.models import TentativeConnexion
from acia.core.clock import Clock
from acia.core.db import db, transaction
from acia.core.jobs import EtatTache, Tache, every_minute, handler, request_job, run_due
from acia.core.jobs.engine import build_engine, work_once
from acia.core.jobs.pulses import beat
from acia.core.jobs.queue import _HANDLERS
from acia.core.jobs.rounds import _ROUNDS

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def done() -> Iterator[list[dict[str, Any]]]:
    """A handler of the tests: what it was given, and failures on demand."""
    received: list[dict[str, Any]] = []

    @handler("essai")
    def work(donnees: dict[str, Any], now: datetime) -> None:
        received.append(donnees)
        if len(received) <= donnees.get("echecs", 0):
            # Left unfinished on purpose: a failing job must leave nothing in the database.
            db.session.add(TentativeConnexion(compte="c", client="c", tentee_at=now))
            raise RuntimeError("panne")

    yield received
    del _HANDLERS["essai"]


def ask(cle: str = "essai:1", **donnees: object) -> Tache:
    with transaction():
        return request_job("essai", cle=cle, donnees=donnees, now=MAINTENANT)


def job() -> Tache:
    db.session.rollback()
    return db.session.execute(select(Tache)).scalar_one()


def test_a_job_is_done_once(app: Flask, done: list[dict[str, Any]]) -> None:
    ask(numero=4)
    assert run_due(MAINTENANT) == 1
    assert run_due(MAINTENANT + timedelta(days=1)) == 0
    assert done == [{"numero": 4}]
    assert (job().etat, job().finie_at, job().erreur) == (EtatTache.FAITE, MAINTENANT, "")


def test_the_same_request_repeated_asks_once(app: Flask, done: list[dict[str, Any]]) -> None:
    assert ask().id == ask().id
    assert run_due(MAINTENANT) == 1


def test_a_request_is_lost_with_its_act(app: Flask, done: list[dict[str, Any]]) -> None:
    def act() -> None:
        with transaction():
            request_job("essai", cle="essai:1", donnees={}, now=MAINTENANT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert run_due(MAINTENANT) == 0


def test_an_unknown_job_is_refused_when_asked(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        request_job("inconnu", cle="x", donnees={}, now=MAINTENANT)


def test_a_job_that_fails_is_tried_again(app: Flask, done: list[dict[str, Any]]) -> None:
    ask(echecs=2)
    assert run_due(MAINTENANT) == 0
    assert (job().etat, job().essais) == (EtatTache.EN_ATTENTE, 1)
    assert "RuntimeError : panne" in job().erreur
    assert run_due(MAINTENANT) == 0
    assert run_due(MAINTENANT) == 1
    assert (job().etat, job().essais, job().erreur) == (EtatTache.FAITE, 3, "")
    assert not db.session.execute(select(TentativeConnexion)).first()


def test_a_job_that_always_fails_stops_and_says_why(app: Flask, done: list[dict[str, Any]]) -> None:
    ask(echecs=99)
    assert [run_due(MAINTENANT) for _ in range(5)] == [0] * 5
    assert len(done) == 3
    assert (job().etat, job().essais) == (EtatTache.ECHEC, 3)


def test_a_failing_job_does_not_stop_the_others(app: Flask, done: list[dict[str, Any]]) -> None:
    ask("essai:1", echecs=1)
    ask("essai:2")
    assert run_due(MAINTENANT) == 1


def test_s76_a_job_whose_worker_died_is_taken_again_after_its_lease(
    app: Flask, done: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_donnees: dict[str, Any], _now: datetime) -> None:
        raise KeyboardInterrupt

    ask()
    with monkeypatch.context() as patch:
        patch.setitem(_HANDLERS, "essai", killed)
        with pytest.raises(KeyboardInterrupt):
            run_due(MAINTENANT)
    db.session.remove()
    assert run_due(MAINTENANT + timedelta(minutes=14)) == 0
    assert run_due(MAINTENANT + timedelta(minutes=15)) == 1
    assert job().essais == 2


def test_s76_a_job_that_kills_every_worker_is_set_aside(
    app: Flask, done: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_donnees: dict[str, Any], _now: datetime) -> None:
        raise KeyboardInterrupt

    ask()
    monkeypatch.setitem(_HANDLERS, "essai", killed)
    for i in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_due(MAINTENANT + timedelta(minutes=16 * i))
        db.session.remove()
    assert run_due(MAINTENANT + timedelta(hours=2)) == 0
    assert (job().etat, job().erreur) == (EtatTache.ECHEC, "Interrompue à chaque essai.")


def test_the_worker_does_jobs_and_mails_on_the_applications_clock(app: Flask, done: list[dict[str, Any]]) -> None:
    with transaction():
        request_job("essai", cle="essai:1", donnees={}, now=app.extensions["acia_clock"].now())
    db.session.remove()
    assert work_once(app) == (1, 0)
    assert work_once(app) == (0, 0)


def test_the_engine_sweeps_every_minute_and_on_request(app: Flask) -> None:
    huey = build_engine(app)
    assert {task.split(".")[-1] for task in huey._registry._registry} == {"balayage", "balayage_chaque_minute"}
    assert len(huey._registry._periodic_tasks) == 1


def test_a_round_that_fails_stops_neither_the_others_nor_the_jobs(app: Flask, done: list[dict[str, Any]]) -> None:
    seen: list[datetime] = []

    @every_minute
    def a_failing(now: datetime) -> None:
        raise RuntimeError("panne")

    @every_minute
    def b_working(now: datetime) -> None:
        seen.append(now)

    try:
        ask()
        now = app.extensions["acia_clock"].now()
        assert work_once(app)[0] == 1
        assert seen == [now]
    finally:
        for name in [n for n in _ROUNDS if n.endswith((".a_failing", ".b_working"))]:
            del _ROUNDS[name]


def test_a_pulse_keeps_its_pace_and_outlives_its_failures(app: Flask) -> None:
    asked: list[float] = []

    class Stop(Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout or 0)
            if len(asked) == 4:
                self.set()
            return self.is_set()

    def heart(clock: Clock) -> timedelta:
        if len(asked) == 2:
            raise RuntimeError("panne")
        return timedelta(seconds=5)

    beat(app, heart, Stop())
    assert [round(wait) for wait in asked] == [5, 5, 60, 5]
