"""Mails of the stage: what waits for another officer, and what became of it."""

from __future__ import annotations

from acia.comptes.avis import Avis
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis
from acia.eligibilite.models import PropositionEcart
from acia.eligibilite.workflow import EtatProposition


def notice_proposed(row: PropositionEcart, issue: str, lien: str) -> Avis:
    """Tell an officer that a departure waits for her answer."""
    dossier = row.candidature
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="ecart_propose",
        cle=f"ecart_propose:{row.id}",
        phrase=f"{dossier.nom} : {row.propose_par.nom_complet} propose un écart à la règle, à confirmer.",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"candidature": dossier, "proposition": row, "issue": issue},
        objet=dossier,
    )


def notice_answered(row: PropositionEcart, auteur: Utilisateur, lien: str) -> Avis:
    """Tell who proposed a departure what was answered."""
    dossier = row.candidature
    confirme = row.etat == EtatProposition.CONFIRMEE
    verb = "confirme" if confirme else "refuse"
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="ecart_repondu",
        cle=f"ecart_repondu:{row.id}",
        phrase=f"{dossier.nom} : {auteur.nom_complet} {verb} l’écart que vous proposez.",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"candidature": dossier, "proposition": row, "auteur": auteur, "confirme": confirme},
        objet=dossier,
    )
