"""The ranking and the selection line: a total order, known before the first mark. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import itemgetter
from statistics import median
from typing import Final, NamedTuple

from acia.commission.rules.grille import NOTE_MAX, quotient, weighted_mark
from acia.commission.rules.reglement import DEFAUT, Departage
from acia.commission.rules.regles import R39
from acia.commission.workflow import IssueSelection
from acia.core.rules import Constat, Resultat


@dataclass(frozen=True)
class Grille:
    """What the call fixed before opening, and the seed fixed when scoring opened."""

    poids: tuple[int, ...]
    notes_minimum: int
    seuil: int
    graine: str
    plafond_gestionnaire: int | None = None
    """Files of one managing body proposed at most in a département (R29); none: no cap."""
    departages: tuple[Departage, ...] = DEFAUT.departages
    """Order of the règlement that ends a tie; the draw always comes last."""


@dataclass(frozen=True)
class Feuille:
    """A final sheet of a member who is not recused: one mark a criterion."""

    membre: str
    notes: tuple[int, ...]


@dataclass(frozen=True)
class DossierNote:
    """A file and its counted sheets; `numero` is public and feeds the draw."""

    id: str
    numero: str
    departement: str
    feuilles: tuple[Feuille, ...]
    gestionnaire: str = ""
    """Number of the managing body; empty when the register does not say it: no cap applies then."""


@dataclass(frozen=True)
class LigneClassement:
    """Where a file stands: exact mark, rank in its département, what the line proposes, how a tie was ended."""

    id: str
    numero: str
    departement: str
    note: Fraction | None
    moyennes: tuple[Fraction, ...]
    notes_comptees: int
    rang: int | None
    proposition: IssueSelection | None
    departage: str = ""
    plafond: str = ""
    """Why a file within the places is not proposed: its managing body has as many as the call allows."""
    gestionnaire: str = ""
    departages: tuple[Fraction, ...] = ()
    """What each step of the règlement reads, the higher the better."""


def draw_key(graine: str, numero: str) -> str:
    """The ticket of a file in the draw: anybody can recompute it from the printed seed."""
    return hashlib.sha256(f"{graine}:{numero}".encode()).hexdigest()


def official_mark(dossier: DossierNote, grille: Grille) -> Fraction | None:
    """The mark of a file: the plain mean of its members' marks; none without a sheet."""
    if not dossier.feuilles:
        return None
    points = sum(weight * sum(notes) for weight, notes in zip(grille.poids, _by_criterion(dossier), strict=True))
    return quotient(100 * points, NOTE_MAX * sum(grille.poids) * len(dossier.feuilles))


def _by_criterion(dossier: DossierNote) -> Iterable[tuple[int, ...]]:
    """The marks of each criterion, one a sheet."""
    return zip(*(sheet.notes for sheet in dossier.feuilles), strict=True)


class _Mesure(NamedTuple):
    """What places a file."""

    dossier: DossierNote
    note: Fraction | None
    moyennes: tuple[Fraction, ...]
    departages: tuple[Fraction, ...]

    def line(
        self, rang: int | None = None, proposition: IssueSelection | None = None, departage: str = "", plafond: str = ""
    ) -> LigneClassement:
        """The line of the file, once placed."""
        d, count = self.dossier, len(self.dossier.feuilles)
        where = (d.id, d.numero, d.departement, self.note, self.moyennes, count, rang, proposition)
        return LigneClassement(*where, departage, plafond, d.gestionnaire, self.departages)


def _measure(dossier: DossierNote, grille: Grille, mark: Fraction | None) -> _Mesure:
    means = (Fraction(0),) * len(grille.poids)
    if dossier.feuilles:
        means = tuple(quotient(sum(notes), len(notes)) for notes in _by_criterion(dossier))
    return _Mesure(dossier, mark, means, tuple(_STEPS[step][2](dossier, grille, means) for step in _steps(grille)))


def _marks(dossier: DossierNote, grille: Grille) -> list[Fraction]:
    return [m for f in dossier.feuilles if (m := weighted_mark(grille.poids, f.notes)) is not None] or [Fraction(0)]


Lecteur = Callable[[DossierNote, Grille, tuple[Fraction, ...]], Fraction]
_STEPS: Final[dict[Departage, tuple[str, str, Lecteur]]] = {
    Departage.CRITERE_1: ("le ", "premier critère", lambda _d, _g, means: (*means, Fraction(0))[0]),
    Departage.CRITERE_2: ("le ", "deuxième critère", lambda _d, _g, means: (*means, Fraction(0), Fraction(0))[1]),
    Departage.NOTE_BASSE: ("la ", "note la plus basse", lambda dossier, grille, _m: min(_marks(dossier, grille))),
    Departage.MEDIANE: ("la ", "médiane", lambda dossier, grille, _m: median(_marks(dossier, grille))),
}


def _steps(grille: Grille) -> list[Departage]:
    """The steps that marks decide. The chair's voice is given in the sitting, as a departure with its reason."""
    return [step for step in grille.departages if step in _STEPS]


