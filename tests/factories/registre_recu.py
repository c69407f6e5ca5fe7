"""A register file sent by a person, read by the worker or ready at once."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.models import Utilisateur
from acia.core.db import transaction
from acia.core.jobs import run_due
from acia.referentiel.models import EtatMiseAJour, MiseAJour
from acia.referentiel.queries import latest_snapshot
from acia.referentiel.service import receive_file


def make_mise_a_jour(contenu: str, *, auteur: Utilisateur, now: datetime) -> MiseAJour:
    """Send a file, and let the worker read it."""
    with transaction():
        row = receive_file("registre.csv", contenu.encode(), source="Essai", auteur=auteur, now=now)
    run_due(now)
    return row


def make_mise_a_jour_prete(contenu: str, *, auteur: Utilisateur, now: datetime) -> MiseAJour:
    """A file that the worker would have read without finding any difference."""
    with transaction():
        row = receive_file("registre.csv", contenu.encode(), source="Essai", auteur=auteur, now=now)
        dernier = latest_snapshot()
        row.etat, row.base_id = EtatMiseAJour.PRETE, dernier.id if dernier else None
    return row
