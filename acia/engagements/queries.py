"""Reads: retained files to open, commitments of a territory, one's own commitment."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.candidatures.queries import droit_of
from acia.commission.models import Selection
from acia.commission.queries import holds_place
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.engagements.models import Avenant, Engagement
from acia.engagements.policy import may_follow
from acia.engagements.rules import MOIS_PREMIERE_SEANCE, Avancement, days_left, first_seance_limit, progress_of
from acia.engagements.workflow import LIBELLES_ETAT, EtatEngagement
from acia.referentiel.models import Departement


def zone_of(engagement: Engagement) -> str:
    """Zone of the establishment: its days are counted there."""
    return db.session.get_one(Departement, engagement.candidature.departement_code).fuseau


def limit_of(engagement: Engagement) -> date | None:
    """Last day of the first collective session for this establishment, None before the letter is signed (R57)."""
    if engagement.date_signature is None:
        return None
    months = int(engagement.candidature.appel.cadre[MOIS_PREMIERE_SEANCE])
    return first_seance_limit(engagement.date_signature, months)


def earlier_commitments(candidature: Candidature) -> list[str]:
    """Commitments of the same establishment in other calls, in words, the latest first (R87)."""
    rows = (
        select(Candidature.numero, Appel.titre, Engagement.etat)
        .join(Engagement, Engagement.candidature_id == Candidature.id)
        .join(Appel, Appel.id == Candidature.appel_id)
        .where(Candidature.numero_finess == candidature.numero_finess, Candidature.appel_id != candidature.appel_id)
        .order_by(Engagement.ouvert_at.desc(), Candidature.numero)
    )
    return [
        f"{titre}, {numero} ({LIBELLES_ETAT[EtatEngagement(etat)].lower()})"
        for numero, titre, etat in db.session.execute(rows)
    ]


Premieres = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, date]]
_READERS: dict[str, Premieres] = {}


def read_first_sessions_with(reader: Premieres) -> None:
    """Let the stage of the sessions, which comes later, tell the day of the first collective one of commitments."""
    _READERS["premieres"] = reader


def first_sessions(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, date]:
    """Return the day of the first collective session of the commitments that have one: their limit is then settled."""
    return _READERS["premieres"](ids) if "premieres" in _READERS else {}


@dataclass(frozen=True)
class AOuvrir:
    """Retained and notified files of a département that have no commitment yet."""

    appel_id: uuid.UUID
    appel: str
    departement: str
    nom_departement: str
    locution: str
    nombre: int


def list_to_open(person: Utilisateur) -> list[AOuvrir]:
    """Return what may be opened in her territory, by call then département."""
    rows = (
        _to_open(person)
        .with_only_columns(Appel.id, Appel.titre, Departement.code, Departement.nom, Departement.locution, func.count())
        .join(Departement, Departement.code == Candidature.departement_code)
        .join(Appel, Appel.id == Candidature.appel_id)
        .group_by(Appel.id, Appel.titre, Appel.cloture_at, Departement.code, Departement.nom, Departement.locution)
        .order_by(Appel.cloture_at.desc(), Departement.code)
    )
    return [AOuvrir(*row) for row in db.session.execute(rows)]


def candidatures_to_open(appel_id: uuid.UUID, departement: str, person: Utilisateur) -> list[Candidature]:
    """Return the retained and notified files of a département without commitment, by number."""
    rows = (
        _to_open(person)
        .where(Candidature.appel_id == appel_id, Candidature.departement_code == departement)
        .options(
            joinedload(Candidature.appel),
            selectinload(Candidature.representants),
            selectinload(Candidature.relais),
        )
        .order_by(Candidature.numero)
    )
    return list(db.session.execute(rows).scalars())


def _to_open(person: Utilisateur) -> Select[Candidature]:
    return (
        select(Candidature)
        .join(Selection, Selection.candidature_id == Candidature.id)
        .outerjoin(Engagement, Engagement.candidature_id == Candidature.id)
        .where(
            holds_place(),
            Engagement.id.is_(None),
            *_scope(person),
        )
    )


def _scope(person: Utilisateur) -> list[ColumnElement[bool]]:
    return [] if person.role_enum is Role.PILOTE else [Candidature.region_code.in_(person.regions)]


@dataclass(frozen=True)
class LigneEngagement:
    """A commitment in the officer's list."""

    id: uuid.UUID
    nom: str
    commune: str
    numero: str
    appel: str
    departement: str
    avancement: Avancement
    ouvert_at: datetime
    date_signature: date | None
    limite: date | None
    reste: int | None
    """Days before the limit, negative once it is passed."""
    indisponibles: int
    premiere_seance: date | None = None
    """Day of the first collective session, once published."""


