"""S82: the antivirus looks after the commit; a deposit never waits for it, and disabled is not clean."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.documents import (
    AnalyseAntivirus,
    Document,
    EtatAntivirus,
    check_all,
    etat_of,
    send_document,
    store_document,
)
from acia.core.documents.antivirus import scan_waiting
from acia.core.documents.integrity import ask_for_the_night_check
from acia.core.documents.store import _path_of
from acia.core.jobs import run_due
from acia.core.web import public
from tests.factories.client import signed_client
from tests.factories.comptes import make_utilisateur
from tests.factories.fichiers import PDF

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
# The harmless test string of the antivirus makers, cut in two so that no antivirus stops at this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FauxClamd:
    """A server that speaks INSTREAM: finds the test string, fails on « panne »."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.seen = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack(">I", stream.read(4))[0]:
                    content += stream.read(size)
                self.seen += 1
                verdict = b"OK"
                if EICAR in content:
                    verdict = b"Eicar-Signature FOUND"
                elif b"panne" in content:
                    verdict = b"INSTREAM size limit exceeded. ERROR"
                link.sendall(b"stream: " + verdict + b"\0")


@pytest.fixture
def clamd(app: Flask) -> Iterator[FauxClamd]:
    """An antivirus that answers, set up."""
    server = FauxClamd()
    app.config["CLAMD"] = server.address
    yield server
    server.server.close()


def keep(more: bytes = b"", auteur_id: object = None) -> Document:
    with transaction():
        return store_document("avis.pdf", PDF + more + b"\n%%EOF", now=MAINTENANT, auteur_id=auteur_id)  # type: ignore[arg-type]


def etat(row: Document) -> EtatAntivirus:
    db.session.rollback()
    return etat_of(row)


def test_s82_each_file_is_looked_at_once_and_the_test_virus_is_found(app: Flask, clamd: FauxClamd) -> None:
    clean, infected, failed = keep(), keep(EICAR), keep(b"panne")
    assert etat(clean) is EtatAntivirus.EN_ATTENTE
    scan_waiting(MAINTENANT)
    scan_waiting(MAINTENANT + timedelta(minutes=1))
    assert clamd.seen == 3
    assert [etat(row) for row in (clean, infected, failed)] == [
        EtatAntivirus.SAIN,
        EtatAntivirus.INFECTE,
        EtatAntivirus.ERREUR,
    ]
    found = db.session.execute(select(AnalyseAntivirus).where(AnalyseAntivirus.etat == "infecte")).scalar_one()
    assert found.detail == "Eicar-Signature"
    scan_waiting(MAINTENANT + timedelta(hours=13))
    assert clamd.seen == 4


def test_s82_an_antivirus_that_is_down_delays_nothing_and_loses_nothing(app: Flask, clamd: FauxClamd) -> None:
    app.config["CLAMD"] = "127.0.0.1:1"
    row = keep()
    scan_waiting(MAINTENANT)
    assert etat(row) is EtatAntivirus.EN_ATTENTE
    app.config["CLAMD"] = clamd.address
    scan_waiting(MAINTENANT + timedelta(hours=1))
    assert etat(row) is EtatAntivirus.SAIN


def test_s82_without_an_antivirus_a_file_is_not_said_clean(app: Flask) -> None:
    row = keep()
    scan_waiting(MAINTENANT)
    assert etat(row) is EtatAntivirus.NON_ANALYSE


def test_s82_nothing_unscanned_is_served_to_another_without_a_warning(app: Flask, clamd: FauxClamd) -> None:
    author, reader = make_utilisateur(), make_utilisateur()
    waiting, infected = keep(auteur_id=author.id), keep(EICAR, auteur_id=author.id)
    ids = {"attente": waiting.id, "infecte": infected.id}
    app.add_url_rule("/essai/<nom>", "essai", public(lambda nom: send_document(db.session.get_one(Document, ids[nom]))))
    assert signed_client(app, author).get("/essai/attente").mimetype == "application/pdf"
    client = signed_client(app, reader)
    warned = client.get("/essai/attente")
    assert warned.mimetype == "text/html"
    assert "n’est pas vérifié" in warned.text
    assert client.get("/essai/attente?malgre=1").mimetype == "application/pdf"
    scan_waiting(MAINTENANT)
    assert client.get("/essai/attente").mimetype == "application/pdf"
    for person in (author, reader):
        refused = signed_client(app, person).get("/essai/infecte?malgre=1")
        assert refused.status_code == 403
        assert "virus" in refused.text


def test_s86_one_flipped_byte_in_two_hundred_files_is_found_each_night(app: Flask) -> None:
    rows = [keep(str(n).encode()) for n in range(200)]
    for row in rows[::2]:
        path = _path_of(row.id)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    expected = {str(row.id) for row in rows[::2]}
    found = check_all()
    assert (found.nombre, set(found.alteres)) == (200, expected)


def test_s86_the_night_check_is_asked_once_a_day_and_written_in_the_journal(app: Flask) -> None:
    keep()
    night = MAINTENANT.replace(hour=2)
    for minute in (-90, 0, 1, 600):
        ask_for_the_night_check(night + timedelta(minutes=minute))
        run_due(night + timedelta(minutes=minute))
    events = db.session.execute(select(Evenement).where(Evenement.code == "documents_verifies")).scalars().all()
    assert [json.loads(e.donnees)["nombre"] for e in events] == [1]
