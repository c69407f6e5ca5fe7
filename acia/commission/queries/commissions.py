"""Commissions of a territory and the files they judge."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel, AppelDepartement, Critere, EtatAppel
from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import Commission, MembreCommission
from acia.commission.policy import may_manage
from acia.commission.queries.fermetures import closed_ids
from acia.commission.rules import CommissionLue, CritereGrille, Grille, Reglement, read_reglement
from acia.comptes.models import Territoire, Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite
from acia.referentiel.models import Departement, Region

HORS_COMMISSION = (EtatCandidature.BROUILLON, EtatCandidature.RETIREE, EtatCandidature.REMPLACEE)


def get_commission(commission_id: uuid.UUID, person: Utilisateur) -> Commission:
    """Return a commission of the officer's territory.

    Raises:
        Introuvable: unknown, or out of her territory.
    """
    members = selectinload(Commission.membres).joinedload(MembreCommission.utilisateur)
    row = db.session.get(Commission, commission_id, options=[members])
    if row is None or not may_manage(person, row.region_code):
        raise Introuvable()
    return row


def list_commissions(person: Utilisateur) -> list[Commission]:
    """Return the commissions of the officer's territory, the next sitting first."""
    rows = select(Commission).options(joinedload(Commission.appel)).order_by(Commission.seance_at, Commission.id)
    return [row for row in db.session.execute(rows).scalars() if may_manage(person, row.region_code)]


@dataclass(frozen=True)
class TerritoireAPourvoir:
    """A région of a published call that has no commission yet (R33)."""

    appel: Appel
    region: Region


def list_territories_without_commission(person: Utilisateur) -> list[TerritoireAPourvoir]:
    """Return the régions of published calls, in the officer's territory, that still need their commission."""
    done = select(Commission.id).where(Commission.appel_id == Appel.id, Commission.region_code == Region.code)
    concerned = (
        select(AppelDepartement.id)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(AppelDepartement.appel_id == Appel.id, Departement.region_code == Region.code)
    )
    rows = db.session.execute(
        select(Appel, Region)
        .join(Region, concerned.exists())
        .where(Appel.etat == EtatAppel.PUBLIE, ~done.exists(), Appel.id.not_in(closed_ids()))
        .order_by(Appel.cloture_at, Appel.code, Region.nom)
    )
    return [TerritoireAPourvoir(appel, region) for appel, region in rows if may_manage(person, region.code)]


def list_possible_members(commission: Commission) -> list[Utilisateur]:
    """Return the active people of role « membre » in the région who do not sit yet."""
    return list(db.session.execute(_candidates(commission, here=True)).scalars())


def list_outside_alternates(commission: Commission) -> list[Utilisateur]:
    """Return the active people of role « membre » of the other régions: alternates of last resort (E40)."""
    return list(db.session.execute(_candidates(commission, here=False)).scalars())


def _candidates(commission: Commission, *, here: bool) -> Select[Utilisateur]:
    seated = select(MembreCommission.utilisateur_id).where(MembreCommission.commission_id == commission.id)
    local = select(Territoire.utilisateur_id).where(Territoire.region_code == commission.region_code)
    return (
        select(Utilisateur)
        .where(
            Utilisateur.role == Role.MEMBRE,
            Utilisateur.actif.is_(True),
            Utilisateur.id.in_(local) if here else Utilisateur.id.not_in(local),
            Utilisateur.id.not_in(seated),
        )
        .order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.id)
    )


def files_statement(commission: Commission, *columns: Any, eligibles: bool = True) -> Select[Any]:
    """Select from the deposited files of the commission's territory, by département and number.

    `eligibles` keeps those it judges: decided eligible, not withdrawn.
    """
    conditions = judged_files(commission.appel_id, commission.region_code)
    return (
        select(*columns)
        .select_from(Candidature)
        .where(*(conditions if eligibles else conditions[:-1]))
        .order_by(Candidature.departement_code, Candidature.numero)
    )


def judged_files(appel_id: Any, region_code: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a file that a commission judges, given what says its call and its région; the last one says
    that it is decided eligible."""
    return (
        Candidature.appel_id == appel_id,
        Candidature.region_code == region_code,
        Candidature.etat.not_in(HORS_COMMISSION),
        # Looked up file by file: one file costs the same among fifty as among two thousand.
        exists().where(
            DecisionEligibilite.candidature_id == Candidature.id, DecisionEligibilite.issue == IssueEligibilite.ELIGIBLE
        ),
    )


def files_of(commission: Commission) -> list[Candidature]:
    """Return the files the commission judges: eligible, not withdrawn, by département and number."""
    return list(db.session.execute(files_statement(commission, Candidature)).scalars())


def files_without_decision(commission: Commission) -> list[Candidature]:
    """Return the deposited files of the région still waiting for a decision on eligibility."""
    decided = select(DecisionEligibilite.candidature_id)
    rows = files_statement(commission, Candidature, eligibles=False).where(Candidature.id.not_in(decided))
    return list(db.session.execute(rows).scalars())


def reglement_of(commission: Commission) -> Reglement:
    """Return the règlement intérieur of the commission: what was chosen, our defaults for the rest."""
    return read_reglement(commission.reglement)


def grid_of(commission: Commission) -> tuple[Grille, tuple[CritereGrille, ...]]:
    """Return the frozen grid of the call, with the seed of the commission."""
    appel = commission.appel
    criteria = tuple(
        CritereGrille(c.libelle, c.poids, tuple((str(word), str(sense)) for word, sense in c.niveaux))
        for c in appel.criteres
    )
    weights = tuple(c.poids for c in criteria)
    grid = Grille(
        weights,
        appel.notes_minimum,
        appel.seuil,
        commission.graine,
        appel.plafond_gestionnaire,
        reglement_of(commission).departages,
    )
    return grid, criteria


def places_of(commission: Commission) -> dict[str, int]:
    """Return the places of the call by département of the région."""
    rows = (
        select(AppelDepartement.departement_code, AppelDepartement.places)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(AppelDepartement.appel_id == commission.appel_id, Departement.region_code == commission.region_code)
    )
    return {row.departement_code: row.places for row in db.session.execute(rows)}


def departements_of(commission: Commission) -> dict[str, Departement]:
    """Return the départements of the région by code."""
    rows = select(Departement).where(Departement.region_code == commission.region_code)
    return {row.code: row for row in db.session.execute(rows).scalars()}


@dataclass(frozen=True)
class LigneGrille:
    """A criterion as a sheet needs it: its key, its place, its name."""

    id: uuid.UUID
    ordre: int
    libelle: str


@lru_cache(maxsize=256)
def grid_lines(commission_id: uuid.UUID) -> tuple[LigneGrille, ...]:
    """Return the criteria of a commission's grid, in order. The grid is frozen before any commission: read once."""
    rows = (
        select(Critere.id, Critere.ordre, Critere.libelle)
        .join(Commission, Commission.appel_id == Critere.appel_id)
        .where(Commission.id == commission_id)
        .order_by(Critere.ordre)
    )
    found = tuple(LigneGrille(*row) for row in db.session.execute(rows))
    if not found:
        raise Introuvable()
    return found


def zone_of(commission: Commission | CommissionLue) -> str:
    """Return the time zone the commission lives in: that of its first département."""
    return zone_of_region(commission.region_code)


@cache
def zone_of_region(region_code: str) -> str:
    """Return the time zone of a région. Asked at each page and never changing: read once."""
    rows = select(Departement.fuseau).where(Departement.region_code == region_code).order_by(Departement.code)
    return db.session.execute(rows).scalars().first() or "Europe/Paris"
