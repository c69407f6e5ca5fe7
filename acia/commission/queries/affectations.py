"""Who reads which file: what is given to a member, the readers of each file, the places to fill.

Files are given to the voting places of the commission: on each file, the person who acts for the place reads it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.commission.models import Affectation, Commission, MembreCommission, Notation, PlanAffectation
from acia.commission.queries.commissions import files_of
from acia.commission.queries.sieges import places_in, recused_by_file
from acia.commission.rules import Place, place_of_seat, rank
from acia.commission.workflow import EtatAffectation, EtatNotation
from acia.core.db import db

_NOBODY: frozenset[str] = frozenset()


def plan_of(commission: Commission) -> PlanAffectation | None:
    """Return how the files are shared out; none when every member reads every file."""
    return db.session.execute(select(PlanAffectation).filter_by(commission_id=commission.id)).scalar_one_or_none()


def place_of(membre: MembreCommission) -> Place | None:
    """Return the voting place a member holds or may hold; none for a consultative member, who reads every file."""
    return place_of_seat(places_in(membre.commission), str(membre.id))


def given_to(membre: MembreCommission, candidatures: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return those of these files that are the member's to read: given to her place, or all but what it refused."""
    place = place_of(membre)
    if place is None or not candidatures:
        return set(candidatures)
    mine = Affectation.membre_id == uuid.UUID(place.cle)
    shared = exists().where(PlanAffectation.commission_id == membre.commission_id)
    if len(candidatures) == 1:
        state = select(Affectation.etat).where(mine, Affectation.candidature_id.in_(candidatures)).scalar_subquery()
        given = case((shared, EtatAffectation.RETIREE), else_=EtatAffectation.CONFIEE)
        found = db.session.execute(select(func.coalesce(state, given))).scalar_one()
        return set(candidatures) if found == EtatAffectation.CONFIEE else set()
    rows = select(Affectation.candidature_id, Affectation.etat).where(mine)
    states = {row.candidature_id: row.etat for row in db.session.execute(rows)}
    default = EtatAffectation.RETIREE if plan_of(membre.commission) else EtatAffectation.CONFIEE
    return {key for key in candidatures if states.get(key, default) == EtatAffectation.CONFIEE}


@dataclass(frozen=True)
class Lecteur:
    """A place on a file, and who acts for it there."""

    place: Place
    membre: MembreCommission


@dataclass(frozen=True)
class DossierReparti:
    """A file, its readers, and those who could take a free place, the least loaded first."""

    candidature: Candidature
    lecteurs: tuple[Lecteur, ...]
    manque: int
    possibles: tuple[Lecteur, ...]


@dataclass(frozen=True)
class Partage:
    """Everything the share-out is made of, read at once."""

    commission: Commission
    plan: PlanAffectation | None
    dossiers: tuple[Candidature, ...]
    places: tuple[Place, ...]
    etats: Mapping[tuple[str, uuid.UUID], Affectation]
    """By place and file."""
    deports: Mapping[uuid.UUID, frozenset[str]]
    feuilles: Mapping[tuple[str, uuid.UUID], str]
    """State of the sheets, by member and file."""

    def acting(self, place: Place, dossier: uuid.UUID) -> str | None:
        """The id of who acts for the place on a file; none when everybody there is recused or away."""
        siege = place.acting(self.deports.get(dossier, _NOBODY))
        return siege.id if siege else None

    def may_read(self, place: Place, dossier: uuid.UUID) -> bool:
        """True when nothing keeps the place from the file: no recusal, no refusal, no officer's choice."""
        row = self.etats.get((place.cle, dossier))
        open_to_it = row is None or row.etat == EtatAffectation.CONFIEE
        return open_to_it and self.acting(place, dossier) is not None

    def reads(self, place: Place, dossier: uuid.UUID) -> bool:
        """True when the file is the place's to read."""
        return self.may_read(place, dossier) and (self.plan is None or (place.cle, dossier) in self.etats)

    def expects(self, place: Place, dossier: uuid.UUID) -> bool:
        """True when a sheet is expected of the place: it reads the file, and who acts does not abstain."""
        acting = self.acting(place, dossier)
        abstains = acting is not None and self.feuilles.get((acting, dossier)) == EtatNotation.ABSTENTION
        return self.reads(place, dossier) and not abstains

    def begun(self, place: Place, dossier: uuid.UUID) -> bool:
        """True when somebody of the place has a sheet on the file, a draft included."""
        return any((s.id, dossier) in self.feuilles for s in (*place.titulaires, *place.suppleants))

    @property
    def charges(self) -> Counter[str]:
        """How many files each place has to read."""
        return Counter(p.cle for d in self.dossiers for p in self.places if self.reads(p, d.id))

    def name(self, place: Place) -> str:
        """Who the place is known by: its member, or the alternate who holds it."""
        siege = place.titulaire or next((s for s in place.suppleants if s.en_fonction), place.titulaires[-1])
        return self._member(siege.id).utilisateur.nom_complet

    def _member(self, key: str) -> MembreCommission:
        return next(m for m in self.commission.membres if str(m.id) == key)

    def _reader(self, place: Place, dossier: uuid.UUID) -> Lecteur:
        return Lecteur(place, self._member(self.acting(place, dossier) or place.cle))

    def lines(self) -> list[DossierReparti]:
        """Each file with its readers and those who could take a free place."""
        loads, plan = self.charges, self.plan
        graine = plan.graine if plan else ""
        lines = []
        for dossier in self.dossiers:
            readers = [p for p in self.places if self.reads(p, dossier.id)]
            free = [p for p in self.places if p not in readers and self.may_read(p, dossier.id)]
            free.sort(key=lambda p: (loads[p.cle], rank(graine, p.cle)))
            found = tuple(self._reader(p, dossier.id) for p in readers)
            possible = tuple(self._reader(p, dossier.id) for p in free)
            short = max(0, plan.lecteurs - len(readers)) if plan else 0
            lines.append(DossierReparti(dossier, found, short, possible))
        return lines


def share_out_of(commission: Commission) -> Partage:
    """Read the share-out of a commission, in a number of statements that does not depend on its size."""
    seats = select(MembreCommission.id).where(MembreCommission.commission_id == commission.id)
    given = select(Affectation).where(Affectation.membre_id.in_(seats))
    sheets = select(Notation.membre_id, Notation.candidature_id, Notation.etat).where(Notation.membre_id.in_(seats))
    return Partage(
        commission,
        plan_of(commission),
        tuple(files_of(commission)),
        tuple(place for place in places_in(commission) if place.vote and place.pourvue),
        {(str(row.membre_id), row.candidature_id): row for row in db.session.execute(given).scalars()},
        recused_by_file(commission),
        {(str(row.membre_id), row.candidature_id): row.etat for row in db.session.execute(sheets)},
    )


def refusals_of(commission: Commission) -> list[Affectation]:
    """Return the files refused by the members they were given to, with their reasons."""
    rows = (
        select(Affectation)
        .join(MembreCommission)
        .join(Candidature, Candidature.id == Affectation.candidature_id)
        .where(MembreCommission.commission_id == commission.id, Affectation.etat == EtatAffectation.REFUSEE)
        .options(
            joinedload(Affectation.membre).joinedload(MembreCommission.utilisateur), joinedload(Affectation.candidature)
        )
        .order_by(Candidature.numero, MembreCommission.ordre)
    )
    return list(db.session.execute(rows).scalars())
