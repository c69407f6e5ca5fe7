"""What one act would do to each file of a selection, said before it is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acia.candidatures.workflow import CANDIDATURE, LIBELLES_ETAT, EtatCandidature

LIMITE_GROUPE: Final = 500
"""Files that one act may touch."""


class Acte(StrEnum):
    """Acts that may be done on several files at once."""

    CONFIER = "confier"
    ETIQUETER = "etiqueter"
    DESETIQUETER = "desetiqueter"
    INSTRUIRE = "instruire"


LIBELLES_ACTE: Final[dict[Acte, str]] = {
    Acte.CONFIER: "Confier à une personne",
    Acte.ETIQUETER: "Poser une étiquette",
    Acte.DESETIQUETER: "Retirer une étiquette",
    Acte.INSTRUIRE: "Passer en cours d’examen",
}


class Effet(StrEnum):
    """What happens to a file."""

    CHANGE = "change"
    RIEN = "rien"
    IMPOSSIBLE = "impossible"


LIBELLES_EFFET: Final[dict[Effet, tuple[str, str]]] = {
    Effet.CHANGE: ("Changera", "vert"),
    Effet.RIEN: ("Déjà fait", "gris"),
    Effet.IMPOSSIBLE: ("Laissé de côté", "ambre"),
}
LIBELLES_FAIT: Final[dict[Effet, tuple[str, str]]] = {**LIBELLES_EFFET, Effet.CHANGE: ("Fait", "vert")}


@dataclass(frozen=True)
class FaitsGroupe:
    """A file as an act on several files sees it."""

    etat: EtatCandidature
    titulaire: str = ""
    """Name of the officer in charge."""
    titulaire_est_le_meme: bool = False
    titulaire_couvre: bool = True
    """The officer chosen works in the région of the file."""
    etiquette_posee: bool = False
    etiquette_de_la_region: bool = True


def effect_of(acte: Acte, faits: FaitsGroupe, cible: str) -> tuple[Effet, str]:
    """Return what the act does to a file and the sentence that says it; `cible` names the person or the label."""
    if acte is Acte.INSTRUIRE:
        return _effect_instruire(faits)
    if acte is Acte.CONFIER:
        return _effect_confier(faits, cible)
    return _effect_etiquette(acte, faits, cible)


def _effect_instruire(faits: FaitsGroupe) -> tuple[Effet, str]:
    avant = LIBELLES_ETAT[faits.etat]
    if faits.etat is EtatCandidature.EN_INSTRUCTION:
        return Effet.RIEN, "Ce dossier est déjà en cours d’examen."
    if not CANDIDATURE.allows(faits.etat, "instruire"):
        return Effet.IMPOSSIBLE, f"Ce dossier est « {avant.lower()} » : il ne peut pas passer en cours d’examen."
    return Effet.CHANGE, f"De « {avant.lower()} » à « {LIBELLES_ETAT[EtatCandidature.EN_INSTRUCTION].lower()} »."


def _effect_confier(faits: FaitsGroupe, cible: str) -> tuple[Effet, str]:
    if faits.titulaire_est_le_meme:
        return Effet.RIEN, f"{cible} suit déjà ce dossier."
    if not faits.titulaire_couvre:
        return Effet.IMPOSSIBLE, f"{cible} ne travaille pas dans la région de ce dossier."
    return Effet.CHANGE, f"De {faits.titulaire or 'personne'} à {cible}."


def _effect_etiquette(acte: Acte, faits: FaitsGroupe, cible: str) -> tuple[Effet, str]:
    if not faits.etiquette_de_la_region:
        return Effet.IMPOSSIBLE, f"L’étiquette « {cible} » est celle d’une autre région."
    poser = acte is Acte.ETIQUETER
    if faits.etiquette_posee == poser:
        return Effet.RIEN, f"L’étiquette « {cible} » {'est déjà là' if poser else 'n’y est pas'}."
    return Effet.CHANGE, f"Étiquette « {cible} » {'ajoutée' if poser else 'retirée'}."
