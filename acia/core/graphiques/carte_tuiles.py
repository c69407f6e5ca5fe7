"""PURE. Départements as a tile map, with the state of those that take part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from acia.core.tuiles import COLONNES, LIGNES, TUILES

PAS = 40
COTE = 36


@dataclass(frozen=True, slots=True)
class EtatDepartement:
    code: str
    ton: str
    mot: str
    valeur: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Carreau:
    code: str
    nom: str
    x: int
    y: int
    etat: EtatDepartement | None


@dataclass(frozen=True, slots=True)
class EntreeLegende:
    ton: str
    mot: str
    nombre: int


@dataclass(frozen=True, slots=True)
class DessinCarteTuiles:
    width: int
    height: int
    carreaux: tuple[Carreau, ...]
    legende: tuple[EntreeLegende, ...]
    inconnus: tuple[EtatDepartement, ...]
    cote: int = COTE

    @property
    def concernes(self) -> tuple[Carreau, ...]:
        return tuple(carreau for carreau in self.carreaux if carreau.etat)

    @property
    def phrase(self) -> str:
        parts = ", ".join(f"{entree.mot}\u00a0: {entree.nombre}" for entree in self.legende)
        return parts or "Aucun département concerné"


def draw_carte_tuiles(etats: Sequence[EtatDepartement]) -> DessinCarteTuiles:
    """Tiles come out in reading order, line by line, so that the keyboard walks the map as the eye does.

    A code that is not on the map is kept apart (`inconnus`): the table under the picture shows it all the same.
    """
    by_code = {etat.code: etat for etat in etats}
    ordered = sorted(TUILES.values(), key=lambda tuile: (tuile.ligne, tuile.colonne))
    carreaux = tuple(
        Carreau(tuile.code, tuile.nom, tuile.colonne * PAS + 2, tuile.ligne * PAS + 2, by_code.get(tuile.code))
        for tuile in ordered
    )
    counted = Counter((etat.ton, etat.mot) for etat in etats)
    legende = tuple(EntreeLegende(ton, mot, nombre) for (ton, mot), nombre in counted.items())
    inconnus = tuple(etat for etat in etats if etat.code not in TUILES)
    return DessinCarteTuiles(COLONNES * PAS, LIGNES * PAS, carreaux, legende, inconnus)
