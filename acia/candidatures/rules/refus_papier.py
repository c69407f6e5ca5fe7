"""What the letter says that refuses a paper file posted too late (R9, R44). Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from acia.core.clock import date_in_words

FAITS_AU_MOINS: Final = 40
"""Under so many characters, facts say nothing an applicant could answer."""
MOTIFS_RETARD: Final = (
    "L’appel fixe un dernier jour pour déposer une candidature, le même pour tous (AMI Acia 2024).",
    "Un envoi par la poste est fait à temps lorsqu’il part au plus tard ce jour-là, le cachet de la poste faisant foi "
    "(code des relations entre le public et l’administration, article L. 112-1).",
)


def propose_facts(constat: str, recue_le: date) -> str:
    """What was read on the envelope, for the officer to read over."""
    return f"{constat}\n\nNous avons reçu votre dossier le {date_in_words(recue_le)}."
