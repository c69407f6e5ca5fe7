"""Antivirus: clamd looks at received files after the commit; nothing waits for it, and disabled is not clean (S82)."""

from __future__ import annotations

import socket
import struct
import uuid
from datetime import datetime, timedelta
from typing import Final

from flask import current_app
from sqlalchemy import or_, select

from acia.core.db import db, transaction
from acia.core.documents.store import AnalyseAntivirus, Document, EtatAntivirus, read_document
from acia.core.errors import Introuvable
from acia.core.jobs import every_minute

TIMEOUT_S: Final = 30
BATCH: Final = 200
RETRY: Final = timedelta(hours=12)
_CHUNK: Final = 64 * 1024


LIBELLES_ANTIVIRUS: Final = {
    EtatAntivirus.NON_ANALYSE: ("non analysé", "gris"),
    EtatAntivirus.EN_ATTENTE: ("analyse antivirus en cours", "bleu"),
    EtatAntivirus.SAIN: ("aucun virus trouvé", "vert"),
    EtatAntivirus.INFECTE: ("virus trouvé, ne peut pas être ouvert", "rouge"),
    EtatAntivirus.ERREUR: ("n’a pas pu être analysé", "ambre"),
}


class ClamdAbsent(Exception):
    """clamd does not answer: files wait."""


def is_enabled() -> bool:
    """True when an antivirus is set up."""
    return bool(current_app.config["CLAMD"])


def etat_of(row: Document) -> EtatAntivirus:
    """What is known of a file; those we produce ourselves are clean."""
    if row.modele:
        return EtatAntivirus.SAIN
    if row.analyse is not None:
        return EtatAntivirus(row.analyse.etat)
    return EtatAntivirus.EN_ATTENTE if is_enabled() else EtatAntivirus.NON_ANALYSE


def scan(content: bytes, address: str) -> tuple[EtatAntivirus, str]:
    """Ask clamd about some bytes (INSTREAM); `address` is « host:port » or the path of a socket.

    Raises:
        ClamdAbsent: it does not answer, or not in time.
    """
    try:
        with _connect(address) as link:
            link.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(struct.pack(">I", 0))
            answer = link.makefile("rb").read(4096).rstrip(b"\0\n").decode("utf-8", "replace")
    except OSError as error:
        raise ClamdAbsent(str(error)) from error
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return EtatAntivirus.SAIN, ""
    if said.endswith(" FOUND"):
        return EtatAntivirus.INFECTE, said.removesuffix(" FOUND")[:200]
    return EtatAntivirus.ERREUR, said[:200]


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(TIMEOUT_S)
        link.connect(address)
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), TIMEOUT_S)


def words_of(row: Document) -> tuple[str, str] | None:
    """Text and tone to put beside the link of a file; nothing when there is nothing to say."""
    etat = etat_of(row)
    return None if etat is EtatAntivirus.SAIN else LIBELLES_ANTIVIRUS[etat]


@every_minute
def scan_waiting(now: datetime) -> None:
    """Look at the files that wait, oldest first, with no transaction open meanwhile (S64)."""
    if not is_enabled():
        return
    waiting = (
        select(Document.id)
        .outerjoin(AnalyseAntivirus, AnalyseAntivirus.document_id == Document.id)
        .where(
            Document.modele == "",
            or_(
                AnalyseAntivirus.document_id.is_(None),
                (AnalyseAntivirus.etat == EtatAntivirus.ERREUR) & (AnalyseAntivirus.analyse_at <= now - RETRY),
            ),
        )
        .order_by(Document.cree_at, Document.id)
        .limit(BATCH)
    )
    for document_id in list(db.session.execute(waiting).scalars()):
        try:
            etat, detail = scan(_bytes_of(document_id), current_app.config["CLAMD"])
        except ClamdAbsent as error:
            current_app.logger.warning("clamd does not answer: %s", error)
            return
        except Introuvable as error:
            etat, detail = EtatAntivirus.ERREUR, error.motif[:200]
        with transaction():
            db.session.merge(AnalyseAntivirus(document_id=document_id, etat=etat, detail=detail, analyse_at=now))
        if etat is EtatAntivirus.INFECTE:
            current_app.logger.error("document %s: infected, %s", document_id, detail)


def _bytes_of(document_id: uuid.UUID) -> bytes:
    content = read_document(db.session.get_one(Document, document_id))
    db.session.rollback()
    return content
