"""Letters of the stage, and the heading that every letter about a file shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.candidatures.documents import letter_body, letter_heading
from acia.candidatures.models import Candidature
from acia.candidatures.rules.recours import Lettre
from acia.core.filters import jour


def heading_of(candidature: Candidature) -> dict[str, Any]:
    """Who writes, to whom, about which file."""
    identity = candidature.identite
    town = f"{identity.get('code_postal', '')} {candidature.commune}".strip()
    lines = (candidature.nom, str(identity.get("adresse", "")), town)
    return letter_heading(candidature.appel, lines, candidature.numero or "")


def ineligibility_content(candidature: Candidature, lettre: Lettre, now: datetime) -> dict[str, Any]:
    """The notice of ineligibility as plain data: what the page previews, what the PDF prints (R26, R44)."""
    return {
        "titre": f"Décision sur la candidature {candidature.numero}",
        **heading_of(candidature),
        "date": jour(now, candidature.appel.fuseau),
        "decision": "Votre candidature n’est pas éligible à cet appel : elle ne sera pas examinée par la commission.",
        **letter_body(lettre),
    }
