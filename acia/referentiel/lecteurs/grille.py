"""Lines of one width as places in their bytes: columns of digits are read without making a text of each field."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

_FIN_CHAMP, _FIN_LIGNE, _POINT, _ZERO = map(ord, ";\n.0")
_NOMBRE_MAX: Final = 14
"""Characters of a number: whole numbers of as many digits are exact in a float, so is their power of ten."""


class Grille(NamedTuple):
    """Where each field of each line begins and ends: one row for each line."""

    lignes: bytes
    octets: Any
    debuts: Any
    fins: Any

    @classmethod
    def of(cls, lignes: bytes, nombre: int, largeur: int) -> Grille | None:
        """Cut lines, a line feed between two of them and no quote; None when one of them has another width."""
        octets = np.frombuffer(lignes + b"\n", np.uint8)
        est_fin = octets == _FIN_LIGNE
        bouts = np.flatnonzero(est_fin | (octets == _FIN_CHAMP))
        if len(bouts) != nombre * largeur or np.count_nonzero(est_fin) != nombre:
            return None
        debuts = np.concatenate(([0], bouts[:-1] + 1)).reshape(nombre, largeur)
        fins = bouts.reshape(nombre, largeur)
        return cls(lignes, octets, debuts, fins) if est_fin[fins[:, -1]].all() else None

    def slots(self, rang: int, longueur: int) -> Any:
        """Return the bytes of a column, one row for each line, None when one of its fields has another length."""
        debuts = self.debuts[:, rang]
        if (self.fins[:, rang] - debuts != longueur).any():
            return None
        return self.octets[debuts[:, None] + np.arange(longueur)]

    def texts(self, rang: int) -> list[bytes]:
        """Return the fields of a column."""
        lignes = self.lignes
        places = zip(self.debuts[:, rang].tolist(), self.fins[:, rang].tolist(), strict=True)
        return [lignes[debut:fin] for debut, fin in places]

    def numbers(self, rang: int) -> Any:
        """Return the numbers written in a column, None when one of them has a sign or is not written as usual."""
        longueurs = self.fins[:, rang] - self.debuts[:, rang]
        plus_longue = int(longueurs.max())
        if not longueurs.all() or plus_longue > _NOMBRE_MAX:
            return None
        # Aligned on their last characters: what comes before a shorter one belongs to another field.
        places = np.maximum(self.fins[:, rang, None] - np.arange(plus_longue, 0, -1), 0)
        cases = self.octets[places].T
        dedans = np.arange(plus_longue)[:, None] >= plus_longue - longueurs
        points, chiffres = (cases == _POINT) & dedans, cases - _ZERO
        est_chiffre = (chiffres < 10) & dedans
        decimales = points[::-1].argmax(axis=0)
        premieres = plus_longue - longueurs, np.arange(len(longueurs))
        longueurs_entieres = longueurs - decimales - (decimales > 0)
        # Digits and one point, between two of them; no zero before another digit.
        sains = (
            ((est_chiffre | points) == dedans).all()
            and (points.sum(axis=0) <= 1).all()
            and not (points[-1] | points[premieres]).any()
            and ((chiffres[premieres] != 0) | (longueurs_entieres == 1)).all()
        )
        if not sains:
            return None
        entiers = np.zeros(len(longueurs), np.int64)
        for case, compte in zip(chiffres, est_chiffre, strict=True):
            entiers = np.where(compte, entiers * 10 + case, entiers)
        nombres = entiers / 10.0**decimales
        return nombres if (nombres < 1e9).all() else None
