"""One département made ready for computing: indices in code-point order of the ids, tables of whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from acia.cohortes.solver.problem import Candidat, Parametres, Problem, priority_key
from acia.cohortes.solver.travel import known_minutes, travel_matrix

Matrix = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIDEST_EXACT: Final = 2**62


@dataclass(frozen=True, eq=False)
class Instance:
    """Tables of one département; every index refers to `candidats`, which is sorted by id."""

    departement: str
    candidats: tuple[Candidat, ...]
    parametres: Parametres
    minutes: Matrix
    hosts: Flags
    apart: Flags
    same_manager: Flags
    same_size: Flags
    shared_themes: NDArray[Any]
    theme_unit: int
    bundles: tuple[tuple[int, ...], ...]
    torn: frozenset[int]
    order: tuple[int, ...]

    @property
    def n(self) -> int:
        return len(self.candidats)


def compile_instances(problem: Problem) -> list[Instance]:
    """One instance a département, in code-point order of the départements."""
    known = known_minutes(problem.trajets)
    components = _components(problem)
    by_departement: dict[str, list[Candidat]] = {}
    for candidat in sorted(problem.candidats, key=lambda candidat: candidat.id):
        by_departement.setdefault(candidat.departement, []).append(candidat)
    return [
        _compile(problem, departement, tuple(by_departement[departement]), known, components)
        for departement in sorted(by_departement)
    ]


def _compile(
    problem: Problem,
    departement: str,
    candidats: tuple[Candidat, ...],
    known: dict[frozenset[str], float],
    components: list[tuple[str, ...]],
) -> Instance:
    index = {candidat.id: i for i, candidat in enumerate(candidats)}
    same_manager = _equal_pairs([candidat.gestionnaire for candidat in candidats])
    apart = np.zeros((len(candidats), len(candidats)), dtype=np.bool_)
    for a, b in problem.incompatibles:
        if a in index and b in index:
            apart[index[a], index[b]] = apart[index[b], index[a]] = True
    if problem.parametres.meme_gestionnaire == "interdire":
        apart |= same_manager
    shared, unit = _shared_themes([candidat.themes for candidat in candidats])
    local = [ids for ids in components if any(identifier in index for identifier in ids)]
    whole = [ids for ids in local if all(identifier in index for identifier in ids)]
    torn = [ids for ids in local if not all(identifier in index for identifier in ids)]
    bundles = tuple(tuple(sorted(index[identifier] for identifier in ids)) for ids in whole)
    for bundle in bundles:
        apart |= _spread(apart, bundle)
    return Instance(
        departement=departement,
        candidats=candidats,
        parametres=problem.parametres,
        minutes=travel_matrix(candidats, known),
        hosts=np.array([candidat.hote for candidat in candidats], dtype=np.bool_),
        apart=apart,
        same_manager=same_manager,
        same_size=_equal_pairs([candidat.taille for candidat in candidats]),
        shared_themes=shared,
        theme_unit=unit,
        bundles=bundles,
        torn=frozenset(index[identifier] for ids in torn for identifier in ids if identifier in index),
        order=tuple(sorted(range(len(candidats)), key=lambda i: priority_key(candidats[i]))),
    )


def _components(problem: Problem) -> list[tuple[str, ...]]:
    """Sets of candidates that `ensemble` ties, directly or through one another."""
    root = {candidat.id: candidat.id for candidat in problem.candidats}

    def find(identifier: str) -> str:
        while root[identifier] != identifier:
            root[identifier] = root[root[identifier]]
            identifier = root[identifier]
        return identifier

    for identifiers in problem.ensemble:
        for other in identifiers[1:]:
            first, second = sorted((find(identifiers[0]), find(other)))
            root[second] = first
    gathered: dict[str, list[str]] = {}
    for identifier in sorted(root):
        gathered.setdefault(find(identifier), []).append(identifier)
    return [tuple(ids) for ids in gathered.values() if len(ids) > 1]


def _spread(apart: Flags, bundle: tuple[int, ...]) -> Flags:
    """Whoever must stay apart from one member of a bundle must stay apart from the whole bundle."""
    spread = np.zeros_like(apart)
    spread[list(bundle), :] = apart[list(bundle), :].any(axis=0)
    return spread | spread.T


def _equal_pairs(values: Sequence[str | None]) -> Flags:
    n = len(values)
    equal = np.zeros((n, n), dtype=np.bool_)
    for i in range(n):
        for j in range(i):
            equal[i, j] = equal[j, i] = values[i] is not None and values[i] == values[j]
    return equal


def _shared_themes(themes: Sequence[frozenset[str]]) -> tuple[NDArray[Any], int]:
    """Jaccard index of each pair, as whole numerators over one common denominator."""
    n = len(themes)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    unit = math.lcm(*(len(themes[i] | themes[j]) or 1 for i, j in pairs))
    largest_sum = 100 * unit * n * n
    shared = np.zeros((n, n), dtype=np.int64 if largest_sum < WIDEST_EXACT else object)
    for i, j in pairs:
        union = len(themes[i] | themes[j])
        if union:
            shared[i, j] = shared[j, i] = len(themes[i] & themes[j]) * (unit // union)
    return shared, unit
