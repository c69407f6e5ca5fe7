"""Take over files gathered elsewhere: keep the table, try it as often as wanted, create the files once."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from acia.appels.models import Appel, EtatAppel
from acia.candidatures.documents import Provenance
from acia.candidatures.mails import mail_imported
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    Droit,
    EtatCandidature,
    EtatImportation,
    Importation,
    ModeleImportation,
    OrigineDossier,
    Representant,
)
from acia.candidatures.queries import last_numero
from acia.candidatures.queries.essai import Issue, LigneEssai, essai_of
from acia.candidatures.queries.importation import get_importation
from acia.candidatures.rules import CODES_IMPORT, guess_association, key_of, numero_of_depot, rank_after
from acia.candidatures.service.accuses import ACCUSES_IMPORTES
from acia.candidatures.service.depot import DepotFait, issue_receipt
from acia.candidatures.service.derogations import use_derogation
from acia.candidatures.service.dossier import identity_of
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import finess, instant
from acia.core.jobs import request_job
from acia.core.tableurs import Tableau
from acia.core.text import clean_line
from acia.referentiel.models import Departement, Etablissement, Instantane

declare_events(
    {
        "candidature_importee": "Dossier importé de « {source} », ligne {ligne}{identifiant}.",
        "importation_ouverte": "Tableau « {source} » reçu : {lignes} lignes à importer.",
        "importation_colonnes": "Colonnes du tableau « {source} » associées : {nombre}.",
        "importation_options": "Choix faits pour l’import du tableau « {source} ».",
        "importation_faite": "Tableau « {source} » importé : {creees} dossiers créés, {deja} déjà là, {ecartees} non.",
        "importation_abandonnee": "Import du tableau « {source} » abandonné.",
        "importation_effacee": "Lignes reçues effacées, au terme de leur conservation ({nombre}).",
    },
    keys={
        "candidature_importee": ("source", "ligne", "identifiant"),
        "importation_ouverte": ("source", "lignes"),
        "importation_colonnes": ("source", "nombre"),
        "importation_options": ("source",),
        "importation_faite": ("source", "creees", "deja", "ecartees"),
        "importation_effacee": ("nombre",),
        "importation_abandonnee": ("source",),
    },
)


def open_importation(
    appel: Appel, nom: str, contenu: bytes, tableau: Tableau, *, auteur: Utilisateur, now: datetime
) -> Importation:
    """Keep a table received, its columns guessed.

    Raises:
        ActionRefusee: the call is not published.
    """
    if appel.etat != EtatAppel.PUBLIE:
        raise ActionRefusee("Cet appel n’est pas publié.", "appel")
    row = Importation(
        appel_id=appel.id,
        auteur_id=auteur.id,
        nom_fichier=clean_line(nom.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tableau",
        sha256=hashlib.sha256(contenu).hexdigest(),
        colonnes=list(tableau.colonnes),
        lignes=[list(ligne) for ligne in tableau.lignes],
        association=guess_association(tableau.colonnes),
        options={"zeros": False, "incomplets": "deposes", "ecrire": False},
        cree_at=now,
    )
    db.session.add(row)
    record("importation_ouverte", row, auteur=auteur, now=now, source=row.nom_fichier, lignes=len(row.lignes))
    return row


def _hold(importation_id: uuid.UUID, auteur: Utilisateur) -> Importation:
    db.session.execute(select(Importation.id).where(Importation.id == importation_id).with_for_update())
    return get_importation(importation_id, auteur)


def _ensure_open(row: Importation) -> None:
    if row.etat != EtatImportation.OUVERTE:
        raise ActionRefusee("Cet import est terminé : envoyez de nouveau le tableau pour recommencer.")


def associate_columns(
    importation_id: uuid.UUID, association: Mapping[str, str], nom_modele: str, *, auteur: Utilisateur, now: datetime
) -> Importation:
    """Say which column fills which field; keep that under a name when one is given.

    Raises:
        ActionRefusee: one column for two fields, or nothing says which establishment.
    """
    row = _hold(importation_id, auteur)
    _ensure_open(row)
    kept = {code: titre for code, titre in association.items() if code in CODES_IMPORT and titre in row.colonnes}
    if "finess" not in kept and "siret" not in kept:
        raise ActionRefusee("Dites quelle colonne donne le numéro FINESS ou le SIRET de l’établissement.", "finess")
    double = next((titre for titre in kept.values() if list(kept.values()).count(titre) > 1), None)
    if double is not None:
        raise ActionRefusee(f"La colonne « {double} » sert deux fois : choisissez un seul champ.")
    row.association = kept
    if nom_modele:
        mine = select(ModeleImportation).where(
            ModeleImportation.utilisateur_id == auteur.id, ModeleImportation.nom == nom_modele
        )
        modele = db.session.execute(mine).scalar_one_or_none()
        if modele is None:
            modele = ModeleImportation(utilisateur_id=auteur.id, nom=nom_modele)
            db.session.add(modele)
        modele.association = kept
    record("importation_colonnes", row, auteur=auteur, now=now, source=row.nom_fichier, nombre=len(kept))
    return row


def choose_options(
    importation_id: uuid.UUID, *, zeros: bool, incomplets: str, ecrire: bool, auteur: Utilisateur, now: datetime
) -> Importation:
    """Say what is consented to: zeros put back, what becomes of incomplete files, whether people are written to."""
    row = _hold(importation_id, auteur)
    _ensure_open(row)
    row.options = {"zeros": zeros, "incomplets": incomplets, "ecrire": ecrire}
    record("importation_options", row, auteur=auteur, now=now, source=row.nom_fichier)
    return row


def abandon_importation(importation_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Give a table up; its rows are forgotten."""
    row = _hold(importation_id, auteur)
    _ensure_open(row)
    row.etat, row.lignes = EtatImportation.ABANDONNEE, []
    record("importation_abandonnee", row, auteur=auteur, now=now, source=row.nom_fichier)


