"""Reads: a file of the officer's territory, its verdicts, and the files that wait for a decision."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import CritereExterne
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, PropositionEcart, Verdict
from acia.eligibilite.policy import EXAMINABLES, may_examine
from acia.eligibilite.rules import Synthese
from acia.eligibilite.workflow import EtatProposition
from acia.referentiel.models import Departement


def get_deposited(candidature_id: uuid.UUID, person: Utilisateur) -> Candidature:
    """Return a file that has been deposited, in the officer's territory.

    Raises:
        Introuvable: unknown, never deposited, or out of her territory.
    """
    row = db.session.get(Candidature, candidature_id)
    if row is None or row.deposee_at is None or row.etat == EtatCandidature.BROUILLON or not may_examine(person, row):
        raise Introuvable()
    return row


def list_verdicts(candidature_id: uuid.UUID) -> list[Verdict]:
    """Return the verdicts of a file with their findings, the last one first."""
    rows = (
        select(Verdict)
        .where(Verdict.candidature_id == candidature_id)
        .options(selectinload(Verdict.constats))
        .order_by(Verdict.rang.desc())
    )
    return list(db.session.execute(rows).scalars())


def last_verdict(candidature_id: uuid.UUID) -> Verdict | None:
    """Return the verdict that counts: the last one rendered."""
    rows = select(Verdict).where(Verdict.candidature_id == candidature_id).order_by(Verdict.rang.desc()).limit(1)
    return db.session.execute(rows).scalar_one_or_none()


def get_decision(candidature_id: uuid.UUID) -> DecisionEligibilite | None:
    """Return the decision on a file, when there is one."""
    rows = select(DecisionEligibilite).where(DecisionEligibilite.candidature_id == candidature_id)
    return db.session.execute(rows).scalar_one_or_none()


def get_constat(candidature: Candidature, constat_id: uuid.UUID) -> ConstatEligibilite:
    """Return a finding of the last verdict of this file.

    Raises:
        Introuvable: unknown, of another file or of an older verdict.
    """
    row = db.session.get(ConstatEligibilite, constat_id)
    verdict = last_verdict(candidature.id)
    if row is None or verdict is None or row.verdict_id != verdict.id:
        raise Introuvable()
    return row


def names_of(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of the persons who judged or decided."""
    rows = select(Utilisateur).where(Utilisateur.id.in_(ids)).order_by(Utilisateur.id)
    return {person.id: person.nom_complet for person in db.session.execute(rows).scalars()}


@dataclass(frozen=True)
class LigneTravail:
    """A file of the work list."""

    id: uuid.UUID
    numero: str
    nom: str
    commune: str
    departement: str
    appel: str
    deposee_at: datetime
    synthese: Synthese | None
    """None before the rules have been run."""
    a_juger: int
    issue: str | None
    ecart: bool = False
    """A departure is proposed and waits for another person."""


def list_work(person: Utilisateur, *, decided: bool = False, departement: str = "") -> list[LigneTravail]:
    """Return the files of her territory that wait for a decision (or are decided), the oldest deposit first."""
    last = (
        select(Verdict.candidature_id, func.max(Verdict.rang).label("rang")).group_by(Verdict.candidature_id).subquery()
    )
    verdict = aliased(Verdict)
    left = (
        select(func.count())
        .where(
            ConstatEligibilite.verdict_id == verdict.id,
            ConstatEligibilite.resultat == Resultat.A_VERIFIER,
            ConstatEligibilite.jugement.is_(None),
        )
        .correlate(verdict)
        .scalar_subquery()
    )
    proposed = select(PropositionEcart.candidature_id).where(PropositionEcart.etat == EtatProposition.PROPOSEE)
    rows = (
        select(
            Candidature,
            Appel.titre,
            Departement.nom,
            verdict.synthese,
            left,
            DecisionEligibilite.issue,
            Candidature.id.in_(proposed).label("ecart"),
        )
        .join(Appel, Appel.id == Candidature.appel_id)
        .join(Departement, Departement.code == Candidature.departement_code)
        .outerjoin(last, last.c.candidature_id == Candidature.id)
        .outerjoin(verdict, (verdict.candidature_id == Candidature.id) & (verdict.rang == last.c.rang))
        .outerjoin(DecisionEligibilite, DecisionEligibilite.candidature_id == Candidature.id)
        .where(*_scope(person, departement), DecisionEligibilite.id.is_not(None) if decided else _waiting())
        .order_by(Candidature.deposee_at, Candidature.numero)
    )
    return [
        LigneTravail(
            row.id, row.numero or "", row.nom, row.commune, departement_nom, titre, row.deposee_at or row.cree_at,
            Synthese(synthese) if synthese else None, a_juger, issue, ecart,
        )
        for row, titre, departement_nom, synthese, a_juger, issue, ecart in db.session.execute(rows)
    ]  # fmt: skip


def _waiting() -> ColumnElement[bool]:
    return DecisionEligibilite.id.is_(None) & Candidature.etat.in_(EXAMINABLES)


def _scope(person: Utilisateur, departement: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Candidature.deposee_at.is_not(None)]
    if person.role_enum is not Role.PILOTE:
        conditions.append(Candidature.region_code.in_(person.regions))
    if departement:
        conditions.append(Candidature.departement_code == departement)
    return conditions


def departements_of(person: Utilisateur) -> list[Departement]:
    """Return the départements of her territory that have deposited files, by code."""
    filed = select(Candidature.departement_code).where(*_scope(person, ""))
    return list(
        db.session.execute(select(Departement).where(Departement.code.in_(filed)).order_by(Departement.code)).scalars()
    )


def _outcome() -> ColumnElement[str]:
    """Where the eligibility of a file stands, correlated with `candidature`."""
    proposed = exists(
        select(PropositionEcart.id).where(
            PropositionEcart.candidature_id == Candidature.id, PropositionEcart.etat == EtatProposition.PROPOSEE
        )
    )
    decided = select(DecisionEligibilite.issue).where(DecisionEligibilite.candidature_id == Candidature.id)
    rendered = exists(select(Verdict.id).where(Verdict.candidature_id == Candidature.id))
    return func.coalesce(
        decided.correlate(Candidature).scalar_subquery(),
        case(
            (proposed.correlate(Candidature), "ecart_propose"),
            (rendered.correlate(Candidature), "a_decider"),
            else_="sans_verdict",
        ),
    )


CRITERE_ELIGIBILITE = CritereExterne(
    "eligibilite",
    "Éligibilité",
    {
        "eligible": ("Éligible", "vert"),
        "ineligible": ("Non éligible", "rouge"),
        "ecart_propose": ("Écart à confirmer", "ambre"),
        "a_decider": ("À trancher", "ambre"),
        "sans_verdict": ("Pas encore lue", "gris"),
    },
    _outcome,
)
"""The outcome of the examination, for the officer's inbox."""
