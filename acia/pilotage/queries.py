"""Figures read across the stages: the funnel of a call, what its départements can make of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from acia.appels.models import Appel, AppelDepartement, EtatAppel
from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import Selection
from acia.commission.queries import holds_place
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.partage import is_feasible, largest_feasible, smallest_feasible_from, split_phrases
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite
from acia.referentiel.models import Departement

NATIONAL = (Role.PILOTE, Role.FINANCEUR)


@dataclass(frozen=True)
class LigneDepartement:
    """One département of a call: its numbers, and what they make."""

    code: str
    nom: str
    places: int
    enregistrees: int
    deposees: int
    eligibles: int
    retenues: int

    @property
    def comptes(self) -> int:
        """Number that will make cohortes: the retained once decided, the eligible before."""
        return self.retenues or self.eligibles

    @property
    def faisabilite(self) -> tuple[str, str]:
        """What the number makes, in words, and its tone: « cohortes de 4 + 5 », « il en manque 1 »."""
        n = self.comptes
        if n == 0:
            return "aucune pour l’instant", "gris"
        if is_feasible(n):
            return _words(n), "vert"
        placed, missing = largest_feasible(n), smallest_feasible_from(n) - n
        if placed == 0:
            return f"il en manque {missing}", "rouge"
        return f"{_words(placed)} et {n - placed} en attente, ou en recruter {missing}", "ambre"


def _words(n: int) -> str:
    """A number that makes cohortes, in words."""
    splits = split_phrases(n)
    return f"une cohorte de {n}" if splits[0] == str(n) else f"cohortes de {' ou '.join(splits)}"


def calls_of(person: Utilisateur) -> list[Appel]:
    """Published calls that concern the territory of a person, the latest first."""
    query = select(Appel).where(Appel.etat == EtatAppel.PUBLIE).order_by(Appel.ouverture_at.desc(), Appel.code)
    if person.role_enum not in NATIONAL:
        query = query.where(Appel.id.in_(_calls_in(person.regions)))
    return list(db.session.execute(query).scalars())


def _calls_in(regions: Iterable[str]) -> ColumnElement[uuid.UUID]:
    return (
        select(AppelDepartement.appel_id)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(Departement.region_code.in_(list(regions)))
        .scalar_subquery()
    )


def departements_of(appel: Appel, person: Utilisateur) -> list[LigneDepartement]:
    """Numbers of each département of a call within the person's territory: five SQL statements, whatever the size."""
    query = (
        select(Departement.code, Departement.nom, AppelDepartement.places)
        .join(AppelDepartement, AppelDepartement.departement_code == Departement.code)
        .where(AppelDepartement.appel_id == appel.id)
        .order_by(Departement.nom)
    )
    if person.role_enum not in NATIONAL:
        query = query.where(Departement.region_code.in_(person.regions))
    alive = Candidature.etat.not_in([EtatCandidature.RETIREE, EtatCandidature.REMPLACEE])
    started = _count(appel, alive)
    filed = _count(appel, alive, Candidature.numero.is_not(None))
    eligible = _count(
        appel,
        alive,
        Candidature.id.in_(
            select(DecisionEligibilite.candidature_id).where(DecisionEligibilite.issue == IssueEligibilite.ELIGIBLE)
        ),
    )
    retained = _count(
        appel,
        alive,
        Candidature.id.in_(select(Selection.candidature_id).where(holds_place())),
    )
    return [
        LigneDepartement(
            code, nom, places, started.get(code, 0), filed.get(code, 0), eligible.get(code, 0), retained.get(code, 0)
        )
        for code, nom, places in db.session.execute(query)
    ]


def _count(appel: Appel, *conditions: ColumnElement[bool]) -> dict[str, int]:
    query = (
        select(Candidature.departement_code, func.count())
        .where(Candidature.appel_id == appel.id, *conditions)
        .group_by(Candidature.departement_code)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
