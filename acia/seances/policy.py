"""Who may read a session, plan it, record its attendance."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from acia.candidatures.models import AccesCandidature
from acia.cohortes.models import Cohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.permissions import OUI, Decision, Role, non
from acia.engagements.models import Engagement
from acia.referentiel.models import Departement
from acia.seances.models import Seance


def readable(person: Utilisateur) -> ColumnElement[bool]:
    """SQL condition on Seance joined to Cohorte."""
    match person.role_enum:
        case Role.PILOTE:
            return Seance.id.is_not(None)
        case Role.CHARGE:
            inside = select(Departement.code).where(Departement.region_code.in_(person.regions))
            return Cohorte.departement_code.in_(inside.scalar_subquery())
        case Role.INTERVENANT:
            return Cohorte.intervenant_id == person.id
        case Role.REPRESENTANT:
            membre, engagement, acces = aliased(MembreCohorte), aliased(Engagement), aliased(AccesCandidature)
            return exists().where(
                and_(
                    membre.cohorte_id == Seance.cohorte_id,
                    membre.actif,
                    engagement.id == membre.engagement_id,
                    or_(Seance.engagement_id.is_(None), Seance.engagement_id == engagement.id),
                    acces.candidature_id == engagement.candidature_id,
                    acces.utilisateur_id == person.id,
                )
            )
        case _:
            return Seance.id.is_(None)


def may_record(person: Utilisateur, seance: Seance) -> Decision:
    """The intervenant of the cohorte, or the officer, records who was there."""
    if person.role_enum is Role.INTERVENANT and seance.cohorte.intervenant_id != person.id:
        return non("Une autre personne anime cette cohorte.")
    if person.role_enum in (Role.INTERVENANT, Role.CHARGE, Role.PILOTE):
        return OUI
    return non("Les présences sont notées par l’intervenant.")
