"""Mails about a paper file: its receipt, its refusal, the draft it replaces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.mails.personne import mail_to
from acia.candidatures.models import Accuse, Candidature, DepotPapier, LettreRefus
from acia.comptes.models import Utilisateur
from acia.core.mail import Courriel, prepare_mail


def mail_paper_receipt(candidature: Candidature, accuse: Accuse, papier: DepotPapier, now: datetime) -> Courriel:
    """Send the receipt of a paper file to the address it gave, with its PDF."""
    return prepare_mail(
        "accuse_papier",
        cle=f"accuse:{candidature.id}",
        destinataire=papier.courriel,
        nom=papier.signataire,
        now=now,
        objet=candidature,
        contexte={"accuse": accuse.contenu},
        document=accuse.document,
    )


def mail_paper_refused(depot: DepotPapier, lettre: LettreRefus, contenu: dict[str, Any], now: datetime) -> Courriel:
    """Send the letter that refuses a paper file to the address it gave, with its PDF."""
    return prepare_mail(
        "papier_refuse",
        cle=f"papier_refuse:{lettre.id}",
        destinataire=depot.courriel,
        nom=depot.signataire,
        now=now,
        objet=depot,
        contexte={"depot": depot, "appel": depot.appel, "lettre": contenu},
        document=lettre.document,
    )


def mail_replaced_draft(
    appel: Appel, candidature: Candidature, personne: Utilisateur, motif: str, now: datetime
) -> Courriel:
    """Tell those who wrote online that the paper file of their establishment takes the place of their draft."""
    return mail_to(
        personne, "brouillon_remplace", candidature.id, candidature, now, dossier=candidature, appel=appel, motif=motif
    )
