"""What proves each rule, and what is asked for when it is not met."""

from __future__ import annotations

import pytest

from acia.candidatures.rules import MotifCorrection, Section
from acia.core.rules import Resultat
from acia.eligibilite.rules import CONTROLES
from acia.eligibilite.rules.catalogue import EN_UN_MOT
from acia.eligibilite.rules.preuves import PREUVES, prepare_demande

SANS_PREUVE = {"R28", "R29"}


def test_every_rule_on_the_file_says_where_it_is_proved() -> None:
    codes = {regle.code for regle, _ in CONTROLES}
    assert set(PREUVES) == codes - SANS_PREUVE
    assert set(EN_UN_MOT) == codes


@pytest.mark.parametrize("regle", sorted(PREUVES))
def test_a_satisfied_rule_asks_for_nothing_and_any_other_asks_in_one_sentence(regle: str) -> None:
    assert prepare_demande(regle, Resultat.SATISFAIT, ()) is None
    for resultat in (Resultat.NON_SATISFAIT, Resultat.INCONNU, Resultat.A_VERIFIER):
        point = prepare_demande(regle, resultat, ())
        assert point is not None
        assert point.precision.endswith(".")
        assert len(point.precision) <= 300


def test_r15_asks_for_the_missing_document_then_for_a_readable_one() -> None:
    missing, joined = (prepare_demande("R15", Resultat.INCONNU, held) for held in ((), ("arrete",)))
    assert missing is not None
    assert joined is not None
    assert (missing.section, missing.motif) == (Section.AUTORISATION, MotifCorrection.PIECE_MANQUANTE)
    assert joined.motif == MotifCorrection.PIECE_ILLISIBLE


def test_r16_says_that_the_file_is_not_put_aside() -> None:
    point = prepare_demande("R16", Resultat.A_VERIFIER, ("arrete",))
    assert point is not None
    assert point.motif == MotifCorrection.PIECE_MANQUANTE
    assert "n’est pas écartée" in point.precision


@pytest.mark.parametrize("regle", sorted(SANS_PREUVE))
def test_what_other_files_say_is_not_asked_to_the_establishment(regle: str) -> None:
    assert prepare_demande(regle, Resultat.NON_SATISFAIT, ()) is None
