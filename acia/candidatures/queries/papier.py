"""Reads of the files received on paper, of the way each file came, and of what the later stages have already done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, case, exists, literal, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, DepotPapier, OrigineDossier, PieceJointe
from acia.candidatures.queries.filtres import CritereExterne
from acia.candidatures.workflow import EtatPapier
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role

LIBELLES_CANAL: Final[dict[str, tuple[str, str]]] = {
    "ligne": ("En ligne", "gris"),
    "papier": ("Papier", "bleu"),
    "importe": ("Importé", "gris"),
}


def _canal() -> ColumnElement[str]:
    """How a file came, as SQL: no column of its own, the rows beside the file say it."""
    paper = exists().where(DepotPapier.candidature_id == Candidature.id).correlate(Candidature)
    imported = exists().where(OrigineDossier.candidature_id == Candidature.id).correlate(Candidature)
    return case((paper, literal("papier")), (imported, literal("importe")), else_=literal("ligne"))


CRITERE_CANAL: Final = CritereExterne("canal", "Voie de dépôt", LIBELLES_CANAL, _canal)


def papier_of(candidature_id: uuid.UUID) -> DepotPapier | None:
    """Return the envelope of a file that came on paper."""
    return db.session.execute(
        select(DepotPapier).where(DepotPapier.candidature_id == candidature_id)
    ).scalar_one_or_none()


def canal_of(candidature_id: uuid.UUID) -> str:
    """How a file came: `ligne`, `papier` or `importe`."""
    return db.session.execute(select(_canal()).where(Candidature.id == candidature_id)).scalar_one()


def canaux_of(scope: Any) -> dict[uuid.UUID, str]:
    """How each file of a selection came."""
    rows = db.session.execute(select(Candidature.id, _canal()).where(Candidature.id.in_(scope)))
    return {row[0]: row[1] for row in rows}


def get_papier(
    candidature_id: uuid.UUID, person: Utilisateur, *, hold: bool = False
) -> tuple[DepotPapier, Candidature]:
    """Return a paper file of the officer's territory, typed by anyone of her team; held when asked.

    Raises:
        Introuvable: not a paper file, or out of her territory.
    """
    query = select(DepotPapier).where(DepotPapier.candidature_id == candidature_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    papier = db.session.execute(query).scalar_one_or_none()
    if papier is None or not person.covers_region(papier.region_code):
        raise Introuvable()
    row = db.session.execute(
        select(Candidature)
        .where(Candidature.id == candidature_id)
        .options(
            joinedload(Candidature.appel).selectinload(Appel.pieces),
            joinedload(Candidature.etablissement),
            selectinload(Candidature.representants),
            selectinload(Candidature.pieces).joinedload(PieceJointe.document),
        )
    ).unique().scalar_one()  # fmt: skip
    return papier, row


def get_refused(depot_id: uuid.UUID, person: Utilisateur, *, hold: bool = False) -> DepotPapier:
    """Return an envelope refused as posted too late, of the officer's territory; held when asked.

    Raises:
        Introuvable: not refused, or out of her territory.
    """
    query = select(DepotPapier).where(DepotPapier.id == depot_id, DepotPapier.etat == EtatPapier.REFUSE)
    if hold:
        query = query.with_for_update(of=DepotPapier).execution_options(populate_existing=True)
    row = db.session.execute(query).scalar_one_or_none()
    if row is None or not person.covers_region(row.region_code):
        raise Introuvable()
    return row


def list_papiers(person: Utilisateur) -> list[DepotPapier]:
    """Return the envelopes of a person's territory, those to register first, then the latest."""
    rows = select(DepotPapier).options(
        joinedload(DepotPapier.appel),
        joinedload(DepotPapier.etablissement),
        joinedload(DepotPapier.candidature),
        joinedload(DepotPapier.lettre),
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(DepotPapier.region_code.in_(person.regions))
    waiting = case((DepotPapier.etat == EtatPapier.TRANSCRIPTION, 0), else_=1)
    rows = rows.order_by(waiting, DepotPapier.ouvert_at.desc(), DepotPapier.id).limit(500)
    return list(db.session.execute(rows).scalars())


@dataclass(frozen=True)
class Avancee:
    """What a later stage has already done for a call in a région, and what a file that comes now asks of it (E16)."""

    titre: str
    texte: str
    ton: str


LecteurAvancee = Callable[[Appel, str, "uuid.UUID | None"], "list[Avancee]"]
_LECTEURS: list[LecteurAvancee] = []


def register_avancee(lecteur: LecteurAvancee) -> None:
    """Let a later stage say where it stands; it calls this when it starts, and this stage never imports it.

    The reader receives the call, the région, and the file that comes, when there is one already.
    """
    if lecteur not in _LECTEURS:
        _LECTEURS.append(lecteur)


def avancees_of(appel: Appel, region_code: str, candidature_id: uuid.UUID | None = None) -> list[Avancee]:
    """What the later stages say of a file that comes now, in the order of the procedure."""
    return [avancee for lecteur in _LECTEURS for avancee in lecteur(appel, region_code, candidature_id)]
