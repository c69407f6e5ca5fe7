"""Reads of plans and sessions, always ordered."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.engagements.models import Engagement
from acia.referentiel.models import Departement, Region
from acia.seances.models import EtatPlan, EtatSeance, PlanSeances, Seance
from acia.seances.policy import readable
from acia.seances.rules import first_seance_deadline


@dataclass(frozen=True)
class CohorteAPlanifier:
    """A validated cohorte without sessions, and the last day for its first one."""

    cohorte: Cohorte
    region_code: str
    limite: date

    @property
    def etablissements(self) -> int:
        """Number of its active establishments."""
        return sum(m.actif for m in self.cohorte.membres)


@dataclass(frozen=True)
class GroupePlan:
    """What an officer plans in one go: the waiting cohortes of a région in a call, and the last computation."""

    appel: Appel
    region: Region
    cohortes: tuple[CohorteAPlanifier, ...]
    plan: PlanSeances | None


def list_seances(person: Utilisateur) -> list[Seance]:
    """Sessions the person may read, in order of time."""
    return list(
        db.session.execute(
            select(Seance)
            .join(Cohorte, Cohorte.id == Seance.cohorte_id)
            .where(readable(person), Seance.etat != EtatSeance.ANNULEE)
            .options(contains_eager(Seance.cohorte), joinedload(Seance.engagement).joinedload(Engagement.candidature))
            .order_by(Seance.debut_at, Cohorte.nom, Seance.cle)
        ).scalars()
    )


def get_seance(person: Utilisateur, seance_id: uuid.UUID) -> Seance:
    """Return a session the person may read.

    Raises:
        Introuvable: unknown, or out of her scope.
    """
    found = db.session.execute(
        select(Seance).join(Cohorte, Cohorte.id == Seance.cohorte_id).where(Seance.id == seance_id, readable(person))
    ).scalar_one_or_none()
    if found is None:
        raise Introuvable()
    return found


def upcoming_for(candidature_id: uuid.UUID, now: datetime) -> list[Seance]:
    """Sessions to come of the establishment of a file, the nearest first."""
    query = (
        select(Seance)
        .join(Cohorte, Cohorte.id == Seance.cohorte_id)
        .join(MembreCohorte, MembreCohorte.cohorte_id == Cohorte.id)
        .join(Engagement, Engagement.id == MembreCohorte.engagement_id)
        .where(
            Engagement.candidature_id == candidature_id,
            MembreCohorte.actif,
            Seance.etat == EtatSeance.PUBLIEE,
            Seance.debut_at > now,
            or_(Seance.engagement_id.is_(None), Seance.engagement_id == Engagement.id),
        )
        .options(contains_eager(Seance.cohorte))
        .order_by(Seance.debut_at, Seance.cle)
    )
    return list(db.session.execute(query).unique().scalars())


def establishments_of(seance: Seance) -> list[Engagement]:
    """Establishments concerned by a session, in the order of the cohorte."""
    query = (
        select(Engagement)
        .join(MembreCohorte, MembreCohorte.engagement_id == Engagement.id)
        .where(MembreCohorte.cohorte_id == seance.cohorte_id, MembreCohorte.actif)
        .options(
            joinedload(Engagement.candidature).selectinload(Candidature.representants),
            joinedload(Engagement.candidature).selectinload(Candidature.relais),
        )
        .order_by(MembreCohorte.ordre)
    )
    if seance.engagement_id is not None:
        query = query.where(Engagement.id == seance.engagement_id)
    return list(db.session.execute(query).scalars())


def waiting_cohortes(person: Utilisateur, appel_id: uuid.UUID | None = None) -> list[CohorteAPlanifier]:
    """Validated cohortes of the person's territory that have no session yet, the most pressing first."""
    planned = select(Seance.cohorte_id).distinct().scalar_subquery()
    query = (
        select(Cohorte, Departement.region_code)
        .join(Departement, Departement.code == Cohorte.departement_code)
        .where(Cohorte.etat == EtatCohorte.VALIDEE, Cohorte.id.not_in(planned))
        .options(selectinload(Cohorte.membres).joinedload(MembreCohorte.engagement), joinedload(Cohorte.appel))
        .order_by(Cohorte.departement_code, Cohorte.nom)
    )
    if appel_id is not None:
        query = query.where(Cohorte.appel_id == appel_id)
    found = [
        CohorteAPlanifier(cohorte, region, first_seance_deadline(_letters(cohorte)))
        for cohorte, region in db.session.execute(query)
        if person.covers_region(region) and _letters(cohorte)
    ]
    return sorted(found, key=lambda item: (item.limite, item.cohorte.nom))


