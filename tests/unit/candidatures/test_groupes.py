"""What an act on several files announces for each of them."""

from __future__ import annotations

import pytest

from acia.candidatures.rules import Acte, Effet, FaitsGroupe, effect_of
from acia.candidatures.workflow import EtatCandidature

DEPOSEE = EtatCandidature.DEPOSEE


@pytest.mark.parametrize(
    ("etat", "effet"),
    [
        (EtatCandidature.DEPOSEE, Effet.CHANGE),
        (EtatCandidature.EN_INSTRUCTION, Effet.RIEN),
        (EtatCandidature.CLOSE, Effet.IMPOSSIBLE),
        (EtatCandidature.RETIREE, Effet.IMPOSSIBLE),
        (EtatCandidature.REMPLACEE, Effet.IMPOSSIBLE),
    ],
)
def test_only_a_deposited_file_begins_its_examination(etat: EtatCandidature, effet: Effet) -> None:
    assert effect_of(Acte.INSTRUIRE, FaitsGroupe(etat), "")[0] is effet


def test_the_preview_says_from_whom_to_whom() -> None:
    assert effect_of(Acte.CONFIER, FaitsGroupe(DEPOSEE), "Ana Ruiz") == (Effet.CHANGE, "De personne à Ana Ruiz.")
    handed = effect_of(Acte.CONFIER, FaitsGroupe(DEPOSEE, titulaire="Léo Le Gall"), "Ana Ruiz")
    assert handed == (Effet.CHANGE, "De Léo Le Gall à Ana Ruiz.")
    same = FaitsGroupe(DEPOSEE, titulaire="Ana Ruiz", titulaire_est_le_meme=True)
    assert effect_of(Acte.CONFIER, same, "Ana Ruiz")[0] is Effet.RIEN
    assert effect_of(Acte.CONFIER, FaitsGroupe(DEPOSEE, titulaire_couvre=False), "Ana Ruiz")[0] is Effet.IMPOSSIBLE


@pytest.mark.parametrize(
    ("acte", "posee", "effet"),
    [
        (Acte.ETIQUETER, False, Effet.CHANGE),
        (Acte.ETIQUETER, True, Effet.RIEN),
        (Acte.DESETIQUETER, True, Effet.CHANGE),
        (Acte.DESETIQUETER, False, Effet.RIEN),
    ],
)
def test_a_label_is_put_or_taken_once(acte: Acte, posee: bool, effet: Effet) -> None:
    assert effect_of(acte, FaitsGroupe(DEPOSEE, etiquette_posee=posee), "À relancer")[0] is effet
    abroad = FaitsGroupe(DEPOSEE, etiquette_posee=posee, etiquette_de_la_region=False)
    assert effect_of(acte, abroad, "À relancer")[0] is Effet.IMPOSSIBLE
