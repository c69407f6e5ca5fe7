"""Reads `acia-seances/1` and `acia-seances-solution/1`, writes the latter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from acia.seances.solver.problem import (
    Cohorte,
    Creneau,
    DateExclue,
    Duree,
    Etablissement,
    Etape,
    Intervenant,
    Manquement,
    Modalite,
    NonPlanifiee,
    Objectif,
    Parametres,
    Placement,
    Plan,
    Problem,
    ProblemError,
    SeancePlanifiee,
    Solution,
    TypeSeance,
)
from acia.seances.solver.reading import NO_DAY, Reader

FORMAT_PROBLEME: Final = "acia-seances/1"
FORMAT_SOLUTION: Final = "acia-seances-solution/1"
PERIODE_MAX_JOURS: Final = 1096


def load_json(path: Path) -> Any:
    """Read a JSON file; a defect of its content becomes one French sentence."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProblemError([f"Le fichier « {path} » n’est pas en UTF-8."]) from error
    except json.JSONDecodeError as error:
        raise ProblemError([f"Le fichier « {path} » n’est pas du JSON valide (ligne {error.lineno})."]) from error
    except RecursionError as error:
        raise ProblemError([f"Le fichier « {path} » est imbriqué trop profondément."]) from error


def read_problem(path: Path) -> Problem:
    """Read and check a problem file."""
    return parse_problem(load_json(path))


def read_solution(path: Path) -> Solution:
    """Read and check a solution file."""
    return parse_solution(load_json(path))


def read_plan(path: Path) -> Plan:
    """Read the published plan that a new plan should disturb least."""
    return read_solution(path).plan


def parse_problem(data: Any) -> Problem:
    """Turn a JSON tree into a problem, or raise ProblemError with every defect found."""
    reader = Reader()
    tree = reader.mapping(data, "Le problème")
    _check_format(reader, tree, FORMAT_PROBLEME)
    problem = Problem(
        parametres=_parametres(reader, reader.mapping(tree.get("parametres"), "« parametres »")),
        intervenants={item.id: item for item in _intervenants(reader, tree)},
        cohortes=tuple(
            _cohorte(reader, reader.mapping(item, f"Cohorte n° {number}"), number)
            for number, item in enumerate(reader.sequence(tree, "cohortes", "Le problème", required=True), start=1)
        ),
        jours_fermes=_jours(reader, tree, "jours_fermes"),
        jours_evites=_jours(reader, tree, "jours_evites"),
        fixees=_fixees(reader, tree),
    )
    if not reader.messages:
        _check_coherence(reader, problem)
    if reader.messages:
        raise ProblemError(reader.messages)
    return problem


def _check_format(reader: Reader, tree: dict[str, Any], expected: str) -> None:
    if tree.get("format") != expected:
        reader.refuse(f"Le champ « format » doit valoir « {expected} », pas « {tree.get('format')} ».")


def _parametres(reader: Reader, tree: dict[str, Any]) -> Parametres:
    where = "« parametres »"
    days = {key: reader.day(tree.get(key), f"{where}, champ « {key} »") for key in ("debut", "fin", "aujourd_hui")}
    if NO_DAY not in days.values():
        _check_period(reader, days["debut"], days["fin"])
    return Parametres(
        **days,
        preavis_jours=reader.integer(tree, "preavis_jours", where, Parametres.preavis_jours),
        delai_premiere_mois=reader.integer(tree, "delai_premiere_mois", where, Parametres.delai_premiere_mois),
        absents_toleres=reader.integer(tree, "absents_toleres", where, Parametres.absents_toleres),
        graine=reader.integer(tree, "graine", where, Parametres.graine),
        limite_s=reader.number(tree, "limite_s", where, Parametres.limite_s),
    )


def _check_period(reader: Reader, debut: date, fin: date) -> None:
    if fin < debut:
        reader.refuse("« parametres » : la fin précède le début.")
    elif (fin - debut).days > PERIODE_MAX_JOURS:
        reader.refuse("« parametres » : la période dépasse trois ans.")


