"""« Suis-je éligible ? »: what the rules say to a visitor; tests carry the numbers of the edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from acia.eligibilite.rules import FaitsAppel
from acia.eligibilite.rules.autotest import (
    Declaration,
    LigneAutotest,
    Situation,
    facts_of_visitor,
    name_proof,
    outcome_of,
    self_check,
)
from tests.factories.faits import FAITS, NUMERO
from tests.factories.registre_finess import with_key

APPEL = FaitsAppel(departements=("22", "29"))
NOMS = (("29", "Finistère"), ("22", "Côtes-d’Armor"), ("35", "Ille-et-Vilaine"))


def check(
    declaration: Declaration = Declaration(),
    *,
    appel: FaitsAppel = APPEL,
    autorisation: date | None = date(2019, 5, 12),
    **registre: Any,
) -> dict[str, LigneAutotest]:
    faits = facts_of_visitor(
        replace(FAITS.registre, **registre), appel, declaration, jour=FAITS.jour, autorisation=autorisation, noms=NOMS
    )
    return {line.regle.code: line for line in self_check(faits, declaration)}


def test_a_children_home_of_the_territory_has_only_things_to_prove() -> None:
    lines = check()
    assert [code for code, line in lines.items() if line.situation is Situation.ACQUIS] == ["R12", "R2", "R16"]
    assert {line.situation for line in lines.values()} == {Situation.ACQUIS, Situation.A_PROUVER}
    assert outcome_of(lines.values()) is Situation.A_PROUVER
    assert set(lines) == {"R12", "R2", "R14", "R15", "R16", "R19", "R17", "R18", "R22", "R23", "R24", "R25"}


def test_everything_to_prove_says_how_and_every_sentence_ends() -> None:
    for line in check().values():
        assert line.phrase.endswith(".")
        assert line.situation is not Situation.A_PROUVER or (line.preuve and line.exclusion)


def test_e20_a_closed_establishment_is_told_to_look_for_its_new_number() -> None:
    line = check(ouvert=False, date_fermeture=date(2025, 6, 30))["R12"]
    assert line.situation is Situation.OBSTACLE
    assert "fermé depuis le 30 juin 2025" in line.phrase
    assert "cherchez le nouveau" in line.phrase


def test_e21_the_departement_of_the_establishment_counts_and_the_head_office_is_named() -> None:
    line = check(numero_ej=with_key("35000099"))["R2"]
    assert line.situation is Situation.ACQUIS
    assert "Ille-et-Vilaine (35) : c’est celui de l’établissement qui compte" in line.phrase
    assert "organisme gestionnaire" not in check()["R2"].phrase
    elsewhere = check(departement="35", numero=with_key("35000012"))["R2"]
    assert elsewhere.situation is Situation.OBSTACLE
    assert "Finistère (29)" in elsewhere.exclusion


def test_e22_an_old_decree_is_to_be_proved_and_never_an_obstacle() -> None:
    line = check(autorisation=date(2003, 1, 1))["R16"]
    assert line.situation is Situation.A_PROUVER
    assert line.preuve == "renouvellement"
    assert "n’exclut jamais" in line.phrase
    assert check(autorisation=None)["R16"].situation is Situation.A_SIGNALER


def test_e23_pjj_alone_is_an_obstacle_and_a_double_authorisation_is_weighed() -> None:
    pjj = {"categorie": "441", "agregat": "4502", "libelle_categorie": "Centre d’action éducative"}
    alone = check(**pjj)
    assert alone["R14"].situation is Situation.OBSTACLE
    assert "dites-le ci-dessous" in alone["R14"].phrase
    assert outcome_of(alone.values()) is Situation.OBSTACLE
    double = check(Declaration(nature="ase_pjj"), **pjj)
    assert double["R14"].situation is Situation.ARBITRAGE
    assert "conjoint" in double["R15"].phrase
    assert check(Declaration(nature="pjj"))["R14"].situation is Situation.ARBITRAGE, "the register says otherwise"


def test_e24_a_place_of_life_is_weighed_by_the_anact() -> None:
    lines = check(categorie="462", agregat="4605", libelle_categorie="Lieux de vie")
    assert lines["R14"].situation is Situation.ARBITRAGE
    assert "se prononce" in lines["R14"].phrase
    assert outcome_of(lines.values()) is Situation.ARBITRAGE


def test_another_sector_is_said_and_left_to_a_person() -> None:
    line = check(categorie="500", agregat="4401", libelle_categorie="EHPAD")["R14"]
    assert line.situation is Situation.ARBITRAGE
    assert "ne relève pas de la protection de l’enfance" in line.phrase


@pytest.mark.parametrize("resultat", ["defavorable", "sans_avis", "attendu"])
def test_e5_e7_no_favourable_opinion_is_an_obstacle(resultat: str) -> None:
    assert check(Declaration(resultat=resultat))["R19"].situation is Situation.OBSTACLE


def test_e5_an_awaited_opinion_is_to_prove_where_the_call_admits_it_with_its_date() -> None:
    appel = replace(APPEL, avis_differe_admis=True, avis_differe_limite=date(2027, 3, 10))
    assert "10 mars 2027" in check(appel=appel)["R19"].phrase
    assert check(Declaration(resultat="attendu"), appel=appel)["R19"].situation is Situation.A_PROUVER


def test_e8_without_a_body_the_consultation_of_the_staff_is_weighed() -> None:
    line = check(Declaration(resultat="favorable", instance="aucune"))["R19"]
    assert line.situation is Situation.ARBITRAGE
    assert "les salariés ont été consultés" in line.phrase


def test_r13_a_move_is_only_pointed_out() -> None:
    line = check(numero=with_key("56000012"))["R13"]
    assert line.situation is Situation.A_SIGNALER
    assert "R13" not in check(numero=NUMERO)


def test_a_proof_bears_the_name_the_call_gives_it() -> None:
    line = check()["R15"]
    assert name_proof(line, {"arrete": "L’arrêté du Département"}).preuve == "L’arrêté du Département"
    assert name_proof(line, {}).preuve == ""
    assert name_proof(check()["R23"], {}).preuve == "Un engagement à cocher."
