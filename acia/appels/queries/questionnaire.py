"""Reads of the wording of a call's questions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from acia.appels.models import VersionPieces, VersionQuestionnaire
from acia.appels.rules import PAR_DEFAUT, Questionnaire, read_questionnaire
from acia.comptes.models import Utilisateur
from acia.core.db import db


def list_versions(appel_id: uuid.UUID) -> Sequence[VersionQuestionnaire]:
    """Return the versions of a call, the last first."""
    rows = select(VersionQuestionnaire).where(VersionQuestionnaire.appel_id == appel_id)
    return list(db.session.execute(rows.order_by(VersionQuestionnaire.numero.desc())).scalars())


def questionnaire_of(appel_id: uuid.UUID, numero: int | None = None, *, at: datetime | None = None) -> Questionnaire:
    """Return the questions of a call: the last version, a given one, or the one in force at an instant."""
    rows = select(VersionQuestionnaire).where(VersionQuestionnaire.appel_id == appel_id)
    if numero is not None:
        rows = rows.where(VersionQuestionnaire.numero == numero)
    if at is not None:
        rows = rows.where(VersionQuestionnaire.cree_at <= at)
    row = db.session.execute(rows.order_by(VersionQuestionnaire.numero.desc()).limit(1)).scalar_one_or_none()
    return read_questionnaire(row.numero, row.contenu) if row else PAR_DEFAUT


def authors_of(versions: Sequence[VersionQuestionnaire | VersionPieces]) -> dict[uuid.UUID, str]:
    """Return the names of those who wrote versions."""
    ids = {version.auteur_id for version in versions if version.auteur_id}
    rows = select(Utilisateur).where(Utilisateur.id.in_(ids)).order_by(Utilisateur.id)
    return {person.id: person.nom_complet for person in db.session.execute(rows).scalars()}
