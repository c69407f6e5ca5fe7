"""What all readings share: header, fingerprint, counts, and the share of bad rows that refuses a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneRejetee,
    Observation,
)
from acia.referentiel.lecteurs.lot import Lot
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
        self._numeros: set[bytes] = set()

    @abstractmethod
    def _lots(self) -> Iterator[Lot]:
        """Yield what was read, none of them empty."""

    def lots(self) -> Iterator[Lot]:
        """Yield the establishments, many together.

        Raises:
            FichierRefuse: the structure does not hold, or too many rows are bad.
        """
        yield from self._lots()
        self._check_end()

    def __iter__(self) -> Iterator[EtablissementLu]:
        """Yield the establishments one by one.

        Raises:
            FichierRefuse: as `lots` does.
        """
        for lot in self.lots():
            yield from lot.rows()

    def has_seen(self, numero: str) -> bool:
        """Tell whether the file describes an establishment, even on a rejected row."""
        return numero.encode() in self._numeros

    def _set_aside(self, repere: str, numero: str, motif: str) -> None:
        self.nb_ecartes += 1
        if len(self.observations) < REJETS_GARDES:
            self.observations.append(Observation(repere, numero, motif))

    def _sort_out(self, lignes: Iterable[EtablissementLu | LigneRejetee]) -> Iterator[Lot]:
        """Yield the rows that hold, and list the others."""
        lus = []
        for ligne in lignes:
            self.lues += 1
            if not isinstance(ligne, LigneRejetee):
                lus.append(ligne)
                continue
            self.nb_rejets += 1
            if len(self.rejets) < REJETS_GARDES:
                self.rejets.append(ligne)
        if lus:
            yield Lot.of(lus)

    def _check_end(self) -> None:
        if not self.lues:
            raise FichierRefuse("Le fichier ne contient aucun établissement : rien n’a été importé.")
        if self.nb_rejets > PART_REJETS_MAX * self.lues:
            premier = self.rejets[0]
            raise FichierRefuse(
                f"{self.nb_rejets} lignes sur {self.lues} ne sont pas lisibles, plus d’une sur cent : "
                "rien n’a été importé. "
                f"La première, {premier.repere} : {premier.motif}."
            )

    def _first_time(self, numero: str, ligne: int | None) -> None:
        octets = numero.encode()
        if octets in self._numeros:
            raise FichierRefuse(f"l’établissement {numero} est décrit deux fois.", ligne)
        self._numeros.add(octets)
