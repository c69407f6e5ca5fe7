"""PURE. Gaps on either side of a common line: a dot, and the margin around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import cut, px

LARGEUR = 560
COLONNE = 256
MARGE = 16
ENTETE = 26
PAS = 34
TAILLE_TEXTE = 16.5  # the size on a phone, the larger of the two


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
    y: float
    x: float
    bas_x: float
    haut_x: float


@dataclass(frozen=True, slots=True)
class DessinEcarts:
    width: int
    height: float
    milieu_x: float
    gauche_x: float
    lignes: tuple[EcartPlace, ...]
    entete: int = ENTETE
    droite: int = LARGEUR - MARGE

    @property
    def phrase(self) -> str:
        return ", ".join(f"{ligne.libelle} {ligne.mots}" for ligne in self.lignes)


def draw_ecarts(lignes: Sequence[LigneEcart]) -> DessinEcarts:
    """Every gap on one scale, wide enough for the largest margin."""
    reach = max((abs(ligne.valeur) + ligne.marge for ligne in lignes), default=0) or 1
    half = (LARGEUR - MARGE - COLONNE - MARGE) / 2
    middle = COLONNE + MARGE + half

    def at(value: float) -> float:
        return px(middle + half * value / reach)

    placed = tuple(
        EcartPlace(
            ligne.libelle,
            cut(ligne.libelle, COLONNE, TAILLE_TEXTE),
            ligne.mots,
            px(ENTETE + index * PAS + PAS / 2),
            at(ligne.valeur),
            at(ligne.valeur - ligne.marge),
            at(ligne.valeur + ligne.marge),
        )
        for index, ligne in enumerate(lignes)
    )
    return DessinEcarts(LARGEUR, px(ENTETE + len(placed) * PAS + 6), px(middle), px(COLONNE + MARGE), placed)
