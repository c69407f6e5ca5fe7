"""S54: heavy work yields to deposits: the same rush, quiet, then beside exports of 2,000 files and register imports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from acia import create_app
from acia.appels.models import Appel
from acia.candidatures.models import Accuse, Candidature
from acia.comptes.passwords import hash_password
from acia.config import from_environment
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.bench.ruee import Echec, Visiteur
from tests.bench.ruee_bench import MOT_DE_PASSE, environment, percentile, prepare, rush, server
from tests.campagnes.test_ruee import base_vide
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.registre_finess import file_507, several

__all__ = ["base_vide"]
ETABLISSEMENTS = int(os.environ.get("ACIA_RUEE", "300"))
DOSSIERS = int(os.environ.get("ACIA_DOSSIERS", "2000"))
SECONDES = float(os.environ.get("ACIA_RUEE_SECONDES", "60"))
LIGNES_REGISTRE = 9_000
LECTURE_SECONDES = 5
"""How long the officer looks at a workbook before she asks for the next one."""


class Lourd:
    """An officer who exports one call every few seconds, and register files imported without a pause, until told to
    stop."""

    def __init__(self, port: int, env: dict[str, str], courriel: str, appel_id: str, table: Path) -> None:
        self.port, self.env, self.courriel, self.appel_id, self.table = port, env, courriel, appel_id, table
        self.stop = threading.Event()
        self.exports = self.imports = 0
        self.failures: list[str] = []
        self.threads = [threading.Thread(target=work) for work in (self._export, self._import)]

    def __enter__(self) -> Lourd:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _export(self) -> None:
        visitor = Visiteur(self.port, 249)
        try:
            visitor.submit("connexion", "/connexion", [("courriel", self.courriel), ("mot_de_passe", MOT_DE_PASSE)])
            while not self.stop.is_set():
                visitor.submit("export", "/chiffres", [], to=f"/appels/{self.appel_id}/classeur")
                self.exports += 1
                visitor.link.close()  # the server would have closed an idle connection meanwhile
                self.stop.wait(LECTURE_SECONDES)
        except (Echec, OSError) as error:
            self.failures.append(f"export: {error}")

    def _import(self) -> None:
        command = [sys.executable, "-m", "acia", "referentiel", "importer", str(self.table), "--source", "Essai"]
        while not self.stop.is_set():
            done = subprocess.run(command, env=self.env, capture_output=True, text=True)
            if done.returncode:
                self.failures.append(f"import: {done.stdout}{done.stderr}"[-500:])
                return
            self.imports += 1


def _call_to_export(app: Flask) -> tuple[str, str]:
    """A call of many deposited files, and the address of the national pilot who exports it."""
    with app.app_context():
        appel = make_appel_publie({"29": DOSSIERS})
        appel_id = appel.id
        author, pilot = make_utilisateur(Role.REPRESENTANT), make_utilisateur(Role.PILOTE)
        secret, courriel = hash_password(MOT_DE_PASSE), pilot.courriel
        with transaction():
            pilot.mot_de_passe = secret
        for _ in range(DOSSIERS):
            make_candidature_deposee(db.session.get_one(Appel, appel_id), auteur=author)
        db.session.remove()
        db.engine.dispose()
    return courriel, str(appel_id)


@pytest.mark.complet
def test_s54_deposits_go_on_while_files_are_exported_and_the_register_imported(base_vide: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = environment(base_vide, tmp_path)
    app = create_app(from_environment(env))
    quiet_people, busy_people = prepare(app, ETABLISSEMENTS), prepare(app, ETABLISSEMENTS)
    courriel, appel_id = _call_to_export(app)
    table = tmp_path / "registre.csv"
    table.write_text(file_507(several(LIGNES_REGISTRE)), encoding="utf-8")
    with server(env, port):
        quiet, quiet_failures = rush(port, quiet_people, SECONDES)
        with Lourd(port, env, courriel, appel_id, table) as heavy:
            busy, busy_failures = rush(port, busy_people, SECONDES)
    before, after = (percentile(times["depot"], 0.95) for times in (quiet, busy))
    print(
        f"deposit p95 {before * 1e3:.0f} ms quiet, {after * 1e3:.0f} ms busy, ratio {after / before:.1f}; aim: at most "
        f"2 s; {heavy.exports} export(s), {heavy.imports} import(s), load {os.getloadavg()[0]:.1f}"
    )
    assert (quiet_failures, busy_failures, heavy.failures) == ([], [], [])
    assert heavy.exports
    assert heavy.imports
    with app.app_context():
        deposited = db.session.query(Candidature).filter(Candidature.deposee_at.is_not(None)).count()
        assert deposited == db.session.query(Accuse).count() == 2 * ETABLISSEMENTS + DOSSIERS
        db.session.remove()
        db.engine.dispose()
