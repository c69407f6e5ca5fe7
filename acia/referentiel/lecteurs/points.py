"""Coordinates of a register file, kept until the establishment they belong to is read."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Container
from functools import lru_cache
from typing import Final

import numpy as np

from acia.referentiel.coordonnees import PROJECTIONS, recognise_projection, to_wgs84
from acia.referentiel.lecteurs.enregistrement import FichierRefuse, LigneInvalide, is_date

_SIMPLE: Final = re.compile(
    r"geolocalisation;([0-9AB]{9});(-?[0-9]{1,9}(?:\.[0-9]{1,12})?);(-?[0-9]{1,9}(?:\.[0-9]{1,12})?);([^;\"]*);([0-9-]{10})",
    re.ASCII,
)
_NOMBRE: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?", re.ASCII)
_NOMS: Final = tuple(PROJECTIONS)
_INCONNUE: Final = -1
_AILLEURS: Final = 999.0
"""Degrees of a point that the formulas cannot reach: out of every territory."""


class ProjectionInconnue(Exception):
    """The coordinates are given in a system we do not know; its argument is the label the file gives."""


class Points:
    """Coordinates by number, in arrays: a national file holds a hundred thousand of them."""

    def __init__(self) -> None:
        self._rangs: dict[str, int] = {}
        self._x, self._y, self._lignes, self._projections = array("d"), array("d"), array("L"), array("b")
        self._libelles: dict[int, str] = {}

    def add(self, texte: str, ligne: int) -> None:
        """Keep one `geolocalisation` line.

        Raises:
            FichierRefuse: it is truncated, or its number has coordinates already.
        """
        simple = _SIMPLE.fullmatch(texte)
        finess, x, y, source, jour = simple.groups() if simple else _fields(texte, ligne)
        if finess in self._rangs:
            raise FichierRefuse(f"les coordonnées de {finess} sont données deux fois.", ligne)
        if not is_date(jour):
            raise FichierRefuse("la ligne de coordonnées est tronquée : sa date manque.", ligne)
        rang = self._rangs[finess] = len(self._lignes)
        for nombres, valeur in zip((self._x, self._y), (x, y) if simple else _numbers(x, y), strict=True):
            nombres.append(float(valeur))
        self._lignes.append(ligne)
        projection = _projection(source)
        self._projections.append(projection)
        if projection == _INCONNUE:
            self._libelles[rang] = source[:60]

    def project(self) -> None:
        """Turn all coordinates into degrees, once the last one is kept."""
        if not self._rangs:
            return
        x, y, projections = np.frombuffer(self._x), np.frombuffer(self._y), np.frombuffer(self._projections, np.int8)
        for rang, nom in enumerate(_NOMS):
            masque = (projections == rang) & np.isfinite(x)
            if masque.any():
                with np.errstate(all="ignore"):
                    degres = to_wgs84(x[masque], y[masque], nom)
                x[masque], y[masque] = (np.nan_to_num(np.round(d, 7), nan=_AILLEURS) for d in degres)

    def position(self, numero: str) -> tuple[float, float] | None:
        """Return latitude and longitude of an establishment in degrees, None when the file gives none.

        Raises:
            LigneInvalide: they are not numbers.
            ProjectionInconnue: nobody knows what they measure.
        """
        rang = self._rangs.get(numero)
        if rang is None:
            return None
        latitude = self._x[rang]
        if math.isfinite(latitude) and rang not in self._libelles:
            return latitude, self._y[rang]
        if math.isnan(latitude):
            return None
        if math.isinf(latitude):
            raise LigneInvalide(f"les coordonnées de la ligne {self._lignes[rang]} ne sont pas des nombres")
        raise ProjectionInconnue(self._libelles[rang])

    def check_all_described(self, numeros: Container[str]) -> None:
        """Every point belongs to an establishment of the file.

        Raises:
            FichierRefuse: one does not.
        """
        for numero, rang in self._rangs.items():
            if numero not in numeros:
                raise FichierRefuse(
                    f"des coordonnées sont données pour {numero}, que le fichier ne décrit pas.", self._lignes[rang]
                )


def _fields(texte: str, ligne: int) -> list[str]:
    champs = next(csv.reader([texte], delimiter=";"))
    if len(champs) != 6:
        raise FichierRefuse(f"une ligne de coordonnées compte {len(champs)} champs au lieu de 6.", ligne)
    return [champ.strip() for champ in champs[1:4]] + [champs[4], champs[5].strip()]


def _numbers(x: str, y: str) -> tuple[str, str]:
    """Both numbers; NaN when both are absent, infinity when one is no number."""
    if _NOMBRE.fullmatch(x) and _NOMBRE.fullmatch(y):
        return x, y
    return ("inf", "inf") if x or y else ("nan", "nan")


@lru_cache(maxsize=4096)
def _projection(libelle: str) -> int:
    nom = recognise_projection(libelle)
    return _INCONNUE if nom is None else _NOMS.index(nom)
