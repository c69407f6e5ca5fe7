"""Final sheets, ranking, recusals and progress."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Critere
from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, EtatNotation, MembreCommission, Notation
from acia.commission.queries.affectations import share_out_of
from acia.commission.queries.commissions import files_of, grid_of, places_of, reglement_of
from acia.commission.queries.sieges import (
    members_in_office,
    one_a_place,
    places_in,
    proxies_of,
    quorum_with,
    recused_by_file,
)
from acia.commission.rules import (
    DossierNote,
    Feuille,
    LigneClassement,
    hold_places,
    rank_files,
    weighted_mark,
)
from acia.commission.workflow import PresenceSeance, Voix
from acia.core.db import db
from acia.core.rules import Constat

PRESENCES = (PresenceSeance.PRESENT, PresenceSeance.DISTANCE)


@dataclass(frozen=True)
class FeuilleRendue:
    """A final sheet that counts, with its words."""

    membre: MembreCommission
    notes: tuple[int, ...]
    justifications: tuple[str, ...]
    note: Fraction


def counted(commission: Commission, *columns: Any) -> Select[Any]:
    """Select from the sheets that may count: final, of a voting member who said « pas de conflit » on the file (S7).

    `one_a_place` then leaves one sheet a place.
    """
    return (
        select(*columns)
        .select_from(Notation)
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .join(Deport, (Deport.membre_id == Notation.membre_id) & (Deport.candidature_id == Notation.candidature_id))
        .where(
            MembreCommission.commission_id == commission.id,
            MembreCommission.voix == Voix.DELIBERATIVE,
            Notation.etat == EtatNotation.RENDUE,
            Deport.conflit.is_(False),
        )
    )


def final_sheets(
    commission: Commission, candidature_id: uuid.UUID | None = None
) -> dict[uuid.UUID, list[FeuilleRendue]]:
    """Return the sheets that count, by file, in the order of the members."""
    rows = (
        counted(commission, Notation)
        .options(selectinload(Notation.notes), joinedload(Notation.membre).joinedload(MembreCommission.utilisateur))
        .order_by(MembreCommission.ordre)
    )
    if candidature_id is not None:
        rows = rows.where(Notation.candidature_id == candidature_id)
    criteria = commission.appel.criteres
    sheets: dict[uuid.UUID, list[FeuilleRendue]] = defaultdict(list)
    for row in db.session.execute(rows).scalars():
        sheets[row.candidature_id].append(_sheet(row, criteria))
    return one_a_place(commission, sheets, lambda sheet: str(sheet.membre.id))


def _sheet(row: Notation, criteria: Sequence[Critere]) -> FeuilleRendue:
    marks = {note.critere_id: note for note in row.notes}
    values = tuple(int(marks[c.id].valeur or 0) for c in criteria)
    mark = weighted_mark([c.poids for c in criteria], values)
    return FeuilleRendue(row.membre, values, tuple(marks[c.id].justification for c in criteria), mark or Fraction(0))


@dataclass(frozen=True)
class Classement:
    """Everything the deliberation reads: the ranking, and by file its sheets and its recused members."""

    lignes: tuple[LigneClassement, ...]
    dossiers: Mapping[str, Candidature]
    feuilles: Mapping[uuid.UUID, list[FeuilleRendue]]
    deports: Mapping[uuid.UUID, list[Deport]]
    places: Mapping[str, int]

    def lines_of(self, departement: str) -> list[LigneClassement]:
        """The lines of one département, in order."""
        return [line for line in self.lignes if line.departement == departement]


def ranking_of(commission: Commission) -> Classement:
    """Rank the files of the commission from the final sheets. A bounded number of SQL statements, whatever the size."""
    files = files_of(commission)
    sheets = final_sheets(commission)
    grille, _ = grid_of(commission)
    places = places_of(commission)
    dossiers = [
        DossierNote(
            str(f.id),
            str(f.numero),
            f.departement_code,
            tuple(Feuille(str(s.membre.id), s.notes) for s in sheets.get(f.id, [])),
            str(f.identite.get("numero_ej") or ""),
        )
        for f in files
    ]
    return Classement(
        rank_files(dossiers, grille, places), {str(f.id): f for f in files}, sheets, recusals_of(commission), places
    )


def recusals_of(commission: Commission) -> dict[uuid.UUID, list[Deport]]:
    """Return the declared conflicts by file, in the order of the members."""
    rows = (
        select(Deport)
        .join(MembreCommission, MembreCommission.id == Deport.membre_id)
        .where(MembreCommission.commission_id == commission.id, Deport.conflit.is_(True))
        .options(joinedload(Deport.membre).joinedload(MembreCommission.utilisateur))
        .order_by(MembreCommission.ordre)
    )
    recusals: dict[uuid.UUID, list[Deport]] = defaultdict(list)
    for row in db.session.execute(rows).scalars():
        recusals[row.candidature_id].append(row)
    return recusals


@dataclass(frozen=True)
class AvancementMembre:
    """How far a member is: counts alone, never a mark."""

    membre: MembreCommission
    rendues: int
    attendues: int


def progress_of(commission: Commission) -> list[AvancementMembre]:
    """Return the counts of final sheets by member in office; nothing where another acts, or she abstains."""
    files = [f.id for f in files_of(commission)]
    seats, recused, sheets = places_in(commission), recused_by_file(commission), final_sheets(commission)
    state = share_out_of(commission)
    done: dict[str, int] = defaultdict(int)
    expected: dict[str, int] = defaultdict(int)
    for key in files:
        holders = {str(s.membre.id) for s in sheets.get(key, [])}
        out = recused.get(key, frozenset())
        for place in seats:
            acting = place.acting(out)
            expected_from = place.sheet(holders, out) or (acting.id if acting else None)
            if place.vote and expected_from is not None and (expected_from in holders or state.expects(place, key)):
                expected[expected_from] += 1
        for holder in holders:
            done[holder] += 1
    return [
        AvancementMembre(membre, done[str(membre.id)], expected[str(membre.id)])
        for membre in members_in_office(commission)
    ]


def quorum_reader(commission: Commission) -> Callable[[Sequence[Deport]], Constat]:
    """Read the seats once; return what checks the quorum of each file from its recused members (R38, E43)."""
    seats, proxies = places_in(commission), proxies_of(commission)
    ways = PRESENCES if reglement_of(commission).distance_compte else (PresenceSeance.PRESENT,)
    there = {str(m.id) for m in commission.membres if m.presence in ways}

    def check(recused: Sequence[Deport]) -> Constat:
        out = {str(deport.membre_id) for deport in recused}
        return quorum_with(commission, hold_places(seats, presents=there, deportes=out, procurations=proxies))

    return check


def quorum_of(commission: Commission, recused: Sequence[Deport] = ()) -> Constat:
    """Check the quorum of the sitting, or of one file when its recused members are given."""
    return quorum_reader(commission)(recused)
