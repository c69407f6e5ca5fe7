"""Store of immutable files. The bytes are on disk before the row commits; a row never points to nothing."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.core.db import Base, db, enum_check, uuid_pk
from acia.core.documents.kinds import USUELS, Format, recognise
from acia.core.errors import Introuvable

MAX_NAME = 150
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_thrown_away: ContextVar[list[uuid.UUID] | None] = ContextVar("thrown_away", default=None)


class EtatAntivirus(StrEnum):
    """What is known of a received file. Nothing is known of it while no antivirus is set up."""

    NON_ANALYSE = "non_analyse"
    EN_ATTENTE = "en_attente"
    SAIN = "sain"
    INFECTE = "infecte"
    ERREUR = "erreur"


class AnalyseAntivirus(Base):
    """The last verdict of the antivirus on a file; a file without a row has not been looked at."""

    __tablename__ = "analyse_antivirus"
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    etat: Mapped[str] = mapped_column(String(12))
    detail: Mapped[str] = mapped_column(String(200), default="")
    """Name of the virus, or what went wrong."""
    analyse_at: Mapped[datetime]

    __table_args__ = (enum_check("etat", EtatAntivirus, "etat_connu"),)


class Document(Base):
    """A file: received from a person (`modele` empty) or produced from a template."""

    __tablename__ = "document"
    id: Mapped[uuid.UUID] = uuid_pk()
    nom: Mapped[str] = mapped_column(String(200))
    type_mime: Mapped[str] = mapped_column(String(80))
    taille: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    cree_at: Mapped[datetime]
    auteur_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    modele: Mapped[str] = mapped_column(String(60), default="")
    """Template and version, such as « accuse/v1 »."""
    contexte: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    analyse: Mapped[AnalyseAntivirus | None] = relationship(viewonly=True, lazy="selectin")


def clean_name(name: str, extension: str) -> str:
    """Return a display name: NFC, no control or bidi character, no path, at most 150 characters, extension kept."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip(" .")
    stem = _EXTENSION.sub("", text)
    return (stem.strip(" .")[: MAX_NAME - len(extension)] or "document") + extension


def store_document(
    name: str,
    content: bytes,
    *,
    now: datetime,
    auteur_id: uuid.UUID | None,
    formats: frozenset[Format] = USUELS,
    modele: str = "",
    contexte: dict[str, Any] | None = None,
) -> Document:
    """Write the bytes durably, then add their row to the current transaction.

    Raises:
        TypeRefuse: the content is none of the accepted `formats`, or is not what its name says.
    """
    genre = recognise(content, formats, name)
    row = Document(
        id=uuid.uuid4(),
        nom=clean_name(name, genre.extension),
        type_mime=genre.mime,
        taille=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        cree_at=now,
        auteur_id=auteur_id,
        modele=modele,
        contexte=contexte,
    )
    doomed = _thrown_away.get()
    if doomed is not None:
        doomed.append(row.id)
    path = _path_of(row.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    db.session.add(row)
    db.session.flush()
    return row


@contextmanager
def bytes_thrown_away() -> Iterator[None]:
    """Remove at the end the bytes of all that is stored meanwhile: for an act that is undone."""
    doomed: list[uuid.UUID] = []
    token = _thrown_away.set(doomed)
    try:
        yield
    finally:
        _thrown_away.reset(token)
        for document_id in doomed:
            _path_of(document_id).unlink(missing_ok=True)


def read_document(row: Document) -> bytes:
    """Return the bytes, checked against their SHA-256.

    Raises:
        Introuvable: the bytes are missing or have changed.
    """
    path = _path_of(row.id)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        current_app.logger.error("document %s: bytes missing or altered", row.id)
        raise Introuvable("Ce document ne peut pas être servi : son contenu ne correspond plus à son empreinte.")
    return content


def _path_of(document_id: uuid.UUID) -> Path:
    name = document_id.hex
    return Path(current_app.config["DONNEES"]) / "documents" / name[:2] / name