def _intervenants(reader: Reader, tree: dict[str, Any]) -> list[Intervenant]:
    found = []
    for number, item in enumerate(reader.sequence(tree, "intervenants", "Le problème", required=True), start=1):
        where = f"Intervenant n° {number}"
        fields = reader.mapping(item, where)
        cap = fields.get("max_demi_journees_semaine")
        found.append(
            Intervenant(
                reader.text(fields, "id", where),
                reader.half_days(fields, "indisponibles", where),
                None if cap is None else reader.integer(fields, "max_demi_journees_semaine", where, 0),
            )
        )
    _refuse_doubles(reader, (item.id for item in found), "L’intervenant")
    return found


def _cohorte(reader: Reader, tree: dict[str, Any], number: int) -> Cohorte:
    where = f"Cohorte « {tree.get('id', f'n° {number}')} »"
    members = reader.sequence(tree, "etablissements", where, required=True)
    steps = reader.sequence(tree, "parcours", where, required=True)
    cohorte = Cohorte(
        id=reader.identifier(tree, "id", where),
        departement=reader.text(tree, "departement", where),
        intervenant=reader.text(tree, "intervenant", where),
        etablissements=tuple(_etablissement(reader, reader.mapping(item, where), where) for item in members),
        parcours=tuple(_etape(reader, reader.mapping(item, where), where) for item in steps),
        ecart_min_jours=reader.integer(tree, "ecart_min_jours", where, Cohorte.ecart_min_jours),
        ecart_max_jours=reader.integer(tree, "ecart_max_jours", where, Cohorte.ecart_max_jours),
    )
    if cohorte.ecart_max_jours < cohorte.ecart_min_jours:
        reader.refuse(f"{where} : « ecart_max_jours » est inférieur à « ecart_min_jours ».")
    _refuse_doubles(reader, (item.id for item in cohorte.etablissements), f"{where} : l’établissement")
    _refuse_doubles(reader, (item.code for item in cohorte.parcours), f"{where} : l’étape")
    return cohorte


def _etablissement(reader: Reader, tree: dict[str, Any], where: str) -> Etablissement:
    where = f"{where}, établissement « {tree.get('id', '?')} »"
    return Etablissement(
        reader.identifier(tree, "id", where),
        reader.day(tree.get("lettre"), f"{where}, champ « lettre »"),
        reader.half_days(tree, "indisponibles", where),
        reader.half_days(tree, "si_besoin", where),
    )


def _etape(reader: Reader, tree: dict[str, Any], where: str) -> Etape:
    where = f"{where}, étape « {tree.get('code', '?')} »"
    return Etape(
        reader.identifier(tree, "code", where),
        reader.choice(tree, "type", where, TypeSeance, list(TypeSeance)),
        reader.choice(tree, "modalite", where, Modalite, list(Modalite)),
        reader.choice(tree, "duree", where, Duree, list(Duree)),
    )


def _jours(reader: Reader, tree: dict[str, Any], key: str) -> dict[str, frozenset[Any]]:
    by_departement = reader.mapping(tree.get(key, {}), f"« {key} »")
    return {code: reader.days(values, f"« {key} », département {code}") for code, values in by_departement.items()}


def _fixees(reader: Reader, tree: dict[str, Any]) -> dict[str, Placement]:
    found = []
    for number, item in enumerate(reader.sequence(tree, "fixees", "Le problème"), start=1):
        where = f"Séance fixée n° {number}"
        fields = reader.mapping(item, where)
        found.append((reader.text(fields, "seance", where), _placement(reader, fields, where)))
    _refuse_doubles(reader, (seance for seance, _ in found), "La séance fixée")
    return dict(found)


def _placement(reader: Reader, tree: dict[str, Any], where: str) -> Placement:
    return Placement(
        reader.day(tree.get("date"), f"{where}, champ « date »"),
        reader.choice(tree, "creneau", where, Creneau, list(Creneau)),
    )


def _check_coherence(reader: Reader, problem: Problem) -> None:
    _refuse_doubles(reader, (cohorte.id for cohorte in problem.cohortes), "La cohorte")
    for cohorte in problem.cohortes:
        if cohorte.intervenant not in problem.intervenants:
            reader.refuse(f"Cohorte « {cohorte.id} » : l’intervenant « {cohorte.intervenant} » n’existe pas.")
    for seance in problem.fixees:
        if seance not in problem.seances:
            reader.refuse(f"La séance fixée « {seance} » n’existe pas dans ce problème.")


