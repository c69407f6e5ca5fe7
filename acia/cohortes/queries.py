"""Reads of the stage: a bounded number of statements, always ordered."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel, AppelDepartement, EtatAppel
from acia.appels.queries import bornes_of
from acia.candidatures.models import Candidature
from acia.cohortes.adapter import retenu_of
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte, PropositionCohortes
from acia.cohortes.policy import may_form, readable
from acia.cohortes.rules import Groupe, Retenu, rank_key
from acia.commission.models import Deport, MembreCommission, Notation, Selection
from acia.commission.queries import holds_place
from acia.comptes.models import Territoire, Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.partage import Bornes, Partage, share_out
from acia.core.permissions import Role
from acia.engagements.models import Engagement
from acia.engagements.workflow import EtatEngagement
from acia.referentiel.models import Departement, Etablissement


@dataclass(frozen=True)
class LigneDepartement:
    """A département of a call in the list: how many are retained, signed and placed, and what the number makes."""

    departement: Departement
    retenues: int
    signees: int
    placees: int
    validees: int
    """Cohortes already validated."""
    brouillons: int
    partage: Partage


@dataclass(frozen=True)
class PlanDepartement:
    """The cohortes of one département of a call. `version` changes with anything an officer may change."""

    appel: Appel
    departement: Departement
    bornes: Bornes
    retenues: int
    etablissements: dict[str, Retenu]
    """Retained establishments whose letter is signed, and members of cohortes, by FINESS number."""
    sans_lettre: tuple[str, ...]
    cohortes: tuple[Cohorte, ...]
    juges: dict[uuid.UUID, frozenset[str]]
    proposition: PropositionCohortes | None
    version: int

    @property
    def brouillons(self) -> tuple[Cohorte, ...]:
        """Cohortes still being formed."""
        return tuple(c for c in self.cohortes if c.etat == EtatCohorte.BROUILLON)

    @property
    def validees(self) -> tuple[Cohorte, ...]:
        """Cohortes whose members no longer move."""
        return tuple(c for c in self.cohortes if c.etat != EtatCohorte.BROUILLON)

    @property
    def a_placer(self) -> tuple[Retenu, ...]:
        """Signed establishments that a validated cohorte does not hold, by rank: what the solver shares out."""
        settled = {m.engagement_id for c in self.validees for m in c.membres if m.actif}
        free = (r for r in self.etablissements.values() if r.signe and r.engagement_id not in settled)
        return tuple(sorted(free, key=rank_key))

    @property
    def attente(self) -> tuple[Retenu, ...]:
        """Signed establishments without a cohorte, by rank."""
        placed = {m.engagement_id for c in self.cohortes for m in c.membres if m.actif}
        return tuple(r for r in self.a_placer if r.engagement_id not in placed)

    def retenus_of(self, cohorte: Cohorte) -> tuple[Retenu, ...]:
        """Active members of a cohorte, in their order."""
        by_engagement = {r.engagement_id: r for r in self.etablissements.values()}
        return tuple(by_engagement[m.engagement_id] for m in cohorte.membres if m.actif)

    def hote_of(self, cohorte: Cohorte) -> str | None:
        """FINESS number of the host of a cohorte."""
        hosts = {m.engagement_id for m in cohorte.membres if m.actif and m.hote}
        return next((r.id for r in self.retenus_of(cohorte) if r.engagement_id in hosts), None)

    def groupe_of(self, cohorte: Cohorte) -> Groupe:
        """A cohorte as the rules read it."""
        return Groupe(
            nom=cohorte.nom,
            membres=self.retenus_of(cohorte),
            hote=self.hote_of(cohorte),
            intervenant=cohorte.intervenant.nom_complet if cohorte.intervenant else "",
            juges=self.juges.get(cohorte.id, frozenset()),
            validee=cohorte.etat != EtatCohorte.BROUILLON,
        )


def list_departements(person: Utilisateur) -> list[tuple[Appel, list[LigneDepartement]]]:
    """Published calls of an officer's territory, the latest first, each with its départements; four statements."""
    rows = db.session.execute(
        select(Appel, Departement)
        .join(AppelDepartement, AppelDepartement.appel_id == Appel.id)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(Appel.etat == EtatAppel.PUBLIE)
        .order_by(Appel.cloture_at.desc(), Appel.code, Departement.code)
    ).all()
    retained, signed = _count_retained()
    placed, formed = _count_placed(), _count_cohortes()
    found: dict[uuid.UUID, tuple[Appel, list[LigneDepartement]]] = {}
    for appel, departement in rows:
        if not person.covers_region(departement.region_code):
            continue
        key = (appel.id, departement.code)
        line = LigneDepartement(
            departement=departement,
            retenues=retained[key],
            signees=signed[key],
            placees=placed[key],
            validees=formed[(*key, EtatCohorte.VALIDEE)] + formed[(*key, EtatCohorte.CLOSE)],
            brouillons=formed[(*key, EtatCohorte.BROUILLON)],
            partage=share_out(retained[key], bornes_of(appel)),
        )
        found.setdefault(appel.id, (appel, []))[1].append(line)
    return list(found.values())


