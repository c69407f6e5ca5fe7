"""Use cases of a file: open it, write it, deposit it once, withdraw it."""

from __future__ import annotations

from typing import Any

from acia.referentiel.models import Etablissement, Instantane


def identity_of(etablissement: Etablissement, instantane: Instantane) -> dict[str, Any]:
    """What the register says of an establishment, with the snapshot it was read from."""
    autorisation = etablissement.date_autorisation
    return {
        "numero_finess": etablissement.numero_finess,
        "numero_ej": etablissement.numero_ej,
        "nom": etablissement.nom,
        "adresse": etablissement.adresse,
        "code_postal": etablissement.code_postal,
        "commune": etablissement.commune,
        "departement_code": etablissement.departement_code,
        "telephone": etablissement.telephone,
        "categorie": etablissement.categorie,
        "libelle_categorie": etablissement.libelle_categorie,
        "agregat": etablissement.agregat,
        "mft": etablissement.mft,
        "siret": etablissement.siret,
        "date_autorisation": autorisation.isoformat() if autorisation else None,
        "habilitation_justice": etablissement.habilitation_justice,
        "lat": etablissement.lat,
        "lon": etablissement.lon,
        "ouvert": etablissement.ouvert,
        "instantane_id": str(instantane.id),
        "date_donnees": instantane.date_donnees.isoformat(),
        "source": instantane.source,
    }
