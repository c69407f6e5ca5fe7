"""PURE. Ranking as dots: the mean, the spread of the members' marks, and the selection line."""

from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.graphiques.mesures import cut, number_words, px

LARGEUR = 520
COLONNE = 236
MARGE_DROITE = 50
ENTETE = 30
PAS = 30
TAILLE_TEXTE = 16.5  # the size on a phone, the larger of the two


@dataclass(frozen=True, slots=True)
class Rang:
    rang: int
    nom: str
    moyenne: float
    notes: Sequence[float] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Graduation:
    x: float
    texte: str


@dataclass(frozen=True, slots=True)
class RangPlace:
    rang: int
    nom: str
    nom_court: str
    url: str
    y: float
    moyenne_x: float
    moyenne: str
    notes_x: tuple[float, ...]
    bas_x: float
    haut_x: float
    etendue: str
    retenu: bool


@dataclass(frozen=True, slots=True)
class DessinClassement:
    width: int
    height: float
    colonne: int
    graduations: tuple[Graduation, ...]
    rangs: tuple[RangPlace, ...]
    places: int
    ligne_y: float | None
    entete: int = ENTETE
    droite: int = LARGEUR - MARGE_DROITE

    @property
    def a_liens(self) -> bool:
        return any(rang.url for rang in self.rangs)

    @property
    def phrase(self) -> str:
        kept = sum(rang.retenu for rang in self.rangs)
        return f"{len(self.rangs)} dossiers classés, {kept} au-dessus de la ligne de sélection"


def draw_classement(rangs: Sequence[Rang], places: int, maximum: float = 5, pas: int = 1) -> DessinClassement:
    """The selection line passes after the rank of the last place; it is absent when there is room for everyone.

    `pas` is the distance between two graduations: 20 suits marks out of 100.
    """
    ordered = sorted(rangs, key=lambda rang: rang.rang)
    placed = tuple(_place(rang, ENTETE + index * PAS + PAS / 2, places, maximum) for index, rang in enumerate(ordered))
    kept = sum(rang.retenu for rang in placed)
    line = px(ENTETE + kept * PAS) if 0 < kept < len(placed) else None
    ticks = tuple(Graduation(px(_x(level, maximum)), number_words(level)) for level in range(0, int(maximum) + 1, pas))
    return DessinClassement(LARGEUR, px(ENTETE + len(placed) * PAS + 6), COLONNE, ticks, placed, places, line)


def _x(value: float, maximum: float) -> float:
    inside = min(max(value, 0), maximum)
    return COLONNE + 12 + (LARGEUR - COLONNE - MARGE_DROITE - 24) * inside / maximum


def _place(rang: Rang, y: float, places: int, maximum: float) -> RangPlace:
    low, high = min(rang.notes, default=rang.moyenne), max(rang.notes, default=rang.moyenne)
    return RangPlace(
        rang=rang.rang,
        nom=rang.nom,
        nom_court=cut(rang.nom, COLONNE - 34, TAILLE_TEXTE),
        url=rang.url,
        y=px(y),
        moyenne_x=px(_x(rang.moyenne, maximum)),
        moyenne=number_words(rang.moyenne),
        notes_x=tuple(px(_x(note, maximum)) for note in rang.notes),
        bas_x=px(_x(low, maximum)),
        haut_x=px(_x(high, maximum)),
        etendue=number_words(low) if low == high else f"de {number_words(low)} à {number_words(high)}",
        retenu=rang.rang <= places,
    )
