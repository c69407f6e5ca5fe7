"""Opening a register file: compressed or not, with its fingerprint."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from acia.referentiel.lecteurs.enregistrement import FichierRefuse


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked when its content is gzip, whatever its name.

    Raises:
        FichierRefuse: the archive is truncated or damaged, now or while it is read in the block.
    """
    with path.open("rb") as brut:
        compresse = brut.read(2) == b"\x1f\x8b"
        brut.seek(0)
        try:
            if compresse:
                with gzip.GzipFile(fileobj=brut) as contenu:
                    yield cast("IO[bytes]", contenu)
            else:
                yield brut
        except (EOFError, gzip.BadGzipFile, zlib.error) as erreur:
            raise FichierRefuse("L’archive est tronquée ou abîmée : rien n’a été importé.") from erreur


def first_bytes(path: Path) -> bytes:
    """Return the beginning of the content, enough to recognise its layout."""
    with open_bytes(path) as contenu:
        return contenu.read(512)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the file as it was received."""
    with path.open("rb") as brut:
        return hashlib.file_digest(brut, "sha256").hexdigest()
