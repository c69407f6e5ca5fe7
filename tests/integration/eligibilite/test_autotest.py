"""« Suis-je éligible ? » by anybody: a number or a name, the verdict, and nothing kept."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask

from acia.eligibilite.routes.autotest import ESSAIS
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.candidatures import make_etablissement
from tests.factories.client import HouseClient
from tests.factories.instantane import fingerprints
from tests.factories.registre_finess import with_key

PAGE = "/suis-je-eligible"


@pytest.fixture
def code(app: Flask) -> str:
    return make_appel_publie({"29": 10}).code


def ask(visiteur: HouseClient, **fields: str) -> str:
    answer = visiteur.submit(PAGE, fields)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.replace("&nbsp;", " ").replace("\u00a0", " ").split())


def test_a_number_gives_the_verdict_rule_by_rule_and_the_way_on(code: str, visiteur: HouseClient) -> None:
    e = make_etablissement("29")
    number = e.numero_finess
    page = ask(visiteur, recherche=f"{number[:3]} {number[3:6]} {number[6:]}")
    assert "Rien ne s’oppose à votre candidature" in page
    assert "MECS Ker Avel" in page
    assert "À fournir :</strong> Arrêté d’autorisation" in page
    assert "Rendrait le dossier irrecevable : un avis défavorable" in page
    assert f'href="/candidatures/nouvelle?appel={code}&amp;numero={number}"' in page
    assert visiteur.get(f"/candidatures/nouvelle?appel={code}&numero={number}").status_code == 302


def test_a_name_and_a_commune_give_candidates_then_the_verdict(code: str, visiteur: HouseClient) -> None:
    e = make_etablissement("29", raison_sociale="MECS Les Étourneaux", commune="Saint-Évarzec")
    make_etablissement("29", raison_sociale="MECS Les Étourneaux", commune="Brest")
    number = e.numero_finess
    page = ask(visiteur, recherche="etourneaux", commune="st evarzec")
    assert re.findall(r'name="numero" value="(\w+)"', page) == [number]
    assert "Rien ne s’oppose" in ask(visiteur, numero=number)
    assert "Aucun établissement de protection de l’enfance" in ask(visiteur, recherche="introuvable", commune="Brest")


def test_e19_the_number_of_an_entity_offers_its_establishments(code: str, visiteur: HouseClient) -> None:
    e = make_etablissement("29")
    page = ask(visiteur, recherche=e.numero_ej)
    assert "C’est le numéro d’une entité juridique" in page
    assert f'name="numero" value="{e.numero_finess}"' in page


def test_a_slip_is_explained_and_a_lost_zero_offered(code: str, visiteur: HouseClient) -> None:
    number = make_etablissement("01").numero_finess
    assert f'name="numero" value="{number}"' in ask(visiteur, recherche=number[1:])
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "erreur de frappe" in ask(visiteur, recherche=wrong)


def test_e20_a_closed_establishment_is_told_the_open_ones_of_its_entity(code: str, visiteur: HouseClient) -> None:
    entity = with_key("29012345")
    closed = make_etablissement("29", ouvert=False, numero_ej=entity)
    heir = make_etablissement("29", numero_ej=entity)
    page = ask(visiteur, recherche=closed.numero_finess)
    assert "une candidature serait irrecevable" in page
    assert "Commencer ma candidature" not in page
    assert f'name="numero" value="{heir.numero_finess}"' in page


def test_e21_an_association_of_several_departements_is_judged_by_its_establishment(
    code: str, visiteur: HouseClient
) -> None:
    e = make_etablissement("29", numero_ej=with_key("35012345"))
    assert "Ille-et-Vilaine (35) : c’est celui de l’établissement qui compte" in ask(
        visiteur, recherche=e.numero_finess
    )


def test_e23_pjj_alone_meets_an_obstacle(code: str, visiteur: HouseClient) -> None:
    e = make_etablissement("29", categorie="441")
    page = ask(visiteur, recherche=e.numero_finess)
    assert "une candidature serait irrecevable" in page
    assert "seule protection judiciaire" in page
    assert "Commencer ma candidature" not in page


def test_e24_a_place_of_life_is_weighed_and_may_begin(code: str, visiteur: HouseClient) -> None:
    e = make_etablissement("29", categorie="462", protection_enfance=True)
    page = ask(visiteur, recherche=e.numero_finess)
    assert "Votre situation sera examinée" in page
    assert "Commencer ma candidature" in page


def test_several_calls_of_a_departement_are_chosen_from(code: str, visiteur: HouseClient) -> None:
    other = make_appel_publie({"29": 2, "22": 3}, titre="Un second appel").code
    draft = make_appel_brouillon({"29": 2}).code
    number = make_etablissement("29").numero_finess
    page = ask(visiteur, recherche=number)
    assert set(re.findall(r'name="appel" value="([\w-]+)"', page)) == {code, other}
    assert draft not in page
    assert "Un second appel" in ask(visiteur, numero=number, appel=other)


def test_elsewhere_the_territory_is_the_obstacle(code: str, visiteur: HouseClient) -> None:
    number = make_etablissement("35").numero_finess
    assert "Aucun appel n’est ouvert ni annoncé dans le département" in ask(visiteur, recherche=number)
    page = ask(visiteur, numero=number, appel=code)
    assert "Votre département ne fait pas partie de cet appel" in page


def test_nothing_is_stored_nor_logged(code: str, visiteur: HouseClient, caplog: pytest.LogCaptureFixture) -> None:
    e = make_etablissement("29", raison_sociale="MECS Secrète", commune="Ouessant")
    number, before = e.numero_finess, fingerprints()
    with caplog.at_level(logging.DEBUG):
        ask(visiteur, recherche="secrete", commune="ouessant")
        ask(visiteur, recherche=number, nature="ase", instance="cse", resultat="defavorable")
    assert fingerprints() == before
    said = caplog.text.casefold()
    assert number not in said
    assert "secrete" not in said
    assert "ouessant" not in said


def test_the_check_is_slowed_down(code: str, visiteur: HouseClient) -> None:
    number = make_etablissement("29").numero_finess
    for _ in range(ESSAIS):
        ask(visiteur, recherche=number)
    answer = visiteur.submit(PAGE, {"recherche": number})
    assert answer.status_code == 422
    assert "Beaucoup de demandes viennent de votre réseau" in answer.text


def test_an_empty_search_says_what_to_write(code: str, visiteur: HouseClient) -> None:
    answer = visiteur.submit(PAGE, {"recherche": " ", "commune": ""})
    assert answer.status_code == 422
    assert "Écrivez le numéro FINESS" in answer.text
