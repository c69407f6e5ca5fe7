"""PURE. Radar of the themes of the état des lieux, before and after."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import number_words, px, wrap

LARGEUR = 500
HAUTEUR = 380
RAYON = 128
ECART_TEXTE = 16
LETTRES_PAR_LIGNE = 16


@dataclass(frozen=True, slots=True)
class Axe:
    libelle: str
    avant: float | None
    apres: float | None = None


@dataclass(frozen=True, slots=True)
class AxePlace:
    libelle: str
    lignes: tuple[str, ...]
    x: float
    y: float
    texte_x: float
    texte_y: float
    ancre: str
    avant: str
    apres: str
    ecart: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One reading: a closed shape when every theme has a value, else the points alone."""

    contour: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DessinRadar:
    width: int
    height: int
    centre_x: float
    centre_y: float
    anneaux: tuple[str, ...]
    axes: tuple[AxePlace, ...]
    avant: Trace
    apres: Trace

    @property
    def phrase(self) -> str:
        return ", ".join(_axis_sentence(axe) for axe in self.axes)


def _axis_sentence(axe: AxePlace) -> str:
    if axe.apres == "–":
        return f"{axe.libelle}\u00a0: {axe.avant}"
    return f"{axe.libelle}\u00a0: {axe.avant} avant, {axe.apres} après"


def draw_radar(axes: Sequence[Axe], maximum: float = 5) -> DessinRadar:
    count = max(len(axes), 1)
    centre = (LARGEUR / 2, HAUTEUR / 2)
    levels = range(1, int(maximum) + 1)
    rings = tuple(_shape([_at(centre, RAYON * level / maximum, i, count) for i in range(count)]) for level in levels)
    placed = tuple(_place_axis(axe, centre, index, count) for index, axe in enumerate(axes))
    before = _trace([axe.avant for axe in axes], centre, maximum)
    after = _trace([axe.apres for axe in axes], centre, maximum)
    return DessinRadar(LARGEUR, HAUTEUR, centre[0], centre[1], rings, placed, before, after)


def _at(centre: tuple[float, float], distance: float, index: int, count: int) -> tuple[float, float]:
    """The first axis points up; the others follow clockwise."""
    angle = 2 * math.pi * index / count - math.pi / 2
    return (px(centre[0] + distance * math.cos(angle)), px(centre[1] + distance * math.sin(angle)))


def _shape(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _trace(values: Sequence[float | None], centre: tuple[float, float], maximum: float) -> Trace:
    points = tuple(
        _at(centre, RAYON * min(max(value, 0), maximum) / maximum, index, len(values))
        for index, value in enumerate(values)
        if value is not None
    )
    return Trace(_shape(points) if points and len(points) == len(values) else "", points)


def _place_axis(axe: Axe, centre: tuple[float, float], index: int, count: int) -> AxePlace:
    x, y = _at(centre, RAYON, index, count)
    text_x, text_y = _at(centre, RAYON + ECART_TEXTE, index, count)
    side = text_x - centre[0]
    anchor = "middle" if abs(side) < 10 else ("start" if side > 0 else "end")
    lines = wrap(axe.libelle, LETTRES_PAR_LIGNE)
    # Words above the centre grow upwards, those under it downwards, the others stay level with their axis.
    lift = {True: 15.0 * (len(lines) - 1), False: 7.5 * (len(lines) - 1)}[text_y < centre[1] - 100]
    drop = 8.0 if text_y > centre[1] + 100 else 4.0
    shift = 0.0 if text_y > centre[1] + 100 else lift
    return AxePlace(
        libelle=axe.libelle,
        lignes=lines,
        x=x,
        y=y,
        texte_x=text_x,
        texte_y=px(text_y + drop - shift),
        ancre=anchor,
        avant=_words(axe.avant),
        apres=_words(axe.apres),
        ecart=_difference(axe),
    )


def _words(value: float | None) -> str:
    return "–" if value is None else number_words(value)


def _difference(axe: Axe) -> str:
    if axe.avant is None or axe.apres is None:
        return "–"
    gap = axe.apres - axe.avant
    sign = "+\u00a0" if gap > 0 else ("−\u00a0" if gap < 0 else "")
    return f"{sign}{number_words(abs(gap))}"
