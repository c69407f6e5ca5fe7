"""The commitment letter: its data read once, then laid out by a versioned template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from acia.candidatures.models import Candidature, Relais
from acia.candidatures.queries import holders_on
from acia.candidatures.rules import RoleRepresentant
from acia.comptes.models import Utilisateur
from acia.core.clock import date_in_words
from acia.core.documents import Document, produce_document
from acia.core.filters import finess
from acia.engagements.rules import MOIS_PREMIERE_SEANCE
from acia.referentiel.models import Departement

MODELE: Final = "lettre_engagement/v1"
MODELE_AVENANT: Final = "avenant_engagement/v1"
MOIS_DUREE: Final = "duree_accompagnement_mois"
ROLES: Final[dict[RoleRepresentant, str]] = {
    RoleRepresentant.DIRECTION: "Direction",
    RoleRepresentant.PERSONNEL: "Représentant du personnel",
    RoleRepresentant.METIER: "Représentant des métiers",
}
"""The three roles, in the order of the letter."""
_NOMBRES: Final = {1: "un", 2: "deux", 3: "trois", 6: "six", 10: "dix", 12: "douze", 18: "dix-huit"}


def letter_content(candidature: Candidature, departement: Departement, jour: date) -> dict[str, Any]:
    """Everything the letter says, with the figures that the call froze and those who hold the three roles that day."""
    appel = candidature.appel
    people = holders_on(candidature, jour)
    return {
        **_parties(candidature, departement),
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


def _parties(candidature: Candidature, departement: Departement) -> dict[str, Any]:
    """The call, the service and the establishment."""
    appel, identite = candidature.appel, candidature.identite
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
    }


def months_in_words(count: int) -> str:
    """« deux mois »."""
    return f"{_NOMBRES.get(count, str(count))} mois"


def produce_letter(
    candidature: Candidature, departement: Departement, *, jour: date, auteur: Utilisateur, now: datetime
) -> Document:
    """Compose and keep the letter of an establishment, in the name of those who hold the roles on a day."""
    name = f"lettre-engagement-{(candidature.numero or candidature.numero_finess).lower()}.pdf"
    return produce_document(MODELE, name, letter_content(candidature, departement, jour), now=now, auteur_id=auteur.id)


def produce_addendum(
    relais: Relais, signature: date, departement: Departement, *, auteur: Utilisateur, now: datetime
) -> Document:
    """Compose and keep what the new holder of a role signs, beside the letter signed that day."""
    candidature, nomme = relais.candidature, relais.nomme
    contenu = {
        **_parties(candidature, departement),
        "signature": date_in_words(signature),
        "role": ROLES[RoleRepresentant(relais.role)],
        "parti": relais.parti.nom_complet,
        "dernier_jour": date_in_words(relais.dernier_jour),
        "nomme": nomme.nom_complet if nomme else "",
        "fonction": nomme.fonction if nomme else "",
        "premier_jour": date_in_words(relais.premier_jour) if relais.premier_jour else "",
    }
    name = f"avenant-{(candidature.numero or candidature.numero_finess).lower()}-{relais.role}-{relais.rang}.pdf"
    return produce_document(MODELE_AVENANT, name, contenu, now=now, auteur_id=auteur.id)
