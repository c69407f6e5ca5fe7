"""Projected coordinates become latitude and longitude: published points, definitions, and the way back."""

import math
from itertools import pairwise

import pytest

from acia.referentiel import coordonnees as geo

CLARKE_1866 = geo.Ellipsoide(6378206.4, 0.00676866)


def test_published_example_of_the_conic_by_ign() -> None:
    """NTG 71, ALG0004: Lambert zone I, Clarke 1880."""
    zone_1 = geo.ConiqueConforme(
        geo.Ellipsoide(6378249.2, 0.0824832568**2),
        0.760405966,
        11603796.9767,
        600000.0,
        5657616.674,
        0.04079234433,
    )
    latitude, longitude = (math.radians(v) for v in zone_1.to_wgs84(1029705.083, 272723.849))
    assert latitude == pytest.approx(0.87266462567, abs=1e-9)
    assert longitude == pytest.approx(0.14551209931, abs=1e-9)


def test_published_example_of_transverse_mercator_by_snyder() -> None:
    """USGS professional paper 1395: 40° 30′ N, 73° 30′ W on Clarke 1866, central meridian 75° W."""
    zone = geo.MercatorTransverse(CLARKE_1866, -75.0, decalage_est=0.0)
    latitude, longitude = zone.to_wgs84(127106.5, 4484124.4)
    assert latitude == pytest.approx(40.5, abs=1e-6)
    assert longitude == pytest.approx(-73.5, abs=1e-6)


def test_lambert_93_origin_and_standard_parallels() -> None:
    assert geo.to_wgs84(700000, 6600000, "LAMBERT_93") == pytest.approx((46.5, 3.0), abs=1e-9)


def _forward_lambert_93(latitude: float, longitude: float) -> tuple[float, float]:
    """The other way, from the definition: secant parallels 44° and 49°, origin 46° 30′ N 3° E."""
    e, a = math.sqrt(geo.GRS80.excentricite_2), geo.GRS80.demi_grand_axe

    def isometric(phi: float) -> float:
        return math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi))

    def normal(phi: float) -> float:
        return a / math.sqrt(1 - (e * math.sin(phi)) ** 2)

    p1, p2, p0, phi = (math.radians(v) for v in (44, 49, 46.5, latitude))
    n = math.log(normal(p2) * math.cos(p2) / (normal(p1) * math.cos(p1))) / (isometric(p1) - isometric(p2))
    c = normal(p1) * math.cos(p1) / n * math.exp(n * isometric(p1))
    rayon, angle = c * math.exp(-n * isometric(phi)), n * math.radians(longitude - 3)
    return 700000 + rayon * math.sin(angle), 6600000 + c * math.exp(-n * isometric(p0)) - rayon * math.cos(angle)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (48.3904, -4.4861),
        (48.4570, -5.0960),
        (51.0888, 2.5450),
        (42.3400, 2.5300),
        (43.7000, 7.2500),
        (41.3870, 9.1600),
        (48.9700, 8.2300),
    ],
)
def test_lambert_93_comes_back_to_the_millimetre(latitude: float, longitude: float) -> None:
    x, y = _forward_lambert_93(latitude, longitude)
    assert geo.to_wgs84(x, y, "LAMBERT_93") == pytest.approx((latitude, longitude), abs=1e-8)


def _meridian_arc(latitude: float, pas: int = 20000) -> float:
    """Length of the meridian from the equator, by Simpson's rule on its definition."""
    e2, a = geo.GRS80.excentricite_2, geo.GRS80.demi_grand_axe
    bornes = [math.radians(latitude) * i / pas for i in range(pas + 1)]

    def curvature(phi: float) -> float:
        return a * (1 - e2) / (1 - e2 * math.sin(phi) ** 2) ** 1.5

    return sum(
        (fin - debut) / 6 * (curvature(debut) + 4 * curvature((debut + fin) / 2) + curvature(fin))
        for debut, fin in pairwise(bornes)
    )


@pytest.mark.parametrize(
    ("projection", "latitude", "meridien"),
    [
        ("UTM_20N", 16.2411, -63),
        ("UTM_21N", 46.7811, -57),
        ("UTM_22N", 4.9371, -51),
        ("UTM_38S", -12.7811, 45),
    ],
)
def test_utm_on_its_central_meridian_is_the_length_of_the_arc(projection: str, latitude: float, meridien: int) -> None:
    nord = 10_000_000 if latitude < 0 else 0
    trouve = geo.to_wgs84(500000, nord + 0.9996 * _meridian_arc(latitude), projection)
    assert trouve == pytest.approx((latitude, meridien), abs=1e-8)


