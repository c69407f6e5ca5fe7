"""Format `acia-cohortes/1`: what is read, what is refused and how it is said, what is written."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from acia.cohortes.solver.files import (
    parse_problem,
    problem_content,
    read_problem,
    solution_content,
    write_solution,
)
from acia.cohortes.solver.problem import Cohorte, Detail, NonPlace, ProblemError, Solution
from tests.unit.cohortes.instances import conflicted

EXAMPLE: dict[str, Any] = {
    "format": "acia-cohortes/1",
    "parametres": {
        "taille_min": 4,
        "taille_max": 5,
        "graine": 1,
        "limite_s": 30,
        "meme_gestionnaire": "eviter",
        "poids": {"trajet_hote": 1, "trajet_max": 1, "meme_gestionnaire": 60, "theme": 0, "mixite": 0},
    },
    "candidats": [
        {
            "id": f"E{rank}",
            "departement": "35",
            "rang": rank,
            "lat": 48.0 + rank / 100,
            "lon": -1.68,
            "gestionnaire": "350000014",
            "themes": ["emploi"],
            "taille": "M",
            "hote": True,
        }
        for rank in range(1, 8)
    ],
    "incompatibles": [["E1", "E7"]],
    "ensemble": [["E2", "E3"]],
    "trajets": [{"de": "E1", "vers": "E2", "minutes": 34}],
}


def example(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EXAMPLE), **changes}


def messages_of(content: Any) -> tuple[str, ...]:
    with pytest.raises(ProblemError) as caught:
        read_problem(content if isinstance(content, str) else json.dumps(content))
    return caught.value.messages


def test_the_example_of_the_format_is_read() -> None:
    problem = read_problem(json.dumps(EXAMPLE))
    assert len(problem.candidats) == 7
    assert problem.candidats[0].themes == {"emploi"}
    assert problem.incompatibles == (("E1", "E7"),)
    assert problem.parametres.poids.meme_gestionnaire == 60


def test_everything_but_candidats_has_a_default() -> None:
    problem = read_problem(
        '{"format": "acia-cohortes/1", "candidats": [{"id": "A", "departement": "2A", "lat": 1, "lon": 2}]}'
    )
    assert (problem.parametres.taille_min, problem.parametres.taille_max) == (4, 5)
    assert problem.candidats[0].hote
    assert problem.candidats[0].rang is None


@pytest.mark.parametrize("seed", range(30))
def test_a_problem_written_and_read_back_is_the_same(seed: int) -> None:
    problem = conflicted(seed)
    assert parse_problem(json.loads(json.dumps(problem_content(problem)))) == problem


def test_a_byte_order_mark_is_accepted() -> None:
    assert read_problem("\ufeff" + json.dumps(EXAMPLE)).candidats


def with_candidat(place: int, **changes: Any) -> dict[str, Any]:
    content = example()
    content["candidats"][place].update(changes)
    return content


BAD_FILES: list[tuple[Any, str]] = [
    ("", "pas du JSON valide : ligne 1"),
    ('{"format": "acia-cohortes/1", ', "pas du JSON valide"),
    ("[" * 100_000, "JSON valide"),
    ("[]", "un objet JSON"),
    ('{"format": "acia-cohortes/1", "format": "acia-cohortes/1"}', "« format » figure deux fois"),
    ('{"format": "acia-cohortes/1", "candidats": [], "parametres": {"limite_s": NaN}}', "« NaN »"),
    (example(format="acia-cohortes/2"), "acia-cohortes/1"),
    (example(candidats=None), "« candidats » doit être une liste d’objets"),
    (example(candidats=["E1"]), "« candidats » doit être une liste d’objets"),
    ({"format": "acia-cohortes/1"}, "« candidats » manque"),
    (example(incompatible=[]), "champ inconnu « incompatible »"),
    (example(incompatibles=[["E1", "E2", "E3"]]), "paires d’identifiants"),
    (example(incompatibles=[["E1", "E9"]]), "le candidat E9 n’existe pas"),
    (example(incompatibles=[["E1", "E1"]]), "candidats différents"),
    (example(ensemble=[["E1"]]), "candidats différents"),
    (example(ensemble=[["E1", "E8"]]), "le candidat E8 n’existe pas"),
    (example(parametres={"taille_min": 5, "taille_max": 4}), "taille_min ≤ taille_max"),
    (example(parametres={"taille_min": 4.5}), "« taille_min » doit être un nombre entier"),
    (example(parametres={"taille_min": True}), "« taille_min » doit être un nombre entier"),
    (example(parametres={"taille_mini": 4}), "champ inconnu « taille_mini »"),
    (example(parametres={"limite_s": 0}), "limite_s"),
    (example(parametres={"meme_gestionnaire": "jamais"}), "« interdire »"),
    (example(parametres={"poids": {"trajet_hote": 1.5}}), "« trajet_hote » doit être un nombre entier"),
    (example(parametres={"poids": {"theme": -1}}), "theme doit être un entier de 0"),
    (example(parametres={"poids": {"themes": 1}}), "champ inconnu « themes »"),
    (with_candidat(0, id="E2"), "E2 figure 2 fois"),
    (with_candidat(0, id=""), "identifiant"),
    (with_candidat(0, id=3), "« id » doit être un texte"),
    (with_candidat(0, departement=35), "« departement » doit être un texte"),
    (with_candidat(0, lat=91), "latitude"),
    (with_candidat(0, lon=-181), "longitude"),
    (with_candidat(0, lat=None), "lat et lon vont ensemble"),
    (with_candidat(0, lat=None, lon=None), "E1 : coordonnées absentes, et le trajet avec E3"),
    (with_candidat(0, lat="48"), "« lat » doit être un nombre"),
    (with_candidat(0, lat=10**400), "« lat » doit être un nombre"),
    (with_candidat(0, rang="1"), "« rang » doit être un nombre entier"),
    (with_candidat(0, themes="emploi"), "« themes » doit être une liste de textes"),
    (with_candidat(0, hote="oui"), "« hote » doit être vrai ou faux"),
    (with_candidat(0, hôte=True), "champ inconnu « hôte »"),
    (example(trajets=[{"de": "E1", "vers": "E2"}]), "« minutes » manque"),
    (example(trajets=[{"de": "E1", "vers": "E1", "minutes": 3}]), "au départ et à l’arrivée"),
    (example(trajets=[{"de": "E1", "vers": "E2", "minutes": -3}]), "doit être comprise entre 0"),
    (example(trajets=[{"de": "E1", "vers": "EX", "minutes": 3}]), "EX n’existe pas"),
    (
        example(trajets=[{"de": "E1", "vers": "E2", "minutes": 3}, {"de": "E2", "vers": "E1", "minutes": 4}]),
        "deux durées différentes entre E1 et E2",
    ),
]


@pytest.mark.parametrize(("content", "expected"), BAD_FILES, ids=[expected for _, expected in BAD_FILES])
def test_a_bad_file_is_refused_with_a_clear_message(content: Any, expected: str) -> None:
    assert any(expected in message for message in messages_of(content))


def test_all_faults_are_told_at_once() -> None:
    content = example(incompatibles=[["E1", "E9"]], trajets=[{"de": "E1", "vers": "EX", "minutes": 3}])
    assert len(messages_of(content)) == 2


def test_the_same_journey_twice_is_no_contradiction() -> None:
    trajets = [{"de": "E1", "vers": "E2", "minutes": 3}, {"de": "E2", "vers": "E1", "minutes": 3}]
    assert len(read_problem(json.dumps(example(trajets=trajets))).trajets) == 2


def test_coordinates_may_be_absent_when_all_journeys_are_given() -> None:
    content = with_candidat(0, lat=None, lon=None)
    content["trajets"] = [{"de": f"E{rank}", "vers": "E1", "minutes": rank} for rank in range(2, 8)]
    assert read_problem(json.dumps(content)).candidats[0].lat is None


def small_solution() -> Solution:
    cohorte = Cohorte("35", ("E1", "E2", "E4", "E9"), "E2", 9820, Detail(7100, 2720, 0, 0, 0))
    left_out = NonPlace("E6", "effectif", "5 établissements « de trop »")
    return Solution("realisable", 9820, 9725, 0.4149, (cohorte,), (left_out,))


def test_minutes_are_json_numbers_with_two_decimals() -> None:
    text = write_solution(small_solution())
    assert '"cout": 98.20,' in text
    assert '"trajet_hote": 71.00' in text
    assert '"ecart": 0.0097,' in text
    assert '"duree_s": 0.41,' in text
    assert "« de trop »" in text
    assert text.endswith("}\n")


def test_the_written_solution_is_plain_json() -> None:
    content = solution_content(small_solution())
    assert content["format"] == "acia-cohortes-solution/1"
    assert content["cohortes"][0]["detail"] == {
        "trajet_hote": 71.0,
        "trajet_max": 27.2,
        "meme_gestionnaire": 0.0,
        "theme": 0.0,
        "mixite": 0.0,
    }
    assert content["non_places"] == [{"id": "E6", "code": "effectif", "motif": "5 établissements « de trop »"}]


def test_an_empty_solution_is_written_too() -> None:
    content = solution_content(Solution("impossible", 0, 0, 0.0, (), ()))
    assert (content["cohortes"], content["non_places"], content["ecart"]) == ([], [], 0.0)
