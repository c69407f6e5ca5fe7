"""PURE. A histogram small enough for a table cell: one bar a level, one height a count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

BARRE = 7
INTERVALLE = 2
HAUTEUR = 18
SOCLE = 1
"""Height of an empty level: the axis stays readable."""


@dataclass(frozen=True, slots=True)
class DessinHistogramme:
    width: int
    height: int
    contour: str
    """The bars, as one path."""


@lru_cache(maxsize=4096)
def draw_histogramme(effectifs: tuple[int, ...], echelle: int) -> DessinHistogramme:
    """Bars of `effectifs`, where `echelle` people fill the height: a shape seen again is drawn once."""
    step = (HAUTEUR - SOCLE) / max(echelle, *effectifs, 1)
    bars = []
    for i, count in enumerate(effectifs):
        tall = round(SOCLE + count * step, 1)
        bars.append(f"M{i * (BARRE + INTERVALLE)},{HAUTEUR}v-{tall:g}h{BARRE}v{tall:g}z")
    return DessinHistogramme(len(effectifs) * (BARRE + INTERVALLE) - INTERVALLE, HAUTEUR, "".join(bars))


def histogramme_words(effectifs: Sequence[int], nom: str = "niveau") -> str:
    """« 2 au niveau 3, 1 au niveau 5 »."""
    return ", ".join(f"{count} au {nom} {level}" for level, count in enumerate(effectifs) if count) or "aucune note"