def _refuse_doubles(reader: Reader, ids: Iterable[str], subject: str) -> None:
    for name, count in Counter(ids).items():
        if count > 1 and name != "?":
            reader.refuse(f"{subject} « {name} » apparaît {count} fois.")


def parse_solution(data: Any) -> Solution:
    """Turn a JSON tree into a solution, or raise ProblemError."""
    reader = Reader()
    tree = reader.mapping(data, "La solution")
    _check_format(reader, tree, FORMAT_SOLUTION)
    solution = Solution(
        statut=reader.text(tree, "statut", "La solution"),
        objectifs=tuple(_objectif(reader, item) for item in reader.sequence(tree, "objectifs", "La solution")),
        seances=tuple(_planifiee(reader, item) for item in reader.sequence(tree, "seances", "La solution")),
        non_planifiees=tuple(
            _non_planifiee(reader, item) for item in reader.sequence(tree, "non_planifiees", "La solution")
        ),
        manquements=tuple(_manquement(reader, item) for item in reader.sequence(tree, "manquements", "La solution")),
    )
    if reader.messages:
        raise ProblemError(reader.messages)
    return solution


def _objectif(reader: Reader, item: Any) -> Objectif:
    fields = reader.mapping(item, "Un objectif")
    nom = reader.text(fields, "nom", "Un objectif")
    where = f"Objectif « {nom} »"
    return Objectif(nom, reader.integer(fields, "valeur", where, 0), reader.integer(fields, "borne", where, 0))


def _planifiee(reader: Reader, item: Any) -> SeancePlanifiee:
    fields = reader.mapping(item, "Une séance")
    seance = reader.text(fields, "seance", "Une séance")
    where = f"Séance « {seance} »"
    absents = tuple(str(name) for name in reader.sequence(fields, "absents", where))
    return SeancePlanifiee(seance, _placement(reader, fields, where), absents)


def _non_planifiee(reader: Reader, item: Any) -> NonPlanifiee:
    fields = reader.mapping(item, "Une séance non planifiée")
    where = f"Séance non planifiée « {fields.get('seance')} »"
    return NonPlanifiee(
        reader.text(fields, "seance", where),
        reader.text(fields, "code", where),
        reader.text(fields, "motif", where),
        tuple(_date_exclue(reader, entry, where) for entry in reader.sequence(fields, "dates", where)),
    )


def _date_exclue(reader: Reader, item: Any, where: str) -> DateExclue:
    fields = reader.mapping(item, where)
    return DateExclue(
        reader.day(fields.get("date"), where), reader.text(fields, "code", where), reader.text(fields, "motif", where)
    )


def _manquement(reader: Reader, item: Any) -> Manquement:
    fields = reader.mapping(item, "Un manquement")
    seance, regle, motif = (reader.text(fields, key, "Un manquement") for key in ("seance", "regle", "motif"))
    return Manquement(seance, regle, motif)


def solution_as_json(solution: Solution) -> dict[str, Any]:
    """The solution as the file shows it."""
    return {
        "format": FORMAT_SOLUTION,
        "statut": solution.statut,
        "objectifs": [{"nom": o.nom, "valeur": o.valeur, "borne": o.borne} for o in solution.objectifs],
        "manquements": [{"seance": m.seance, "regle": m.regle, "motif": m.motif} for m in solution.manquements],
        "duree_s": solution.duree_s,
        "seances": [
            {
                "seance": item.seance,
                "date": item.placement.date.isoformat(),
                "creneau": item.placement.creneau.value,
                "absents": list(item.absents),
            }
            for item in solution.seances
        ],
        "non_planifiees": [
            {
                "seance": item.seance,
                "code": item.code,
                "motif": item.motif,
                "dates": [{"date": d.date.isoformat(), "code": d.code, "motif": d.motif} for d in item.dates],
            }
            for item in solution.non_planifiees
        ],
    }


def solution_as_text(solution: Solution) -> str:
    """The bytes of the solution file."""
    return json.dumps(solution_as_json(solution), ensure_ascii=False, indent=1) + "\n"


def write_solution(solution: Solution, path: Path) -> None:
    """Write the solution file."""
    path.write_text(solution_as_text(solution), encoding="utf-8", newline="\n")
