"""The commitment letter: its data read once, then laid out by a versioned template."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from acia.candidatures.models import Candidature
from acia.candidatures.rules import RoleRepresentant
from acia.comptes.models import Utilisateur
from acia.core.documents import Document, produce_document
from acia.core.filters import finess
from acia.engagements.rules import MOIS_PREMIERE_SEANCE
from acia.referentiel.models import Departement

MODELE: Final = "lettre_engagement/v1"
MOIS_DUREE: Final = "duree_accompagnement_mois"
ROLES: Final[dict[RoleRepresentant, str]] = {
    RoleRepresentant.DIRECTION: "Direction",
    RoleRepresentant.PERSONNEL: "Représentant du personnel",
    RoleRepresentant.METIER: "Représentant des métiers",
}
"""The three roles, in the order of the letter."""
_NOMBRES: Final = {1: "un", 2: "deux", 3: "trois", 6: "six", 10: "dix", 12: "douze", 18: "dix-huit"}


def letter_content(candidature: Candidature, departement: Departement) -> dict[str, Any]:
    """Everything the letter says, with the figures that the call froze."""
    appel, identite = candidature.appel, candidature.identite
    people = {RoleRepresentant(r.role): r for r in candidature.representants}
    return {
        "appel": appel.titre,
        "numero": candidature.numero,
        "service": {
            "nom": appel.contact_nom,
            "courriel": appel.contact_courriel,
            "telephone": appel.contact_telephone,
            "adresse": appel.contact_adresse,
        },
        "etablissement": {
            "nom": candidature.nom,
            "finess": finess(candidature.numero_finess),
            "adresse": identite.get("adresse", ""),
            "ville": f"{identite.get('code_postal', '')} {candidature.commune}".strip(),
            "departement": departement.nom,
        },
        "representants": [
            {"role": libelle, "nom": people[role].nom_complet, "fonction": people[role].fonction}
            for role, libelle in ROLES.items()
            if role in people
        ],
        "duree": months_in_words(int(appel.cadre[MOIS_DUREE])),
        "premiere_seance": months_in_words(int(appel.cadre[MOIS_PREMIERE_SEANCE])),
        "seances": [
            f"{etape.titre} ({'en présence' if etape.modalite == 'presence' else 'à distance'})"
            for etape in appel.etapes
        ],
    }


def months_in_words(count: int) -> str:
    """« deux mois »."""
    return f"{_NOMBRES.get(count, str(count))} mois"


def produce_letter(
    candidature: Candidature, departement: Departement, *, auteur: Utilisateur, now: datetime
) -> Document:
    """Compose and keep the letter of an establishment."""
    name = f"lettre-engagement-{(candidature.numero or candidature.numero_finess).lower()}.pdf"
    return produce_document(MODELE, name, letter_content(candidature, departement), now=now, auteur_id=auteur.id)
