"""Use cases: send a register file, read the differences it would make, apply it or give it up."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Final

from acia.core.audit import declare_events, record
from acia.core.audit.journal import Auteur
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.jobs import request_job
from acia.referentiel.models import EtatMiseAJour, MiseAJour, Portee
from acia.referentiel.queries import latest_snapshot
from acia.referentiel.service.fichiers import path_of, write_file
from acia.referentiel.service.importation import Bilan, Preparation, hold_register, write_import

LECTURE: Final = "lire_registre"
APPLICATION: Final = "appliquer_registre"
_ENCORE: Final = (
    "Le registre a changé depuis que ces différences ont été calculées : relisez-les avant d’appliquer ce fichier."
)
DISPARU: Final = "Le fichier qui a été lu n’est plus là, ou n’est plus le même : envoyez-le de nouveau."

declare_events(
    {
        "registre_recu": "Fichier du registre reçu : {nom_fichier}.",
        "registre_relu": "Différences demandées de nouveau : {nom_fichier}.",
        "mise_a_jour_abandonnee": "Mise à jour du registre abandonnée : {nom_fichier}.",
        "mise_a_jour_confirmee": "Application demandée : {nom_fichier}.",
        "mise_a_jour_appliquee": "Mise à jour du registre appliquée : {nom_fichier}.",
    },
    keys={
        "registre_recu": ("nom_fichier", "sha256"),
        "registre_relu": ("nom_fichier",),
        "mise_a_jour_abandonnee": ("nom_fichier",),
        "mise_a_jour_confirmee": ("nom_fichier",),
        "mise_a_jour_appliquee": ("nom_fichier", "sha256"),
    },
)


def receive_file(
    nom: str, contenu: bytes, *, source: str, portee: Portee = Portee.AUTO, auteur: Auteur, now: datetime
) -> MiseAJour:
    """Keep a register file and ask the worker for the differences it would make.

    Raises:
        ActionRefusee: the file is empty.
    """
    if not contenu:
        raise ActionRefusee("Ce fichier est vide. Choisissez-en un autre.", "fichier")
    row = MiseAJour(
        id=uuid.uuid4(),
        nom_fichier=nom[:200],
        source=(source or nom)[:200],
        portee=portee,
        taille=len(contenu),
        sha256=hashlib.sha256(contenu).hexdigest(),
        demandee_par_id=auteur.id,
        demandee_at=now,
    )
    write_file(row.id, contenu)
    db.session.add(row)
    db.session.flush()
    record("registre_recu", row, auteur=auteur, now=now, nom_fichier=row.nom_fichier, sha256=row.sha256)
    _ask(row, now)
    return row


def read_again(mise_a_jour_id: uuid.UUID, *, auteur: Auteur, now: datetime) -> MiseAJour:
    """Ask for the differences again, on the register as it is now.

    Raises:
        ActionRefusee: the file is applied, refused or given up.
    """
    row = _locked(mise_a_jour_id)
    if row.etat == EtatMiseAJour.EN_LECTURE:
        return row
    _ensure_ready(row)
    row.etat, row.refus, row.lectures = EtatMiseAJour.EN_LECTURE, "", row.lectures + 1
    record("registre_relu", row, auteur=auteur, now=now, nom_fichier=row.nom_fichier)
    _ask(row, now)
    return row


def confirm_update(mise_a_jour_id: uuid.UUID, *, auteur: Auteur, now: datetime) -> MiseAJour:
    """Ask the worker to apply the file; asked twice, by one person or two, it is applied once.

    Raises:
        ActionRefusee: not ready, or another import was applied or undone meanwhile.
    """
    row = _locked(mise_a_jour_id)
    if row.etat in {EtatMiseAJour.APPLICATION, EtatMiseAJour.APPLIQUEE}:
        return row
    _ensure_ready(row)
    _ensure_same_register(row)
    if not path_of(row.id).exists():
        raise ActionRefusee(DISPARU)
    row.etat, row.refus = EtatMiseAJour.APPLICATION, ""
    record("mise_a_jour_confirmee", row, auteur=auteur, now=now, nom_fichier=row.nom_fichier)
    request_job(
        APPLICATION,
        cle=f"{APPLICATION}/{row.id}/{uuid.uuid4()}",
        donnees={"mise_a_jour": str(row.id), "auteur": str(auteur.id), "libelle": auteur.libelle},
        now=now,
    )
    return row


def apply_update(mise_a_jour_id: uuid.UUID, preparation: Preparation, *, auteur: Auteur, now: datetime) -> Bilan | None:
    """Write a prepared file, when the register is still the one its differences were computed on. None is returned,
    and nothing written, when nobody asks for it any more.

    Raises:
        ActionRefusee: another import was applied or undone meanwhile, or the file is no longer the one that was read.
    """
    row = _locked(mise_a_jour_id)
    if row.etat != EtatMiseAJour.APPLICATION:
        return None
    # Two files read on one register follow each other: the second one meets the import of the first.
    hold_register()
    _ensure_same_register(row)
    if preparation.bilan.sha256 != row.sha256:
        raise ActionRefusee(DISPARU)
    bilan = write_import(preparation, auteur=auteur, now=now)
    # The import forgets what the session knew.
    row = db.session.get_one(MiseAJour, mise_a_jour_id)
    row.etat, row.instantane_id = EtatMiseAJour.APPLIQUEE, bilan.instantane_id
    row.close_par_id, row.close_at = auteur.id, now
    record("mise_a_jour_appliquee", row, auteur=auteur, now=now, nom_fichier=row.nom_fichier, sha256=row.sha256)
    return bilan


def refuse_application(mise_a_jour_id: uuid.UUID, motif: str) -> None:
    """Make a file that could not be applied ready again, and say why."""
    row = _locked(mise_a_jour_id)
    if row.etat == EtatMiseAJour.APPLICATION:
        row.etat, row.refus = EtatMiseAJour.PRETE, motif


def _ensure_same_register(row: MiseAJour) -> None:
    dernier = latest_snapshot()
    if (dernier.id if dernier else None) != row.base_id:
        raise ActionRefusee(_ENCORE)


def abandon_update(mise_a_jour_id: uuid.UUID, *, auteur: Auteur, now: datetime) -> None:
    """Give a file up; the register stays as it is.

    Raises:
        ActionRefusee: it is applied.
    """
    row = _locked(mise_a_jour_id)
    if row.etat == EtatMiseAJour.ABANDONNEE:
        return
    if row.etat == EtatMiseAJour.APPLIQUEE:
        raise ActionRefusee("Ce fichier est déjà appliqué : annulez plutôt l’import.")
    row.etat, row.close_par_id, row.close_at = EtatMiseAJour.ABANDONNEE, auteur.id, now
    row.differences, row.dossiers = [], {}
    record("mise_a_jour_abandonnee", row, auteur=auteur, now=now, nom_fichier=row.nom_fichier)


def _ask(row: MiseAJour, now: datetime) -> None:
    request_job(LECTURE, cle=f"{LECTURE}/{row.id}/{row.lectures}", donnees={"mise_a_jour": str(row.id)}, now=now)


def _locked(mise_a_jour_id: uuid.UUID) -> MiseAJour:
    row = db.session.get(MiseAJour, mise_a_jour_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Introuvable()
    return row


def _ensure_ready(row: MiseAJour) -> None:
    if row.etat == EtatMiseAJour.EN_LECTURE:
        raise ActionRefusee("Ce fichier est encore en lecture : attendez ses différences.")
    if row.etat == EtatMiseAJour.APPLICATION:
        raise ActionRefusee("Ce fichier est en cours d’application : attendez la fin.")
    if row.etat == EtatMiseAJour.APPLIQUEE:
        raise ActionRefusee("Ce fichier est déjà appliqué.")
    if row.etat != EtatMiseAJour.PRETE:
        raise ActionRefusee("Ce fichier est refusé ou abandonné : envoyez-en un autre.")
