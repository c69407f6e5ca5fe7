"""A flat file as blocks of whole lines, its size bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final, NamedTuple

import numpy as np

from acia.referentiel.lecteurs.enregistrement import FichierRefuse

TAILLE_MAX: Final = 4 * 1024**3
"""The national JSON flow unpacks to about one gigabyte: beyond four, the archive is not a register."""
_LONGUEUR_LIGNE_MAX: Final = 1 << 16
_BLOC: Final = 1 << 17
"""Small: what is made of a block stays near the processor."""
_FIN_LIGNE: Final = ord("\n")


class Bloc(NamedTuple):
    """Whole lines, a line feed between two of them and none after the last."""

    premiere: int
    """Number of the first line in the file."""
    nombre: int
    lignes: bytes

    @property
    def numeros(self) -> range:
        """The numbers of the lines in the file."""
        return range(self.premiere, self.premiere + self.nombre)


def blocks_of_lines(contenu: IO[bytes]) -> Iterator[Bloc]:
    """Yield the lines of a file, many at once, in bounded memory.

    Raises:
        FichierRefuse: a line or the file is longer than any register, or is no text.
    """
    reste, total, numero = b"", 0, 1
    while lu := contenu.read(_BLOC):
        total += len(lu)
        lignes, fin, reste = (reste + lu).rpartition(b"\n")
        if fin:
            bloc = _checked(numero, lignes)
            yield bloc
            numero += bloc.nombre
        if len(reste) > _LONGUEUR_LIGNE_MAX or total > TAILLE_MAX:
            raise FichierRefuse("la ligne ou le fichier est plus long que n’importe quel registre.", numero)
    if reste:
        yield _checked(numero, reste)


def _checked(premiere: int, lignes: bytes) -> Bloc:
    rang = lignes.find(b"\0")
    if rang >= 0:
        raise FichierRefuse("le fichier n’est pas un texte.", premiere + lignes.count(b"\n", 0, rang))
    # An array counts ten times quicker than bytes.
    nombre = 1 + int(np.count_nonzero(np.frombuffer(lignes, np.uint8) == _FIN_LIGNE))
    return Bloc(premiere, nombre, lignes)
