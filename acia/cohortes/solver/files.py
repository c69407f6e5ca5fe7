"""Files `acia-cohortes/1` (problem) and `acia-cohortes-solution/1`: reading with French errors, exact writing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from acia.cohortes.solver.problem import (
    Candidat,
    Cohorte,
    Parametres,
    Poids,
    Problem,
    ProblemError,
    Solution,
    Trajet,
    check_problem,
)

PROBLEM_FORMAT: Final = "acia-cohortes/1"
SOLUTION_FORMAT: Final = "acia-cohortes-solution/1"

Check = Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    """A finite number; a whole number too large for a float is refused, not an accident."""
    if isinstance(value, float):
        return math.isfinite(value)
    return _is_whole(value) and abs(value) < 10**15


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_lists_of_ids(value: Any) -> bool:
    return isinstance(value, list) and all(_is_texts(item) for item in value)


def _is_pairs_of_ids(value: Any) -> bool:
    return _is_lists_of_ids(value) and all(len(item) == 2 for item in value)


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


TEXT = (_is_text, "un texte")
WHOLE = (_is_whole, "un nombre entier")
NUMBER = (_is_number, "un nombre")
OPTIONAL_TEXT = (_or_null(_is_text), "un texte")
OPTIONAL_WHOLE = (_or_null(_is_whole), "un nombre entier")
OPTIONAL_NUMBER = (_or_null(_is_number), "un nombre")
OBJECT = (lambda value: isinstance(value, dict), "un objet")
OBJECTS = (_is_objects, "une liste d’objets")
FLAG = (lambda value: isinstance(value, bool), "vrai ou faux")

Shape = Mapping[str, tuple[Check, str]]

PROBLEM_SHAPE: Final[Shape] = {
    "format": TEXT,
    "parametres": OBJECT,
    "candidats": OBJECTS,
    "incompatibles": (_is_pairs_of_ids, "une liste de paires d’identifiants"),
    "ensemble": (_is_lists_of_ids, "une liste de listes d’identifiants"),
    "trajets": OBJECTS,
}
PARAMETRES_SHAPE: Final[Shape] = {
    "taille_min": WHOLE,
    "taille_max": WHOLE,
    "graine": WHOLE,
    "limite_s": NUMBER,
    "meme_gestionnaire": TEXT,
    "poids": OBJECT,
}
POIDS_SHAPE: Final[Shape] = dict.fromkeys(Poids.__dataclass_fields__, WHOLE)
CANDIDAT_SHAPE: Final[Shape] = {
    "id": TEXT,
    "departement": TEXT,
    "rang": OPTIONAL_WHOLE,
    "lat": OPTIONAL_NUMBER,
    "lon": OPTIONAL_NUMBER,
    "gestionnaire": OPTIONAL_TEXT,
    "themes": (_is_texts, "une liste de textes"),
    "taille": OPTIONAL_TEXT,
    "hote": FLAG,
}
TRAJET_SHAPE: Final[Shape] = {"de": TEXT, "vers": TEXT, "minutes": NUMBER}


def read_json(text: str) -> Any:
    """Parse JSON, refusing what the standard leaves open: repeated keys, NaN and infinities."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise ProblemError([f"JSON : la clé « {key} » figure deux fois dans un même objet." for key in repeated])
        return dict(pairs)

    def refuse(constant: str) -> Any:
        raise ProblemError([f"JSON : « {constant} » n’est pas un nombre."])

    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise ProblemError(
            [f"Le fichier n’est pas du JSON valide : ligne {error.lineno}, colonne {error.colno}."]
        ) from error
    except RecursionError as error:
        raise ProblemError(["Le fichier n’est pas du JSON valide : trop de niveaux imbriqués."]) from error


def read_problem(text: str) -> Problem:
    """Problem described by the text of a file, checked; raises `ProblemError`."""
    return parse_problem(read_json(text))


def parse_problem(content: Any) -> Problem:
    """Problem held by the content of a file, checked; raises `ProblemError`."""
    if not isinstance(content, dict):
        raise ProblemError(["Le fichier doit contenir un objet JSON."])
    if content.get("format") != PROBLEM_FORMAT:
        raise ProblemError([f"Le champ « format » doit valoir « {PROBLEM_FORMAT} »."])
    messages = list(_shape_faults(content))
    if messages:
        raise ProblemError(messages)
    problem = _build(content)
    check_problem(problem)
    return problem


