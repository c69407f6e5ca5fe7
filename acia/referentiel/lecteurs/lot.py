"""Establishments read together, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any, Final

from acia.referentiel.lecteurs.enregistrement import EtablissementLu

_RANGS: Final = {nom: rang for rang, nom in enumerate(EtablissementLu._fields)}


class Lot:
    """The columns of `EtablissementLu` in their order, all of one length; texts and days are bytes, in UTF-8."""

    def __init__(self, colonnes: Sequence[Sequence[Any]]) -> None:
        self.colonnes = list(colonnes)

    @classmethod
    def of(cls, lus: Sequence[EtablissementLu]) -> Lot:
        """Turn establishments read one by one, one at least, into columns."""
        return cls([list(map(_encoded, colonne)) for colonne in zip(*lus, strict=True)])

    def __len__(self) -> int:
        return len(self.colonnes[0])

    def __getitem__(self, nom: str) -> Sequence[Any]:
        return self.colonnes[_RANGS[nom]]

    def only(self, gardes: Sequence[bool]) -> Lot:
        """Return the establishments whose place is marked."""
        return Lot([list(compress(colonne, gardes)) for colonne in self.colonnes])

    def rows(self) -> Iterator[EtablissementLu]:
        """Yield the establishments one by one."""
        return map(EtablissementLu._make, zip(*map(_decoded, self.colonnes), strict=True))


def _decoded(colonne: Sequence[Any]) -> list[Any]:
    return [valeur.decode() if isinstance(valeur, bytes) else valeur for valeur in colonne]


def _encoded(valeur: Any) -> Any:
    return valeur.encode() if isinstance(valeur, str) else valeur
