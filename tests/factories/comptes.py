"""People for the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from acia.comptes.models import FreinLecture, Territoire, Utilisateur
from acia.comptes.passwords import hash_password
from acia.comptes.rules import FREIN_LECTURE
from acia.core.db import db, transaction
from acia.core.permissions import Role

PHRASE = "le tracteur rouge mange des noix"
"""A password that the rule accepts."""
_count = 0


def make_utilisateur(
    role: Role = Role.CHARGE,
    *,
    regions: tuple[str, ...] = ("53",),
    nom: str = "Le Goff",
    mot_de_passe: str | None = None,
) -> Utilisateur:
    """Create a person with an account in `regions` (53 is Bretagne, 01 Guadeloupe), committed."""
    global _count
    _count += 1
    person = Utilisateur(
        courriel=f"personne{_count}@exemple.test",
        prenom="Maëlle",
        nom=f"{nom} {_count}",
        role=role,
        mot_de_passe=hash_password(mot_de_passe) if mot_de_passe else None,
        cree_at=datetime(2027, 1, 4, 9, 0, tzinfo=UTC),
    )
    person.territoires = [Territoire(region_code=code) for code in regions]
    with transaction():
        db.session.add(person)
    return person


def make_frein(person: Utilisateur, at: datetime) -> Utilisateur:
    """Brake the readings of a person for a while; the same person."""
    with transaction():
        until = at + FREIN_LECTURE
        db.session.add(FreinLecture(utilisateur_id=person.id, depuis_at=at, jusqu_at=until, nombre=160))
    return person
