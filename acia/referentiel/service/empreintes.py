"""What tells whether the values of an establishment are those already stored: a fingerprint of 16 bytes."""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Sequence
from typing import Any, Final, cast

import numpy as np
from sqlalchemy import String, Table
from xxhash import xxh3_128_digest

from acia.core.copie import fields_of, kinds_of, texts_of
from acia.referentiel.lecteurs import EtablissementLu, Lot
from acia.referentiel.models import Etablissement

_TABLE: Final = cast(Table, Etablissement.__table__)
LUES: Final = (
    *(nom.replace("departement", "departement_code") for nom in EtablissementLu._fields),
    "protection_enfance",
)
"""The columns that hold what a file says of an establishment, and what follows from it: the fingerprint is theirs."""
_GENRES: Final = kinds_of(_TABLE, LUES)
_TEXTES: Final = slice(0, 17)
_AUTRES: Final = slice(_TEXTES.stop, len(LUES))
_LONGUEURS: Final = [cast(String, _TABLE.c[nom].type).length or 0 for nom in LUES[_TEXTES]]
"""Longest text of each column: PostgreSQL refuses more, SQLite would keep it."""
EMPREINTE: Final = np.dtype("V16")
SANS_EMPREINTE: Final = "0" * 32


def values_of(lot: Lot, protege: Sequence[bool]) -> list[bytes]:
    """Return what is read of each establishment, as COPY takes it.

    A text longer than its column is cut in the lot first.
    """
    textes, longueurs = texts_of(lot.colonnes[_TEXTES])
    # Bytes, never fewer than characters.
    trop_longues = [rang for rang, longueur in enumerate(longueurs) if longueur > _LONGUEURS[rang]]
    for rang in trop_longues:
        lot.colonnes[rang] = [texte.decode()[: _LONGUEURS[rang]].encode() for texte in lot.colonnes[rang]]
    if trop_longues:
        textes, _ = texts_of(lot.colonnes[_TEXTES])
    autres = fields_of(_GENRES[_AUTRES], [*lot.colonnes[_AUTRES], protege])
    return list(map(bytes.__add__, textes, autres))


def fingerprints_of(valeurs: Sequence[bytes]) -> Any:
    """Return the fingerprint of each establishment, whose values are given."""
    return np.frombuffer(b"".join(map(xxh3_128_digest, valeurs)), EMPREINTE)


def written(empreintes: Any) -> list[bytes]:
    """Return fingerprints as they are stored."""
    return hexlify(empreintes.tobytes(), " ", EMPREINTE.itemsize).split(b" ")
