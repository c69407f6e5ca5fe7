"""« La sélection tient-elle ? »: the line drawn again with one thing changed at a time. Pure.

Nothing here changes a rank: it tells the commission which few files depend on a method, a weight or one member, so
that it talks about those (`optimisation.md` §3.2, 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

from acia.commission.rules.classement import DossierNote, Grille, official_mark, rank_files
from acia.commission.rules.dispersion import marks_of
from acia.commission.rules.grille import NBSP, weighted_mark
from acia.commission.rules.severite import corrected
from acia.commission.workflow import IssueSelection

TIENT = Fraction(95, 100)
"""Share of the trials from which a file is said to hold, on the same side of the line as the official ranking."""
VARIATION = Fraction(1, 4)


@dataclass(frozen=True)
class Essai:
    """One trial: what was changed, in words that follow « avec », and the files then retained."""

    nom: str
    retenus: frozenset[str]


@dataclass(frozen=True)
class Tenue:
    """How a file fares in the trials; `bascules` names those that put it on the other side of the line."""

    id: str
    retenu: bool
    essais: int
    bascules: tuple[str, ...]

    @property
    def part(self) -> Fraction:
        """Share of the trials that leave the file on its side of the line."""
        return 1 - Fraction(len(self.bascules), self.essais)

    @property
    def tient(self) -> bool:
        """True when hardly anything moves the file."""
        return self.part >= TIENT


@dataclass(frozen=True)
class Robustesse:
    """Every trial, and how each ranked file fares, in the order of the ranking."""

    essais: tuple[Essai, ...]
    dossiers: tuple[Tenue, ...]

    @property
    def fragiles(self) -> tuple[Tenue, ...]:
        """The files whose fate depends on the trial, the most fragile first."""
        moved = [row for row in self.dossiers if row.bascules]
        return tuple(sorted(moved, key=lambda row: row.part))


def try_line(
    dossiers: Sequence[DossierNote], grille: Grille, places: Mapping[str, int], membres: Mapping[str, str]
) -> Robustesse:
    """Draw the line again under each trial. `membres` gives the name of each member of the sheets."""
    official = rank_files(dossiers, grille, places)
    kept = frozenset(line.id for line in official if line.proposition is IssueSelection.RETENUE)
    essais = tuple(
        Essai(nom, _retained(files, grid, places, mark))
        for nom, files, grid, mark in _trials(dossiers, grille, membres)
    )
    rows = tuple(
        Tenue(
            line.id,
            line.id in kept,
            len(essais),
            tuple(trial.nom for trial in essais if (line.id in trial.retenus) != (line.id in kept)),
        )
        for line in official
        if line.rang is not None
    )
    return Robustesse(essais, rows)


Marque = Callable[[DossierNote, Grille], Fraction | None]


def _retained(
    dossiers: Sequence[DossierNote], grille: Grille, places: Mapping[str, int], mark: Marque
) -> frozenset[str]:
    lines = rank_files(dossiers, grille, places, mark)
    return frozenset(line.id for line in lines if line.proposition is IssueSelection.RETENUE)


def _trials(
    dossiers: Sequence[DossierNote], grille: Grille, membres: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[DossierNote], Grille, Marque]]:
    yield "la médiane au lieu de la moyenne", dossiers, grille, _median_mark
    yield "la sévérité de chaque membre compensée", dossiers, grille, _corrected_mark(dossiers, grille)
    relaxed = replace(grille, notes_minimum=max(1, grille.notes_minimum - 1))
    for member, name in membres.items():
        without = [replace(d, feuilles=tuple(f for f in d.feuilles if f.membre != member)) for d in dossiers]
        yield f"les notes de tous sauf {name}", without, relaxed, official_mark
    for i in range(len(grille.poids)):
        for sign, word in ((1, "+"), (-1, "−")):
            yield (
                f"le critère {i + 1} à {word}{NBSP}25{NBSP}% de son poids",
                dossiers,
                _reweighted(grille, i, 1 + sign * VARIATION),
                official_mark,
            )


def _median_mark(dossier: DossierNote, grille: Grille) -> Fraction | None:
    marks = marks_of(dossier, grille.poids)
    return Fraction(median(marks)) if marks else None


def _corrected_mark(dossiers: Sequence[DossierNote], grille: Grille) -> Marque:
    marks = corrected(
        {
            d.id: {f.membre: mark for f in d.feuilles if (mark := weighted_mark(grille.poids, f.notes)) is not None}
            for d in dossiers
        }
    )
    return lambda dossier, _grille: marks.get(dossier.id)


def _reweighted(grille: Grille, index: int, factor: Fraction) -> Grille:
    """The grid with one weight multiplied; whole numbers in the same proportions, since a mark divides by their sum."""
    scaled = [weight * (factor if i == index else 1) * factor.denominator for i, weight in enumerate(grille.poids)]
    return replace(grille, poids=tuple(int(weight) for weight in scaled))
