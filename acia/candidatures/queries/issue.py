"""Where the decision of a closed file is read, said by the later stage that notified it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

Lecteur = Callable[[uuid.UUID], bool]
_LECTEURS: Final[list[Lecteur]] = []


def register_sans_commission(lecteur: Lecteur) -> None:
    """Let a later stage say which files it answered before any commission; this stage never imports it."""
    if lecteur not in _LECTEURS:
        _LECTEURS.append(lecteur)


def answered_without_commission(candidature_id: uuid.UUID) -> bool:
    """True when the applicant has her answer and no commission read the file."""
    return any(lecteur(candidature_id) for lecteur in _LECTEURS)
