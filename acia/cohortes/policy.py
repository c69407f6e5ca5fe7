"""Who may read a cohorte, and who may form those of a département."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from acia.candidatures.models import AccesCandidature
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.permissions import OUI, Decision, Permission, Role, may, non
from acia.engagements.models import Engagement
from acia.referentiel.models import Departement


def readable(person: Utilisateur) -> ColumnElement[bool]:
    """SQL condition on Cohorte: what the person may read; drafts are for officers alone."""
    match person.role_enum:
        case Role.PILOTE:
            return Cohorte.id.is_not(None)
        case Role.CHARGE:
            return exists().where(
                Departement.code == Cohorte.departement_code, Departement.region_code.in_(person.regions)
            )
        case Role.INTERVENANT:
            return (Cohorte.intervenant_id == person.id) & (Cohorte.etat != EtatCohorte.BROUILLON)
        case Role.REPRESENTANT:
            # Aliases of its own: the condition must not be tied to the tables of the query it joins.
            membre, engagement, acces = aliased(MembreCohorte), aliased(Engagement), aliased(AccesCandidature)
            return (Cohorte.etat != EtatCohorte.BROUILLON) & exists().where(
                membre.cohorte_id == Cohorte.id,
                membre.actif,
                membre.engagement_id == engagement.id,
                engagement.candidature_id == acces.candidature_id,
                acces.utilisateur_id == person.id,
            )
        case _:
            return Cohorte.id.is_(None)


def may_form(person: Utilisateur, region_code: str) -> Decision:
    """Officers form the cohortes of their territory."""
    if not may(person.role_enum, Permission.COHORTE_FORMER):
        return non("Les cohortes sont formées par les chargés de mission et le pilote national.")
    if not person.covers_region(region_code):
        return non("Ce département n’est pas dans votre territoire.")
    return OUI


def may_change(cohorte: Cohorte) -> Decision:
    """A validated cohorte keeps its members, its host and its name; only its intervenant may still change."""
    if cohorte.etat == EtatCohorte.BROUILLON:
        return OUI
    return non(f"{cohorte.nom} est validée : ses membres et son hôte ne changent plus ici.")
