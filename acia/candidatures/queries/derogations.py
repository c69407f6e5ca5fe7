"""Reads of the derogations: the limit of one establishment, those of a call, those of a territory (S47)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, select
from sqlalchemy.orm import joinedload

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, Derogation
from acia.candidatures.queries.filtres import CritereExterne
from acia.candidatures.rules import CadreDerogation, is_late, limit_with
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.filters import echeance, instant
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement


def limit_for(appel: Appel, numero_finess: str) -> datetime | None:
    """The exclusive instant before which this establishment may deposit: read again each time, never from memory."""
    if appel.cloture_at is None:
        return None
    own = select(Derogation.limite_at).where(
        Derogation.appel_id == appel.id, Derogation.numero_finess == numero_finess, Derogation.retiree_at.is_(None)
    )
    return limit_with(appel.cloture_at, db.session.execute(own).scalar_one_or_none())


def derogation_of(appel_id: uuid.UUID, numero_finess: str, *, hold: bool = False) -> Derogation | None:
    """Return the living derogation of an establishment; read again and held when asked."""
    query = _whole().where(
        Derogation.appel_id == appel_id, Derogation.numero_finess == numero_finess, Derogation.retiree_at.is_(None)
    )
    if hold:
        query = query.with_for_update(of=Derogation).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def derogation_shown(candidature: Candidature) -> Derogation | None:
    """The derogation that still counts for a file: none when the call was extended beyond it for all."""
    row = derogation_of(candidature.appel_id, candidature.numero_finess)
    cloture = candidature.appel.cloture_at
    return row if row is not None and cloture is not None and row.limite_at > cloture else None


def derogation_used(candidature_id: uuid.UUID) -> Derogation | None:
    """The derogation that a file was deposited with."""
    query = _whole().where(Derogation.candidature_id == candidature_id)
    return db.session.execute(query).scalar_one_or_none()


def last_withdrawn(appel_id: uuid.UUID, numero_finess: str) -> Derogation | None:
    """The last derogation taken back from an establishment that has no other."""
    if derogation_of(appel_id, numero_finess) is not None:
        return None
    query = (
        select(Derogation)
        .where(Derogation.appel_id == appel_id, Derogation.numero_finess == numero_finess)
        .order_by(Derogation.retiree_at.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def may_open_late(appel: Appel, numero_finess: str, now: datetime) -> bool:
    """True when a derogation lets this establishment begin its file though the call is closed."""
    limite = limit_for(appel, numero_finess) if appel.publie_at is not None else None
    return limite is not None and not is_late(now, limite)


def _whole() -> Select[Derogation]:
    return select(Derogation).options(
        joinedload(Derogation.auteur), joinedload(Derogation.etablissement), joinedload(Derogation.appel)
    )


def _within(person: Utilisateur) -> list[ColumnElement[bool]]:
    if person.role_enum is Role.PILOTE:
        return []
    hers = select(Departement.code).where(Departement.region_code.in_(person.regions))
    return [Etablissement.departement_code.in_(hers)]


def list_derogations(person: Utilisateur, appel_id: uuid.UUID | None = None) -> list[Derogation]:
    """The derogations of a call, or of all, in the person's territory; the last given first, those withdrawn too."""
    here = [Derogation.appel_id == appel_id] if appel_id else []
    rows = (
        _whole()
        .join(Etablissement, Etablissement.numero_finess == Derogation.numero_finess)
        .where(*here, *_within(person))
        .order_by(Derogation.accordee_at.desc(), Derogation.id)
    )
    return list(db.session.execute(rows).scalars())


def get_derogation(derogation_id: uuid.UUID, person: Utilisateur) -> Derogation:
    """Return a derogation of the officer's territory.

    Raises:
        Introuvable: unknown, or out of her territory.
    """
    rows = (
        _whole()
        .join(Etablissement, Etablissement.numero_finess == Derogation.numero_finess)
        .where(Derogation.id == derogation_id, *_within(person))
    )
    row = db.session.execute(rows).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


