"""R48 to R56 on plans made by hand, what a number makes, the names and the sentences of a wish."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from acia.cohortes import rules
from acia.cohortes.adapter import build_problem
from acia.cohortes.rules import (
    Bornes,
    Groupe,
    Retenu,
    Souhait,
    broken,
    check_groupe,
    check_plan,
    commune_name,
    propose_name,
    wish_phrases,
)
from acia.cohortes.solver.explain import check_plan as solver_check
from acia.core.partage import share_out
from acia.core.rules import Resultat

BORNES = Bornes(4, 5)
NBSP = "\u00a0"


def _retenu(rang: int, **changes: object) -> Retenu:
    values: dict[str, object] = {
        "id": f"29000{rang:04d}",
        "engagement_id": uuid.UUID(int=rang),
        "nom": f"MECS {rang}",
        "commune": f"Commune {rang}",
        "departement": "29",
        "rang": rang,
        "lat": 48 + rang / 100,
        "lon": -4.0,
        "gestionnaire": f"EJ{rang}",
        "themes": frozenset({"2"}),
        "accueille": True,
        "signe": True,
    }
    return Retenu(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields


def _groupe(membres: list[Retenu], **changes: object) -> Groupe:
    values: dict[str, object] = {
        "nom": "Brest",
        "membres": tuple(membres),
        "hote": membres[0].id if membres else None,
        "intervenant": "Maëlle Le Goff",
    }
    return Groupe(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields


def _codes(groupe: Groupe) -> list[str]:
    return [finding.regle.code for finding in broken(check_groupe(groupe, BORNES))]


@pytest.mark.parametrize(("taille", "kept"), [(1, False), (3, False), (4, True), (5, True), (6, False)])
def test_r48_four_or_five_members(taille: int, kept: bool) -> None:
    found = check_groupe(_groupe([_retenu(i) for i in range(1, taille + 1)]), BORNES)
    assert [f.resultat is Resultat.SATISFAIT for f in found if f.regle.code == "R48"] == [kept]
    assert any(f.bloque for f in found) is not kept


def test_r49_one_departement() -> None:
    members = [_retenu(1), _retenu(2), _retenu(3), _retenu(4, departement="22")]
    findings = broken(check_groupe(_groupe(members), BORNES))
    assert [f.phrase for f in findings] == [f"Brest réunit plusieurs départements{NBSP}: 22, 29."]
    assert findings[0].bloque


def test_r52_e3_the_same_manager_is_weighed_and_never_blocks() -> None:
    members = [_retenu(1, gestionnaire="EJ"), _retenu(2, gestionnaire="EJ"), _retenu(3), _retenu(4)]
    findings = broken(check_groupe(_groupe(members), BORNES))
    assert [f.phrase for f in findings] == [f"Même gestionnaire dans Brest{NBSP}: MECS 1 et MECS 2."]
    assert not findings[0].bloque


def test_r52_an_unknown_manager_equals_no_other() -> None:
    assert _codes(_groupe([_retenu(i, gestionnaire="") for i in range(1, 5)])) == []


def test_r53_nobody_is_in_two_cohortes() -> None:
    members = [_retenu(i) for i in range(1, 5)]
    findings = broken(check_plan([_groupe(members), _groupe(members, nom="Quimper")], []))
    assert [f.regle.code for f in findings] == ["R53"]
    assert findings[0].bloque


def test_r54_a_validated_cohorte_of_three_goes_on_by_waiver() -> None:
    three = [_retenu(i) for i in range(1, 4)]
    findings = broken(check_groupe(_groupe(three, validee=True), BORNES))
    assert [f.regle.code for f in findings] == ["R54"]
    assert "avant la deuxième séance" in findings[0].phrase
    assert not findings[0].bloque
    assert _codes(_groupe([*three, _retenu(4)], validee=True)) == []


def test_r55_an_intervenant_is_named_and_has_judged_no_file() -> None:
    members = [_retenu(i) for i in range(1, 5)]
    assert _codes(_groupe(members, intervenant="")) == ["R55"]
    judged = broken(check_groupe(_groupe(members, juges=frozenset({members[2].id})), BORNES))
    assert judged[0].phrase == f"Maëlle Le Goff a siégé en commission sur un dossier de Brest{NBSP}: MECS 3."
    assert not judged[0].bloque


def test_r56_a_letter_withdrawn_blocks() -> None:
    members = [_retenu(1), _retenu(2), _retenu(3), _retenu(4, signe=False)]
    findings = broken(check_groupe(_groupe(members), BORNES))
    assert [(f.regle.code, f.bloque) for f in findings] == [("R56", True)]


@pytest.mark.parametrize(
    ("accueillent", "hote", "extrait"),
    [
        (False, None, "ne peut accueillir les autres"),
        (True, None, "choisissez l’établissement qui accueille"),
        (False, 1, "a indiqué ne pas pouvoir accueillir"),
    ],
)
def test_r62_a_member_hosts(accueillent: bool, hote: int | None, extrait: str) -> None:
    members = [_retenu(i, accueille=accueillent) for i in range(1, 5)]
    groupe = _groupe(members, hote=members[0].id if hote else None)
    findings = broken(check_groupe(groupe, BORNES))
    assert [(f.regle.code, f.bloque) for f in findings] == [("R62", True)]
    assert extrait in findings[0].phrase


def test_r51_who_waits_ahead_of_a_less_well_ranked_one_is_named() -> None:
    placed = [_retenu(i) for i in (1, 2, 4, 5)]
    findings = broken(check_plan([_groupe(placed)], [_retenu(3), _retenu(6)]))
    assert [f.phrase for f in findings] == ["MECS 3 attend (rang 3) alors que MECS 5 (rang 5) a une place."]
    assert broken(check_plan([_groupe(placed, validee=True)], [_retenu(3)])) == ()
    assert broken(check_plan([_groupe([replace(_retenu(7), rang=None)])], [_retenu(8)]))[0].regle.code == "R51"


@pytest.mark.parametrize(
    ("nombre", "placables", "premiere"),
    [
        (1, 0, "recruter"),
        (2, 0, "recruter"),
        (3, 0, "recruter"),
        (6, 5, "liste_attente"),
        (7, 5, "liste_attente"),
        (11, 10, "liste_attente"),
    ],
)
def test_r50_r51_e1_e2_the_impossible_numbers_have_their_options(nombre: int, placables: int, premiere: str) -> None:
    found = share_out(nombre, BORNES)
    assert (found.possible, found.placables, found.options[0].code) == (False, placables, premiere)
    assert len(found.options) >= 3
    assert found.phrase.endswith(".")


def test_r50_every_other_number_can_be_shared_out() -> None:
    possible = [n for n in range(1, 60) if share_out(n, BORNES).possible]
    assert sorted(set(range(1, 60)) - set(possible)) == [1, 2, 3, 6, 7, 11]
    assert all(share_out(n, BORNES).options == () for n in possible)


@pytest.mark.parametrize(
    ("nombre", "phrase"),
    [
        (0, "Aucun établissement à placer."),
        (1, f"1{NBSP}établissement{NBSP}: il en faut au moins 4 pour former une cohorte."),
        (4, f"4{NBSP}établissements{NBSP}: une cohorte de 4."),
        (6, f"6 établissements ne se partagent pas en groupes de 4 à 5{NBSP}: une cohorte de 5, 1 en attente."),
        (11, f"11 établissements ne se partagent pas en groupes de 4 à 5{NBSP}: cohortes de 5 + 5, 1 en attente."),
        (20, f"20{NBSP}établissements{NBSP}: cohortes de 5 + 5 + 5 + 5 ou 4 + 4 + 4 + 4 + 4."),
        (33, f"33{NBSP}établissements{NBSP}: de 7 à 8 cohortes."),
    ],
)
def test_r50_the_sentence_of_a_number(nombre: int, phrase: str) -> None:
    assert share_out(nombre, BORNES).phrase == phrase


def test_blocking_findings_come_first() -> None:
    members = [_retenu(1, gestionnaire="EJ"), _retenu(2, gestionnaire="EJ"), _retenu(3, signe=False)]
    findings = broken(check_groupe(_groupe(members), BORNES))
    assert [f.bloque for f in findings] == [True, True, False]


@pytest.mark.parametrize("seed", range(30))
def test_the_page_and_the_solver_find_the_same_faults_in_a_plan(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - replayable data, not a secret
    retenus = [_retenu(i, gestionnaire=f"EJ{rng.randint(1, 6)}", accueille=rng.random() < 0.6) for i in range(1, 13)]
    rng.shuffle(retenus)
    cut = sorted(rng.sample(range(2, 12), 2))
    parts = [retenus[: cut[0]], retenus[cut[0] : cut[1]]]
    waiting = retenus[cut[1] :]
    solved = solver_check(build_problem(retenus, BORNES), [[r.id for r in part] for part in parts])
    theirs = {f.code for f in solved.findings}
    hosts = [next((r.id for r in part if r.accueille), None) for part in parts]
    groups = [_groupe(part, hote=host) for part, host in zip(parts, hosts, strict=True)]
    ours = {f.regle.code for g in groups for f in broken(check_groupe(g, BORNES))}
    ours |= {f.regle.code for f in broken(check_plan(groups, waiting))}
    names = {"taille": "R48", "meme_gestionnaire": "R52", "hote": "R62", "priorite": "R51"}
    assert ours == {names[code] for code in theirs}


def test_a_cohorte_is_named_after_its_host_then_the_best_ranked_commune() -> None:
    members = [_retenu(3, commune="LANDERNEAU"), _retenu(1, commune="BREST CEDEX 2"), _retenu(2, commune="Brest")]
    assert propose_name(members, members[0].id, []) == "Landerneau–Brest"
    assert propose_name(members, members[0].id, ["Landerneau–Brest"]) == "Landerneau–Brest 2"
    assert propose_name(members[1:], members[1].id, []) == "Brest"
    assert propose_name([_retenu(1, commune="")], None, []) == "Nouvelle cohorte"
    assert len(propose_name([_retenu(i, commune="x" * 120) for i in (1, 2)], None, [])) <= 120


def test_a_commune_is_written_as_one_says_it() -> None:
    assert [commune_name(c) for c in ("QUIMPER CEDEX", "Pont-l’Abbé", "BREST CEDEX 09")] == [
        "Quimper",
        "Pont-l’Abbé",
        "Brest",
    ]


def test_the_price_of_a_wish_in_words() -> None:
    wish = Souhait("A", "B", True, 71.2, ("C",), ())
    assert wish_phrases(wish) == (f"+{NBSP}71{NBSP}minutes", "C change de cohorte.")
    both = replace(wish, difference=-3.0, deplaces=("C", "D"), perdent=("E",))
    assert wish_phrases(both) == (f"−{NBSP}3{NBSP}minutes", f"C et D changent de cohorte{NBSP}; E n’a plus de place.")
    assert wish_phrases(replace(wish, possible=False))[0] == "impossible"
    assert "déjà ensemble" in wish_phrases(replace(wish, deplaces=()))[1]


def test_the_table_of_rules_is_the_one_of_the_code() -> None:
    page = Path(rules.__file__).with_name("README.md").read_text(encoding="utf-8")
    table = page.split("<!-- rules_table -->")[1].split("<!-- /rules_table -->")[0]
    assert table.strip() == rules.rules_table()
