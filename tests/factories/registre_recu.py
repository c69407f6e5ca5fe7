"""A register file sent by a person, read by the worker or ready at once."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.jobs import run_due
from acia.referentiel.jobs import read_update
from acia.referentiel.models import MiseAJour
from acia.referentiel.service import receive_file


def make_mise_a_jour(contenu: str, *, auteur: Utilisateur, now: datetime) -> MiseAJour:
    """Send a file, and let the worker read it."""
    with transaction():
        row = receive_file("registre.csv", contenu.encode(), source="Essai", auteur=auteur, now=now)
    run_due(now)
    return row


def make_mise_a_jour_prete(contenu: str, *, auteur: Utilisateur, now: datetime) -> MiseAJour:
    """A file whose differences are read, no other work being done."""
    with transaction():
        row = receive_file("registre.csv", contenu.encode(), source="Essai", auteur=auteur, now=now)
        key = row.id
    read_update({"mise_a_jour": str(key)}, now)
    return db.session.get_one(MiseAJour, key)