@dataclass(frozen=True)
class LimitePropre:
    """The limit of an establishment, and since when it has it."""

    limite_at: datetime
    depuis: datetime


def own_limits(appel_id: uuid.UUID) -> dict[str, LimitePropre]:
    """The limits given by derogation in a call, by FINESS number."""
    rows = select(Derogation).where(Derogation.appel_id == appel_id, Derogation.retiree_at.is_(None))
    return {row.numero_finess: LimitePropre(row.limite_at, _since(row)) for row in db.session.execute(rows).scalars()}


def _since(row: Derogation) -> datetime:
    return datetime.fromisoformat(row.prolongations[-1]["at"]) if row.prolongations else row.accordee_at


def living_pairs(appel_ids: Iterable[uuid.UUID]) -> dict[tuple[uuid.UUID, str], datetime]:
    """The limits of these calls, by call and FINESS number, in one statement."""
    rows = select(Derogation.appel_id, Derogation.numero_finess, Derogation.limite_at).where(
        Derogation.appel_id.in_(list(appel_ids)), Derogation.retiree_at.is_(None)
    )
    return {(appel, numero): limite for appel, numero, limite in db.session.execute(rows)}


def living_derogations(appel_id: uuid.UUID) -> dict[str, Derogation]:
    """The derogations of a call that were not taken back, by FINESS number, in one statement."""
    rows = _whole().where(Derogation.appel_id == appel_id, Derogation.retiree_at.is_(None))
    return {row.numero_finess: row for row in db.session.execute(rows).scalars()}


def running_derogations(appel_id: uuid.UUID, region_code: str, now: datetime) -> list[Derogation]:
    """The derogations of a call in a région that may still bring a file: neither used, nor taken back, nor over."""
    rows = (
        _whole()
        .join(Etablissement, Etablissement.numero_finess == Derogation.numero_finess)
        .join(Departement, Departement.code == Etablissement.departement_code)
        .where(
            Derogation.appel_id == appel_id,
            Departement.region_code == region_code,
            Derogation.retiree_at.is_(None),
            Derogation.utilisee_at.is_(None),
            Derogation.limite_at > now,
        )
        .order_by(Derogation.limite_at, Derogation.numero_finess)
    )
    return list(db.session.execute(rows).scalars())


def frame_of(appel: Appel) -> CadreDerogation | None:
    """What a published call says of late deposits; None before its publication."""
    if appel.publie_at is None or appel.cloture_at is None:
        return None
    return CadreDerogation(appel.cloture_at, appel.derogation_jours, appel.date_commission, appel.fuseau)


def words_of(row: Derogation) -> str:
    """Who allowed a late deposit, until when and why: the same words for the receipt, the officers and the members."""
    zone = row.appel.fuseau
    return (
        f"Dérogation accordée par {row.auteur.nom_complet} le {instant(row.accordee_at, zone)}, "
        f"jusqu’au {echeance(row.limite_at, zone)}. Motif : {causes_of(row)}"
    )


def late_deposit_words(candidature: Candidature) -> tuple[str, str] | None:
    """What whoever reads a file deposited by derogation is told, as a title and a text; None when it came in time."""
    row = derogation_used(candidature.id)
    if row is None:
        return None
    return f"Déposée le {instant(row.utilisee_at, row.appel.fuseau)} par dérogation", words_of(row)


def causes_of(row: Derogation) -> str:
    """The reason of a derogation, then those of its extensions."""
    return " ; puis : ".join([row.motif, *(str(prolongation["motif"]) for prolongation in row.prolongations)])


PAR_DEROGATION: Final = "derogation"
CRITERE_DEROGATION: Final = CritereExterne(
    "delai",
    "Délai du dépôt",
    {PAR_DEROGATION: ("Par dérogation", "ambre"), "normal": ("Dans le délai", "gris")},
    lambda: case(
        (exists().where(and_(Derogation.candidature_id == Candidature.id)), literal(PAR_DEROGATION)),
        else_=literal("normal"),
    ),
)
"""The inbox tells the files deposited by derogation from the others."""
