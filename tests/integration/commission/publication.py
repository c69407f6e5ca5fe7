"""A release of notices killed at any moment, under the eyes of two readers (S20)."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import perf_counter

from flask import Flask
from sqlalchemy import func, select, text

from acia.candidatures.models import AccesCandidature, Candidature, Droit, EtatCandidature
from acia.commission.models import EtatCommission, Selection
from acia.commission.service import send_notices
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.mail import Courriel, EtatCourriel, send_pending
from tests.factories.instantane import Instantane
from tests.integration.commission.conftest import ENVOI, LIEN_MEMBRE, Scene, make_scene, prepare_release
from tests.integration.commission.publieur import NOM

RACINE = Path(__file__).parents[3]
DOSSIERS = 12
PATIENCE_S = 20
ENVOYEE = "commission_notifications_envoyees"


class Publication:
    """Twelve notices that wait for their release, a process that releases them, and two readers."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        self.app, self.scene = app, make_scene(app, clock, etat=EtatCommission.CLOSE, dossiers=DOSSIERS)
        clock.set(ENVOI)
        self.second = prepare_release(self.scene).id
        with transaction():
            droit = {"droit": Droit.LIT, "donne_at": ENVOI}
            last = {"candidature_id": self.scene.dossiers[-1], "utilisateur_id": self.scene.candidat.id}
            db.session.add(AccesCandidature(**last, **droit))
        results = [f"/commissions/resultats/{key}" for key in (self.scene.dossiers[0], self.scene.dossiers[-1])]
        # One reader begins with the first notice, the other with the last one.
        self.readers = [
            (self.scene.client(self.scene.candidat), *results),
            (self.scene.bureau(), *reversed(results)),
        ]
        self.world, self.seen, self.faults = Instantane(), Counter[str](), list[str]()

    def poll(self, rank: int, stop: Event) -> None:
        """Read one notice then the other, until told to stop: who sees the one sees the other."""
        client, first, other = self.readers[rank]
        with self.app.app_context():
            while not stop.is_set():
                before, after = client.get(first).status_code, client.get(other).status_code
                self.seen[f"{before} then {after}"] += 1
                if before == 200 != after:
                    self.faults.append(f"a reader saw one notice without the other: {before}, {after}")
            db.session.remove()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The readers at work."""
        stop = Event()
        threads = [Thread(target=self.poll, args=(rank, stop)) for rank in range(2)]
        for thread in threads:
            thread.start()
        yield
        stop.set()
        for thread in threads:
            thread.join()

    def state(self) -> tuple[int, ...]:
        """How many notices, mails, files and events say that the release took place, in one statement."""
        counts = (
            select(func.count()).select_from(Selection).where(Selection.notifiee_at.is_not(None)),
            select(func.count()).select_from(Courriel).where(Courriel.etat == EtatCourriel.EN_ATTENTE),
            select(func.count()).select_from(Candidature).where(Candidature.etat == EtatCandidature.CLOSE),
            select(func.count()).select_from(Evenement).where(Evenement.code == ENVOYEE),
        )
        db.session.rollback()
        return tuple(db.session.execute(select(*(count.scalar_subquery() for count in counts))).one())

    def check(self, code: int) -> bool:
        """All or none of the release is there, and a worker that starts again sends each mail once; was it there?"""
        _wait_for_the_server()
        found, none, whole = self.state(), (0, 0, 0, 0), (DOSSIERS, DOSSIERS, DOSSIERS, 1)
        if found not in (none, whole) or (code == 0 and found != whole):
            self.faults.append(f"exit {code}, then {found}")
            return False
        if verify_chain()[1] is not None:
            self.faults.append("the journal no longer holds")
        sent = send_pending(ENVOI)
        if found == none:
            with transaction():
                auteur = db.session.get_one(Utilisateur, self.second)
                send_notices(
                    self.scene.commission,
                    "Signé.",
                    lien_membre=LIEN_MEMBRE,
                    version=None,
                    auteur=auteur,
                    now=ENVOI,
                )
            sent += send_pending(ENVOI)
        states = {row.etat for row in db.session.query(Courriel)}
        if (sent, send_pending(ENVOI), states) != (DOSSIERS, 0, {EtatCourriel.ENVOYE}):
            self.faults.append(f"mails after the restart: {sent}, {states}")
        return found == whole


def _wait_for_the_server() -> None:
    """PostgreSQL notices by itself that its client is dead; what it was told to commit is settled by then."""
    if db.engine.dialect.name != "postgresql":
        return
    left, begun, pause = (
        text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :nom"),
        perf_counter(),
        Event(),
    )
    while db.session.execute(left, {"nom": NOM}).scalar_one():
        assert perf_counter() - begun < PATIENCE_S
        db.session.rollback()
        pause.wait(0.002)


@contextmanager
def publisher(app: Flask, scene: Scene, second: object) -> Iterator[subprocess.Popen[str]]:
    """The process that releases and is killed."""
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DONNEES"])
    command = [sys.executable, "-m", "tests.integration.commission.publieur", url, folder]
    process = subprocess.Popen(
        [*command, str(scene.commission), str(second)],
        cwd=RACINE,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]  # a pipe


def ask_for(process: subprocess.Popen[str], order: str) -> int:
    """Order one release; its exit code."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{order}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def killed_releases(app: Flask, clock: SettableClock, cycles: int, manner: str = "") -> tuple[Counter[str], list[str]]:
    """Kill so many releases, each at a random moment; what came of them, and what was found wrong."""
    release, draw, came = Publication(app, clock), Random(20), Counter[str]()  # noqa: S311 - moments of a test
    with publisher(app, release.scene, release.second) as process:
        with release.watched():
            begun = perf_counter()
            ask_for(process, "inf")
            longest = perf_counter() - begun
        release.world.restore()
        for _ in range(cycles):
            with release.watched():
                code = ask_for(process, f"{draw.uniform(0, longest):.4f} {manner}".strip())
            there = release.check(code)
            came[f"{'killed' if code else 'ended'}, {'published' if there else 'nothing'}"] += 1
            # Half of the kills before the commit, half after, however busy the machine is.
            longest *= 0.7 if there else 1.4
            release.world.restore()
    return came + release.seen, release.faults