Ordre = tuple[int | str, ...]


def _order(file: _Mesure, graine: str, multiple: int) -> Ordre:
    """Where a file stands, whoever is beside it: two files never share their last item.

    Marks are whole numbers of `1 / multiple`, a multiple of every denominator: as exact as fractions, quicker to sort.
    """
    exact = (file.note or Fraction(0), *file.departages)
    whole = (-value.numerator * (multiple // value.denominator) for value in exact)
    return (*whole, draw_key(graine, file.dossier.numero), file.dossier.numero)


def _tie_break(mine: Ordre, neighbours: Iterable[Ordre], steps: Sequence[Departage]) -> str:
    """How a file was separated from its neighbours of the same mark; nothing when it has none."""
    depths = [
        next(i for i in range(1, len(mine)) if mine[i] != theirs[i]) for theirs in neighbours if mine[0] == theirs[0]
    ]
    if not depths:
        return ""
    depth = max(depths) - 1
    equal = ["note", *(_STEPS[step][1] for step in steps[:depth])]
    words = "à égalité de " + " et de ".join(filter(None, (", de ".join(equal[:-1]), equal[-1])))
    if depth < len(steps):
        return f"{words}, départagé par {''.join(_STEPS[steps[depth]][:2])}"
    return f"{words}, départagé par tirage au sort (ticket {str(mine[-2])[:12]})"


def rank_files(
    dossiers: Sequence[DossierNote],
    grille: Grille,
    places: Mapping[str, int],
    mark_of: Callable[[DossierNote, Grille], Fraction | None] = official_mark,
) -> tuple[LigneClassement, ...]:
    """Rank the files of each département (R39, R41, R46).

    Total order: mark, the steps of the règlement, draw. A file under the minimum number of marks has no
    rank and no proposal: the commission decides, with its reason. A file beyond the cap of its managing body (R29)
    keeps its rank and leaves its place to the next one. `mark_of` is the official mark but in the trials of the line.
    """
    ranked: list[LigneClassement] = []
    for departement in sorted({d.departement for d in dossiers}):
        here = [_measure(d, grille, mark_of(d, grille)) for d in dossiers if d.departement == departement]
        enough = [m for m in here if m.note is not None and len(m.dossier.feuilles) >= grille.notes_minimum]
        ranked.extend(_place(enough, grille, places.get(departement, 0)))
        placed = {m.dossier.id for m in enough}
        ranked.extend(sorted((m.line() for m in here if m.dossier.id not in placed), key=lambda line: line.numero))
    return tuple(ranked)


def _place(files: Sequence[_Mesure], grille: Grille, places: int) -> list[LigneClassement]:
    multiple = lcm(*{value.denominator for file in files for value in (file.note or Fraction(0), *file.departages)})
    ordered = sorted(((_order(file, grille.graine, multiple), file) for file in files), key=itemgetter(0))
    steps = _steps(grille)
    placed: list[LigneClassement] = []
    retained: Counter[str] = Counter()
    for rang, (order, file) in enumerate(ordered, start=1):
        over = _over_cap(file.dossier.gestionnaire, retained, grille)
        if (file.note or Fraction(0)) < grille.seuil:
            proposition, over = IssueSelection.NON_RETENUE, ""
        elif retained.total() == places:
            proposition, over = IssueSelection.LISTE_ATTENTE, ""
        elif over:
            proposition = IssueSelection.LISTE_ATTENTE
        else:
            proposition = IssueSelection.RETENUE
            retained[file.dossier.gestionnaire] += 1
        neighbours = ordered[max(0, rang - 2) : rang - 1] + ordered[rang : rang + 1]
        tie = _tie_break(order, (theirs for theirs, _ in neighbours), steps)
        placed.append(file.line(rang, proposition, tie, over))
    return placed


def _over_cap(gestionnaire: str, retained: Counter[str], grille: Grille) -> str:
    """Why the managing body of a file can have no more (R29); empty when it can."""
    cap = grille.plafond_gestionnaire
    if not cap or not gestionnaire or retained[gestionnaire] < cap:
        return ""
    plural = "s" if cap > 1 else ""
    return f"son gestionnaire a déjà {cap} dossier{plural} proposé{plural}, le plafond de l’appel"


def needs_reason(line: LigneClassement, proposition: str, quorum_atteint: bool) -> bool:
    """The commission explains a proposal that is not the line's (E44), or that had no rank (R39) or no quorum (E43)."""
    return line.proposition is None or proposition != line.proposition or not quorum_atteint


def check_minimum(notes_comptees: int, minimum: int) -> Constat:
    """R39: enough members have marked the file to rank it."""
    enough = notes_comptees >= minimum
    return Constat(
        R39,
        Resultat.SATISFAIT if enough else Resultat.NON_SATISFAIT,
        "Assez de membres ont noté ce dossier."
        if enough
        else "Trop peu de notes pour classer ce dossier : la commission se prononce et dit pourquoi.",
        valeur=str(notes_comptees),
        limite=str(minimum),
    )
