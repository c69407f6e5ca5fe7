"""Coordinates of a register file, kept until the establishment they belong to is read."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from acia.referentiel.coordonnees import PROJECTIONS, recognise_projection, to_wgs84
from acia.referentiel.lecteurs.cles import Repertoire, digits_of, hold_days, keys_of, number_of, ranks_of
from acia.referentiel.lecteurs.enregistrement import FichierRefuse, LigneInvalide, is_date
from acia.referentiel.lecteurs.grille import Grille
from acia.referentiel.lecteurs.texte import without_returns

_SIMPLE: Final = re.compile(
    r"geolocalisation;([0-9AB]{9});(-?[0-9]{1,9}(?:\.[0-9]{1,12})?);(-?[0-9]{1,9}(?:\.[0-9]{1,12})?);([^;\"]*);([0-9-]{10})",
    re.ASCII,
)
NOMBRE: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?", re.ASCII)
_NOMS: Final = tuple(PROJECTIONS)
_INCONNUE: Final = -1
_AILLEURS: Final = 999.0
"""Degrees of a point that the formulas cannot reach: out of every territory."""


class ProjectionInconnue(Exception):
    """The coordinates are given in a system we do not know; its argument is the label the file gives."""


class Points:
    """Coordinates by number, in arrays: a national file holds a hundred thousand of them."""

    def __init__(self) -> None:
        self._cles, self._lignes, self._projections = array("q"), array("q"), array("b")
        self._x, self._y = array("d"), array("d")
        self._autres: dict[str, int] = {}
        """Ranks of what is not written as a number: a rejected row may bear it all the same."""
        self._libelles: dict[int, str] = {}

    def add(self, numeros: Sequence[int], lignes: bytes) -> None:
        """Keep `geolocalisation` lines, given with their numbers in the file.

        Raises:
            FichierRefuse: one of them is truncated.
        """
        lignes = without_returns(lignes)
        if numeros and not self._add_together(lignes, numeros):
            for ligne, numero in zip(lignes.decode("latin-1").split("\n"), numeros, strict=True):
                self._add_alone(ligne, numero)

    def _add_together(self, lignes: bytes, numeros: Sequence[int]) -> bool:
        grille = None if b'"' in lignes or b"\r" in lignes else Grille.of(lignes, len(numeros), 6)
        if grille is None:
            return False
        cles, jours, x, y = grille.slots(1, 9), grille.slots(5, 10), grille.numbers(2), grille.numbers(3)
        rangs = None if cles is None else ranks_of(cles)
        if rangs is None or jours is None or x is None or y is None:
            return False
        if not hold_days(jours) and not all(is_date(jour.decode("latin-1")) for jour in set(grille.texts(5))):
            return False
        sources = grille.texts(4)
        projections = {source: _projection(source.decode("latin-1")) for source in set(sources)}
        if _INCONNUE in projections.values():
            return False
        self._cles.frombytes(keys_of(rangs).tobytes())
        self._x.frombytes(x.tobytes())
        self._y.frombytes(y.tobytes())
        self._lignes.extend(numeros)
        self._projections.extend(map(projections.__getitem__, sources))
        return True

    def _add_alone(self, texte: str, ligne: int) -> None:
        simple = _SIMPLE.fullmatch(texte)
        finess, x, y, source, jour = simple.groups() if simple else _fields(texte, ligne)
        if not is_date(jour):
            raise FichierRefuse("la ligne de coordonnées est tronquée : sa date manque.", ligne)
        rang = len(self._lignes)
        chiffres = digits_of([finess.encode()])
        if chiffres is None:
            if finess in self._autres:
                raise _given_twice(finess, ligne)
            self._autres[finess] = rang
        self._cles.append(~rang if chiffres is None else int(keys_of(chiffres)[0]))
        for nombres, valeur in zip((self._x, self._y), (x, y) if simple else _numbers(x, y), strict=True):
            nombres.append(float(valeur))
        self._lignes.append(ligne)
        projection = _projection(source)
        self._projections.append(projection)
        if projection == _INCONNUE:
            self._libelles[rang] = source[:60]

    def project(self) -> None:
        """Turn all coordinates into degrees, once the last one is kept.

        Raises:
            FichierRefuse: a number has coordinates twice.
        """
        cles = np.frombuffer(self._cles, np.int64)
        self._repertoire, self._servis = Repertoire(cles), np.zeros(len(cles), bool)
        doubles = self._repertoire.repeated()
        if len(doubles):
            raise _given_twice(number_of(int(cles[doubles[0]])), self._lignes[doubles[0]])
        x, y = np.frombuffer(self._x), np.frombuffer(self._y)
        self._inconnues = np.frombuffer(self._projections, np.int8) == _INCONNUE
        for rang, nom in enumerate(_NOMS):
            masque = (np.frombuffer(self._projections, np.int8) == rang) & np.isfinite(x)
            if masque.any():
                with np.errstate(all="ignore"):
                    degres = to_wgs84(x[masque], y[masque], nom)
                x[masque], y[masque] = (np.nan_to_num(np.round(d, 7), nan=_AILLEURS) for d in degres)
        self._degres = np.stack((x, y), axis=1)

    def positions(self, chiffres: Any) -> Any:
        """Return latitude and longitude of establishments in degrees, one row for each; NaN where there are none.

        None is returned when one of them is doubtful: `position` says why.
        """
        rangs = self._repertoire.ranks(keys_of(chiffres))
        connus = rangs >= 0
        positions = np.full((len(rangs), 2), np.nan)
        if self._inconnues[rangs[connus]].any():
            return None
        self._servis[rangs[connus]] = True
        positions[connus] = self._degres[rangs[connus]]
        return None if np.isinf(positions).any() else positions

    def position(self, numero: str) -> tuple[float, float] | None:
        """Return latitude and longitude of an establishment in degrees, None when the file gives none.

        Raises:
            LigneInvalide: they are not numbers.
            ProjectionInconnue: nobody knows what they measure.
        """
        chiffres = digits_of([numero.encode()])
        rang = self._autres.get(numero, -1) if chiffres is None else int(self._repertoire.ranks(keys_of(chiffres))[0])
        if rang < 0:
            return None
        latitude, longitude = self._degres[rang].tolist()
        if math.isfinite(latitude) and rang not in self._libelles:
            return latitude, longitude
        if math.isnan(latitude):
            return None
        if math.isinf(latitude):
            raise LigneInvalide(f"les coordonnées de la ligne {self._lignes[rang]} ne sont pas des nombres")
        raise ProjectionInconnue(self._libelles[rang])

    def check_all_described(self, numeros: Container[bytes]) -> None:
        """Every point belongs to an establishment of the file.

        Raises:
            FichierRefuse: one does not.
        """
        autres = {rang: numero for numero, rang in self._autres.items()}
        for rang in map(int, np.flatnonzero(~self._servis)):
            numero = autres.get(rang) or number_of(self._cles[rang])
            if numero.encode() not in numeros:
                raise FichierRefuse(
                    f"des coordonnées sont données pour {numero}, que le fichier ne décrit pas.", self._lignes[rang]
                )


def _given_twice(numero: str, ligne: int) -> FichierRefuse:
    return FichierRefuse(f"les coordonnées de {numero} sont données deux fois.", ligne)


def _fields(texte: str, ligne: int) -> list[str]:
    champs = next(csv.reader([texte], delimiter=";"))
    if len(champs) != 6:
        raise FichierRefuse(f"une ligne de coordonnées compte {len(champs)} champs au lieu de 6.", ligne)
    return [champ.strip() for champ in champs[1:4]] + [champs[4], champs[5].strip()]


def _numbers(x: str, y: str) -> tuple[str, str]:
    """Both numbers; NaN when both are absent, infinity when one is no number."""
    if NOMBRE.fullmatch(x) and NOMBRE.fullmatch(y):
        return x, y
    return ("inf", "inf") if x or y else ("nan", "nan")


@lru_cache(maxsize=4096)
def _projection(libelle: str) -> int:
    nom = recognise_projection(libelle)
    return _INCONNUE if nom is None else _NOMS.index(nom)
