"""Establishments and files for the tests: valid and complete unless told otherwise."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Candidature,
    Droit,
    EtatCandidature,
    PieceJointe,
    Representant,
    RoleRepresentant,
)
from acia.candidatures.rules import numero_of_depot
from acia.candidatures.service import identity_of
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.documents import store_document
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement, Instantane
from acia.referentiel.rules import CATEGORIES_PROTECTION_ENFANCE, search_key
from tests.factories.comptes import make_utilisateur
from tests.factories.fichiers import PDF
from tests.factories.registre_finess import with_key

DEPOT = datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC)
_count = 0

SECTIONS: dict[str, dict[str, Any]] = {
    "etablissement": {"identite_confirmee": True, "perimetre": "", "remarque": ""},
    "autorisation": {
        "nature": "ase",
        "autorite": "Président du conseil départemental",
        "reference": "2019-114",
        "date_arrete": "2019-05-12",
        "renouvellement_tacite": False,
        "date_habilitation": None,
        "precision": "",
    },
    "avis_cse": {
        "instance": "cse",
        "resultat": "favorable",
        "date_avis": "2027-01-11",
        "pour": 5,
        "contre": 0,
        "abstention": 1,
        "reserves": "",
        "date_attendue": None,
    },
    "projet": {
        "titre": "Mieux accueillir et garder les nouveaux professionnels",
        "themes": [2, 5],
        "objectifs": "Réduire les départs dans l’année de l’embauche.",
        "actions": "Un parcours d’accueil, des binômes, un temps d’échange sur le travail chaque mois.",
        "calendrier": "Diagnostic en avril, essais de juin à décembre, bilan en février.",
        "moyens": "Une demi-journée par mois pour chacun des trois représentants.",
        "evaluation": "Départs avant un an, journées de remplacement, questionnaire à six et douze mois.",
        "partage": "Un témoignage filmé et l’accueil d’un autre établissement.",
    },
    "engagements": {"participation": True, "premiere_seance": True, "partage": True, "exactitude": True},
}


def _next() -> int:
    global _count
    _count += 1
    return _count


def make_etablissement(departement: str = "29", **changes: Any) -> Etablissement:
    """Create an open children's home of `departement` in the register; `changes` are columns."""
    rang = _next()
    prefixe = {"971": "9701", "972": "9702", "974": "9704"}.get(departement, departement)
    with transaction():
        values: dict[str, Any] = {
            "numero_finess": with_key(f"{prefixe}{rang:0{8 - len(prefixe)}d}"),
            # Counted down, so that the two numbers never meet however many tests share the process.
            "numero_ej": with_key(f"{prefixe}{10 ** (8 - len(prefixe)) - rang}"),
            "raison_sociale": f"MECS Ker Avel {rang}",
            "adresse": "12 rue des Embruns",
            "code_postal": f"{departement}000"[:5],
            "commune": "Landerneau",
            "departement_code": departement,
            "categorie": "177",
            "libelle_categorie": "Maison d’enfants à caractère social",
            "mft": "08",
            "date_autorisation": date(2019, 5, 12),
            "lat": 48.0 + (rang % 900) / 1000,
            "lon": -4.25,
            "empreinte": "",
            "instantane_id": _snapshot().id,
            **changes,
        }
        agregat = CATEGORIES_PROTECTION_ENFANCE.get(values["categorie"], "")
        recherche = search_key(values["raison_sociale"], "", "", values["commune"])
        row = Etablissement(
            **{"agregat": agregat, "protection_enfance": bool(agregat), "nom_recherche": recherche, **values}
        )
        db.session.add(row)
    return row


def _snapshot() -> Instantane:
    known = db.session.query(Instantane).first()
    if known is not None:
        return known
    row = Instantane(
        date_donnees=date(2026, 12, 1),
        source="Registre d’essai",
        nom_fichier="essai.csv",
        format="502",
        sha256="0" * 64,
        importe_at=datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
        compteurs={},
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_representant_compte() -> Utilisateur:
    """A person who fills in files."""
    return make_utilisateur(Role.REPRESENTANT, regions=(), nom="Kermarec")


def make_brouillon(
    appel: Appel,
    *,
    auteur: Utilisateur | None = None,
    departement: str = "",
    etablissement: Etablissement | None = None,
    complet: bool = True,
    sections: dict[str, dict[str, Any]] | None = None,
    droit: Droit = Droit.SIGNE,
) -> Candidature:
    """Create a file not yet deposited, ready to be unless `complet` is false; `sections` replaces fields."""
    auteur = auteur or make_representant_compte()
    appel = db.session.get_one(Appel, appel.id)
    departement = departement or appel.departements[0].departement_code
    etablissement = etablissement or make_etablissement(departement)
    with transaction():
        territoire = db.session.get_one(Departement, etablissement.departement_code)
        at = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
        instantane = db.session.get_one(Instantane, etablissement.instantane_id)
        row = Candidature(
            appel_id=appel.id,
            numero_finess=etablissement.numero_finess,
            departement_code=territoire.code,
            region_code=territoire.region_code,
            identite=identity_of(etablissement, instantane),
            sections=_sections(sections or {}) if complet else {},
            cree_at=at,
            modifiee_at=at,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(AccesCandidature(candidature_id=row.id, utilisateur_id=auteur.id, droit=droit, donne_at=at))
        if complet:
            _complete(row, appel, auteur, at)
    return row


def _sections(changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: {**values, **changes.get(name, {})} for name, values in SECTIONS.items()}


def _complete(row: Candidature, appel: Appel, auteur: Utilisateur, at: datetime) -> None:
    people = {
        RoleRepresentant.DIRECTION: ("Anne", "Le Bihan", "Directrice"),
        RoleRepresentant.PERSONNEL: ("Yann", "Morvan", "Élu au CSE"),
        RoleRepresentant.METIER: ("Soizic", "Guéguen", "Éducatrice spécialisée"),
    }
    row.representants = [
        Representant(
            role=role,
            prenom=prenom,
            nom=nom,
            fonction=fonction,
            courriel=f"{role}.{row.numero_finess}@exemple.test".lower(),
        )
        for role, (prenom, nom, fonction) in people.items()
    ]
    for piece in appel.pieces:
        if piece.obligatoire:
            document = store_document(f"{piece.code}.pdf", PDF, now=at, auteur_id=auteur.id)
            row.pieces.append(PieceJointe(code=piece.code, document=document, ajoutee_at=at))


def make_candidature_deposee(
    appel: Appel,
    numero: str | None = None,
    departement: str = "",
    *,
    etablissement: Etablissement | None = None,
    auteur: Utilisateur | None = None,
    depose_at: datetime = DEPOT,
    etat: EtatCandidature = EtatCandidature.DEPOSEE,
    sections: dict[str, dict[str, Any]] | None = None,
) -> Candidature:
    """Create a complete deposited file with its documents, access and receipt."""
    auteur = auteur or make_representant_compte()
    row = make_brouillon(appel, auteur=auteur, departement=departement, etablissement=etablissement, sections=sections)
    with transaction():
        row = db.session.get_one(Candidature, row.id)
        row.numero = numero or numero_of_depot(row.appel.code, _next())
        row.etat, row.deposee_at, row.modifiee_at = etat, depose_at, depose_at
        db.session.add(
            Accuse(
                candidature_id=row.id,
                numero=row.numero,
                depose_at=depose_at,
                depose_par_id=auteur.id,
                empreinte=hashlib.sha256(row.numero.encode()).hexdigest(),
                contenu={"numero": row.numero},
                document=store_document("accuse.pdf", PDF, now=depose_at, auteur_id=auteur.id),
            )
        )
    return row
