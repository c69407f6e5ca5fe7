"""The reference tables and the demonstration register that the project ships."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from acia.referentiel.lecteurs import EtablissementLu, read_register
from acia.referentiel.rules import (
    CATEGORIES_PROTECTION_ENFANCE,
    DEPARTEMENTS_METROPOLE,
    DEPARTEMENTS_OUTRE_MER,
    departement_of_numero,
)
from tests.factories.registre_finess import DONNEES_REELLES

SEEDS = Path(__file__).parents[3] / "seeds"


def table(nom: str) -> list[dict[str, str]]:
    with (SEEDS / "referentiel" / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


@pytest.fixture(scope="module")
def demonstration() -> list[EtablissementLu]:
    lecture = read_register(SEEDS / "demo" / "registre.csv")
    lus = list(lecture)
    assert (lecture.nb_rejets, lecture.nb_ecartes) == (0, 0)
    return lus


def test_every_departement_has_its_region_zone_and_locution() -> None:
    regions = {ligne["code"] for ligne in table("regions")}
    departements = table("departements")
    assert {ligne["code"] for ligne in departements} == DEPARTEMENTS_METROPOLE | DEPARTEMENTS_OUTRE_MER
    for ligne in departements:
        assert ligne["region"] in regions
        assert ZoneInfo(ligne["fuseau"])
        assert ligne["locution"].endswith(ligne["nom"])
        assert ligne["locution"].startswith(("de ", "du ", "des ", "de l’", "de la ", "d’"))
        assert ligne["zone_scolaire"] in "ABC"
        assert bool(ligne["zone_scolaire"]) == (len(ligne["code"]) == 2 and ligne["code"] not in {"2A", "2B"})
    zones = {ligne["code"]: ligne["zone_scolaire"] for ligne in departements}
    assert (zones["29"], zones["75"], zones["33"], zones["59"]) == ("B", "C", "A", "B")


def test_the_category_table_is_the_one_the_rules_use() -> None:
    assert {ligne["code"]: ligne["agregat"] for ligne in table("categories")} == CATEGORIES_PROTECTION_ENFANCE


def test_demo_register_is_varied_enough_for_the_story(demonstration: list[EtablissementLu]) -> None:
    protection = [lu for lu in demonstration if lu.protection_enfance]
    par_departement = Counter(lu.departement for lu in protection)
    assert par_departement["29"] >= 16
    assert all(par_departement[code] >= 9 for code in ("22", "35", "56", "971"))
    assert len(demonstration) > len(protection) >= 70
    assert len({lu.code_commune for lu in demonstration}) >= 55
    assert {"177", "175", "295", "462", "241", "441"} <= {lu.categorie for lu in protection}
    assert {"08", "10", "31", "99"} <= {lu.mft for lu in protection}
    par_entite = Counter(lu.numero_ej for lu in protection)
    assert sum(nombre >= 2 for nombre in par_entite.values()) >= 10
    assert max(par_entite.values()) <= 3


def test_demo_register_is_placed_and_numbered(demonstration: list[EtablissementLu]) -> None:
    assert all(lu.lat is not None for lu in demonstration)
    assert len({(lu.lat, lu.lon) for lu in demonstration}) == len(demonstration)
    assert all(departement_of_numero(lu.numero_finess) == lu.departement for lu in demonstration)
    assert all(lu.telephone.startswith("020000") for lu in demonstration)
    blocs = ("2209", "2909", "3509", "5609", "97019")
    assert all(lu.numero_finess.startswith(blocs) and lu.numero_ej.startswith(blocs) for lu in demonstration)


@pytest.mark.donnees_reelles
def test_demo_numbers_collide_with_no_real_one(demonstration: list[EtablissementLu]) -> None:
    extrait = DONNEES_REELLES / "etalab-cs1100507-20210108-extrait.csv"
    if not extrait.exists():
        pytest.skip("l’extrait réel du registre n’est pas fourni ici")
    reels = {numero for lu in read_register(extrait) for numero in (lu.numero_finess, lu.numero_ej)}
    assert not reels & {numero for lu in demonstration for numero in (lu.numero_finess, lu.numero_ej)}
