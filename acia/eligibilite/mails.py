"""Mails of the stage: what waits for another officer, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.candidatures.models import Candidature
from acia.comptes.avis import Avis
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis
from acia.core.documents import Document
from acia.core.mail import Courriel, prepare_mail
from acia.eligibilite.models import AvisExterieur, PropositionEcart
from acia.eligibilite.rules.avis import LIBELLES_SENS, SensAvis
from acia.eligibilite.workflow import EtatProposition


def notice_proposed(row: PropositionEcart, issue: str, lien: str) -> Avis:
    """Tell an officer that a departure waits for her answer."""
    phrase = f"{row.propose_par.nom_complet} propose un écart à la règle, à confirmer."
    return _notice("ecart_propose", row, phrase, lien, issue=issue)


def notice_answered(row: PropositionEcart, auteur: Utilisateur, lien: str) -> Avis:
    """Tell who proposed a departure what was answered."""
    confirme = row.etat == EtatProposition.CONFIRMEE
    phrase = f"{auteur.nom_complet} {'confirme' if confirme else 'refuse'} l’écart que vous proposez."
    return _notice("ecart_repondu", row, phrase, lien, auteur=auteur, confirme=confirme)


def notice_voided(row: PropositionEcart, lien: str) -> Avis:
    """Tell who proposed a departure that it no longer holds, and why."""
    return _notice("ecart_caduc", row, "l’écart que vous proposez ne vaut plus.", lien)


def _notice(modele: str, row: PropositionEcart, phrase: str, lien: str, **contexte: Any) -> Avis:
    dossier = row.candidature
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele=modele,
        cle=f"{modele}:{row.id}",
        phrase=f"{dossier.nom} : {phrase}",
        lien=lien,
        zone=dossier.appel.fuseau,
        contexte={"candidature": dossier, "proposition": row} | contexte,
        objet=dossier,
    )


def mail_ineligibility(
    candidature: Candidature, person: Utilisateur, document: Document, *, cle: str, lien: str, now: datetime
) -> Courriel:
    """Bring a person of the file the letter that says it is not eligible: the first time, and each time again."""
    return prepare_mail(
        "notification",
        cle=cle,
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=candidature,
        contexte={
            "candidature": candidature,
            "appel": candidature.appel,
            "resultat": "n’est pas éligible",
            "lettre": document.contexte,
            "lien": lien,
        },
        document=document,
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
