"""What a member is told of her own habit: her gap on the files she shares, or nothing (optimisation.md §3.3)."""

from __future__ import annotations

import pytest

from acia.commission.rules.classement import DossierNote, Feuille
from acia.commission.rules.facon import DOSSIERS_MINIMUM, DOSSIERS_PAR_CRITERE, way_of_marking

POIDS = (35, 25, 20, 20)


def file(rang: int, **notes: tuple[int, ...]) -> DossierNote:
    return DossierNote(f"f{rang}", f"N-{rang}", "29", tuple(Feuille(who, marks) for who, marks in notes.items()))


def world(count: int, shift: int = 1) -> list[DossierNote]:
    """« moi » marks the first criterion `shift` above two others, who are of one mind about different files."""
    return [file(i, moi=(2 + shift, i % 4, 3, 2), a=(2, i % 4, 3, 2), b=(2, i % 4, 3, 2 + i % 2)) for i in range(count)]


def test_a_member_who_marks_higher_is_told_so_with_a_margin() -> None:
    found = way_of_marking("moi", world(12, shift=2), POIDS)
    assert found is not None
    assert found.dossiers == 12
    assert found.ensemble.sens == "au_dessus"
    assert 0 < found.ensemble.marge < found.ensemble.points
    assert found.criteres[0].sens == "au_dessus"
    assert found.criteres[0].points == pytest.approx(2 * 2 / 3, rel=0.12), "beside the mean of the three, held back"
    assert found.criteres[1].sens == "proche"


def test_the_same_marks_set_nobody_apart() -> None:
    found = way_of_marking("moi", world(12, shift=0), POIDS)
    assert found is not None
    assert found.ensemble.sens == "proche"
    assert found.echelle == "comparable"


def test_the_width_of_the_scale_is_told_beside_the_others() -> None:
    flat = [file(i, moi=(3, 3, 3, 3), a=(i % 6,) * 4, b=((i + 2) % 6,) * 4) for i in range(8)]
    found = way_of_marking("moi", flat, POIDS)
    assert found is not None
    assert (found.etendue, found.echelle) == (0, "serree")
    other = way_of_marking("a", flat, POIDS)
    assert other is not None
    assert other.echelle == "large"


def test_nothing_is_told_from_too_few_files_or_people() -> None:
    assert way_of_marking("moi", world(DOSSIERS_MINIMUM - 1), POIDS) is None
    pairs = [file(i, moi=(3, 3, 3, 3), a=(2, 2, 2, 2)) for i in range(20)]
    assert way_of_marking("moi", pairs, POIDS) is None, "one other: her gap would be that member's marks"
    assert way_of_marking("absente", world(12), POIDS) is None


def test_criteria_wait_for_more_files() -> None:
    few = way_of_marking("moi", world(DOSSIERS_PAR_CRITERE - 1), POIDS)
    assert few is not None
    assert few.criteres == ()
    enough = way_of_marking("moi", world(DOSSIERS_PAR_CRITERE), POIDS)
    assert enough is not None
    assert len(enough.criteres) == len(POIDS)


def test_a_file_she_has_not_marked_never_moves_what_she_reads() -> None:
    shared = world(8)
    for secret in ((0, 0, 0, 0), (5, 5, 5, 5)):
        beside = [*shared, file(99, a=secret, b=secret, c=secret), file(98, moi=secret, a=secret)]
        assert way_of_marking("moi", beside, POIDS) == way_of_marking("moi", shared, POIDS)
