"""Travel minutes between two establishments, rounded once to whole hundredths of a minute."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.problem import Candidat, Trajet

EARTH_RADIUS_KM: Final = 6371.0088
CIRCUITY: Final = 1.3
SPEED_KMH: Final = 60.0


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance on the sphere, by the haversine formula, which stays exact for near points."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def estimated_minutes(a: Candidat, b: Candidat) -> float:
    """Estimate from the coordinates when no travel time is known."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        raise ValueError(f"no travel time between {a.id} and {b.id}")
    return great_circle_km(a.lat, a.lon, b.lat, b.lon) * CIRCUITY / SPEED_KMH * 60


def known_minutes(trajets: Sequence[Trajet]) -> dict[frozenset[str], float]:
    return {frozenset((trajet.de, trajet.vers)): trajet.minutes for trajet in trajets}


def travel_matrix(candidats: Sequence[Candidat], known: Mapping[frozenset[str], float]) -> NDArray[np.int64]:
    """Symmetric matrix of hundredths of a minute, in the order of `candidats`."""
    n = len(candidats)
    matrix = np.zeros((n, n), dtype=np.int64)
    for i in range(n):
        for j in range(i):
            a, b = candidats[j], candidats[i]
            minutes = known.get(frozenset((a.id, b.id)))
            if minutes is None:
                minutes = estimated_minutes(a, b)
            matrix[i, j] = matrix[j, i] = round(100 * minutes)
    return matrix