@dataclass(frozen=True)
class FiltreEngagements:
    """What the officer looks for."""

    appel: str = ""
    departement: str = ""
    avancement: str = ""


def list_followed(person: Utilisateur, filtre: FiltreEngagements, now: datetime) -> list[LigneEngagement]:
    """Return the commitments of her territory: call, département, name."""
    rows = (
        _whole()
        .add_columns(Departement)
        .join(Departement, Departement.code == Candidature.departement_code)
        .options(selectinload(Engagement.indisponibilites))
        .where(*_scope(person))
        .order_by(Appel.cloture_at.desc(), Candidature.departement_code, Candidature.numero)
    )
    if filtre.appel:
        rows = rows.where(Appel.code == filtre.appel)
    if filtre.departement:
        rows = rows.where(Candidature.departement_code == filtre.departement)
    found = db.session.execute(rows).all()
    first = first_sessions([engagement.id for engagement, _ in found])
    lines = [_line(engagement, departement, first.get(engagement.id), now) for engagement, departement in found]
    return [line for line in lines if not filtre.avancement or line.avancement == filtre.avancement]


def _line(engagement: Engagement, departement: Departement, premiere: date | None, now: datetime) -> LigneEngagement:
    candidature, limit = engagement.candidature, limit_of(engagement)
    return LigneEngagement(
        id=engagement.id,
        nom=candidature.nom,
        commune=candidature.commune,
        numero=candidature.numero or "",
        appel=candidature.appel.titre,
        departement=departement.nom,
        avancement=progress(engagement),
        ouvert_at=engagement.ouvert_at,
        date_signature=engagement.date_signature,
        limite=limit,
        reste=days_left(limit, local_day(now, departement.fuseau)) if limit else None,
        indisponibles=len(engagement.indisponibilites),
        premiere_seance=premiere,
    )


def departements_of(person: Utilisateur) -> list[Departement]:
    """Return the départements of her territory that have commitments, by code."""
    opened = select(Candidature.departement_code).join(Engagement, Engagement.candidature_id == Candidature.id)
    rows = select(Departement).where(Departement.code.in_(opened.where(*_scope(person)))).order_by(Departement.code)
    return list(db.session.execute(rows).scalars())


def progress(engagement: Engagement) -> Avancement:
    """Where an establishment stands."""
    return progress_of(EtatEngagement(engagement.etat), engagement.disponibilites_at is not None)


def _whole() -> Select[Engagement]:
    return (
        select(Engagement)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .join(Appel, Appel.id == Candidature.appel_id)
        .options(contains_eager(Engagement.candidature).contains_eager(Candidature.appel))
    )


def _get(engagement_id: uuid.UUID) -> Engagement | None:
    return db.session.execute(_whole().where(Engagement.id == engagement_id)).scalar_one_or_none()


def get_followed(engagement_id: uuid.UUID, person: Utilisateur) -> Engagement:
    """Return a commitment of the officer's territory.

    Raises:
        Introuvable: unknown, or out of her territory.
    """
    row = _get(engagement_id)
    if row is None or not may_follow(person, row.candidature):
        raise Introuvable()
    return row


