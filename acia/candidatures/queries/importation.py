"""Reads of the files gathered elsewhere: tables received, ways of reading them kept, origins."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import defer, joinedload

from acia.candidatures.models import Importation, ModeleImportation, OrigineDossier
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable


def get_importation(importation_id: uuid.UUID, person: Utilisateur) -> Importation:
    """Return a table that the person sent.

    Raises:
        Introuvable: unknown, or somebody else's.
    """
    row = db.session.get(Importation, importation_id)
    if row is None or row.auteur_id != person.id:
        raise Introuvable()
    return row


def list_importations(person: Utilisateur) -> list[Importation]:
    """Return the tables a person sent, the last one first, without their rows."""
    rows = (
        select(Importation)
        .options(defer(Importation.lignes), defer(Importation.rapport), joinedload(Importation.appel))
        .where(Importation.auteur_id == person.id)
        .order_by(Importation.cree_at.desc(), Importation.id)
        .limit(50)
    )
    return list(db.session.execute(rows).scalars())


def list_modeles(person: Utilisateur) -> list[ModeleImportation]:
    """Return the ways of reading a table that a person kept, by name."""
    rows = (
        select(ModeleImportation).where(ModeleImportation.utilisateur_id == person.id).order_by(ModeleImportation.nom)
    )
    return list(db.session.execute(rows).scalars())


def lines_kept_since(limite: datetime) -> list[uuid.UUID]:
    """The tables taken over before an instant whose lines are still kept as they were received."""
    kept = cast(OrigineDossier.brut, Text) != "{}"
    rows = (
        select(Importation.id)
        .join(OrigineDossier, OrigineDossier.importation_id == Importation.id)
        .where(Importation.faite_at < limite, kept)
        .distinct()
        .order_by(Importation.id)
    )
    return list(db.session.execute(rows).scalars())


def origine_of(candidature_id: uuid.UUID) -> OrigineDossier | None:
    """Return where a file taken over comes from."""
    rows = select(OrigineDossier).where(OrigineDossier.candidature_id == candidature_id)
    rows = rows.options(
        joinedload(OrigineDossier.importation).options(defer(Importation.lignes), defer(Importation.rapport))
    )
    return db.session.execute(rows).scalar_one_or_none()
