"""Marking sheets as members fill them, and acts on them by the use cases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import Calibrage, Commission, EtatCommission, MembreCommission, Notation
from acia.commission.service import CommandeFeuille
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from tests.factories.appels import make_appel_publie
from tests.factories.commission import SEANCE, make_commission, make_membres, make_notation

LIEN = "https://acia.test/dossier"


def sheet(*notes: int | None) -> CommandeFeuille:
    """A sheet with its justifications."""
    return CommandeFeuille(tuple(notes), tuple("Ce que dit le dossier." for _ in notes))


class Plume:
    """A member who writes on one file: each act is its own transaction, on the version she sees."""

    def __init__(self, commission_id: uuid.UUID, candidature_id: uuid.UUID, personne: uuid.UUID, now: datetime) -> None:
        self.commission_id, self.candidature_id, self.personne, self.now = commission_id, candidature_id, personne, now

    def _who(self) -> dict[str, Any]:
        return {"auteur": db.session.get_one(Utilisateur, self.personne), "now": self.now}

    @property
    def feuille(self) -> Notation | None:
        """Her sheet, read again."""
        db.session.expire_all()
        rows = db.session.query(Notation).join(MembreCommission)
        mine = rows.filter(MembreCommission.commission_id == self.commission_id)
        return mine.filter(
            MembreCommission.utilisateur_id == self.personne, Notation.candidature_id == self.candidature_id
        ).one_or_none()

    @property
    def version(self) -> int:
        """The version she sees, 0 before she begins."""
        return self.feuille.version if self.feuille else 0

    def enregistre(self, notes: Sequence[int | None]) -> None:
        """Save a draft."""
        seen = self.version
        with transaction():
            service.save_draft(self.commission_id, self.candidature_id, sheet(*notes), version=seen, **self._who())

    def rend(self, notes: Sequence[int | None]) -> None:
        """Hand in."""
        seen = self.version
        with transaction():
            service.submit_sheet(self.commission_id, self.candidature_id, sheet(*notes), version=seen, **self._who())

    def s_abstient(self, motif: str = "Je connais trop peu ce secteur.") -> None:
        """Abstain."""
        seen = self.version
        with transaction():
            service.abstain(self.commission_id, self.candidature_id, motif, version=seen, **self._who())

    def reprend(self) -> None:
        """Mark after all."""
        seen = self.version
        with transaction():
            service.resume_marking(self.commission_id, self.candidature_id, version=seen, **self._who())

    def rouvre(self, feuille: Notation, motif: str = "Un critère a été lu à l’envers.") -> None:
        """As the chair, reopen somebody's sheet."""
        key, seen = feuille.id, feuille.version
        with transaction():
            service.reopen_sheet(self.commission_id, key, motif, lien=LIEN, version=seen, **self._who())


def make_around(commission: Commission, candidature: Candidature) -> dict[str, Any]:
    """What surrounds the marks of a commission: a final sheet of its third member, a fictitious file."""
    with transaction():
        row = Calibrage(commission_id=commission.id, titre="Essai", texte="Un projet fictif.", propose_at=SEANCE)
        db.session.add(row)
    rendue = make_notation(commission.membres[2], candidature, [3, 2, 4, 3])
    first, recused, _ = commission.membres[:3]
    return {"feuille_rendue": rendue, "siege_au_brouillon": first, "siege_deporte": recused}


def make_closed(person: Utilisateur) -> Commission:
    """A commission whose minutes are closed, where this person has marked nothing yet."""
    appel = make_appel_publie({"29": 3}, titre="Appel d’un autre printemps")
    return make_commission(appel, membres=[person, *make_membres(2)], etat=EtatCommission.CLOSE)
