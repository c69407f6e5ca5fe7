"""PURE. Funnel as horizontal bars: how many candidatures remain at each step."""

from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import number_words, px, text_width

LARGEUR = 410
PAS = 37.5
EPAISSEUR = 24
TAILLE_TEXTE = 14
NUANCES = 4


@dataclass(frozen=True, slots=True)
class Etape:
    libelle: str
    valeur: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Barre:
    libelle: str
    valeur: str
    url: str
    x: float
    y: float
    width: float
    milieu: float
    fin: float
    nuance: int


@dataclass(frozen=True, slots=True)
class DessinEntonnoir:
    width: int
    height: float
    barres: tuple[Barre, ...]
    epaisseur: int = EPAISSEUR

    @property
    def phrase(self) -> str:
        return ", ".join(f"{barre.libelle}\u00a0: {barre.valeur}" for barre in self.barres) or "Aucune donnée"

    @property
    def a_liens(self) -> bool:
        return any(barre.url for barre in self.barres)


def draw_entonnoir(etapes: Sequence[Etape]) -> DessinEntonnoir:
    """Bars start at the same x, after the longest label, and share one scale."""
    labels = max((text_width(etape.libelle, TAILLE_TEXTE) for etape in etapes), default=0)
    start = min(max(labels + 14, 100), 190)
    values = max((text_width(number_words(etape.valeur), TAILLE_TEXTE) for etape in etapes), default=0)
    room = LARGEUR - start - values - 18
    highest = max((etape.valeur for etape in etapes), default=0)
    last = max(len(etapes) - 1, 1)
    barres = []
    for index, etape in enumerate(etapes):
        # A step with a few files must still be seen beside one with hundreds.
        width = max(room * etape.valeur / highest, 2) if etape.valeur > 0 else 0
        y = index * PAS + 3
        barres.append(
            Barre(
                libelle=etape.libelle,
                valeur=number_words(etape.valeur),
                url=etape.url,
                x=px(start),
                y=px(y),
                width=px(width),
                milieu=px(y + EPAISSEUR / 2),
                fin=px(start + width + 7),
                nuance=1 + round((NUANCES - 1) * index / last),
            )
        )
    return DessinEntonnoir(LARGEUR, px(len(etapes) * PAS), tuple(barres))
