"""« Votre façon de noter »: what one member is told, alone, of her own habit beside the others. Pure.

It reads only the files where her own sheet counts: nothing of a file she is recused from can reach her through it. It
says nothing where so few people or files would let one guess what another has marked, and it ranks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from acia.commission.rules.classement import DossierNote
from acia.commission.rules.grille import NOTE_MAX, weighted_mark
from acia.commission.rules.severite import Habitude, Marques, habits, spread

AUTRES_MINIMUM: Final = 2
"""Other sheets on a file: with one alone, her gap would be that member's mark."""
DOSSIERS_MINIMUM: Final = 5
DOSSIERS_PAR_CRITERE: Final = 10
"""Under so many files, a habit on one criterion is noise."""
MARGES: Final = 2
"""Standard errors on either side of an estimate: about nineteen chances in twenty."""
COMPARABLE: Final = 0.25
"""A scale wider or narrower than the others' by less than a quarter is comparable."""


@dataclass(frozen=True)
class Ecart:
    """How far above the commission she marks, in points, and the margin on either side."""

    points: float
    marge: float
    net: bool

    @property
    def sens(self) -> str:
        """`au_dessus`, `au_dessous`, or `proche` when nothing sets her apart for sure."""
        if not self.net:
            return "proche"
        return "au_dessus" if self.points > 0 else "au_dessous"


@dataclass(frozen=True)
class Facon:
    """What a member is told. `criteres` is empty when there are too few files for it."""

    dossiers: int
    ensemble: Ecart
    criteres: tuple[Ecart, ...]
    etendue: float
    etendue_autres: float

    @property
    def echelle(self) -> str:
        """`large`, `serree` or `comparable`: how much of the scale she uses, beside the others."""
        if abs(self.etendue - self.etendue_autres) <= COMPARABLE * self.etendue_autres:
            return "comparable"
        return "large" if self.etendue > self.etendue_autres else "serree"


def shared_files(membre: str, dossiers: Iterable[DossierNote]) -> list[DossierNote]:
    """The files where her sheet counts beside at least two others."""
    return [
        d for d in dossiers if len(d.feuilles) > AUTRES_MINIMUM and membre in {feuille.membre for feuille in d.feuilles}
    ]


def way_of_marking(membre: str, dossiers: Iterable[DossierNote], poids: Sequence[int]) -> Facon | None:
    """What this member is told of her own habit; nothing when too few files are shared with enough others."""
    shared = shared_files(membre, dossiers)
    if len(shared) < DOSSIERS_MINIMUM:
        return None
    marks = {d.id: {f.membre: weighted_mark(poids, f.notes) or Fraction(0) for f in d.feuilles} for d in shared}
    found = _ecart(membre, marks, 1)
    by_criterion = tuple(
        _ecart(membre, {d.id: {f.membre: _out_of_100(f.notes[i]) for f in d.feuilles} for d in shared}, _PAR_POINT)
        for i in (range(len(poids)) if len(shared) >= DOSSIERS_PAR_CRITERE else ())
    )
    return Facon(len(shared), found, by_criterion, *_scales(membre, marks))


_PAR_POINT: Final = 100 // NOTE_MAX
"""A criterion is read out of 100, as a whole sheet is, and told in points of its own scale."""


def _out_of_100(note: int) -> Fraction:
    return Fraction(note * 100, NOTE_MAX)


def _ecart(membre: str, marks: Marques, unit: int) -> Ecart:
    habit: Habitude = habits(marks)[membre]
    return Ecart(float(habit.ecart) / unit, MARGES * habit.erreur / unit, habit.nette)


def _scales(membre: str, marks: Marques) -> tuple[float, float]:
    """Her spread, and the mean of the others' on the same files."""
    by_member: dict[str, list[Fraction]] = {}
    for sheets in marks.values():
        for who, mark in sheets.items():
            by_member.setdefault(who, []).append(mark)
    others = [spread(found) for who, found in by_member.items() if who != membre and len(found) > 1]
    return spread(by_member[membre]), sum(others) / len(others) if others else 0.0
