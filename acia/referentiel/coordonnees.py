"""Projected coordinates of the register → latitude and longitude, by closed formula. Pure.

Lambert-93 is a conformal conic, the overseas systems are UTM zones; RGF93, RGAF09 and their cousins coincide
with WGS84 at the scale of a register (less than a metre). Everything takes one point or arrays of them alike.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np


@dataclass(frozen=True)
class Ellipsoide:
    """Semi-major axis in metres and square of the first eccentricity."""

    demi_grand_axe: float
    excentricite_2: float


GRS80: Final = Ellipsoide(6378137.0, 0.0066943800229)


@dataclass(frozen=True)
class ConiqueConforme:
    """Lambert conformal conic given by its exponent, constant, pole and central meridian (radians)."""

    ellipsoide: Ellipsoide
    exposant: float
    constante: float
    x_pole: float
    y_pole: float
    meridien: float

    def to_wgs84(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return latitude and longitude in degrees."""
        dx, dy = x - self.x_pole, self.y_pole - y
        isometrique = -np.log(np.hypot(dx, dy) / abs(self.constante)) / self.exposant
        longitude = self.meridien + np.arctan2(dx, dy) / self.exposant
        return np.degrees(_latitude(isometrique, self.ellipsoide.excentricite_2)), np.degrees(longitude)


def _latitude(isometrique: Any, excentricite_2: float) -> Any:
    """Latitude whose isometric latitude is given, by the series of Snyder (1987, eq. 3-5) to e⁸: less than 0.1 mm."""
    conforme = 2 * np.arctan(np.exp(isometrique)) - math.pi / 2
    a, b, c, d = _snyder(excentricite_2)
    s2, c2 = np.sin(2 * conforme), np.cos(2 * conforme)
    return conforme + s2 * (a + c2 * (b + c2 * (c + c2 * d)))


@lru_cache(maxsize=4)
def _snyder(e2: float) -> tuple[float, float, float, float]:
    """Coefficients of the series in sin 2χ, gathered by powers of cos 2χ."""
    a = e2 / 2 + 5 * e2**2 / 24 + e2**3 / 12 + 13 * e2**4 / 360
    b = 7 * e2**2 / 48 + 29 * e2**3 / 240 + 811 * e2**4 / 11520
    c = 7 * e2**3 / 120 + 81 * e2**4 / 1120
    d = 4279 * e2**4 / 161280
    return a - c, 2 * b - 4 * d, 4 * c, 8 * d


