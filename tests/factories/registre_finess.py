"""Register files made for a test: small, valid, and easy to spoil."""

from __future__ import annotations

import copy
import csv
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from acia.referentiel.rules import has_valid_key

DONNEES_REELLES = Path(__file__).parents[2].parent / "shared" / "data" / "finess"


def with_key(huit: str) -> str:
    """The number that begins with these eight characters."""
    return next(f"{huit}{cle}" for cle in range(10) if has_valid_key(f"{huit}{cle}"))


@dataclass(frozen=True)
class Ligne:
    """One establishment in the columns of the historical layout."""

    numero: str = "290900018"
    numero_ej: str = "290980002"
    nom: str = "MECS KER AVEL"
    nom_long: str = "MAISON D'ENFANTS KER AVEL"
    commune: str = "019"
    departement: str = "29"
    acheminement: str = "29200 BREST"
    telephone: str = "0200000001"
    categorie: str = "177"
    libelle: str = "Maison d'Enfants à Caractère Social"
    agregat: str = "4501"
    siret: str = ""
    mft: str = "08"
    ouverture: str = "1998-05-13"
    autorisation: str = "2019-03-18"
    maj: str = "2025-05-07"
    x: str | None = "145000.0"
    y: str = "6835000.0"
    source: str = "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93"
    modifs: dict[int, str] = field(default_factory=dict)
    """Raw values by zero-based column, for what no valid file holds."""

    def columns(self, largeur: int = 32) -> list[str]:
        """The fields of the `structureet` row."""
        champs = [
            *(
                "structureet",
                self.numero,
                self.numero_ej,
                self.nom,
                self.nom_long,
                "",
                "",
                "12",
                "R",
                "DES EMBRUNS",
            ),
            *(
                "",
                "",
                self.commune,
                self.departement,
                "",
                self.acheminement,
                self.telephone,
                "",
                self.categorie,
            ),
            *(
                self.libelle,
                self.agregat,
                "Etablissements de l'Aide Sociale à l'Enfance",
                self.siret,
                "8790A",
            ),
            *(self.mft, "", "", "", self.ouverture, self.autorisation, self.maj, ""),
        ]
        for rang, valeur in self.modifs.items():
            champs[rang] = valeur
        return champs[:largeur]


def several(nombre: int, modele: Ligne | None = None) -> list[Ligne]:
    """As many distinct establishments made from one."""
    modele = modele or Ligne()
    return [replace(modele, numero=with_key(f"2909{rang:04d}"), nom=f"MECS N {rang}") for rang in range(nombre)]


def file_507(
    lignes: list[Ligne],
    *,
    entete: str = "finess;etalab;111;2026-05-12",
    largeur: int = 32,
    fin_de_ligne: str = "\n",
) -> str:
    """The text of a register file, coordinates after the establishments."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator=fin_de_ligne)
    ecrivain.writerow(entete.split(";"))
    ecrivain.writerows(ligne.columns(largeur) for ligne in lignes)
    ecrivain.writerows(
        ("geolocalisation", ligne.numero, ligne.x, ligne.y, ligne.source, ligne.maj)
        for ligne in lignes
        if ligne.x is not None
    )
    return tampon.getvalue()


def finess_plus(etablissements: list[dict[str, Any]]) -> dict[str, Any]:
    """A FINESS+ flow of one legal entity; each item changes keys of a valid establishment."""
    modele: dict[str, Any] = {
        "categorieentiteGeographiqueExercice": "177",
        "modefixationtarifaire": "10",
        "adresse": [
            {
                "usageAdresse": "03",
                "numeroVoie": "12",
                "typeVoie": "R   ",
                "libelleVoie": "DES EMBRUNS      ",
                "cogCommune": "29019",
                "ligneAcheminement": "BREST",
                "codePostal": "29200",
                "coordonneesGeographique": {
                    "coordonneeX": "6840000.5",
                    "coordonneeY": "145000.5",
                    "directionLatitude": "48.3904",
                    "directionLongitude": "-4.4861",
                },
            }
        ],
        "contact": [{"telecom": {"telephone": "0200000001"}}],
        "engagement": [{"typeEngagement": "CONV", "sousTypeEngagement": "JUS"}],
        "etatObjet": "A",
        "dateDerniereMaj": "2026-09-01T00:00:00",
    }
    ege = []
    for rang, modifs in enumerate(etablissements):
        generales = {
            "numFinessEge": with_key(f"2909{rang + 1:04d}"),
            "nomEgeCourt": "MECS KER AVEL     ",
            "nomEgeLong": "MAISON D'ENFANTS KER AVEL   ",
            "dateOuverture": "2021-10-18 00:00:00",
        }
        ege.append({"informationsGeneralesEGE": generales, **copy.deepcopy(modele), **modifs})
    entite = {"informationsGeneralesPMEJ": {"numFinessPm": "290980002"}, "ege": ege, "etatObjet": "A"}
    return {"schemaVersion": "v1.0.0", "generatedAt": "2026-09-03T04:00:00Z", "gcc": [], "gco": [], "pmej": [entite]}
