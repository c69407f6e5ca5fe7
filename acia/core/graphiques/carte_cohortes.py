"""PURE. Cohortes of a département as points, their outline, the host larger, dotted lines to the host.

The map is a sketch: a flat projection around the middle of the points, true enough at the size of a département.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import px, text_width

LARGEUR = 410
HAUTEUR = 370
MARGE = 44
SERIES = 8
TAILLE_NOM = 14
TAILLE_ATTENTE = 12.5
INTERLIGNE = 17

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    nom: str
    lat: float
    lon: float
    hote: bool = False
    precision: str = ""


@dataclass(frozen=True, slots=True)
class GroupePoints:
    nom: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class PointPlace:
    nom: str
    x: float
    y: float
    hote: bool
    precision: str


@dataclass(frozen=True, slots=True)
class EtiquettePlacee:
    texte: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class GroupePlace:
    nom: str
    serie: int
    contour: str
    liens: tuple[tuple[float, float, float, float], ...]
    points: tuple[PointPlace, ...]
    etiquette: EtiquettePlacee


@dataclass(frozen=True, slots=True)
class DessinCarteCohortes:
    width: int
    height: int
    groupes: tuple[GroupePlace, ...]
    attente: tuple[PointPlace, ...]
    etiquettes_attente: tuple[EtiquettePlacee, ...]

    @property
    def phrase(self) -> str:
        parts = [f"{groupe.nom}\u00a0: {len(groupe.points)} établissements" for groupe in self.groupes]
        if self.attente:
            parts.append(f"en attente\u00a0: {len(self.attente)}")
        return ", ".join(parts) or "Aucune cohorte"


def project(points: Sequence[Point], width: float, height: float, margin: float) -> list[Position]:
    """Flat projection that keeps proportions, fitted and centred in the frame."""
    if not points:
        return []
    middle = math.radians((min(p.lat for p in points) + max(p.lat for p in points)) / 2)
    flat = [(point.lon * math.cos(middle), -point.lat) for point in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    span_x, span_y = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    room_x, room_y = width - 2 * margin, height - 2 * margin
    scales = [room / span for room, span in ((room_x, span_x), (room_y, span_y)) if span > 1e-9]
    scale = min(scales) if scales else 0.0
    shift_x = margin + (room_x - span_x * scale) / 2
    shift_y = margin + (room_y - span_y * scale) / 2
    return [(shift_x + (x - left) * scale, shift_y + (y - top) * scale) for x, y in flat]


def convex_hull(points: Sequence[Position]) -> list[Position]:
    """Outline of a group (monotone chain); points on an edge are dropped."""
    ordered = sorted(set(points))
    if len(ordered) <= 2:
        return ordered
    lower = _half_hull(ordered)
    upper = _half_hull(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _half_hull(points: Sequence[Position]) -> list[Position]:
    chain: list[Position] = []
    for point in points:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(origin: Position, first: Position, second: Position) -> float:
    return (first[0] - origin[0]) * (second[1] - origin[1]) - (first[1] - origin[1]) * (second[0] - origin[0])


class _Labels:
    """Words already placed: the next one moves away until it covers neither a word nor a point."""

    def __init__(self, points: Sequence[Position]) -> None:
        self.boxes = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]

    def place(self, text: str, above: Position, below: Position, size: float) -> EtiquettePlacee:
        half = text_width(text, size) / 2
        x = min(max(above[0], half + 4), LARGEUR - half - 4)
        candidates = [above[1], below[1]]
        candidates += [above[1] - step * INTERLIGNE for step in (1, 2)]
        candidates += [below[1] + step * INTERLIGNE for step in (1, 2)]
        inside = [y for y in candidates if size <= y <= HAUTEUR - 6] or [min(max(above[1], size), HAUTEUR - 6)]
        y = next((y for y in inside if self._is_free(x, y, half, size)), inside[0])
        self.boxes.append((x - half, y - size, x + half, y + 3))
        return EtiquettePlacee(text, px(x), px(y))

    def _is_free(self, x: float, y: float, half: float, size: float) -> bool:
        left, top, right, bottom = x - half, y - size, x + half, y + 3
        return all(right < b[0] or left > b[2] or bottom < b[1] or top > b[3] for b in self.boxes)


def draw_carte_cohortes(groupes: Sequence[GroupePoints], attente: Sequence[Point] = ()) -> DessinCarteCohortes:
    everyone = [point for groupe in groupes for point in groupe.points] + list(attente)
    positions = project(everyone, LARGEUR, HAUTEUR, MARGE)
    labels = _Labels(positions)
    placed: list[GroupePlace] = []
    start = 0
    for index, groupe in enumerate(groupes):
        own = positions[start : start + len(groupe.points)]
        start += len(groupe.points)
        placed.append(_place_groupe(groupe, own, index % SERIES + 1, labels))
    waiting = tuple(_place_point(point, where) for point, where in zip(attente, positions[start:], strict=True))
    words = tuple(_label_waiting(point, labels) for point in waiting)
    return DessinCarteCohortes(LARGEUR, HAUTEUR, tuple(placed), waiting, words)


def _place_groupe(groupe: GroupePoints, own: Sequence[Position], serie: int, labels: _Labels) -> GroupePlace:
    points = tuple(_place_point(point, where) for point, where in zip(groupe.points, own, strict=True))
    host = next((point for point in points if point.hote), None)
    links = tuple((p.x, p.y, host.x, host.y) for p in points if p is not host) if host else ()
    hull = convex_hull(own)
    contour = " ".join(f"{px(x)},{px(y)}" for x, y in hull) if len(hull) >= 3 else ""
    middle = (min(x for x, _ in own) + max(x for x, _ in own)) / 2 if own else LARGEUR / 2
    above = (middle, min((y for _, y in own), default=40) - 16)
    below = (middle, max((y for _, y in own), default=40) + 26)
    return GroupePlace(groupe.nom, serie, contour, links, points, labels.place(groupe.nom, above, below, TAILLE_NOM))


def _place_point(point: Point, where: Position) -> PointPlace:
    return PointPlace(point.nom, px(where[0]), px(where[1]), point.hote, point.precision)


def _label_waiting(point: PointPlace, labels: _Labels) -> EtiquettePlacee:
    text = f"en attente ({point.precision})" if point.precision else "en attente"
    return labels.place(text, (point.x, point.y - 14), (point.x, point.y + 24), TAILLE_ATTENTE)
