"""What the cohorte solver is asked and what it answers: frozen data, and the rules a problem must respect.

Minutes and costs inside a `Solution` are integers, in hundredths of a minute.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

MemeGestionnaire = Literal["eviter", "interdire", "libre"]
Statut = Literal["optimal", "realisable", "impossible"]

TAILLE_LIMITE: Final = 12
POIDS_LIMITE: Final = 100_000
MINUTES_LIMITE: Final = 100_000.0


class ProblemError(Exception):
    """A problem that cannot be read or contradicts itself; `messages` are French sentences for the officer."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages: tuple[str, ...] = tuple(messages)
        super().__init__("\n".join(self.messages))


@dataclass(frozen=True, slots=True)
class Poids:
    """Weights of the terms of the cost of a cohorte, whole numbers."""

    trajet_hote: int = 1
    trajet_max: int = 1
    meme_gestionnaire: int = 60
    theme: int = 0
    mixite: int = 0


@dataclass(frozen=True, slots=True)
class Parametres:
    taille_min: int = 4
    taille_max: int = 5
    graine: int = 1
    limite_s: float = 30.0
    meme_gestionnaire: MemeGestionnaire = "eviter"
    poids: Poids = field(default_factory=Poids)


@dataclass(frozen=True, slots=True)
class Candidat:
    """An establishment to place. An unknown `gestionnaire` or `taille` equals no other."""

    id: str
    departement: str
    rang: int | None = None
    lat: float | None = None
    lon: float | None = None
    gestionnaire: str | None = None
    themes: frozenset[str] = frozenset()
    taille: str | None = None
    hote: bool = True


