"""How the files of a call are examined: settled in the draft, frozen with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from acia.appels.rules import SectionAppel
from acia.appels.service.appel import note_saved, open_draft
from acia.comptes.models import Utilisateur


@dataclass(frozen=True)
class ExamenAppel:
    """Whether a departure from the rules of eligibility takes two people."""

    ecart_a_deux: bool = False


def edit_examen(
    appel_id: uuid.UUID, command: ExamenAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change how the files of a draft will be examined."""
    appel = open_draft(appel_id, version, auteur)
    appel.ecart_a_deux = command.ecart_a_deux
    note_saved(appel, SectionAppel.EXAMEN, auteur, now)
