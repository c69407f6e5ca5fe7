"""Life of an action, as one table. Pure."""

from __future__ import annotations

from enum import StrEnum

from acia.core.workflow import Workflow


class EtatAction(StrEnum):
    """Life of an action; an action that did not succeed still teaches."""

    ENVISAGEE = "envisagee"
    EN_TEST = "en_test"
    TERMINEE = "terminee"
    DIFFEREE = "differee"
    NON_ABOUTIE = "non_aboutie"


ACTION: Workflow[EtatAction] = Workflow(
    nom="cette action",
    libelles={
        EtatAction.ENVISAGEE: "Envisagée",
        EtatAction.EN_TEST: "En test",
        EtatAction.TERMINEE: "Terminée",
        EtatAction.DIFFEREE: "Différée",
        EtatAction.NON_ABOUTIE: "Non aboutie, riche d’enseignements",
    },
    transitions={
        (EtatAction.ENVISAGEE, "mettre_en_test"): EtatAction.EN_TEST,
        (EtatAction.ENVISAGEE, "differer"): EtatAction.DIFFEREE,
        (EtatAction.EN_TEST, "terminer"): EtatAction.TERMINEE,
        (EtatAction.EN_TEST, "differer"): EtatAction.DIFFEREE,
        (EtatAction.EN_TEST, "abandonner"): EtatAction.NON_ABOUTIE,
        (EtatAction.DIFFEREE, "mettre_en_test"): EtatAction.EN_TEST,
        (EtatAction.DIFFEREE, "abandonner"): EtatAction.NON_ABOUTIE,
    },
)
ACTES: dict[str, str] = {
    "mettre_en_test": "Mettre en test",
    "terminer": "Déclarer l’action terminée",
    "differer": "Différer l’action",
    "abandonner": "Arrêter l’action",
}
NEEDS_REASON = frozenset({"differer", "abandonner"})
TONS: dict[EtatAction, str] = {
    EtatAction.ENVISAGEE: "gris",
    EtatAction.EN_TEST: "bleu",
    EtatAction.TERMINEE: "vert",
    EtatAction.DIFFEREE: "ambre",
    EtatAction.NON_ABOUTIE: "gris",
}