Counts = dict[tuple[uuid.UUID, str], int]


def _count_retained() -> tuple[Counts, Counts]:
    """Retained and notified files that are still in, and those whose letter is signed, by call and département."""
    signed = func.sum(case((Engagement.etat == EtatEngagement.SIGNE, 1), else_=0))
    rows = db.session.execute(
        select(Candidature.appel_id, Candidature.departement_code, func.count(), signed)
        .join(Selection, Selection.candidature_id == Candidature.id)
        .outerjoin(Engagement, Engagement.candidature_id == Candidature.id)
        .where(
            holds_place(),
            or_(Engagement.id.is_(None), Engagement.etat != EtatEngagement.RETIRE),
        )
        .group_by(Candidature.appel_id, Candidature.departement_code)
    ).all()
    retained = {(appel_id, code): count for appel_id, code, count, _ in rows}
    return defaultdict(int, retained), defaultdict(int, {(a, code): int(n) for a, code, _, n in rows})


def _count_placed() -> Counts:
    rows = db.session.execute(
        select(Cohorte.appel_id, Cohorte.departement_code, func.count())
        .join(MembreCohorte, MembreCohorte.cohorte_id == Cohorte.id)
        .where(MembreCohorte.actif)
        .group_by(Cohorte.appel_id, Cohorte.departement_code)
    )
    return defaultdict(int, {(appel_id, code): count for appel_id, code, count in rows})


def _count_cohortes() -> dict[tuple[uuid.UUID, str, str], int]:
    rows = db.session.execute(
        select(Cohorte.appel_id, Cohorte.departement_code, Cohorte.etat, func.count()).group_by(
            Cohorte.appel_id, Cohorte.departement_code, Cohorte.etat
        )
    )
    return defaultdict(int, {(appel_id, code, etat): count for appel_id, code, etat, count in rows})


def get_plan(person: Utilisateur, appel_code: str, departement_code: str) -> PlanDepartement:
    """Return the plan of a département of a published call, for an officer of its territory; six statements at most.

    Raises:
        Introuvable: unknown, not published, not in the call, or out of her territory.
    """
    found = db.session.execute(
        select(Appel, Departement)
        .join(AppelDepartement, AppelDepartement.appel_id == Appel.id)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(Appel.code == appel_code, Appel.etat == EtatAppel.PUBLIE, Departement.code == departement_code)
    ).one_or_none()
    if found is None or not may_form(person, found[1].region_code):
        raise Introuvable()
    appel, departement = found
    cohortes = _cohortes_of(appel.id, departement.code)
    proposition = _latest_proposition(appel.id, departement.code)
    files = _files_of(appel.id, departement.code)
    members = {m.engagement_id for c in cohortes for m in c.membres if m.actif}
    expected = [f for f in files if f.Engagement is None or f.Engagement.etat != EtatEngagement.RETIRE]
    return PlanDepartement(
        appel=appel,
        departement=departement,
        bornes=bornes_of(appel),
        retenues=len(expected),
        etablissements={
            f.Candidature.numero_finess: retenu_of(f.Engagement, f.Candidature, f.Etablissement, f.rang)
            for f in files
            if f.Engagement and (f.Engagement.etat == EtatEngagement.SIGNE or f.Engagement.id in members)
        },
        sans_lettre=tuple(
            f.Candidature.nom for f in expected if f.Engagement is None or f.Engagement.etat == EtatEngagement.OUVERT
        ),
        cohortes=cohortes,
        juges=_judged([c.id for c in cohortes]),
        proposition=proposition,
        version=_fingerprint(proposition, cohortes),
    )


def _files_of(appel_id: uuid.UUID, departement_code: str) -> Sequence[Any]:
    """Retained and notified files, and those that have an engagement, with their rank."""
    return db.session.execute(
        select(Candidature, Etablissement, Engagement, Selection.rang)
        .join(Etablissement, Etablissement.numero_finess == Candidature.numero_finess)
        .outerjoin(Selection, Selection.candidature_id == Candidature.id)
        .outerjoin(Engagement, Engagement.candidature_id == Candidature.id)
        .where(
            Candidature.appel_id == appel_id,
            Candidature.departement_code == departement_code,
            or_(Engagement.id.is_not(None), holds_place()),
        )
        .order_by(Selection.rang.is_(None), Selection.rang, Candidature.numero_finess)
    ).all()