def get_own(engagement_id: uuid.UUID, person: Utilisateur) -> tuple[Engagement, Droit]:
    """Return the commitment of a file the person is a member of, with her right.

    Raises:
        Introuvable: unknown, or not hers.
    """
    row = _get(engagement_id)
    droit = droit_of(row.candidature_id, person) if row else None
    if row is None or droit is None:
        raise Introuvable()
    return row, droit


def get_readable(engagement_id: uuid.UUID, person: Utilisateur) -> Engagement:
    """Return a commitment that a person may read: her territory, or her establishment.

    Raises:
        Introuvable: unknown, or out of reach.
    """
    row = _get(engagement_id)
    if row is None or not (may_follow(person, row.candidature) or droit_of(row.candidature_id, person)):
        raise Introuvable()
    return row


def get_own_addendum(engagement_id: uuid.UUID, avenant_id: uuid.UUID, person: Utilisateur) -> tuple[Avenant, Droit]:
    """Return an addendum of this very commitment, with the person's right on its file.

    Raises:
        Introuvable: unknown, of another commitment, or not hers.
    """
    engagement, droit = get_own(engagement_id, person)
    return get_addendum(engagement, avenant_id), droit


def get_addendum(engagement: Engagement, avenant_id: uuid.UUID) -> Avenant:
    """Return an addendum of this very commitment.

    Raises:
        Introuvable: unknown, or of another commitment.
    """
    found = next((row for row in engagement.avenants if row.id == avenant_id), None)
    if found is None:
        raise Introuvable()
    return found


def addenda_to_sign(person: Utilisateur) -> list[Avenant]:
    """Return the addenda that wait for a signature, of a person's files or of her territory, the oldest first."""
    hers = select(AccesCandidature.candidature_id).where(AccesCandidature.utilisateur_id == person.id)
    scope = [Candidature.id.in_(hers)] if person.role_enum is Role.REPRESENTANT else _scope(person)
    rows = (
        select(Avenant)
        .join(Engagement, Engagement.id == Avenant.engagement_id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .where(Avenant.signe_id.is_(None), Engagement.etat != EtatEngagement.RETIRE, *scope)
        .options(joinedload(Avenant.relais), contains_eager(Avenant.engagement).contains_eager(Engagement.candidature))
        .order_by(Avenant.ouvert_at, Avenant.id)
    )
    return list(db.session.execute(rows).scalars())


def list_own(person: Utilisateur) -> list[Engagement]:
    """Return the commitments of the files a person is a member of, the latest call first."""
    hers = select(AccesCandidature.candidature_id).where(AccesCandidature.utilisateur_id == person.id)
    rows = _whole().where(Engagement.candidature_id.in_(hers)).order_by(Appel.cloture_at.desc(), Candidature.numero)
    return list(db.session.execute(rows).scalars())


def people_of(candidature_id: uuid.UUID) -> list[Utilisateur]:
    """Return the people who write or sign for an establishment: those to tell."""
    rows = (
        select(Utilisateur)
        .join(AccesCandidature, AccesCandidature.utilisateur_id == Utilisateur.id)
        .where(
            AccesCandidature.candidature_id == candidature_id,
            AccesCandidature.droit.in_((Droit.ECRIT, Droit.SIGNE)),
            Utilisateur.actif,
        )
        .order_by(Utilisateur.courriel)
    )
    return list(db.session.execute(rows).scalars())


def list_signed(appel_id: uuid.UUID, departement: str) -> list[Engagement]:
    """Return the signed commitments of a département with their unavailable days: those who may enter a cohorte."""
    rows = (
        _whole()
        .where(
            Candidature.appel_id == appel_id,
            Candidature.departement_code == departement,
            Engagement.etat == EtatEngagement.SIGNE,
        )
        .options(selectinload(Engagement.indisponibilites))
        .order_by(Candidature.numero_finess)
    )
    return list(db.session.execute(rows).scalars())
