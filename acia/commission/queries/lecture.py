"""Everything the reading of the scores shows, in a few statements whatever the number of files: rows, no entities."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, false, func, type_coerce
from sqlalchemy.orm import aliased

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, MembreCommission, Notation, Note
from acia.commission.queries.commissions import files_statement, grid_of, places_of
from acia.commission.queries.notes import counted
from acia.commission.queries.sieges import one_a_place
from acia.commission.rules import DossierNote, Feuille, Grille, LigneClassement, rank_files
from acia.core.db import db
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite


@dataclass(frozen=True, slots=True)
class DossierLu:
    """What the pages name a file by."""

    id: str
    numero: str
    nom: str
    commune: str
    departement: str
    gestionnaire: str
    categorie: str


@dataclass(frozen=True)
class Lecture:
    """The files of a commission with the sheets that count, ranked: what the deliberation reads before it talks."""

    grille: Grille
    criteres: tuple[str, ...]
    places: dict[str, int]
    dossiers: dict[str, DossierLu]
    notes: tuple[DossierNote, ...]
    lignes: tuple[LigneClassement, ...]
    membres: dict[str, str]
    """Name of each member whose sheets count."""


def reading_of(commission: Commission) -> Lecture:
    """Read the scores of a commission. Six statements, whatever the number of files."""
    grille, criteria = grid_of(commission)
    places = places_of(commission)
    files = _files(commission)
    sheets = _sheets(commission)
    notes = tuple(
        DossierNote(f.id, f.numero, f.departement, tuple(sheets.get(f.id, ())), f.gestionnaire) for f in files
    )
    return Lecture(
        grille,
        tuple(c.libelle for c in criteria),
        places,
        {f.id: f for f in files},
        notes,
        rank_files(notes, grille, places),
        _members(commission),
    )


def _files(commission: Commission) -> list[DossierLu]:
    said = Candidature.identite
    rows = files_statement(
        commission,
        Candidature.id,
        Candidature.numero,
        said["nom"].as_string(),
        said["commune"].as_string(),
        Candidature.departement_code,
        said["numero_ej"].as_string(),
        said["libelle_categorie"].as_string(),
    )
    return [DossierLu(str(key), *(value or "" for value in rest)) for key, *rest in db.session.execute(rows)]


def _texts(keys: Iterable[Any]) -> dict[Any, str]:
    """The text of each raw key: ten thousand sheets name a few files, each read once."""
    return {key: str(uuid.UUID(str(key))) for key in keys}


def _sheets(commission: Commission) -> dict[str, list[Feuille]]:
    """The sheets that count, by file, in the order of the members; one row a sheet, one column a criterion."""
    marks = [aliased(Note) for _ in commission.appel.criteres]
    raw = (type_coerce(key, String) for key in (Notation.candidature_id, Notation.membre_id))
    rows = counted(commission, *raw, *(mark.valeur for mark in marks)).order_by(MembreCommission.ordre)
    # One join a criterion, on the key of a mark: nothing to group, which took the engine half of the page.
    for criterion, mark in zip(commission.appel.criteres, marks, strict=True):
        rows = rows.join(mark, (mark.notation_id == Notation.id) & (mark.critere_id == criterion.id))
    found = db.session.execute(rows).all()
    files, members = _texts({row[0] for row in found}), _texts({row[1] for row in found})
    sheets: dict[str, list[Feuille]] = {text: [] for text in files.values()}
    for file, member, *values in found:
        sheets[files[file]].append(Feuille(members[member], tuple(values)))
    return one_a_place(commission, sheets, lambda sheet: sheet.membre)


def _members(commission: Commission) -> dict[str, str]:
    return {str(m.id): m.utilisateur.nom_complet for m in commission.membres}


@dataclass(frozen=True, slots=True)
class Demandes:
    """Deposited files alike: same département, same category, same answer on eligibility."""

    departement: str
    categorie: str
    eligibles: bool
    nombre: int


def requests_of(commission: Commission) -> list[Demandes]:
    """Count the deposited files of the territory, judged or not: what the places were asked for."""
    category = Candidature.identite["libelle_categorie"].as_string()
    eligible = func.coalesce(DecisionEligibilite.issue == IssueEligibilite.ELIGIBLE, false())
    rows = (
        files_statement(commission, Candidature.departement_code, category, eligible, func.count(), eligibles=False)
        .outerjoin(DecisionEligibilite, DecisionEligibilite.candidature_id == Candidature.id)
        .group_by(Candidature.departement_code, category, eligible)
        .order_by(None)
        .order_by(Candidature.departement_code, category, eligible)
    )
    return [Demandes(code, name or "", bool(yes), count) for code, name, yes, count in db.session.execute(rows)]
