"""Retained establishments: letters, availabilities, cohortes, sessions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from acia.cohortes import queries as cohortes_queries
from acia.cohortes import service as cohortes
from acia.cohortes.models import Cohorte
from acia.cohortes.solver.solve import solve
from acia.core.db import db
from acia.core.documents import read_document
from acia.core.web import absolute_url
from acia.engagements import service
from acia.engagements.models import Engagement, NiveauIndisponibilite
from acia.seances import queries as seances_queries
from acia.seances import service as seances
from acia.seances.models import PlanSeances
from acia.seances.routes import link_of
from seeds.demo.calls import OFFICERS, Promotion, appel_of
from seeds.demo.cast import Dossier
from seeds.demo.files import file_of, signer_of
from seeds.demo.people import DemoAccount
from seeds.demo.scene import Stage

LIEU: Final = "Salle de réunion, au rez-de-chaussée"


def engagement_of(dossier: Dossier) -> Engagement:
    """The commitment of a retained establishment."""
    rows = select(Engagement).where(Engagement.candidature_id == file_of(dossier).id)
    return db.session.execute(rows).scalar_one()


def open_letters(stage: Stage, promotion: Promotion, departement: str, region: str) -> None:
    """Send their letter to the retained establishments of a département."""

    def lien(engagement_id: uuid.UUID) -> str:
        return absolute_url("engagements.dossier", engagement_id=engagement_id)

    appel = appel_of(promotion.code)
    stage.act(service.open_engagements, appel.id, departement, lien=lien, by=OFFICERS[region].courriel)


def sign(stage: Stage, dossier: Dossier) -> None:
    """Hand in the signed letter, dated of the day before when it could be."""
    engagement, by = engagement_of(dossier), signer_of(dossier)
    letter = engagement.lettre
    command = service.LettreSignee(
        date_signature=stage.now.date(),
        representant_legal="Dominique Prigent-Maurel",
        qualite="Présidence de l’association gestionnaire",
        nom_fichier="lettre d’engagement signée.pdf",
        contenu=read_document(letter) if letter else b"",
    )
    stage.act(service.sign_engagement, engagement, command, version=None, by=by)
    place = service.Accueil(dossier.accueille, LIEU if dossier.accueille else "")
    stage.act(service.set_accueil, engagement_of(dossier), place, version=None, by=by)


def tell_days(stage: Stage, dossier: Dossier, jours: Sequence[date], complet: bool = True) -> None:
    """Say the days when the team cannot, the ones when it would rather not, then that the list is complete."""
    slots, by = ("journee", "matin", "apres_midi"), signer_of(dossier)
    for rank, jour in enumerate(jours):
        niveau = NiveauIndisponibilite.SI_BESOIN if rank % 3 == 2 else NiveauIndisponibilite.IMPOSSIBLE
        motif = "" if rank else "Réunion institutionnelle"
        command = service.JourIndisponible(jour, slots[rank % 3], niveau, motif)
        stage.act(service.add_indisponibilite, engagement_of(dossier), command, by=by)
    if complet:
        stage.act(service.complete_disponibilites, engagement_of(dossier), by=by)


def compute(stage: Stage, promotion: Promotion, departement: str, region: str) -> None:
    """Ask the solver for the cohortes of a département; an impossible number is kept with its reasons."""
    by = OFFICERS[region].courriel
    plan = cohortes_queries.get_plan(stage.person(by), promotion.code, departement)
    problem = cohortes.problem_of(plan)
    version = plan.version
    stage.act(cohortes.propose_cohortes, promotion.code, departement, problem, solve(problem), version=version, by=by)


def name_intervenant(stage: Stage, promotion: Promotion, departement: str, region: str, account: DemoAccount) -> None:
    """Choose who follows each cohorte."""
    by = OFFICERS[region].courriel
    plan = cohortes_queries.get_plan(stage.person(by), promotion.code, departement)
    for cohorte_id in [c.id for c in plan.cohortes]:
        plan = cohortes_queries.get_plan(stage.person(by), promotion.code, departement)
        row = next(c for c in plan.cohortes if c.id == cohorte_id)
        host = next((m.engagement_id for m in row.membres if m.hote), None)
        command = cohortes.ReglagesCohorte(row.nom, host, stage.person(account.courriel).id)
        stage.act(
            cohortes.settle_cohorte, promotion.code, departement, cohorte_id, command, version=plan.version, by=by
        )


def validate(stage: Stage, promotion: Promotion, departement: str, region: str) -> None:
    """Validate the cohortes of a département."""
    by = OFFICERS[region].courriel
    version = cohortes_queries.get_plan(stage.person(by), promotion.code, departement).version
    motif = "Trajets relus avec les directions, hôtes d’accord."
    stage.act(cohortes.validate_cohortes, promotion.code, departement, motif, version=version, by=by)


def ask_sessions(stage: Stage, promotion: Promotion, region: str) -> None:
    """Ask the worker for the dates of the waiting cohortes of a région."""
    by = OFFICERS[region].courriel
    appel = appel_of(promotion.code)
    waiting = [
        item for item in seances_queries.waiting_cohortes(stage.person(by), appel.id) if item.region_code == region
    ]
    stage.act(seances.request_plan, appel, region, waiting, by=by)


def publish_sessions(stage: Stage, promotion: Promotion, region: str) -> None:
    """Publish the plan that the worker proposed, and invite everybody."""
    plan = plan_of(promotion, region)
    stage.act(seances.publish_plan, plan, link_of, by=OFFICERS[region].courriel)


def plan_of(promotion: Promotion, region: str) -> PlanSeances:
    """The last computation of a région."""
    plan = seances_queries.latest_plan(appel_of(promotion.code).id, region)
    if plan is None:
        raise LookupError(f"{promotion.code}: no plan for {region}")
    return plan


def cohortes_of(promotion: Promotion, departement: str) -> list[Cohorte]:
    """The cohortes of a département."""
    rows = select(Cohorte).where(
        Cohorte.appel_id == appel_of(promotion.code).id, Cohorte.departement_code == departement
    )
    return list(db.session.execute(rows.order_by(Cohorte.nom)).scalars())
