"""What tells whether the values of an establishment are those already stored: a fingerprint of 16 bytes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import blake2b
from operator import add
from typing import Any, Final, cast

import numpy as np
from sqlalchemy import String, Table

from acia.core.bulk import SEPARATEUR
from acia.referentiel.lecteurs import EtablissementLu, Lot
from acia.referentiel.models import Etablissement

_TABLE: Final = cast(Table, Etablissement.__table__)
_TEXTES: Final = slice(0, 17)
_JOURS: Final = slice(17, 21)
LARGEUR: Final = _JOURS.stop
"""How many columns a line holds."""
_LONGUEURS: Final = np.array(
    [
        cast(String, _TABLE.c[nom.replace("departement", "departement_code")].type).length or 0
        for nom in EtablissementLu._fields[_TEXTES]
    ]
)
"""Longest text of each column: PostgreSQL refuses more, SQLite would keep it."""
_NOMBRES: Final = np.dtype([("lat", "<f8"), ("lon", "<f8"), ("justice", "?"), ("ouvert", "?"), ("protege", "?")])
EMPREINTE: Final = np.dtype("V16")
SANS_EMPREINTE: Final = "0" * 32
_ESPACE: Final = ord(" ")


def lines_of(lot: Lot) -> list[bytes]:
    """Return the texts and days of each establishment on one line.

    A text longer than its column is cut in the lot first.
    """
    lignes = _joined(lot)
    octets = np.frombuffer(lignes, np.uint8)
    # Ends of fields and of lines: reading makes spaces of the other control characters.
    fins = np.flatnonzero(octets < _ESPACE)
    longueurs = np.diff(fins, prepend=-1, append=len(octets)).reshape(len(lot), LARGEUR) - 1
    # Bytes, never fewer than characters.
    trop_longues = np.flatnonzero(longueurs.max(axis=0)[_TEXTES] > _LONGUEURS).tolist()
    for rang in trop_longues:
        lot.colonnes[rang] = [texte[: _LONGUEURS[rang]] for texte in lot.colonnes[rang]]
    return (_joined(lot) if trop_longues else lignes).split(b"\n")


def _joined(lot: Lot) -> bytes:
    jours = [_known(colonne) if colonne[0] is None else colonne for colonne in lot.colonnes[_JOURS]]
    try:
        lignes = _side_by_side([*lot.colonnes[_TEXTES], *jours])
    except TypeError:  # a day is unknown further on
        lignes = _side_by_side([*lot.colonnes[_TEXTES], *map(_known, jours)])
    return lignes.encode()


def _known(jours: Sequence[str | None]) -> list[str]:
    return [jour or "" for jour in jours]


def _side_by_side(colonnes: Sequence[Sequence[str]]) -> str:
    return "\n".join(map(SEPARATEUR.join, zip(*colonnes, strict=True)))


def fingerprints_of(lot: Lot, lignes: Sequence[bytes], protege: Any) -> Any:
    """Return the fingerprint of each establishment, whose texts and days are given."""
    nombres = np.empty(len(lot), _NOMBRES)
    for nom in ("lat", "lon"):
        degres = _as_numbers(lot[nom])
        # Nothing and both zeros are one.
        nombres[nom] = np.where(np.isnan(degres), 0.0, degres) + 0.0
    nombres["justice"], nombres["ouvert"], nombres["protege"] = lot["habilitation_justice"], lot["ouvert"], protege
    entieres = map(add, lignes, nombres.view(f"V{_NOMBRES.itemsize}").tolist())
    empreintes = [blake2b(ligne, digest_size=EMPREINTE.itemsize).digest() for ligne in entieres]
    return np.frombuffer(b"".join(empreintes), EMPREINTE)


def _as_numbers(colonne: Sequence[float | None]) -> Any:
    try:
        return np.frombuffer(array("d", colonne))  # type: ignore[type-var]
    except TypeError:  # None, which numpy takes, five times slower
        return np.array(colonne, np.float64)


def written(empreintes: Any) -> list[str]:
    """Return fingerprints as they are stored."""
    return str(empreintes.tobytes().hex(" ", EMPREINTE.itemsize)).split(" ")