def _shape_faults(content: dict[str, Any]) -> Iterable[str]:
    faults = list(_faults("problème", content, PROBLEM_SHAPE, ("candidats",)))
    yield from faults
    if faults:
        return
    parametres = content.get("parametres", {})
    parametre_faults = list(_faults("parametres", parametres, PARAMETRES_SHAPE, ()))
    yield from parametre_faults
    if not parametre_faults:
        yield from _faults("poids", parametres.get("poids", {}), POIDS_SHAPE, ())
    for place, candidat in enumerate(content["candidats"], start=1):
        yield from _faults(f"candidats, n° {place}", candidat, CANDIDAT_SHAPE, ("id", "departement"))
    for place, trajet in enumerate(content.get("trajets", []), start=1):
        yield from _faults(f"trajets, n° {place}", trajet, TRAJET_SHAPE, ("de", "vers", "minutes"))


def _faults(where: str, found: dict[str, Any], shape: Shape, needed: tuple[str, ...]) -> Iterable[str]:
    for key, value in found.items():
        if key not in shape:
            yield f"{where} : champ inconnu « {key} »."
        elif not shape[key][0](value):
            yield f"{where} : « {key} » doit être {shape[key][1]}."
    for key in needed:
        if key not in found:
            yield f"{where} : « {key} » manque."


def _build(content: dict[str, Any]) -> Problem:
    parametres = dict(content.get("parametres", {}))
    poids = Poids(**parametres.pop("poids", {}))
    return Problem(
        candidats=tuple(
            Candidat(**{**candidat, "themes": frozenset(candidat.get("themes", []))})
            for candidat in content["candidats"]
        ),
        parametres=Parametres(**parametres, poids=poids),
        incompatibles=tuple((a, b) for a, b in content.get("incompatibles", [])),
        ensemble=tuple(tuple(ids) for ids in content.get("ensemble", [])),
        trajets=tuple(Trajet(**trajet) for trajet in content.get("trajets", [])),
    )


def problem_content(problem: Problem) -> dict[str, Any]:
    """Content of the problem file, ready for JSON; read back, it is the same problem."""
    return {
        "format": PROBLEM_FORMAT,
        "parametres": asdict(problem.parametres),
        "candidats": [{**asdict(c), "themes": sorted(c.themes)} for c in problem.candidats],
        "incompatibles": [list(pair) for pair in problem.incompatibles],
        "ensemble": [list(ids) for ids in problem.ensemble],
        "trajets": [asdict(trajet) for trajet in problem.trajets],
    }


def solution_content(solution: Solution) -> dict[str, Any]:
    """Content of the solution file as JSON values, for whoever stores it."""
    content: dict[str, Any] = json.loads(write_solution(solution))
    return content


def write_solution(solution: Solution) -> str:
    """Text of the solution file: the same bytes for the same solution, minutes with two decimals."""
    lines = [
        "{",
        f' "format": {_text(SOLUTION_FORMAT)},',
        f' "statut": {_text(solution.statut)},',
        f' "cout": {minutes(solution.cout)},',
        f' "borne": {minutes(solution.borne)},',
        f' "ecart": {solution.ecart:.4f},',
        f' "duree_s": {solution.duree_s:.2f},',
        *_array("cohortes", [_cohorte_line(cohorte) for cohorte in solution.cohortes], ","),
        *_array(
            "non_places",
            [
                f'{{"id": {_text(one.id)}, "code": {_text(one.code)}, "motif": {_text(one.motif)}}}'
                for one in solution.non_places
            ],
            "",
        ),
        "}",
    ]
    return "\n".join(lines) + "\n"


def minutes(hundredths: int) -> str:
    """Exact decimal writing of hundredths of a minute, without passing through a float."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _cohorte_line(cohorte: Cohorte) -> str:
    terms = ", ".join(
        f'"{name}": {minutes(getattr(cohorte.detail, name))}' for name in cohorte.detail.__dataclass_fields__
    )
    members = ", ".join(_text(identifier) for identifier in cohorte.membres)
    return (
        f'{{"departement": {_text(cohorte.departement)}, "membres": [{members}], "hote": {_text(cohorte.hote)},'
        f' "cout": {minutes(cohorte.cout)}, "detail": {{{terms}}}}}'
    )


def _array(name: str, items: list[str], end: str) -> list[str]:
    if not items:
        return [f' "{name}": []{end}']
    return [f' "{name}": [', *(f"  {item}," for item in items[:-1]), f"  {items[-1]}", f" ]{end}"]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