def _forward_utm(latitude: float, longitude: float, meridien: float) -> tuple[float, float]:
    """Snyder's series of the eighth degree, written from another source than the product's inverse."""
    a, e2 = geo.GRS80.demi_grand_axe, geo.GRS80.excentricite_2
    phi, ecart = math.radians(latitude), math.radians(longitude - meridien) * math.cos(math.radians(latitude))
    t, c, ep2 = math.tan(phi) ** 2, e2 / (1 - e2) * math.cos(phi) ** 2, e2 / (1 - e2)
    normale = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x = ecart + (1 - t + c) * ecart**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * ep2) * ecart**5 / 120
    y = ecart**2 / 2 + (5 - t + 9 * c + 4 * c**2) * ecart**4 / 24
    y += (61 - 58 * t + t**2 + 600 * c - 330 * ep2) * ecart**6 / 720
    nord = 10_000_000 if latitude < 0 else 0
    return 500000 + 0.9996 * normale * x, nord + 0.9996 * (_meridian_arc(latitude) + normale * math.tan(phi) * y)


@pytest.mark.parametrize(
    ("projection", "meridien", "latitude", "longitude"),
    [
        ("UTM_20N", -63, 16.2411, -61.5331),
        ("UTM_20N", -63, 14.6161, -61.0588),
        ("UTM_22N", -51, 4.9224, -52.3135),
        ("UTM_40S", 57, -20.8823, 55.4504),
        ("UTM_38S", 45, -12.7806, 45.2278),
        ("UTM_21N", -57, 46.7791, -56.1773),
        ("UTM_1S", -177, -13.2825, -176.1736),
    ],
)
def test_utm_comes_back_within_a_decimetre(projection: str, meridien: float, latitude: float, longitude: float) -> None:
    x, y = _forward_utm(latitude, longitude, meridien)
    assert geo.to_wgs84(x, y, projection) == pytest.approx((latitude, longitude), abs=1e-6)


@pytest.mark.parametrize(
    ("libelle", "projection"),
    [
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93", "LAMBERT_93"),
        ("L93_METROPOLE", "LAMBERT_93"),
        ("EPSG:2154 RGF93 / Lambert-93 (Métropole)", "LAMBERT_93"),
        ("EPSG:2154 RGF93 / Lambert-93 (MÃ©tropole)", "LAMBERT_93"),
        ("1,RECONSTITUE,100,,,,UTM_N20", "UTM_20N"),
        ("EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", "UTM_20N"),
        ("UTM_N22", "UTM_22N"),
        ("EPSG:2972", "UTM_22N"),
        ("UTM_S40", "UTM_40S"),
        ("EPSG:2975 RGR92", "UTM_40S"),
        ("UTM_S38", "UTM_38S"),
        ("EPSG:4471", "UTM_38S"),
        ("UTM_N21", "UTM_21N"),
        ("WGS84/UTM zone 21N", "UTM_21N"),
        ("WGS84/UTM zone 1S", "UTM_1S"),
        ("", None),
        ("LAMBERT_II", None),
        ("UTM_N31", None),
        ("EPSG:27572", None),
    ],
)
def test_projection_labels_of_all_years(libelle: str, projection: str | None) -> None:
    assert geo.recognise_projection(libelle) == projection


@pytest.mark.parametrize(
    ("latitude", "longitude", "departement", "attendu"),
    [
        (48.39, -4.49, "29", True),
        (41.92, 8.74, "2A", True),
        (48.39, 14.49, "29", False),
        (16.24, -61.53, "971", True),
        (16.24, -61.53, "29", False),
        (17.90, -62.83, "977", True),
        (17.90, -62.83, "971", False),
        (18.07, -63.08, "978", True),
        (-13.28, -176.17, "986", True),
        (-4.49, 48.39, "29", False),
    ],
)
def test_points_are_checked_against_their_territory(
    latitude: float, longitude: float, departement: str, attendu: bool
) -> None:
    assert geo.within_territory(latitude, longitude, departement) is attendu
