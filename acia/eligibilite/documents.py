"""Letters of the stage, and the heading that every letter about a file shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from acia.candidatures.models import Candidature
from acia.core.filters import jour
from acia.eligibilite.rules.recours import Lettre, remedies_in_words

MODELE_LETTRE: Final = "notification/v1"


def heading_of(candidature: Candidature) -> dict[str, Any]:
    """Who writes, to whom, about which file."""
    appel, identity = candidature.appel, candidature.identite
    town = f"{identity.get('code_postal', '')} {candidature.commune}".strip()
    return {
        "service": {
            "nom": appel.contact_nom,
            "adresse": appel.contact_adresse,
            "courriel": appel.contact_courriel,
            "telephone": appel.contact_telephone,
        },
        "destinataire": [line for line in (candidature.nom, str(identity.get("adresse", "")), town) if line],
        "numero": candidature.numero,
        "appel": appel.titre,
    }


def ineligibility_content(candidature: Candidature, lettre: Lettre, now: datetime) -> dict[str, Any]:
    """The notice of ineligibility as plain data: what the page previews, what the PDF prints (R26, R44)."""
    return {
        "titre": f"Décision sur la candidature {candidature.numero}",
        **heading_of(candidature),
        "date": jour(now, candidature.appel.fuseau),
        "decision": "Votre candidature n’est pas éligible à cet appel : elle ne sera pas examinée par la commission.",
        "faits": list(lettre.faits),
        "motifs": list(lettre.motifs),
        "suite": "Le service dont les coordonnées figurent en tête répond à vos questions sur cette décision.",
        "retenus": [],
        "departement": "",
        "recours": remedies_in_words(lettre),
        "signataire": {"nom": lettre.signataire, "qualite": lettre.qualite, "service": lettre.service},
    }
