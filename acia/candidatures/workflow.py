"""States of a file and its acts, as one table. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from acia.core.workflow import Workflow


class EtatCandidature(StrEnum):
    """State of the file itself; eligibility, evaluation and decision are other rows."""

    BROUILLON = "brouillon"
    DEPOSEE = "deposee"
    EN_INSTRUCTION = "en_instruction"
    CLOSE = "close"
    RETIREE = "retiree"
    REMPLACEE = "remplacee"


LIBELLES_ETAT: Final[dict[EtatCandidature, str]] = {
    EtatCandidature.BROUILLON: "Pas encore déposée",
    EtatCandidature.DEPOSEE: "Déposée",
    EtatCandidature.EN_INSTRUCTION: "En cours d’examen",
    EtatCandidature.CLOSE: "Décision rendue",
    EtatCandidature.RETIREE: "Retirée",
    EtatCandidature.REMPLACEE: "Remplacée",
}
TONS_ETAT: Final[dict[EtatCandidature, str]] = {
    EtatCandidature.BROUILLON: "ambre",
    EtatCandidature.DEPOSEE: "vert",
    EtatCandidature.EN_INSTRUCTION: "bleu",
    EtatCandidature.CLOSE: "gris",
    EtatCandidature.RETIREE: "gris",
    EtatCandidature.REMPLACEE: "gris",
}

_E = EtatCandidature
CANDIDATURE: Final = Workflow(
    nom="la candidature",
    libelles=LIBELLES_ETAT,
    transitions={
        (_E.BROUILLON, "deposer"): _E.DEPOSEE,
        (_E.BROUILLON, "retirer"): _E.RETIREE,
        (_E.DEPOSEE, "redeposer"): _E.DEPOSEE,
        (_E.DEPOSEE, "instruire"): _E.EN_INSTRUCTION,
        (_E.DEPOSEE, "retirer"): _E.RETIREE,
        (_E.DEPOSEE, "remplacer"): _E.REMPLACEE,
        (_E.DEPOSEE, "clore"): _E.CLOSE,
        (_E.EN_INSTRUCTION, "retirer"): _E.RETIREE,
        (_E.EN_INSTRUCTION, "clore"): _E.CLOSE,
    },
)
VIVANTES: Final = (_E.BROUILLON, _E.DEPOSEE, _E.EN_INSTRUCTION, _E.CLOSE)
"""States in which the file counts as the establishment's file for the call (R28)."""


class EtatPapier(StrEnum):
    """What becomes of a file received on paper."""

    TRANSCRIPTION = "transcription"
    ENREGISTRE = "enregistre"
    REFUSE = "refuse"
    ABANDONNE = "abandonne"


LIBELLES_PAPIER: Final[dict[EtatPapier, str]] = {
    EtatPapier.TRANSCRIPTION: "À enregistrer",
    EtatPapier.ENREGISTRE: "Enregistré",
    EtatPapier.REFUSE: "Refusé, hors délai",
    EtatPapier.ABANDONNE: "Saisie abandonnée",
}
TONS_PAPIER: Final[dict[EtatPapier, str]] = {
    EtatPapier.TRANSCRIPTION: "ambre",
    EtatPapier.ENREGISTRE: "vert",
    EtatPapier.REFUSE: "rouge",
    EtatPapier.ABANDONNE: "gris",
}
PAPIER: Final = Workflow(
    nom="le dossier papier",
    libelles=LIBELLES_PAPIER,
    transitions={
        (EtatPapier.TRANSCRIPTION, "enregistrer"): EtatPapier.ENREGISTRE,
        (EtatPapier.TRANSCRIPTION, "abandonner"): EtatPapier.ABANDONNE,
    },
)


class EtatDemande(StrEnum):
    """State of a correction request."""

    OUVERTE = "ouverte"
    REPONDUE = "repondue"
    EXPIREE = "expiree"
    RETIREE = "retiree"


LIBELLES_DEMANDE: Final[dict[EtatDemande, str]] = {
    EtatDemande.OUVERTE: "Réponse attendue",
    EtatDemande.REPONDUE: "Répondue",
    EtatDemande.EXPIREE: "Sans réponse",
    EtatDemande.RETIREE: "Retirée",
}
TONS_DEMANDE: Final[dict[EtatDemande, str]] = {
    EtatDemande.OUVERTE: "ambre",
    EtatDemande.REPONDUE: "vert",
    EtatDemande.EXPIREE: "rouge",
    EtatDemande.RETIREE: "gris",
}
DEMANDE: Final = Workflow(
    nom="la demande de correction",
    libelles=LIBELLES_DEMANDE,
    transitions={
        (EtatDemande.OUVERTE, "repondre"): EtatDemande.REPONDUE,
        (EtatDemande.OUVERTE, "expirer"): EtatDemande.EXPIREE,
        (EtatDemande.OUVERTE, "retirer"): EtatDemande.RETIREE,
    },
)
