"""PURE. Gaps on either side of a common line: a dot, and the margin around it, each under its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import cut, px

LARGEUR = 340
MARGE = 10
ENTETE = 24
PAS = 50
TEXTE = 16
"""Where the words of a row stand above its dot."""
TAILLE_TEXTE = 15.0


@dataclass(frozen=True, slots=True)
class LigneEcart:
    """One gap, with its words."""

    libelle: str
    valeur: float
    marge: float
    mots: str


@dataclass(frozen=True, slots=True)
class EcartPlace:
    libelle: str
    libelle_court: str
    mots: str
    texte_y: float
    y: float
    x: float
    bas_x: float
    haut_x: float


@dataclass(frozen=True, slots=True)
class DessinEcarts:
    width: int
    height: float
    milieu_x: float
    lignes: tuple[EcartPlace, ...]
    entete: int = ENTETE

    @property
    def phrase(self) -> str:
        return ", ".join(f"{ligne.libelle} {ligne.mots}" for ligne in self.lignes)


def draw_ecarts(lignes: Sequence[LigneEcart]) -> DessinEcarts:
    """Every gap on one scale, wide enough for the largest margin."""
    reach = max((abs(ligne.valeur) + ligne.marge for ligne in lignes), default=0) or 1
    half = LARGEUR / 2 - MARGE

    def at(value: float) -> float:
        return px(LARGEUR / 2 + half * value / reach)

    placed = tuple(
        EcartPlace(
            ligne.libelle,
            cut(ligne.libelle, LARGEUR, TAILLE_TEXTE),
            ligne.mots,
            px(ENTETE + index * PAS + TEXTE),
            px(ENTETE + index * PAS + TEXTE + 18),
            at(ligne.valeur),
            at(ligne.valeur - ligne.marge),
            at(ligne.valeur + ligne.marge),
        )
        for index, ligne in enumerate(lignes)
    )
    return DessinEcarts(LARGEUR, px(ENTETE + len(placed) * PAS), px(LARGEUR / 2), placed)
