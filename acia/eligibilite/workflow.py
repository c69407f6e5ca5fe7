"""States of what an officer starts on a file and somebody else ends. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from acia.core.workflow import Workflow


class EtatProposition(StrEnum):
    """Life of a proposed departure from the rules; only the first state waits for somebody."""

    PROPOSEE = "proposee"
    CONFIRMEE = "confirmee"
    REFUSEE = "refusee"
    RETIREE = "retiree"
    CADUQUE = "caduque"


LIBELLES_PROPOSITION: Final[dict[EtatProposition, str]] = {
    EtatProposition.PROPOSEE: "À confirmer",
    EtatProposition.CONFIRMEE: "Confirmée",
    EtatProposition.REFUSEE: "Refusée",
    EtatProposition.RETIREE: "Retirée",
    EtatProposition.CADUQUE: "Ne vaut plus",
}
PROPOSITION: Final = Workflow(
    "la proposition",
    LIBELLES_PROPOSITION,
    {
        (EtatProposition.PROPOSEE, "confirmer"): EtatProposition.CONFIRMEE,
        (EtatProposition.PROPOSEE, "refuser"): EtatProposition.REFUSEE,
        (EtatProposition.PROPOSEE, "retirer"): EtatProposition.RETIREE,
        (EtatProposition.PROPOSEE, "perimer"): EtatProposition.CADUQUE,
    },
)


class EtatAvis(StrEnum):
    """Life of an outside opinion; « en retard » and « expiré » are derived from its due day."""

    DEMANDE = "demande"
    RENDU = "rendu"
    ANNULE = "annule"


LIBELLES_AVIS: Final[dict[EtatAvis, str]] = {
    EtatAvis.DEMANDE: "Attendu",
    EtatAvis.RENDU: "Rendu",
    EtatAvis.ANNULE: "Annulé",
}
AVIS: Final = Workflow(
    "l’avis",
    LIBELLES_AVIS,
    {
        (EtatAvis.DEMANDE, "rendre"): EtatAvis.RENDU,
        (EtatAvis.DEMANDE, "annuler"): EtatAvis.ANNULE,
    },
)
