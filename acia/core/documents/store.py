"""Store of immutable files. The bytes are on disk before the row commits; a row never points to nothing."""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, current_app, send_file
from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, db, uuid_pk
from acia.core.errors import ActionRefusee, Introuvable

MAX_BYTES = 25 * 1024 * 1024
MAX_NAME = 150
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)


class TypeRefuse(ActionRefusee):
    """The file is not of an accepted type, or not readable."""


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


def clean_name(name: str, extension: str) -> str:
    """Return a display name: NFC, no control or bidi character, no path, at most 150 characters, extension kept."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip(" .")
    stem = _EXTENSION.sub("", text)
    return (stem.strip(" .")[: MAX_NAME - len(extension)] or "document") + extension


def sniff(content: bytes) -> tuple[str, str]:
    """Return (MIME type, extension) read from the content itself.

    Raises:
        TypeRefuse: empty, too large, or neither PDF, PNG nor JPEG.
    """
    if not content:
        raise TypeRefuse("Ce fichier est vide. Choisissez-en un autre.")
    if len(content) > MAX_BYTES:
        raise TypeRefuse("Ce fichier dépasse 25 Mo. Réduisez-le, ou numérisez-le dans une définition plus basse.")
    for signature, mime, extension in _SIGNATURES:
        if content.startswith(signature):
            if mime == "application/pdf" and b"%%EOF" not in content[-2048:]:
                raise TypeRefuse("Ce PDF est incomplet : il a sans doute été coupé. Enregistrez-le de nouveau.")
            return mime, extension
    raise TypeRefuse("Ce fichier n’est ni un PDF, ni une image PNG ou JPEG. Enregistrez votre document en PDF.")


def store_document(
    name: str,
    content: bytes,
    *,
    now: datetime,
    auteur_id: uuid.UUID | None,
    modele: str = "",
    contexte: dict[str, Any] | None = None,
) -> Document:
    """Write the bytes durably, then add their row to the current transaction.

    Raises:
        TypeRefuse: the content is not accepted.
    """
    mime, extension = sniff(content)
    row = Document(
        id=uuid.uuid4(),
        nom=clean_name(name, extension),
        type_mime=mime,
        taille=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        cree_at=now,
        auteur_id=auteur_id,
        modele=modele,
        contexte=contexte,
    )
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


def send_document(row: Document) -> Response:
    """Serve a file as a download, never rendered in our pages (S81)."""
    response = send_file(
        io.BytesIO(read_document(row)), mimetype=row.type_mime, as_attachment=True, download_name=row.nom
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _path_of(document_id: uuid.UUID) -> Path:
    name = document_id.hex
    return Path(current_app.config["DONNEES"]) / "documents" / name[:2] / name
