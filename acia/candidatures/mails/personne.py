"""One mail to one person, whatever it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.mail import Courriel, prepare_mail


def mail_to(
    personne: Utilisateur,
    modele: str,
    sujet: object,
    objet: Candidature | Appel,
    now: datetime,
    **contexte: Any,
) -> Courriel:
    """Write to one person, once for each `sujet`: the id of the act the mail tells of."""
    return prepare_mail(
        modele,
        cle=f"{modele}:{sujet}:{personne.id}",
        destinataire=personne.courriel,
        nom=personne.nom_complet,
        now=now,
        objet=objet,
        contexte=contexte,
    )
