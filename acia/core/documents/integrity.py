"""Every night all files are read again and compared with their fingerprints (S86)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from acia.core.audit import declare_events, record
from acia.core.db import db, transaction
from acia.core.documents.store import Document, read_document
from acia.core.errors import Introuvable
from acia.core.jobs import every_minute, handler, request_job

NUIT_UTC: Final = range(1, 5)
_BATCH: Final = 500

declare_events(
    {"documents_verifies": "{nombre} fichiers relus, {alteres} absents ou altérés. {liste}"},
    keys={"documents_verifies": ("nombre", "alteres", "liste")},
)


@dataclass(frozen=True)
class Controle:
    """What a reading of all files found; `alteres` are the ids of those missing or changed."""

    nombre: int
    alteres: tuple[str, ...]


def check_all() -> Controle:
    """Read every file and compare it with its SHA-256, a few rows at a time."""
    ids = list(db.session.execute(select(Document.id).order_by(Document.id)).scalars())
    broken: list[str] = []
    for start in range(0, len(ids), _BATCH):
        wanted = select(Document).where(Document.id.in_(ids[start : start + _BATCH])).order_by(Document.id)
        for row in list(db.session.execute(wanted).scalars()):
            try:
                read_document(row)
            except Introuvable:
                broken.append(str(row.id))
        db.session.rollback()
        db.session.expunge_all()
    return Controle(len(ids), tuple(broken))


@every_minute
def ask_for_the_night_check(now: datetime) -> None:
    """Ask once a night, while nobody deposits."""
    if now.hour in NUIT_UTC:
        with transaction():
            request_job("verifier_documents", cle=f"verifier_documents:{now.date()}", donnees={}, now=now)


@handler("verifier_documents")
def _check(donnees: dict[str, Any], now: datetime) -> None:
    found = check_all()
    with transaction():
        record(
            "documents_verifies",
            ("document", "tous"),
            auteur=None,
            now=now,
            nombre=found.nombre,
            alteres=len(found.alteres),
            liste=" ".join(found.alteres[:20]),
        )
