"""Mails of the commitments."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.models import Utilisateur
from acia.core.documents import Document
from acia.core.mail import Courriel, prepare_mail
from acia.engagements.models import Engagement


def mail_opening(
    engagement: Engagement, lettre: Document, person: Utilisateur, *, lien: str, delai: str, now: datetime
) -> Courriel:
    """Tell a person of the establishment that the letter is ready, with the letter."""
    candidature = engagement.candidature
    return prepare_mail(
        "engagement_ouvert",
        cle=f"engagement_ouvert:{engagement.id}:{person.id}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=engagement,
        contexte={"candidature": candidature, "appel": candidature.appel, "lien": lien, "delai": delai},
        document=lettre,
    )
