"""Releases notices in a process of its own, which is killed at the moment asked for: `python -m` this module.

Each line of the standard input is a delay in seconds, « inf » for as long as it takes, followed by « par morceaux » to
commit each notice by itself, a fault that the test must see. Each line answered is the exit code: 0, or -9 when killed.
"""

from __future__ import annotations

import multiprocessing
import sys
import uuid
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import configure_mappers

from acia import create_app
from acia.commission.service import decisions, send_notices
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.conftest import settings_for
from tests.integration.commission.conftest import ENVOI, LIEN_MEMBRE

NOM = "publication"
"""What the server calls the connection of the process that is killed."""


def release(app: Flask, commission_id: uuid.UUID, auteur_id: uuid.UUID, in_pieces: bool) -> None:
    """Release the notices as the page does."""
    if in_pieces:
        _commit_each_notice()
    with app.app_context(), transaction():
        auteur = db.session.get_one(Utilisateur, auteur_id)
        send_notices(commission_id, "Signé.", lien_membre=LIEN_MEMBRE, version=None, auteur=auteur, now=ENVOI)


def _commit_each_notice() -> None:
    genuine = decisions._close_file

    def close_and_commit(candidature: object) -> None:
        genuine(candidature)  # type: ignore[arg-type]
        db.session.commit()

    decisions._close_file = close_and_commit
    decisions.touch = lambda _commission: None


def main() -> None:
    url, folder, commission, auteur = sys.argv[1:]
    settings = settings_for(url, Path(folder))
    if url.startswith("postgresql"):
        settings.SQLALCHEMY_ENGINE_OPTIONS["connect_args"]["application_name"] = NOM
    app, forks = create_app(settings, SettableClock(ENVOI)), multiprocessing.get_context("fork")
    configure_mappers()
    for line in sys.stdin:
        delay, _, manner = line.strip().partition(" ")
        asked = (app, uuid.UUID(commission), uuid.UUID(auteur), bool(manner))
        process = forks.Process(target=release, args=asked)
        process.start()
        process.join(None if delay == "inf" else float(delay))
        process.kill()
        process.join()
        print(process.exitcode, flush=True)


if __name__ == "__main__":
    main()
