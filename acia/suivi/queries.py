"""Reads of the follow-up: a bounded number of statements, always ordered."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import Candidature
from acia.cohortes.models import Cohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.engagements.models import Engagement
from acia.seances.models import EtatSeance, Seance
from acia.suivi.models import ActionQvct, Bilan, CompteRendu, EtatDesLieux, MomentEtat
from acia.suivi.policy import readable
from acia.suivi.rules import Jalon, Parcours, SeancePassee, late_milestones
from acia.suivi.workflow import EtatAction

PARIS = "Europe/Paris"


@dataclass(frozen=True)
class LigneSuivi:
    """One establishment in the list: its cohorte and what is late."""

    engagement: Engagement
    cohorte: str
    retards: tuple[Jalon, ...]
    actions: int
    commence: bool
    """Its first collective session has been held: before it, nothing is due."""


def get_engagement(person: Utilisateur, engagement_id: uuid.UUID) -> Engagement:
    """Return an engagement the person may read.

    Raises:
        Introuvable: unknown, or out of her scope.
    """
    found = db.session.execute(
        select(Engagement)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .where(Engagement.id == engagement_id, readable(person))
        .options(joinedload(Engagement.candidature))
    ).scalar_one_or_none()
    if found is None:
        raise Introuvable()
    return found


def list_suivi(person: Utilisateur, today: date) -> list[LigneSuivi]:
    """Every establishment the person follows, with what is late."""
    engagements = list(
        db.session.execute(
            select(Engagement)
            .join(Candidature, Candidature.id == Engagement.candidature_id)
            .where(readable(person))
            .options(joinedload(Engagement.candidature))
            .order_by(Candidature.departement_code, Candidature.numero)
        ).scalars()
    )
    ids = [e.id for e in engagements]
    parcours, names, actions = read_parcours(engagements), _cohorte_names(ids), _action_counts(ids)
    return [
        LigneSuivi(
            e,
            names.get(e.id, ""),
            tuple(late_milestones(parcours[e.id], today)),
            actions[e.id],
            any(s.collective and s.jour <= today for s in parcours[e.id].seances),
        )
        for e in engagements
    ]


def read_parcours(engagements: Iterable[Engagement]) -> dict[uuid.UUID, Parcours]:
    """Facts of each engagement for the rules; six statements, whatever their number."""
    rows = list(engagements)
    ids = [e.id for e in rows]
    sessions = sessions_of(ids)
    reported = _reported([s.id for group in sessions.values() for s in group])
    states = _states(ids)
    tested = _first_tests(ids)
    closed = {
        b.engagement_id: local_day(b.rendu_at, PARIS)
        for b in db.session.execute(select(Bilan).where(Bilan.engagement_id.in_(ids))).scalars()
        if b.rendu_at
    }
    return {
        e.id: Parcours(
            date_signature=e.date_signature,
            seances=tuple(
                SeancePassee(s.titre, s.jour, s.type == "collective", s.id in reported) for s in sessions[e.id]
            ),
            etat_depart_le=states.get((e.id, MomentEtat.DEPART)),
            etat_final_le=states.get((e.id, MomentEtat.FINAL)),
            premiere_action_le=tested.get(e.id),
            bilan_rendu_le=closed.get(e.id),
        )
        for e in rows
    }


def sessions_of(engagement_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Seance]]:
    """Sessions that concern each engagement: the collective ones of its cohorte, and its own."""
    result: dict[uuid.UUID, list[Seance]] = defaultdict(list)
    rows = db.session.execute(
        select(MembreCohorte.engagement_id, Seance)
        .join(Seance, Seance.cohorte_id == MembreCohorte.cohorte_id)
        .where(
            MembreCohorte.engagement_id.in_(engagement_ids),
            MembreCohorte.actif,
            Seance.etat != EtatSeance.ANNULEE,
            or_(Seance.engagement_id.is_(None), Seance.engagement_id == MembreCohorte.engagement_id),
        )
        .order_by(Seance.jour, Seance.debut_at, Seance.cle)
    )
    for engagement_id, seance in rows:
        result[engagement_id].append(seance)
    return result


def _reported(seance_ids: list[uuid.UUID]) -> set[uuid.UUID]:
    return set(db.session.execute(select(CompteRendu.seance_id).where(CompteRendu.seance_id.in_(seance_ids))).scalars())


def _states(ids: list[uuid.UUID]) -> dict[tuple[uuid.UUID, str], date]:
    rows = db.session.execute(
        select(EtatDesLieux.engagement_id, EtatDesLieux.moment, EtatDesLieux.fait_le).where(
            EtatDesLieux.engagement_id.in_(ids)
        )
    )
    return {(engagement_id, moment): day for engagement_id, moment, day in rows}


def _first_tests(ids: list[uuid.UUID]) -> dict[uuid.UUID, date]:
    rows = db.session.execute(
        select(ActionQvct.engagement_id, ActionQvct.debut)
        .where(
            ActionQvct.engagement_id.in_(ids), ActionQvct.etat != EtatAction.ENVISAGEE, ActionQvct.debut.is_not(None)
        )
        .order_by(ActionQvct.debut.desc())
    )
    return {engagement_id: day for engagement_id, day in rows if day is not None}


def _cohorte_names(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = db.session.execute(
        select(MembreCohorte.engagement_id, Cohorte.nom)
        .join(Cohorte, Cohorte.id == MembreCohorte.cohorte_id)
        .where(MembreCohorte.engagement_id.in_(ids), MembreCohorte.actif)
    )
    return {row[0]: row[1] for row in rows}


def _action_counts(ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for engagement_id in db.session.execute(
        select(ActionQvct.engagement_id).where(ActionQvct.engagement_id.in_(ids))
    ).scalars():
        counts[engagement_id] += 1
    return counts


def actions_of(engagement: Engagement) -> list[ActionQvct]:
    """Actions of an establishment, the oldest first, with their people and indicators."""
    return list(
        db.session.execute(
            select(ActionQvct)
            .where(ActionQvct.engagement_id == engagement.id)
            .options(selectinload(ActionQvct.responsables), selectinload(ActionQvct.indicateurs))
            .order_by(ActionQvct.cree_at, ActionQvct.titre)
        ).scalars()
    )


def get_action(person: Utilisateur, action_id: uuid.UUID) -> ActionQvct:
    """Return an action of an establishment the person may read."""
    action = db.session.get(ActionQvct, action_id)
    if action is None:
        raise Introuvable()
    get_engagement(person, action.engagement_id)
    return action


def get_etat(engagement: Engagement, moment: str) -> EtatDesLieux | None:
    """Return the état des lieux of one moment, if it is made."""
    return db.session.execute(
        select(EtatDesLieux)
        .where(EtatDesLieux.engagement_id == engagement.id, EtatDesLieux.moment == moment)
        .options(selectinload(EtatDesLieux.themes))
    ).scalar_one_or_none()


def get_bilan(engagement: Engagement) -> Bilan | None:
    """Return the bilan, draft or final."""
    return db.session.execute(
        select(Bilan).where(Bilan.engagement_id == engagement.id).options(selectinload(Bilan.suites))
    ).scalar_one_or_none()


def get_seance(person: Utilisateur, seance_id: uuid.UUID) -> Seance:
    """Return a session of an establishment the person may read."""
    seance = db.session.get(Seance, seance_id)
    if seance is None:
        raise Introuvable()
    concerned = (
        select(Engagement.id)
        .join(MembreCohorte, MembreCohorte.engagement_id == Engagement.id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .where(MembreCohorte.cohorte_id == seance.cohorte_id, MembreCohorte.actif, readable(person))
    )
    if seance.engagement_id is not None:
        concerned = concerned.where(Engagement.id == seance.engagement_id)
    if db.session.execute(concerned.limit(1)).first() is None:
        raise Introuvable()
    return seance


def reports_of(seance_ids: list[uuid.UUID]) -> dict[uuid.UUID, CompteRendu]:
    """Reports by session."""
    rows = db.session.execute(select(CompteRendu).where(CompteRendu.seance_id.in_(seance_ids))).scalars()
    return {row.seance_id: row for row in rows}
