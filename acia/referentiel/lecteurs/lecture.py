"""What all readings share: header, fingerprint, counts, and the share of bad rows that refuses a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneRejetee,
    Observation,
)
from acia.referentiel.lecteurs.ouverture import fingerprint

PART_REJETS_MAX: Final = 0.01
REJETS_GARDES: Final = 500


class Lecture(ABC):
    """One pass over the establishments of a file; the counts are right once it is exhausted."""

    entete: EnTete

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha256 = fingerprint(path)
        self.lues = 0
        self.nb_rejets = 0
        self.nb_ecartes = 0
        self.rejets: list[LigneRejetee] = []
        self.observations: list[Observation] = []
        self._numeros: set[str] = set()

    @abstractmethod
    def _rows(self) -> Iterator[EtablissementLu | LigneRejetee]:
        """Yield what each row was read into."""

    def __iter__(self) -> Iterator[EtablissementLu]:
        """Yield the establishments.

        Raises:
            FichierRefuse: the structure does not hold, or too many rows are bad.
        """
        for ligne in self._rows():
            self.lues += 1
            if isinstance(ligne, LigneRejetee):
                self._reject(ligne)
            else:
                yield ligne
        self._check_end()

    def has_seen(self, numero: str) -> bool:
        """Tell whether the file describes an establishment, even on a rejected row."""
        return numero in self._numeros

    def _set_aside(self, repere: str, numero: str, motif: str) -> None:
        self.nb_ecartes += 1
        if len(self.observations) < REJETS_GARDES:
            self.observations.append(Observation(repere, numero, motif))

    def _reject(self, ligne: LigneRejetee) -> None:
        self.nb_rejets += 1
        if len(self.rejets) < REJETS_GARDES:
            self.rejets.append(ligne)

    def _check_end(self) -> None:
        if not self.lues:
            raise FichierRefuse("Le fichier ne contient aucun établissement : rien n’a été importé.")
        if self.nb_rejets > PART_REJETS_MAX * self.lues:
            premier = self.rejets[0]
            raise FichierRefuse(
                f"{self.nb_rejets} lignes sur {self.lues} ne sont pas lisibles, plus d’une sur cent : "
                "rien n’a été importé. "
                f"La première, {premier.repere} : {premier.motif}."
            )

    def _first_time(self, numero: str, ligne: int | None) -> None:
        if numero in self._numeros:
            raise FichierRefuse(f"l’établissement {numero} est décrit deux fois.", ligne)
        self._numeros.add(numero)