def _letters(cohorte: Cohorte) -> list[date]:
    return [m.engagement.date_signature for m in cohorte.membres if m.actif and m.engagement.date_signature]


def groups_to_plan(person: Utilisateur) -> list[GroupePlan]:
    """Waiting cohortes by call and région, with the last computation of each."""
    groups: dict[tuple[uuid.UUID, str], list[CohorteAPlanifier]] = {}
    for item in waiting_cohortes(person):
        groups.setdefault((item.cohorte.appel_id, item.region_code), []).append(item)
    return [
        GroupePlan(
            items[0].cohorte.appel,
            db.session.get_one(Region, region),
            tuple(items),
            latest_plan(appel_id, region),
        )
        for (appel_id, region), items in sorted(groups.items(), key=lambda pair: pair[1][0].limite)
    ]


def latest_plan(appel_id: uuid.UUID, region_code: str) -> PlanSeances | None:
    """Return the last computation asked for a région in a call."""
    return db.session.execute(
        select(PlanSeances)
        .where(
            PlanSeances.appel_id == appel_id,
            PlanSeances.region_code == region_code,
            PlanSeances.etat != EtatPlan.REMPLACE,
        )
        .order_by(PlanSeances.rang.desc())
        .limit(1)
    ).scalar_one_or_none()


def get_plan(person: Utilisateur, plan_id: uuid.UUID) -> PlanSeances:
    """Return a computation of the person's territory.

    Raises:
        Introuvable: unknown, or out of her territory.
    """
    plan = db.session.get(PlanSeances, plan_id)
    if plan is None or not person.covers_region(plan.region_code):
        raise Introuvable()
    return plan


def cohortes_of_plan(plan: PlanSeances) -> dict[str, Cohorte]:
    """Cohortes of a computation, by their id in its problem."""
    ids = [uuid.UUID(item["id"]) for item in plan.probleme["cohortes"]]
    files = selectinload(Cohorte.membres).joinedload(MembreCohorte.engagement).joinedload(Engagement.candidature)
    query = (
        select(Cohorte)
        .where(Cohorte.id.in_(ids))
        .options(files.selectinload(Candidature.representants), files.selectinload(Candidature.relais))
        .order_by(Cohorte.departement_code, Cohorte.nom)
    )
    return {str(c.id): c for c in db.session.execute(query).scalars()}


def sessions_of_intervenants(ids: Iterable[uuid.UUID | None]) -> list[Seance]:
    """Published sessions that some intervenants already hold."""
    return list(
        db.session.execute(
            select(Seance)
            .join(Cohorte, Cohorte.id == Seance.cohorte_id)
            .where(Cohorte.intervenant_id.in_([i for i in ids if i]), Seance.etat == EtatSeance.PUBLIEE)
            .options(contains_eager(Seance.cohorte))
            .order_by(Seance.jour, Seance.creneau, Seance.cle)
        ).scalars()
    )


def first_collective_days(engagement_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, date]:
    """Return the day of the first collective session of each engagement that has one."""
    rows = db.session.execute(
        select(MembreCohorte.engagement_id, func.min(Seance.jour))
        .join(Seance, Seance.cohorte_id == MembreCohorte.cohorte_id)
        .where(
            MembreCohorte.engagement_id.in_(engagement_ids),
            MembreCohorte.actif,
            Seance.engagement_id.is_(None),
            Seance.etat != EtatSeance.ANNULEE,
        )
        .group_by(MembreCohorte.engagement_id)
    )
    return {row[0]: row[1] for row in rows}
