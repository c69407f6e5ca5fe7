"""Departures and successors of representatives for the tests."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from acia.candidatures.models import Candidature, Relais, RoleRepresentant
from acia.candidatures.rules import MotifDepart, Personne
from acia.candidatures.service import Depart, Succession, declare_departure
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction

LIEN = "https://acia.test/candidatures/representants"
NOUVELLE = Personne("Maëlle", "Tanguy", "Cheffe de service", "maelle.tanguy@exemple.test")


def make_depart(
    candidature_id: uuid.UUID | Candidature,
    auteur: Utilisateur,
    now: datetime,
    dernier_jour: date,
    role: RoleRepresentant = RoleRepresentant.DIRECTION,
    *,
    premier_jour: date | None = None,
    personne: Personne = NOUVELLE,
) -> Relais:
    """Declare that somebody leaves a role; with a first day, `personne` takes it over at once."""
    key = candidature_id.id if isinstance(candidature_id, Candidature) else candidature_id
    succession = Succession(personne, premier_jour) if premier_jour else None
    command = Depart(role, dernier_jour, MotifDepart.EMPLOI, succession, "Demandé par téléphone.")
    auteur_id = auteur.id
    with transaction():
        person = db.session.get_one(Utilisateur, auteur_id)
        return declare_departure(key, command, connus=None, auteur=person, now=now, lien=LIEN)
