"""What changed between two descriptions of one establishment, in the words of the register. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from acia.core.clock import date_in_words
from acia.referentiel.rules import search_key


class Changement(StrEnum):
    """What kind of change it is; one establishment may know several at once."""

    OUVERT = "ouvert"
    FERME = "ferme"
    ROUVERT = "rouvert"
    DEPLACE = "deplace"
    CATEGORIE = "categorie"
    ENTITE = "entite"
    RENOMME = "renomme"
    AUTRE = "autre"


LIBELLES_CHANGEMENT: Final[dict[Changement, str]] = {
    Changement.OUVERT: "Nouveaux établissements",
    Changement.FERME: "Fermés",
    Changement.ROUVERT: "Rouverts",
    Changement.DEPLACE: "Déplacés",
    Changement.CATEGORIE: "Catégorie changée",
    Changement.ENTITE: "Repris par une autre entité juridique",
    Changement.RENOMME: "Renommés",
    Changement.AUTRE: "Autres changements",
}
"""In the order they are read."""
MOTS_CHANGEMENT: Final[dict[Changement, str]] = {
    Changement.OUVERT: "Ouvert",
    Changement.FERME: "Fermé",
    Changement.ROUVERT: "Rouvert",
    Changement.DEPLACE: "Déplacé",
    Changement.CATEGORIE: "Catégorie changée",
    Changement.ENTITE: "Repris",
    Changement.RENOMME: "Renommé",
    Changement.AUTRE: "Modifié",
}
"""Of one establishment."""
_NOMS: Final = ("raison_sociale", "nom_long", "complement")
_LIEUX: Final = ("adresse", "code_postal", "commune", "code_commune", "departement_code")
CHAMPS: Final[dict[str, tuple[str, Changement]]] = {
    "raison_sociale": ("Nom abrégé", Changement.RENOMME),
    "nom_long": ("Nom", Changement.RENOMME),
    "complement": ("Complément du nom", Changement.RENOMME),
    "adresse": ("Adresse", Changement.DEPLACE),
    "code_postal": ("Code postal", Changement.DEPLACE),
    "commune": ("Commune", Changement.DEPLACE),
    "code_commune": ("Code de la commune", Changement.DEPLACE),
    "departement_code": ("Département", Changement.DEPLACE),
    "categorie": ("Catégorie", Changement.CATEGORIE),
    "numero_ej": ("Entité juridique", Changement.ENTITE),
    "ouvert": ("État", Changement.AUTRE),
    "date_fermeture": ("Fermeture", Changement.AUTRE),
    "agregat": ("Agrégat de catégories", Changement.AUTRE),
    "libelle_categorie": ("Libellé de la catégorie", Changement.AUTRE),
    "telephone": ("Téléphone", Changement.AUTRE),
    "siret": ("SIRET", Changement.AUTRE),
    "mft": ("Tarif fixé par", Changement.AUTRE),
    "libelle_mft": ("Libellé du tarif", Changement.AUTRE),
    "habilitation_justice": ("Habilitation justice", Changement.AUTRE),
    "date_ouverture": ("Ouverture", Changement.AUTRE),
    "date_autorisation": ("Première autorisation", Changement.AUTRE),
    "date_maj": ("Fiche mise à jour", Changement.AUTRE),
    "lat": ("Latitude", Changement.AUTRE),
    "lon": ("Longitude", Changement.AUTRE),
}
"""Each value that is compared: how it is called, and what its change means."""


@dataclass(frozen=True)
class Ecart:
    """One value before and after, in words."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Difference:
    """What an import changes of one establishment: of which natures, and value by value."""

    natures: tuple[Changement, ...]
    ecarts: tuple[Ecart, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.natures)


def compare(avant: Mapping[str, Any] | None, apres: Mapping[str, Any]) -> Difference:
    """Say what changes between two descriptions; `avant` is None when the register did not know the establishment.

    A name or an address written otherwise (case, accents, punctuation) is neither a new name nor a move.
    """
    if avant is None:
        return Difference((Changement.OUVERT if apres["ouvert"] else Changement.AUTRE,))
    changes = [nom for nom in CHAMPS if avant[nom] != apres[nom]]
    found = {_nature(nom, avant, apres) for nom in changes}
    # What has no name of its own is said only when nothing else is: a telephone number often follows a move.
    natures = tuple(nature for nature in Changement if nature in found - {Changement.AUTRE}) or tuple(found)
    ecarts = (Ecart(CHAMPS[nom][0], _in_words(nom, avant[nom]), _in_words(nom, apres[nom])) for nom in changes)
    return Difference(natures, tuple(ecarts))


def _nature(nom: str, avant: Mapping[str, Any], apres: Mapping[str, Any]) -> Changement:
    if nom == "ouvert" or (nom == "date_fermeture" and avant["ouvert"] != apres["ouvert"]):
        return Changement.ROUVERT if apres["ouvert"] else Changement.FERME
    if nom in _NOMS and _same_words(_NOMS, avant, apres):
        return Changement.AUTRE
    if nom in _LIEUX and _same_words(_LIEUX, avant, apres):
        return Changement.AUTRE
    return CHAMPS[nom][1]


def _same_words(noms: tuple[str, ...], avant: Mapping[str, Any], apres: Mapping[str, Any]) -> bool:
    return all(search_key(avant[nom]) == search_key(apres[nom]) for nom in noms)


def _in_words(nom: str, valeur: Any) -> str:
    if nom == "ouvert":
        return "ouvert" if valeur else "fermé"
    if nom == "habilitation_justice":
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return date_in_words(valeur)
    if isinstance(valeur, float):
        return f"{valeur:.5f}".replace(".", ",")
    return str(valeur) if valeur not in (None, "") else "rien"
