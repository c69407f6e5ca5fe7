"""The acts of the pilotage: taking data out is noted."""

from __future__ import annotations

from datetime import datetime

from acia.appels.models import Appel
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record

declare_events(
    {
        "pilotage.classeur": "Classeur de l’appel « {titre} » produit",
        "pilotage.vivier": "Liste du vivier de l’appel « {titre} » produite, {lignes} établissements",
    },
    keys={"pilotage.classeur": ["titre"], "pilotage.vivier": ["titre", "lignes"]},
)


def note_export(appel: Appel, *, auteur: Utilisateur, now: datetime) -> None:
    """Note that a person took the workbook of a call."""
    record("pilotage.classeur", appel, auteur=auteur, now=now, titre=appel.titre)


def note_mailing(appel: Appel, lignes: int, *, auteur: Utilisateur, now: datetime) -> None:
    """Note that a person took a list of establishments out, and how many they are."""
    record("pilotage.vivier", appel, auteur=auteur, now=now, titre=appel.titre, lignes=lignes)