@dataclass(frozen=True, slots=True)
class Trajet:
    """Known travel time between two candidates, the same in both directions."""

    de: str
    vers: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Problem:
    candidats: tuple[Candidat, ...]
    parametres: Parametres = field(default_factory=Parametres)
    incompatibles: tuple[tuple[str, str], ...] = ()
    ensemble: tuple[tuple[str, ...], ...] = ()
    trajets: tuple[Trajet, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """Weighted terms of a cost, in hundredths of a minute; they sum to the cost."""

    trajet_hote: int
    trajet_max: int
    meme_gestionnaire: int
    theme: int
    mixite: int

    @property
    def total(self) -> int:
        return self.trajet_hote + self.trajet_max + self.meme_gestionnaire + self.theme + self.mixite


@dataclass(frozen=True, slots=True)
class Cohorte:
    departement: str
    membres: tuple[str, ...]
    hote: str
    cout: int
    detail: Detail


@dataclass(frozen=True, slots=True)
class NonPlace:
    """A candidate left out: a code for programs, a French reason for people."""

    id: str
    code: str
    motif: str


@dataclass(frozen=True, slots=True)
class Solution:
    statut: Statut
    cout: int
    borne: int
    duree_s: float
    cohortes: tuple[Cohorte, ...]
    non_places: tuple[NonPlace, ...]

    @property
    def ecart(self) -> float:
        """Share of the cost that the bound does not justify: 0.0 is proved, 0.05 is at most 5 % too dear."""
        return (self.cout - self.borne) / self.cout if self.cout else 0.0


def priority_key(candidat: Candidat) -> tuple[bool, int, str]:
    """Order in which candidates are served: by `rang`, those without one last, ties by id."""
    return (candidat.rang is None, candidat.rang or 0, candidat.id)


def check_problem(problem: Problem) -> None:
    """Raise `ProblemError` with everything that is wrong at once, or return."""
    messages = [
        *_parametre_faults(problem.parametres),
        *_candidat_faults(problem.candidats),
        *_pair_faults(problem),
        *_trajet_faults(problem),
    ]
    if not messages:
        messages.extend(_coordinate_faults(problem))
    if messages:
        raise ProblemError(messages)


def _parametre_faults(parametres: Parametres) -> Iterator[str]:
    low, high = parametres.taille_min, parametres.taille_max
    if not 2 <= low <= high <= TAILLE_LIMITE:
        yield (
            f"parametres : les tailles doivent vérifier 2 ≤ taille_min ≤ taille_max ≤ {TAILLE_LIMITE}"
            f" (reçu {low} et {high})."
        )
    if not (math.isfinite(parametres.limite_s) and parametres.limite_s > 0):
        yield "parametres : limite_s doit être un nombre de secondes strictement positif."
    if parametres.meme_gestionnaire not in ("eviter", "interdire", "libre"):
        yield "parametres : meme_gestionnaire doit valoir « eviter », « interdire » ou « libre »."
    poids = parametres.poids
    for name in Poids.__dataclass_fields__:
        if not 0 <= getattr(poids, name) <= POIDS_LIMITE:
            yield f"poids : {name} doit être un entier de 0 à {POIDS_LIMITE}."


def _candidat_faults(candidats: tuple[Candidat, ...]) -> Iterator[str]:
    for identifier, times in sorted(Counter(candidat.id for candidat in candidats).items()):
        if times > 1:
            yield f"candidats : l’identifiant {identifier} figure {times} fois."
    for candidat in candidats:
        if not candidat.id or not candidat.departement:
            yield "candidats : chaque candidat doit avoir un identifiant et un département non vides."
        if (candidat.lat is None) != (candidat.lon is None):
            yield f"candidat {candidat.id} : lat et lon vont ensemble."
        if candidat.lat is not None and not -90 <= candidat.lat <= 90:
            yield f"candidat {candidat.id} : la latitude doit être comprise entre −90 et 90."
        if candidat.lon is not None and not -180 <= candidat.lon <= 180:
            yield f"candidat {candidat.id} : la longitude doit être comprise entre −180 et 180."


def _pair_faults(problem: Problem) -> Iterator[str]:
    known = {candidat.id for candidat in problem.candidats}
    for name, lists in (("incompatibles", problem.incompatibles), ("ensemble", problem.ensemble)):
        for identifiers in lists:
            shown = ", ".join(identifiers)
            if len(set(identifiers)) < len(identifiers) or len(identifiers) < 2:
                yield f"{name} : [{shown}] doit réunir des candidats différents."
            for unknown in sorted(set(identifiers) - known):
                yield f"{name} : le candidat {unknown} n’existe pas."


def _trajet_faults(problem: Problem) -> Iterator[str]:
    known = {candidat.id for candidat in problem.candidats}
    seen: dict[tuple[str, str], float] = {}
    for trajet in problem.trajets:
        pair = (min(trajet.de, trajet.vers), max(trajet.de, trajet.vers))
        for unknown in sorted(set(pair) - known):
            yield f"trajets : le candidat {unknown} n’existe pas."
        if trajet.de == trajet.vers:
            yield f"trajets : {trajet.de} figure au départ et à l’arrivée."
        if not 0 <= trajet.minutes <= MINUTES_LIMITE:
            yield f"trajets : la durée entre {pair[0]} et {pair[1]} doit être comprise entre 0 et 100 000 minutes."
        if seen.setdefault(pair, trajet.minutes) != trajet.minutes:
            yield f"trajets : deux durées différentes entre {pair[0]} et {pair[1]}."


def _coordinate_faults(problem: Problem) -> Iterator[str]:
    """A candidate may do without coordinates when every journey inside its département is given."""
    given = {frozenset((trajet.de, trajet.vers)) for trajet in problem.trajets}
    by_departement: dict[str, list[Candidat]] = {}
    for candidat in problem.candidats:
        by_departement.setdefault(candidat.departement, []).append(candidat)
    for candidat in problem.candidats:
        if candidat.lat is not None:
            continue
        others = (other.id for other in by_departement[candidat.departement] if other.id != candidat.id)
        missing = [other for other in others if frozenset((candidat.id, other)) not in given]
        if missing:
            yield (f"candidat {candidat.id} : coordonnées absentes, et le trajet avec {min(missing)} n’est pas donné.")