def _cohortes_of(appel_id: uuid.UUID, departement_code: str) -> tuple[Cohorte, ...]:
    rows = (
        select(Cohorte)
        .where(Cohorte.appel_id == appel_id, Cohorte.departement_code == departement_code)
        .options(selectinload(Cohorte.membres), joinedload(Cohorte.intervenant))
        .order_by(Cohorte.cree_at, Cohorte.nom, Cohorte.id)
    )
    return tuple(db.session.execute(rows).scalars())


def _latest_proposition(appel_id: uuid.UUID, departement_code: str) -> PropositionCohortes | None:
    rows = (
        select(PropositionCohortes)
        .where(PropositionCohortes.appel_id == appel_id, PropositionCohortes.departement_code == departement_code)
        .order_by(PropositionCohortes.rang.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def _judged(cohorte_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[str]]:
    """FINESS numbers that the intervenant of each cohorte has marked in commission, or stepped back from (R55)."""
    seats = select(MembreCommission.utilisateur_id.label("person"))
    marked = seats.add_columns(Notation.candidature_id.label("file")).join(
        Notation, Notation.membre_id == MembreCommission.id
    )
    recused = (
        seats.add_columns(Deport.candidature_id.label("file"))
        .join(Deport, Deport.membre_id == MembreCommission.id)
        .where(Deport.conflit)
    )
    tied = union(marked, recused).subquery()
    rows = db.session.execute(
        select(Cohorte.id, Candidature.numero_finess)
        .join(MembreCohorte, MembreCohorte.cohorte_id == Cohorte.id)
        .join(Engagement, Engagement.id == MembreCohorte.engagement_id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .join(tied, and_(tied.c.person == Cohorte.intervenant_id, tied.c.file == Candidature.id))
        .where(Cohorte.id.in_(cohorte_ids), MembreCohorte.actif)
    )
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for cohorte_id, numero in rows:
        found[cohorte_id].add(numero)
    return {cohorte_id: frozenset(numeros) for cohorte_id, numeros in found.items()}


def _fingerprint(proposition: PropositionCohortes | None, cohortes: Sequence[Cohorte]) -> int:
    """A whole number drawn from all that an officer sees and may change: two equal ones are the same plan."""
    parts = [str(proposition.id) if proposition else ""]
    for cohorte in cohortes:
        parts.append(f"{cohorte.id} {cohorte.version} {cohorte.etat} {cohorte.nom} {cohorte.intervenant_id}")
        parts += sorted(f"{m.engagement_id} {m.hote} {m.actif}" for m in cohorte.membres)
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:6])


def list_cohortes(person: Utilisateur) -> list[Cohorte]:
    """Cohortes a representant or an intervenant may read, by département and name."""
    rows = (
        select(Cohorte)
        .where(readable(person))
        .options(selectinload(Cohorte.membres), joinedload(Cohorte.intervenant), joinedload(Cohorte.appel))
        .order_by(Cohorte.departement_code, Cohorte.nom, Cohorte.id)
    )
    return list(db.session.execute(rows).scalars())


def get_cohorte(person: Utilisateur, cohorte_id: uuid.UUID) -> Cohorte:
    """Return a cohorte the person may read, with its members and their representants.

    Raises:
        Introuvable: unknown, or out of her scope.
    """
    candidature = selectinload(Cohorte.membres).joinedload(MembreCohorte.engagement).joinedload(Engagement.candidature)
    row = db.session.execute(
        select(Cohorte)
        .where(Cohorte.id == cohorte_id, readable(person))
        .options(
            candidature.selectinload(Candidature.representants),
            candidature.selectinload(Candidature.relais),
            candidature.joinedload(Candidature.etablissement),
            joinedload(Cohorte.intervenant),
            joinedload(Cohorte.appel),
        )
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def get_departement(code: str) -> Departement:
    """Return the département of a cohorte."""
    return db.session.get_one(Departement, code)


def list_intervenants(region_code: str) -> list[Utilisateur]:
    """Active intervenants of a région, by name."""
    rows = (
        select(Utilisateur)
        .join(Territoire, Territoire.utilisateur_id == Utilisateur.id)
        .where(Utilisateur.role == Role.INTERVENANT, Utilisateur.actif, Territoire.region_code == region_code)
        .order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.id)
    )
    return list(db.session.execute(rows).scalars())
