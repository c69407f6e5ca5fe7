"""Who may read and write the follow-up of an establishment."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.permissions import OUI, Decision, Role, non
from acia.engagements.models import Engagement
from acia.seances.models import Seance


def readable(person: Utilisateur) -> ColumnElement[bool]:
    """SQL condition on Engagement joined to Candidature: what the person may read."""
    match person.role_enum:
        case Role.PILOTE:
            return Engagement.id.is_not(None)
        case Role.CHARGE:
            return Candidature.region_code.in_(person.regions)
        case Role.REPRESENTANT:
            return exists().where(
                AccesCandidature.candidature_id == Candidature.id, AccesCandidature.utilisateur_id == person.id
            )
        case Role.INTERVENANT:
            # Aliases of its own: the condition must not be tied to the tables of the query it joins.
            membre, cohorte = aliased(MembreCohorte), aliased(Cohorte)
            return exists().where(
                membre.engagement_id == Engagement.id,
                membre.actif,
                membre.cohorte_id == cohorte.id,
                cohorte.intervenant_id == person.id,
                cohorte.etat != EtatCohorte.BROUILLON,
            )
        case _:
            return Engagement.id.is_(None)


def may_write(person: Utilisateur, engagement: Engagement) -> Decision:
    """The establishment writes its own follow-up; reading it is another right."""
    right = db.session.execute(
        select(AccesCandidature.droit).where(
            AccesCandidature.candidature_id == engagement.candidature_id, AccesCandidature.utilisateur_id == person.id
        )
    ).scalar_one_or_none()
    if right in (Droit.ECRIT, Droit.SIGNE):
        return OUI
    return non("Seul l’établissement remplit cette page ; vous pouvez la lire.")


def may_report(person: Utilisateur, seance: Seance) -> Decision:
    """The intervenant of the cohorte writes the reports; the officer of the territory may do it for her."""
    if person.role_enum is Role.INTERVENANT and seance.cohorte.intervenant_id == person.id:
        return OUI
    if person.role_enum in (Role.PILOTE, Role.CHARGE):
        return OUI
    return non("Le compte rendu est écrit par l’intervenant de la cohorte.")
