"""Opening a register file: compressed or not, with its fingerprint and its size bounded."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

from acia.referentiel.lecteurs.enregistrement import FichierRefuse

TAILLE_MAX: Final = 4 * 1024**3
"""The national JSON flow unpacks to about one gigabyte: beyond four, the archive is not a register."""
_LONGUEUR_LIGNE_MAX: Final = 1 << 16
_BLOC: Final = 1 << 17
"""Small: what is made of a block stays near the processor."""


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


def blocks_of_lines(contenu: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines, many at once without the end of the last, and the number of the first, in bounded memory.

    Raises:
        FichierRefuse: a line or the file is longer than any register, or is no text.
    """
    reste, total, numero = b"", 0, 1
    while bloc := contenu.read(_BLOC):
        total += len(bloc)
        lignes, fin, reste = (reste + bloc).rpartition(b"\n")
        if fin:
            yield numero, _checked(lignes, numero)
            numero += lignes.count(b"\n") + 1
        if len(reste) > _LONGUEUR_LIGNE_MAX or total > TAILLE_MAX:
            raise FichierRefuse("la ligne ou le fichier est plus long que n’importe quel registre.", numero)
    if reste:
        yield numero, _checked(reste, numero)


def _checked(lignes: bytes, premiere: int) -> bytes:
    rang = lignes.find(b"\0")
    if rang >= 0:
        raise FichierRefuse("le fichier n’est pas un texte.", premiere + lignes.count(b"\n", 0, rang))
    return lignes
