"""Reads of what officers keep beside the files: people in charge, labels, notes, views, acts on several files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import (
    ActeGroupe,
    Candidature,
    EtatCandidature,
    Etiquette,
    EtiquettePosee,
    NoteInterne,
    PriseEnCharge,
    VueEnregistree,
)
from acia.candidatures.queries.corrections import suspensions_by_file
from acia.candidatures.queries.filtres import territory_of
from acia.candidatures.rules import date_rejet_implicite, silence_start
from acia.comptes.models import Territoire, Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role


def list_officers(regions: Iterable[str] | None) -> list[Utilisateur]:
    """Return the active officers of these régions (all of them when None) and the national pilots, by name."""
    charges = Utilisateur.role == Role.CHARGE
    if regions is not None:
        there = select(Territoire.utilisateur_id).where(Territoire.region_code.in_(list(regions)))
        charges &= Utilisateur.id.in_(there)
    rows = (
        select(Utilisateur)
        .where(Utilisateur.actif, or_(Utilisateur.role == Role.PILOTE, charges))
        .order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.id)
    )
    return list(db.session.execute(rows).scalars())


def colleagues_of(person: Utilisateur) -> list[Utilisateur]:
    """Return those to whom a person may hand files over."""
    return list_officers(None if person.role_enum is Role.PILOTE else person.regions)


def charge_of(candidature_id: uuid.UUID) -> PriseEnCharge | None:
    """Return who is in charge of a file."""
    rows = select(PriseEnCharge).where(PriseEnCharge.candidature_id == candidature_id)
    return db.session.execute(rows.options(joinedload(PriseEnCharge.titulaire))).scalar_one_or_none()


def list_etiquettes(person: Utilisateur) -> list[Etiquette]:
    """Return the labels of the régions of a person, by name."""
    rows = select(Etiquette).order_by(Etiquette.nom, Etiquette.region_code)
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Etiquette.region_code.in_(person.regions))
    return list(db.session.execute(rows).scalars())


def get_etiquette(etiquette_id: uuid.UUID, person: Utilisateur) -> Etiquette:
    """Return a label of the person's régions.

    Raises:
        Introuvable: unknown, or of another région.
    """
    row = db.session.get(Etiquette, etiquette_id)
    if row is None or not person.covers_region(row.region_code):
        raise Introuvable()
    return row


def posed_on(candidature_id: uuid.UUID) -> list[EtiquettePosee]:
    """Return the labels of a file."""
    rows = (
        select(EtiquettePosee)
        .join(Etiquette)
        .options(joinedload(EtiquettePosee.etiquette))
        .where(EtiquettePosee.candidature_id == candidature_id)
        .order_by(Etiquette.nom)
    )
    return list(db.session.execute(rows).scalars())


def notes_of(candidature_id: uuid.UUID) -> list[NoteInterne]:
    """Return the internal notes of a file, the last one first. For officers' pages only."""
    rows = (
        select(NoteInterne)
        .options(joinedload(NoteInterne.auteur), selectinload(NoteInterne.versions))
        .where(NoteInterne.candidature_id == candidature_id)
        .order_by(NoteInterne.ecrite_at.desc(), NoteInterne.id)
    )
    return list(db.session.execute(rows).scalars())


def get_note(candidature_id: uuid.UUID, note_id: uuid.UUID) -> NoteInterne:
    """Return a living internal note of this very file.

    Raises:
        Introuvable: unknown, of another file, or removed.
    """
    row = db.session.get(NoteInterne, note_id)
    if row is None or row.candidature_id != candidature_id or row.retiree_at is not None:
        raise Introuvable()
    return row


def list_vues(person: Utilisateur) -> list[VueEnregistree]:
    """Return the person's views, then those shared with her régions, by name."""
    shared = VueEnregistree.region_code.is_not(None)
    if person.role_enum is not Role.PILOTE:
        shared = VueEnregistree.region_code.in_(person.regions)
    rows = (
        select(VueEnregistree)
        .options(joinedload(VueEnregistree.utilisateur))
        .where(or_(VueEnregistree.utilisateur_id == person.id, shared))
        .order_by(VueEnregistree.nom, VueEnregistree.id)
    )
    found = list(db.session.execute(rows).scalars())
    return sorted(found, key=lambda vue: vue.utilisateur_id != person.id)


def get_vue(vue_id: uuid.UUID, person: Utilisateur) -> VueEnregistree:
    """Return a view that the person made.

    Raises:
        Introuvable: unknown, or somebody else's.
    """
    row = db.session.get(VueEnregistree, vue_id)
    if row is None or row.utilisateur_id != person.id:
        raise Introuvable()
    return row


def get_acte(acte_id: uuid.UUID, person: Utilisateur) -> ActeGroupe:
    """Return an act on several files that the person prepared.

    Raises:
        Introuvable: unknown, or somebody else's.
    """
    row = db.session.get(ActeGroupe, acte_id)
    if row is None or row.auteur_id != person.id:
        raise Introuvable()
    return row


@dataclass(frozen=True)
class DossierEnAttente:
    """A file that waits for its officer, with the clock of R31."""

    id: uuid.UUID
    numero: str
    nom: str
    etat: EtatCandidature
    charge_id: uuid.UUID | None
    deposee_at: datetime
    fuseau: str
    rejet_implicite: date


def list_waiting(person: Utilisateur) -> list[DossierEnAttente]:
    """Return the files under way of the territory, the nearest implicit rejection first."""
    rows = (
        select(
            Candidature.id,
            Candidature.numero,
            Candidature.identite["nom"].as_string().label("nom"),
            Candidature.etat,
            PriseEnCharge.utilisateur_id,
            Candidature.deposee_at,
            Candidature.recue_le,
            Appel.fuseau,
            Appel.cadre,
        )
        .join(Appel, Appel.id == Candidature.appel_id)
        .outerjoin(PriseEnCharge, PriseEnCharge.candidature_id == Candidature.id)
        .where(
            *territory_of(person),
            Candidature.etat.in_((EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)),
        )
        .order_by(Candidature.deposee_at, Candidature.numero)
    )
    pauses = suspensions_by_file()
    found = [
        DossierEnAttente(
            row.id,
            row.numero,
            row.nom,
            EtatCandidature(row.etat),
            row.utilisateur_id,
            row.deposee_at,
            row.fuseau,
            date_rejet_implicite(
                silence_start(row.deposee_at, row.fuseau, row.recue_le),
                pauses.get(row.id, ()),
                int(row.cadre["rejet_implicite_mois"]),
            ),
        )
        for row in db.session.execute(rows)
    ]
    return sorted(found, key=lambda d: (d.rejet_implicite, d.numero))


def labels_in_use(person: Utilisateur) -> dict[uuid.UUID, int]:
    """Return how many files bear each label of the person's régions."""
    rows = (
        select(EtiquettePosee.etiquette_id, func.count())
        .join(Etiquette, Etiquette.id == EtiquettePosee.etiquette_id)
        .group_by(EtiquettePosee.etiquette_id)
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Etiquette.region_code.in_(person.regions))
    return {row[0]: row[1] for row in db.session.execute(rows)}