@dataclass(frozen=True)
class MercatorTransverse:
    """Transverse Mercator (UTM) by the series of Krüger to n⁴; the central meridian is in degrees."""

    ellipsoide: Ellipsoide
    meridien: float
    decalage_nord: float = 0.0
    decalage_est: float = 500000.0
    echelle: float = 0.9996

    def to_wgs84(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return latitude and longitude in degrees."""
        e2 = self.ellipsoide.excentricite_2
        aplatissement = 1 - math.sqrt(1 - e2)
        n = aplatissement / (2 - aplatissement)
        rayon = self.ellipsoide.demi_grand_axe / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
        xi = (y - self.decalage_nord) / (self.echelle * rayon)
        eta = (x - self.decalage_est) / (self.echelle * rayon)
        xi_p, eta_p = xi, eta
        for rang, beta in enumerate(_kruger(n), start=1):
            xi_p = xi_p - beta * np.sin(2 * rang * xi) * np.cosh(2 * rang * eta)
            eta_p = eta_p - beta * np.cos(2 * rang * xi) * np.sinh(2 * rang * eta)
        conforme = np.arcsin(np.sin(xi_p) / np.cosh(eta_p))
        longitude = self.meridien + np.degrees(np.arctan2(np.sinh(eta_p), np.cos(xi_p)))
        return np.degrees(_latitude(np.arctanh(np.sin(conforme)), self.ellipsoide.excentricite_2)), longitude


def _kruger(n: float) -> tuple[float, float, float, float]:
    return (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )


LAMBERT_93: Final = ConiqueConforme(
    GRS80, 0.7256077650532670, 11754255.426096, 700000.0, 12655612.049876, math.radians(3)
)  # fmt: skip

PROJECTIONS: Final[dict[str, ConiqueConforme | MercatorTransverse]] = {
    "LAMBERT_93": LAMBERT_93,
    "UTM_20N": MercatorTransverse(GRS80, -63.0),
    "UTM_21N": MercatorTransverse(GRS80, -57.0),
    "UTM_22N": MercatorTransverse(GRS80, -51.0),
    "UTM_38S": MercatorTransverse(GRS80, 45.0, 10000000.0),
    "UTM_40S": MercatorTransverse(GRS80, 57.0, 10000000.0),
    "UTM_1S": MercatorTransverse(GRS80, -177.0, 10000000.0),
}

_EPSG: Final[dict[str, str]] = {
    "2154": "LAMBERT_93", "5490": "UTM_20N", "32620": "UTM_20N", "4559": "UTM_20N",
    "32621": "UTM_21N", "4467": "UTM_21N", "2972": "UTM_22N", "32622": "UTM_22N",
    "4471": "UTM_38S", "32738": "UTM_38S", "2975": "UTM_40S", "32740": "UTM_40S", "32701": "UTM_1S",
}  # fmt: skip
_CODE_EPSG: Final = re.compile(r"EPSG[: ]{0,2}([0-9]{4,5})", re.ASCII)
_UTM: Final = re.compile(r"UTM[_ ]?(?:ZONE ?)?([NS]?)_?([0-9]{1,2}) ?_?([NS]?)(?![0-9])", re.ASCII)
_LAMBERT: Final = re.compile(r"LAMBERT[ _-]?93|(?<![A-Z0-9])L93(?![0-9])", re.ASCII)


def recognise_projection(libelle: str) -> str | None:
    """Return the projection that a source label names, in any of its three wordings; None otherwise."""
    texte = libelle.upper()
    code = _CODE_EPSG.search(texte)
    if code:
        return _EPSG.get(code[1])
    if _LAMBERT.search(texte):
        return "LAMBERT_93"
    zone = _UTM.search(texte)
    if not zone:
        return None
    nom = f"UTM_{int(zone[2])}{zone[1] or zone[3]}"
    return nom if nom in PROJECTIONS else None


def to_wgs84(x: Any, y: Any, projection: str) -> tuple[Any, Any]:
    """Return latitude and longitude in degrees, of one point or of arrays of points of a known projection."""
    return PROJECTIONS[projection].to_wgs84(x, y)


_METROPOLE: Final = (41.3, 51.2, -5.3, 9.7)
BOITES: Final[dict[str, tuple[float, float, float, float]]] = {
    "971": (15.8, 16.6, -61.9, -60.9),
    "972": (14.3, 15.0, -61.3, -60.7),
    "973": (2.0, 5.9, -54.7, -51.5),
    "974": (-21.5, -20.8, 55.1, 55.9),
    "975": (46.7, 47.2, -56.5, -56.0),
    "976": (-13.1, -12.5, 44.9, 45.4),
    "977": (17.8, 18.0, -63.0, -62.7),
    "978": (18.0, 18.2, -63.2, -62.9),
    "986": (-14.5, -13.1, -178.3, -176.0),
}
"""Smallest and largest latitude, smallest and largest longitude of each overseas territory."""


def within_territory(latitude: float, longitude: float, departement: str) -> bool:
    """Tell whether a point lies in the box of the territory of a département."""
    sud, nord, ouest, est = BOITES.get(departement, _METROPOLE)
    return sud <= latitude <= nord and ouest <= longitude <= est


def within_boxes(latitudes: Any, longitudes: Any, departements: Sequence[str]) -> Any:
    """Tell the same of many points at once; a point that is not a number is nowhere."""
    if set(departements).isdisjoint(BOITES):
        sud, nord, ouest, est = _METROPOLE
        return (sud <= latitudes) & (latitudes <= nord) & (ouest <= longitudes) & (longitudes <= est)
    boites = np.array([BOITES.get(departement, _METROPOLE) for departement in departements]).T
    return (boites[0] <= latitudes) & (latitudes <= boites[1]) & (boites[2] <= longitudes) & (longitudes <= boites[3])
