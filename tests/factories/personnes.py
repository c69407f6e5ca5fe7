"""People of a file for the tests."""

from __future__ import annotations

import re
from datetime import datetime

from acia.candidatures import service
from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from tests.factories.candidatures import make_representant_compte


def add_person(candidature: Candidature, droit: Droit, person: Utilisateur | None = None) -> Utilisateur:
    """Let a person, a new one by default, into a file with a right."""
    person = person or make_representant_compte()
    with transaction():
        db.session.add(
            AccesCandidature(
                candidature_id=candidature.id, utilisateur_id=person.id, droit=droit, donne_at=candidature.cree_at
            )
        )
    return person


def make_invitation(
    candidature: Candidature, auteur: Utilisateur, courriel: str, now: datetime, droit: Droit = Droit.ECRIT
) -> str:
    """Invite an address as `auteur`; return the token of its link."""
    with transaction():
        service.invite_person(candidature.id, courriel, droit, auteur=auteur, now=now, lien=lambda jeton: f"/{jeton}")
    return token_sent(courriel)


def token_sent(courriel: str) -> str:
    """The token of the last invitation sent to an address."""
    mails = db.session.query(Courriel).filter_by(modele="dossier_invitation", destinataire=courriel)
    found = re.search(r"/([\w-]{43})\b", mails.order_by(Courriel.cree_at.desc()).first().texte)
    assert found
    return found.group(1)


def rights_of(candidature_id: object) -> dict[str, str]:
    """Right by address of account."""
    rows = db.session.query(AccesCandidature, Utilisateur).join(
        Utilisateur, Utilisateur.id == AccesCandidature.utilisateur_id
    )
    return {u.courriel: str(a.droit) for a, u in rows.filter(AccesCandidature.candidature_id == candidature_id)}
