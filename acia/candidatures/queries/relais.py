"""Reads of the representatives as they are on a day; the deposited ones are another thing, and never change (E26)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from acia.cadre import VACANCE_ROLE_JOURS
from acia.candidatures.models import AccesCandidature, Candidature, EtatCandidature, Relais
from acia.candidatures.queries.filtres import territory_of
from acia.candidatures.rules import Passage, Personne, Representants, RoleRepresentant, holder_on, vacant_since
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable

SUIVIES = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)
"""States in which the roles of a deposited file are followed."""


def relais_of(candidature: Candidature, role: RoleRepresentant) -> list[Relais]:
    """The departures from a role, in order."""
    return [row for row in candidature.relais if row.role == role]


def passages_of(candidature: Candidature, role: RoleRepresentant) -> list[Passage]:
    """The same, as the rules read them."""
    return [row.passage for row in relais_of(candidature, role)]


def deposited_trio(candidature: Candidature) -> dict[RoleRepresentant, Personne]:
    """The representatives of the deposited content."""
    return {
        RoleRepresentant(r.role): Personne(r.prenom, r.nom, r.fonction, r.courriel, r.telephone)
        for r in candidature.representants
    }


def holders_on(candidature: Candidature, jour: date) -> dict[RoleRepresentant, Personne]:
    """Who holds each role on a day; a vacant role is absent. Every stage after the deposit reads this."""
    deposited = deposited_trio(candidature)
    found = {role: holder_on(deposited.get(role), passages_of(candidature, role), jour) for role in RoleRepresentant}
    return {role: person for role, person in found.items() if person is not None}


def trio_on(candidature: Candidature, jour: date) -> Representants:
    """The same, as the answers of a file."""
    return Representants(**{role.value: person for role, person in holders_on(candidature, jour).items()})


def first_day_of(candidature: Candidature, role: RoleRepresentant) -> date | None:
    """The first day in the role of the one who holds it last; None when nobody was deposited, or is named, in it."""
    rows = relais_of(candidature, role)
    if rows:
        return rows[-1].premier_jour
    if candidature.deposee_at is None or role not in deposited_trio(candidature):
        return None
    return local_day(candidature.deposee_at, candidature.appel.fuseau)


def get_relais(candidature: Candidature, relais_id: uuid.UUID) -> Relais:
    """A departure of this very file.

    Raises:
        Introuvable: unknown, or of another file.
    """
    found = next((row for row in candidature.relais if row.id == relais_id), None)
    if found is None:
        raise Introuvable()
    return found


@dataclass(frozen=True)
class Vacance:
    """A role that nobody holds."""

    candidature: Candidature
    role: RoleRepresentant
    depuis: date
    jours: int
    """Today included."""

    @property
    def limite(self) -> date:
        """The last day before E26 warns."""
        return self.depuis + timedelta(days=VACANCE_ROLE_JOURS.valeur - 1)

    @property
    def trop_longue(self) -> bool:
        """True when E26 warns."""
        return self.jours > VACANCE_ROLE_JOURS.valeur


def vacancies_of(candidature: Candidature, now: datetime) -> list[Vacance]:
    """The roles of a file that nobody holds today, in the order of the roles."""
    jour = local_day(now, candidature.appel.fuseau)
    found = [(role, vacant_since(passages_of(candidature, role), jour)) for role in RoleRepresentant]
    return [
        Vacance(candidature, role, depuis, (jour - depuis).days + 1) for role, depuis in found if depuis is not None
    ]


def vacancies_seen_by(person: Utilisateur, now: datetime) -> list[Vacance]:
    """The vacant roles of an officer's territory, the oldest first."""
    return _vacancies(territory_of(person), now)


def vacancies_of_mine(person: Utilisateur, now: datetime) -> list[Vacance]:
    """The vacant roles of the files a person is in, the oldest first."""
    mine = select(AccesCandidature.candidature_id).where(AccesCandidature.utilisateur_id == person.id)
    return _vacancies([Candidature.id.in_(mine)], now)


def _vacancies(conditions: list[ColumnElement[bool]], now: datetime) -> list[Vacance]:
    left = select(Relais.candidature_id)
    rows = (
        select(Candidature)
        .where(Candidature.etat.in_(SUIVIES), Candidature.id.in_(left), *conditions)
        .options(
            joinedload(Candidature.appel), selectinload(Candidature.relais), selectinload(Candidature.representants)
        )
        .order_by(Candidature.numero)
    )
    found = [vacancy for row in db.session.execute(rows).scalars() for vacancy in vacancies_of(row, now)]
    return sorted(found, key=lambda vacancy: vacancy.depuis)
