"""What waits for a national pilot when somebody reads abnormally many files (S22)."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.lectures import braked_people
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.permissions import Role
from acia.pilotage.afaire import PARIS, AFaire


def brake_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The people whose readings are braked now, but herself: to call, then to let read again or to shut out."""
    if person.role_enum is not Role.PILOTE:
        return []
    return [
        AFaire(
            f"Lectures freinées – {reader.nom_complet}",
            "Beaucoup plus de dossiers ou de comptes que d’ordinaire : appelez cette personne, puis décidez.",
            "Voir",
            "comptes.compte",
            {"compte_id": reader.id},
            local_day(now, PARIS),
        )
        for reader in braked_people(now)
        if reader.id != person.id
    ]
