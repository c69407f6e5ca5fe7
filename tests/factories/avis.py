"""Outside opinions, as officers ask for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db, transaction
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.rules.avis import Confidentialite, SensAvis
from acia.eligibilite.service import AvisDonne, DemandeAvis, ask_opinion, give_opinion

QUESTION = "Le service autorisé est-il bien celui qui candidate ?"
TEXTE = "Oui, le service est autorisé depuis 2016 et son projet est cohérent avec le schéma."


def make_avis(
    candidature: Candidature, officer: Utilisateur, at: datetime, **changes: Any
) -> tuple[AvisExterieur, str]:
    """Ask for an opinion; the row, and the secret of its link."""
    secrets: list[str] = []

    def lien(secret: str) -> str:
        secrets.append(secret)
        return f"https://acia.test/avis/{secret}"

    asked: dict[str, Any] = {
        "nom": "Yann Prigent",
        "fonction": "Chef du service de l’enfance du département",
        "courriel": "prigent@exemple.test",
        "question": QUESTION,
        "confidentialite": Confidentialite.INTERNE,
        "limite": local_day(at, candidature.appel.fuseau) + timedelta(days=15),
        "rappel_jours": 3,
    }
    key, who = candidature.id, officer.id
    with transaction():
        row, person = db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, who)
        found = ask_opinion(row, DemandeAvis(**{**asked, **changes}), auteur=person, now=at, lien=lien)
    return found, secrets[0]


def give(secret: str, at: datetime, sens: SensAvis = SensAvis.FAVORABLE, texte: str = TEXTE) -> None:
    """The person asked answers by her link."""
    with transaction():
        give_opinion(secret, AvisDonne(sens, texte), now=at, lien=lambda row: f"https://acia.test/{row.id}")


def add_avis(monde: Any, examine: Candidature, notifie: Candidature, at: datetime) -> None:
    """In the world of the tests: an opinion that waits, one that came, one that an establishment may read."""
    officer = monde.personne("charge")
    piece = examine.pieces[0].id
    row, secret = make_avis(examine, officer, at, sections=("projet",), pieces=(str(piece),))
    given, other = make_avis(examine, officer, at, regle="R15")
    give(other, at)
    told, third = make_avis(notifie, officer, at, confidentialite=Confidentialite.COMMUNICABLE)
    give(third, at, SensAvis.RESERVE)
    monde.note(avis=row, jeton_avis=secret, avis_rendu=given, avis_dit=told, piece_avis=piece)
