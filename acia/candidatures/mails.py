"""Mails of the stage."""

from __future__ import annotations

from datetime import datetime

from acia.candidatures.models import Accuse, Candidature
from acia.comptes.models import Utilisateur
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
