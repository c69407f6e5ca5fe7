"""Who may do what to a commitment."""

from __future__ import annotations

from acia.candidatures.models import Candidature, Droit
from acia.candidatures.policy import holds
from acia.comptes.models import Utilisateur
from acia.core.permissions import OUI, Decision, Permission, may, non
from acia.engagements.models import Engagement
from acia.engagements.workflow import EtatEngagement


def may_follow(person: Utilisateur, candidature: Candidature) -> Decision:
    """The officers of the region and the national pilot open and follow."""
    if may(person.role_enum, Permission.ENGAGEMENT_SUIVRE) and person.covers_region(candidature.region_code):
        return OUI
    return non("Les engagements sont suivis par les chargés de mission de la région.")


def may_sign(engagement: Engagement, droit: Droit | None) -> Decision:
    """Who signs the file hands in the signed letter, once."""
    if engagement.etat == EtatEngagement.SIGNE:
        return non("La lettre signée est déjà enregistrée. Écrivez au service de l’appel s’il faut la remplacer.")
    if engagement.etat == EtatEngagement.RETIRE:
        return non("Cet établissement s’est retiré : il n’y a plus de lettre à signer.")
    if not holds(droit, Droit.SIGNE):
        return non("Seule la personne qui signe pour l’établissement enregistre la lettre signée. Prévenez-la.")
    return OUI


def may_plan(engagement: Engagement, droit: Droit | None) -> Decision:
    """Who writes the file tells its unavailable days, before and after the letter."""
    if engagement.etat == EtatEngagement.RETIRE:
        return non("Cet établissement s’est retiré : ses disponibilités ne servent plus.")
    if not holds(droit, Droit.ECRIT):
        return non("Vous pouvez lire ces disponibilités, mais pas les modifier.")
    return OUI


def may_sign_addendum(engagement: Engagement, droit: Droit | None) -> Decision:
    """Who signs the file hands in what the new holder of a role has signed."""
    if engagement.etat == EtatEngagement.RETIRE:
        return non("Cet établissement s’est retiré : il n’y a plus rien à signer.")
    if not holds(droit, Droit.SIGNE):
        return non("Seule la personne qui signe pour l’établissement enregistre l’avenant signé. Prévenez-la.")
    return OUI
