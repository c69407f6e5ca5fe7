"""Mails of the stage: what waits for another officer, and what became of it."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.avis import Avis
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis
from acia.core.mail import prepare_mail
from acia.eligibilite.models import AvisExterieur, PropositionEcart
from acia.eligibilite.rules.avis import LIBELLES_SENS, SensAvis
from acia.eligibilite.workflow import EtatProposition


def notice_proposed(row: PropositionEcart, issue: str, lien: str) -> Avis:
    """Tell an officer that a departure waits for her answer."""
    dossier = row.candidature
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="ecart_propose",
        cle=f"ecart_propose:{row.id}",
        phrase=f"{dossier.nom} : {row.propose_par.nom_complet} propose un écart à la règle, à confirmer.",
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
        phrase=f"{dossier.nom} : {auteur.nom_complet} {verb} l’écart que vous proposez.",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"candidature": dossier, "proposition": row, "auteur": auteur, "confirme": confirme},
        objet=dossier,
    )


def notice_voided(row: PropositionEcart, lien: str) -> Avis:
    """Tell who proposed a departure that it no longer holds, and why."""
    dossier = row.candidature
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="ecart_caduc",
        cle=f"ecart_caduc:{row.id}",
        phrase=f"{dossier.nom} : l’écart que vous proposez ne vaut plus.",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"candidature": dossier, "proposition": row},
        objet=dossier,
    )


def mail_question(row: AvisExterieur, lien: str, cle: str, now: datetime) -> None:
    """Bring the question and the personal link to the person asked."""
    _mail_outside("avis_demande", row, lien, cle, now)


def mail_reminder(row: AvisExterieur, lien: str, cle: str, now: datetime) -> None:
    """Remind the person asked, with another personal link: the first one is kept nowhere."""
    _mail_outside("avis_rappel", row, lien, cle, now)


def mail_moved(row: AvisExterieur, lien: str, cle: str, now: datetime) -> None:
    """Tell the person asked that her opinion is awaited for another day."""
    _mail_outside("avis_reporte", row, lien, cle, now)


def _mail_outside(modele: str, row: AvisExterieur, lien: str, cle: str, now: datetime) -> None:
    dossier = row.candidature
    contexte = {"avis": row, "candidature": dossier, "appel": dossier.appel, "lien": lien}
    # Kept under the opinion, not under the file: these mails are erased with the address of who was asked.
    prepare_mail(modele, cle=cle, destinataire=row.courriel, nom=row.nom, now=now, objet=row, contexte=contexte)


def notice_given(row: AvisExterieur, lien: str) -> Avis:
    """Tell the officer that the opinion she asked for has come."""
    dossier = row.candidature
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="avis_recu",
        cle=f"avis_recu:{row.id}",
        phrase=f"{dossier.nom} : l’avis que vous avez demandé est arrivé.",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"avis": row, "candidature": dossier, "sens": LIBELLES_SENS[SensAvis(row.sens or "")].lower()},
        objet=row,
    )
