"""Ten thousand random rankings against a definition written by hand: order, ties, recusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from statistics import median

from acia.commission.rules import DossierNote, Feuille, Grille, LigneClassement, draw_key, rank_files
from acia.commission.rules.reglement import Departage

CLASSEMENTS = 10_000
ETAPES = (Departage.CRITERE_1, Departage.CRITERE_2, Departage.NOTE_BASSE, Departage.MEDIANE)


def grids(draw: Random) -> Iterator[tuple[Grille, list[DossierNote]]]:
    """Random files; few marks, so that ties are common."""
    for _ in range(CLASSEMENTS):
        poids = draw.choice(((50, 50), (40, 30, 30), (35, 30, 20, 15), (10, 25)))
        steps = tuple(draw.sample(ETAPES, draw.randint(0, len(ETAPES))))
        grille = Grille(poids, draw.randint(1, 2), draw.choice((0, 50)), f"g{draw.random()}", departages=steps)
        top = draw.choice((1, 1, 2))
        files = [
            DossierNote(
                f"d{rank}",
                f"N{rank}",
                draw.choice(("29", "35")),
                tuple(
                    Feuille(f"m{member}", tuple(draw.randint(0, top) for _ in poids))
                    for member in range(draw.randint(0, 3))
                ),
            )
            for rank in range(draw.randint(1, 10))
        ]
        yield grille, files


def mark_of(feuille: Feuille, poids: tuple[int, ...]) -> Fraction:
    """A member's mark out of 100."""
    return Fraction(20 * sum(w * n for w, n in zip(poids, feuille.notes, strict=True)), sum(poids))


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def values_of(file: DossierNote, grille: Grille) -> tuple[Fraction, ...]:
    """The mark of a ranked file, then what each step of the règlement reads."""
    marks = [mark_of(one, grille.poids) for one in file.feuilles]
    read = {
        Departage.CRITERE_1: mean([Fraction(one.notes[0]) for one in file.feuilles]),
        Departage.CRITERE_2: mean([Fraction(one.notes[1]) for one in file.feuilles]),
        Departage.NOTE_BASSE: min(marks),
        Departage.MEDIANE: Fraction(median(marks)),
    }
    return mean(marks), *(read[step] for step in grille.departages)


def check_order(lines: list[LigneClassement], files: dict[str, DossierNote], grille: Grille) -> None:
    """The ranked files of one département are in the order of the definition, and each tie is said where it is."""
    enough = [f for f in files.values() if len(f.feuilles) >= grille.notes_minimum]
    key = {f.id: (*(-v for v in values_of(f, grille)), draw_key(grille.graine, f.numero)) for f in enough}
    ranked = [line for line in lines if line.rang is not None]
    assert [line.id for line in ranked] == sorted(key, key=lambda one: key[one])
    assert [line.rang for line in ranked] == list(range(1, len(ranked) + 1))
    for index, line in enumerate(ranked):
        mine = key[line.id]
        beside = [key[other.id] for other in (*ranked[max(0, index - 1) : index], *ranked[index + 1 : index + 2])]
        tied = [other for other in beside if other[0] == mine[0]]
        assert bool(line.departage) is bool(tied), line
        drawn = any(other[:-1] == mine[:-1] for other in tied)
        assert ("tirage au sort" in line.departage) is drawn, line


def test_e39_ten_thousand_rankings_are_total_orders_whose_ties_are_said() -> None:
    draw, ties = Random(39), 0  # noqa: S311 - the same files at each run
    for grille, files in grids(draw):
        ranked = rank_files(files, grille, {"29": 2, "35": 1})
        assert sorted(line.id for line in ranked) == sorted(f.id for f in files)
        assert rank_files(draw.sample(files, len(files)), grille, {"29": 2, "35": 1}) == ranked
        for departement in ("29", "35"):
            here = {f.id: f for f in files if f.departement == departement}
            check_order([line for line in ranked if line.departement == departement], here, grille)
        ties += any(line.departage for line in ranked)
    assert ties > CLASSEMENTS / 10, ties


def test_s7_in_ten_thousand_rankings_a_recusal_changes_its_denominator_and_no_other() -> None:
    draw = Random(7)  # noqa: S311 - the same files at each run
    for grille, files in grids(draw):
        place = draw.randrange(len(files))
        file = files[place]
        if not file.feuilles:
            continue
        gone = draw.randrange(len(file.feuilles))
        kept = (*file.feuilles[:gone], *file.feuilles[gone + 1 :])
        before = {line.id: line for line in rank_files(files, grille, {})}
        files[place] = replace(file, feuilles=kept)
        after = {line.id: line for line in rank_files(files, grille, {})}
        line = after[file.id]
        assert line.notes_comptees == len(kept) == before[file.id].notes_comptees - 1
        assert line.note == (mean([mark_of(one, grille.poids) for one in kept]) if kept else None)
        assert (line.rang is None) is (len(kept) < grille.notes_minimum)
        others = before.keys() - {file.id}
        assert all(
            (after[o].note, after[o].notes_comptees) == (before[o].note, before[o].notes_comptees) for o in others
        )
