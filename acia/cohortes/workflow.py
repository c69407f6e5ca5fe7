"""Life of a cohorte, as one table. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from acia.core.workflow import Workflow


class EtatCohorte(StrEnum):
    """A cohorte is a draft that the officer may change, then validated, then closed."""

    BROUILLON = "brouillon"
    VALIDEE = "validee"
    CLOSE = "close"


VALIDER: Final = "valider"
CLORE: Final = "clore"
COHORTE: Workflow[EtatCohorte] = Workflow(
    nom="cette cohorte",
    libelles={
        EtatCohorte.BROUILLON: "Brouillon",
        EtatCohorte.VALIDEE: "Validée",
        EtatCohorte.CLOSE: "Close",
    },
    transitions={
        (EtatCohorte.BROUILLON, VALIDER): EtatCohorte.VALIDEE,
        (EtatCohorte.VALIDEE, CLORE): EtatCohorte.CLOSE,
    },
)
TONS_ETAT: Final[dict[EtatCohorte, str]] = {
    EtatCohorte.BROUILLON: "gris",
    EtatCohorte.VALIDEE: "vert",
    EtatCohorte.CLOSE: "gris",
}