def perform_importation(
    importation_id: uuid.UUID, *, auteur: Utilisateur, now: datetime, lien: str, verification: str = ""
) -> Importation:
    """Create the files of the table, all in one transaction; done again, it creates nothing.

    Each deposited file has its receipt, sealed here; its PDF is composed from it after the commit.

    The lines are tried again under the lock of the call: what the dry run announced is what is done, or less.

    Raises:
        ActionRefusee: the table has been given up.
    """
    row = _hold(importation_id, auteur)
    if row.etat == EtatImportation.FAITE:
        return row
    _ensure_open(row)
    appel = db.session.execute(
        select(Appel).where(Appel.id == row.appel_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    lignes = essai_of(row, auteur, now)
    rang = rank_after(appel.code, last_numero(appel.id))
    for ligne in lignes:
        if ligne.issue is not Issue.CREEE:
            continue
        numero = None
        if ligne.etat is not EtatCandidature.BROUILLON:
            numero, rang = numero_of_depot(appel.code, rang), rang + 1
        created = _create(row, ligne, numero, auteur=auteur, now=now)
        if numero and ligne.par_derogation:
            use_derogation(created, appel, auteur=auteur, now=now, depose_at=created.deposee_at)
        if numero:
            _issue(row, ligne, created, auteur=auteur, now=now, verification=verification)
        ligne.numero, ligne.candidature_id = numero or "", str(created.id)
        if row.options["ecrire"] and ligne.lue.courriel:
            mail_imported(created, appel, ligne.lue.courriel, lien if ligne.compte_id else "", now)
    row.rapport = [ligne.as_report() for ligne in lignes]
    row.etat, row.faite_at, row.lignes = EtatImportation.FAITE, now, []
    request_job(ACCUSES_IMPORTES, cle=f"{ACCUSES_IMPORTES}:{row.id}", donnees={}, now=now)
    counts = {issue: sum(ligne.issue is issue for ligne in lignes) for issue in Issue}
    record(
        "importation_faite",
        row,
        auteur=auteur,
        now=now,
        source=row.nom_fichier,
        creees=counts[Issue.CREEE],
        deja=counts[Issue.DEJA],
        ecartees=counts[Issue.ECARTEE],
    )
    return row


def _create(
    importation: Importation, ligne: LigneEssai, numero: str | None, *, auteur: Utilisateur, now: datetime
) -> Candidature:
    etablissement, lue = ligne.etablissement, ligne.lue
    assert etablissement is not None  # noqa: S101 - a line that creates a file has its establishment
    departement = db.session.get_one(Departement, etablissement.departement_code)
    depot = lue.deposee_at or now
    row = Candidature(
        appel_id=importation.appel_id,
        numero=numero,
        numero_finess=etablissement.numero_finess,
        departement_code=departement.code,
        region_code=departement.region_code,
        etat=ligne.etat,
        identite=identity_of(etablissement, db.session.get_one(Instantane, etablissement.instantane_id)),
        sections={nom: dict(valeurs) for nom, valeurs in lue.sections.items()},
        cree_at=now,
        modifiee_at=now,
        deposee_at=depot if numero else None,
    )
    row.representants = [Representant(role=role, **person) for role, person in sorted(lue.representants.items())]
    db.session.add(row)
    db.session.flush()
    if ligne.compte_id is not None:
        db.session.add(
            AccesCandidature(candidature_id=row.id, utilisateur_id=ligne.compte_id, droit=Droit.SIGNE, donne_at=now)
        )
    _keep_origin(importation, ligne, row, etablissement)
    record(
        "candidature_importee",
        row,
        auteur=auteur,
        now=now,
        source=importation.nom_fichier,
        ligne=ligne.rang,
        identifiant=f", dossier d’origine {lue.identifiant}" if lue.identifiant else "",
    )
    return row


def _issue(
    importation: Importation,
    ligne: LigneEssai,
    row: Candidature,
    *,
    auteur: Utilisateur,
    now: datetime,
    verification: str,
) -> None:
    """The receipt of a file deposited elsewhere: when it was, where it comes from, what is kept of it."""
    lue, zone = ligne.lue, row.appel.fuseau
    depot = instant(row.deposee_at, zone)
    reference = lue.identifiant or "non donnée"
    provenance = Provenance(
        canal="importe",
        constat=(
            f"La candidature de {row.nom} ({row.commune}, FINESS {finess(row.numero_finess)}) à l’appel "
            f"« {row.appel.titre} » a été déposée ailleurs, puis importée par le service."
        ),
        depose_le=depot,
        depose_par=lue.courriel or "non précisé",
        lignes=(
            ("Déposée à l’origine le", depot if lue.deposee_at else f"{depot}, jour de l’import faute de date"),
            ("Référence d’origine", reference),
            ("Importée le", f"{instant(now, zone)}, du tableau « {importation.nom_fichier} », ligne {ligne.rang}"),
            ("Adresse du demandeur", lue.courriel or "non donnée"),
        ),
        verifie=(
            f"La candidature {row.numero}, déposée ailleurs le {depot} (référence {reference}), "
            f"a été importée le {instant(now, zone)}."
        ),
    )
    when = row.deposee_at or now
    issue_receipt(row, auteur, now, DepotFait(when, verification=verification, provenance=provenance, pdf_apres=True))


def _keep_origin(importation: Importation, ligne: LigneEssai, row: Candidature, etablissement: Etablissement) -> None:
    db.session.add(
        OrigineDossier(
            candidature_id=row.id,
            importation_id=importation.id,
            appel_id=importation.appel_id,
            cle=key_of(ligne.lue.identifiant, etablissement.numero_finess),
            ligne=ligne.rang,
            identifiant=ligne.lue.identifiant,
            courriel=ligne.lue.courriel,
            brut=_raw(importation, ligne.rang),
        )
    )


def _raw(importation: Importation, rang: int) -> dict[str, Any]:
    """The line as it was received: nothing that was gathered elsewhere is lost."""
    return {
        titre: valeur
        for titre, valeur in zip(importation.colonnes, importation.lignes[rang - 2], strict=True)
        if valeur
    }


def forget_lines(importation_id: uuid.UUID, *, now: datetime) -> int:
    """Erase the lines of a table as they were received; each file keeps where it comes from, and its line number."""
    row = db.session.get_one(Importation, importation_id)
    rows = db.session.execute(select(OrigineDossier).where(OrigineDossier.importation_id == row.id)).scalars().all()
    for origine in rows:
        origine.brut = {}
    record("importation_effacee", row, auteur=None, now=now, nombre=len(rows))
    return len(rows)
