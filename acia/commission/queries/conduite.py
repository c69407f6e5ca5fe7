"""What the page that conducts a sitting shows: who is here, the file on the table, the agenda, the next act."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, EtatPassage, MembreCommission, Mouvement, Passage
from acia.commission.queries.commissions import files_of
from acia.commission.queries.notes import FeuilleRendue, final_sheets, ranking_of, recusals_of
from acia.commission.queries.sieges import mandate_words, members_in_office, quorum_with
from acia.commission.queries.tenue import (
    EN_COURS,
    as_steps,
    movements_of,
    moves_by_member,
    on_the_sheet,
    passages_of,
    read_room,
)
from acia.commission.rules import (
    POSSIBLES,
    LigneClassement,
    PlaceTenue,
    SituationMembre,
    Tenue,
    mean,
    situation_at,
    votes_expected,
)
from acia.commission.workflow import SensMouvement
from acia.core.db import db
from acia.core.rules import Constat

A_VENIR: Final = 6
"""Files that the page carries ahead."""


@dataclass(frozen=True)
class LigneMembre:
    """A member as the page of the sitting shows her."""

    membre: MembreCommission
    mandat: str
    situation: SituationMembre
    dernier: Mouvement | None
    deportee: bool
    sans_reponse: bool
    """She has not said whether she is in conflict on the open file."""

    @property
    def possibles(self) -> tuple[SensMouvement, ...]:
        """The movements that may follow."""
        return POSSIBLES[self.situation]


@dataclass(frozen=True)
class Votant:
    """A voice expected on the open file: its place, who casts it, for whom."""

    place: str
    membre: MembreCommission
    pour: MembreCommission | None
    suppleance: bool

    @property
    def nom(self) -> str:
        """« Anne Roux », « Anne Roux, par procuration de Jean Petit »."""
        name = self.membre.utilisateur.nom_complet
        if self.pour is None:
            return name
        link = "en suppléance de" if self.suppleance else "par procuration de"
        return f"{name}, {link} {self.pour.utilisateur.nom_complet}"


@dataclass(frozen=True)
class DossierAVenir:
    """A file that comes next: who would vote on it, and could ask that a dissent be written, were it open now."""

    passage: Passage
    votants: Sequence[Votant]
    presents: Sequence[MembreCommission]


@dataclass(frozen=True)
class Conduite:
    """Everything the page of the sitting shows."""

    membres: Sequence[LigneMembre]
    agenda: Sequence[Passage]
    ajouts: Sequence[Candidature]
    """Files that have become eligible since the agenda was laid down."""
    deports: Mapping[uuid.UUID, Sequence[Deport]]
    quorum: Constat
    courant: Passage | None
    quorum_dossier: Constat | None
    votants: Sequence[Votant]
    ligne: LigneClassement | None
    """Where the ranking puts the open file, once its marks are revealed."""
    feuilles: Sequence[FeuilleRendue]
    en_direct: bool
    """True once the sitting has begun."""
    ailleurs: bool = False
    """A file that is not hers to conduct is on the table."""
    partielle: bool = False
    """Some files of the sitting are not hers to conduct."""
    retenues: bool = False
    """The marks of the open file are revealed, and not to her yet: her own sheet on it is open again (R40)."""

    @property
    def suivant(self) -> Passage | None:
        """The next file to examine."""
        return next((p for p in self.agenda if p.etat == EtatPassage.ATTENDU), None)

    @property
    def restants(self) -> int:
        """Files not deliberated yet."""
        return sum(p.etat != EtatPassage.DELIBERE for p in self.agenda)

    @property
    def moyenne(self) -> Fraction | None:
        """The mean of the sheets shown, exact."""
        return mean([sheet.note for sheet in self.feuilles]) if self.feuilles else None

    @property
    def presents(self) -> int:
        """Members in the sitting now."""
        return sum(m.situation is SituationMembre.PRESENT for m in self.membres)


def conduct_of(
    commission: Commission,
    at: datetime,
    tus: Collection[uuid.UUID] = frozenset(),
    rouvertes: Collection[uuid.UUID] = frozenset(),
) -> Conduite:
    """Return the sitting as it stands, without the files of `tus` nor the marks of those of `rouvertes`. A bounded
    number of statements, whatever the number of files."""
    judged = {f.id: f for f in files_of(commission) if f.id not in tus}
    laid = passages_of(commission)
    agenda = [p for p in laid if (p.candidature_id in judged or p.etat in EN_COURS) and p.candidature_id not in tus]
    known = {p.candidature_id for p in laid}
    current = next((p for p in agenda if p.etat in EN_COURS), None)
    recusals = {key: rows for key, rows in recusals_of(commission).items() if key not in tus}
    room = read_room(commission, at)
    held = room.held(current.candidature_id) if current is not None else ()
    shown = current is not None and current.etat == EtatPassage.NOTES_REVELEES
    revealed = shown and current is not None and current.candidature_id not in rouvertes
    return Conduite(
        _members(commission, current, recusals, at),
        agenda,
        [f for key, f in judged.items() if laid and key not in known],
        recusals,
        quorum_with(commission, room.held()),
        current,
        quorum_with(commission, held) if current is not None else None,
        _voters(commission, held),
        _line(commission, current.candidature, whole=not tus) if current is not None and revealed else None,
        final_sheets(commission, current.candidature_id)[current.candidature_id]
        if current is not None and revealed
        else (),
        en_direct=bool(laid),
        ailleurs=any(p.etat in EN_COURS and p.candidature_id in tus for p in laid),
        partielle=bool(tus),
        retenues=shown and not revealed,
    )


def _members(
    commission: Commission,
    current: Passage | None,
    recusals: Mapping[uuid.UUID, Sequence[Deport]],
    at: datetime,
) -> list[LigneMembre]:
    moves, sheet = moves_by_member(movements_of(commission)), on_the_sheet(commission)
    recused = {d.membre_id for d in recusals.get(current.candidature_id, ())} if current is not None else set()
    said = _answered(commission, current) if current is not None else set()
    rows = []
    for membre in members_in_office(commission):
        own = moves.get(membre.id, [])
        situation = situation_at(str(membre.id) in sheet, as_steps(own), max(at, own[-1].at) if own else at)
        unknown = current is not None and membre.id not in said
        last = own[-1] if own else None
        rows.append(LigneMembre(membre, mandate_words(membre), situation, last, membre.id in recused, unknown))
    return rows


def files_to_come(commission: Commission, view: Conduite, at: datetime) -> list[DossierAVenir]:
    """Return the next files, as far as a page can carry them through a lost network."""
    waiting = [p for p in view.agenda if p.etat == EtatPassage.ATTENDU][:A_VENIR]
    room = read_room(commission, at)
    there, found = room.presents(deports=True), []
    for passage in waiting:
        out = {d.membre_id for d in view.deports.get(passage.candidature_id, ())}
        held = room.held(passage.candidature_id, a_venir=True)
        present = [m for m in commission.membres if str(m.id) in there and m.id not in out]
        found.append(DossierAVenir(passage, _voters(commission, held), present))
    return found


def _answered(commission: Commission, passage: Passage) -> set[uuid.UUID]:
    ids = [m.id for m in commission.membres]
    rows = select(Deport.membre_id).where(Deport.candidature_id == passage.candidature_id, Deport.membre_id.in_(ids))
    return set(db.session.execute(rows).scalars())


def _voters(commission: Commission, held: Sequence[PlaceTenue]) -> list[Votant]:
    by_id = {str(m.id): m for m in commission.membres}
    found = []
    for row in held:
        expected = votes_expected([row])
        for place, (caster, proxy) in expected.items():
            alternate = row.tenue == Tenue.SUPPLEANT
            holder = row.place.titulaire or row.place.titulaires[0]
            behind = by_id[proxy] if proxy else by_id[holder.id] if alternate else None
            found.append(Votant(place, by_id[caster], behind, alternate))
    return found


def _line(commission: Commission, candidature: Candidature, *, whole: bool) -> LigneClassement | None:
    """The line of a file; without its ties and caps where a file is withheld, which they would name."""
    line = next((line for line in ranking_of(commission).lignes if line.id == str(candidature.id)), None)
    return line if whole or line is None else replace(line, departage="", plafond="")
