"""Mails of the stage."""

from __future__ import annotations

from datetime import datetime

from acia.candidatures.models import Accuse, Candidature, Cote, MessageDossier
from acia.comptes.avis import Avis
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis
from acia.core.mail import Courriel, prepare_mail


def mail_receipt(candidature: Candidature, accuse: Accuse, auteur: Utilisateur, lien: str, now: datetime) -> Courriel:
    """Write the receipt's mail, once a file, with its PDF."""
    return prepare_mail(
        "accuse",
        cle=f"accuse:{candidature.id}",
        destinataire=auteur.courriel,
        nom=auteur.nom_complet,
        now=now,
        objet=candidature,
        contexte={"accuse": accuse.contenu, "lien": lien},
        document=accuse.document,
    )


def notice_message(candidature: Candidature, cote: Cote, premier: MessageDossier, lien: str) -> Avis:
    """Somebody wrote: who and where, never what. `premier` is the first message its reader has not read."""
    qui = "L’établissement" if cote is Cote.ETABLISSEMENT else "L’Aract"
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="message_dossier",
        cle=f"message:{premier.id}",
        phrase=f"{qui} vous a écrit dans le dossier de {candidature.nom}.",
        lien=lien,
        zone=candidature.appel.fuseau,
        contexte={"qui": qui, "nom_dossier": candidature.nom, "numero": candidature.numero},
        objet=candidature,
    )
