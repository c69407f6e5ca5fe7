"""States of a commitment and its acts, as one table. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from acia.core.workflow import Workflow


class EtatEngagement(StrEnum):
    """Progress of the commitment letter."""

    OUVERT = "ouvert"
    SIGNE = "signe"
    RETIRE = "retire"


LIBELLES_ETAT: Final[dict[EtatEngagement, str]] = {
    EtatEngagement.OUVERT: "Lettre à signer",
    EtatEngagement.SIGNE: "Lettre signée",
    EtatEngagement.RETIRE: "Retiré",
}
_E = EtatEngagement
ENGAGEMENT: Final = Workflow(
    nom="l’engagement",
    libelles=LIBELLES_ETAT,
    transitions={
        (_E.OUVERT, "signer"): _E.SIGNE,
        (_E.OUVERT, "retirer"): _E.RETIRE,
        (_E.SIGNE, "retirer"): _E.RETIRE,
    },
)
