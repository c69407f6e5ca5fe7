"""Reads: accounts seen by a person, links, sessions, failed sign-ins."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from acia.comptes.models import Jeton, SessionConnexion, TentativeConnexion, Territoire, Utilisateur
from acia.comptes.rules import fingerprint, idle_limit
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.referentiel.models import Region

PAR_PAGE = 50
_BY_NAME = (Utilisateur.nom, Utilisateur.prenom, Utilisateur.courriel)


@dataclass(frozen=True)
class FiltreComptes:
    """What a list of accounts is narrowed to."""

    texte: str = ""
    role: str = ""
    etat: str = ""
    page: int = 1


@dataclass(frozen=True)
class PageComptes:
    """One page of accounts, and how many there are before and after the filter."""

    comptes: Sequence[Utilisateur]
    trouves: int
    total: int
    pages: int


def find_by_courriel(courriel: str) -> Utilisateur | None:
    """The account of an address already normalised."""
    return db.session.execute(select(Utilisateur).where(Utilisateur.courriel == courriel)).scalar_one_or_none()


def _visible(auteur: Utilisateur) -> Select[Utilisateur]:
    query = select(Utilisateur)
    if auteur.role_enum is Role.PILOTE:
        return query
    shared = select(Territoire.utilisateur_id).where(Territoire.region_code.in_(sorted(auteur.regions)))
    return query.where(Utilisateur.id.in_(shared))


def list_comptes(auteur: Utilisateur, filtre: FiltreComptes) -> PageComptes:
    """Accounts this person administers or works beside, by name."""
    visible = _visible(auteur)
    total = db.session.execute(select(func.count()).select_from(visible.subquery())).scalar_one()
    wanted = _matching_ids(_narrow(visible, filtre), filtre.texte)
    pages = max(1, -(-len(wanted) // PAR_PAGE))
    first = (min(max(filtre.page, 1), pages) - 1) * PAR_PAGE
    rows = db.session.execute(
        select(Utilisateur)
        .where(Utilisateur.id.in_(wanted[first : first + PAR_PAGE]))
        .options(selectinload(Utilisateur.territoires))
        .order_by(*_BY_NAME)
    )
    return PageComptes(rows.scalars().all(), len(wanted), total, pages)


def _narrow(query: Select[Utilisateur], filtre: FiltreComptes) -> Select[Utilisateur]:
    if filtre.role:
        query = query.where(Utilisateur.role == filtre.role)
    conditions = {
        "actif": (Utilisateur.actif.is_(True), Utilisateur.mot_de_passe.is_not(None)),
        "invite": (Utilisateur.actif.is_(True), Utilisateur.mot_de_passe.is_(None)),
        "desactive": (Utilisateur.actif.is_(False),),
    }
    return query.where(*conditions.get(filtre.etat, ()))


def _matching_ids(query: Select[Utilisateur], texte: str) -> list[uuid.UUID]:
    """Ids in order. Accents and case are ignored here: the two engines do not fold them alike."""
    columns = (Utilisateur.id, Utilisateur.nom, Utilisateur.prenom, Utilisateur.courriel, Utilisateur.employeur)
    rows = db.session.execute(query.with_only_columns(*columns).order_by(*_BY_NAME))
    words = [_fold(word) for word in texte.split()]
    return [row.id for row in rows if all(word in _fold(" ".join(row[1:])) for word in words)]


def _fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def get_compte(auteur: Utilisateur, compte_id: uuid.UUID) -> Utilisateur:
    """One account this person may see.

    Raises:
        Introuvable: unknown, or of another territory.
    """
    row = db.session.execute(_visible(auteur).where(Utilisateur.id == compte_id)).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def list_active_pilotes() -> list[Utilisateur]:
    """Return the open accounts of the national pilots, in the order they were opened."""
    rows = select(Utilisateur).where(Utilisateur.role == Role.PILOTE, Utilisateur.actif.is_(True))
    return list(db.session.execute(rows.order_by(Utilisateur.cree_at, Utilisateur.id)).scalars())


def count_active_pilotes() -> int:
    """Active national pilots."""
    query = select(func.count(Utilisateur.id)).where(Utilisateur.role == Role.PILOTE, Utilisateur.actif.is_(True))
    return db.session.execute(query).scalar_one()


def count_other_pilotes(compte: Utilisateur) -> int:
    """Active national pilots besides this account."""
    query = select(func.count(Utilisateur.id)).where(
        Utilisateur.role == Role.PILOTE, Utilisateur.actif.is_(True), Utilisateur.id != compte.id
    )
    return db.session.execute(query).scalar_one()


def find_link(jeton: str, now: datetime) -> tuple[Jeton, Utilisateur] | None:
    """The living one-time link and its account; nothing when used, expired, unknown, or of a disabled account."""
    found = db.session.execute(
        select(Jeton, Utilisateur)
        .join(Utilisateur, Utilisateur.id == Jeton.utilisateur_id)
        .where(
            Jeton.empreinte == fingerprint(jeton),
            Jeton.utilise_at.is_(None),
            Jeton.expire_at > now,
            Utilisateur.actif.is_(True),
        )
    ).first()
    return (found.Jeton, found.Utilisateur) if found else None


def last_link(compte: Utilisateur) -> Jeton | None:
    """The latest one-time link sent to an account."""
    query = select(Jeton).where(Jeton.utilisateur_id == compte.id).order_by(Jeton.cree_at.desc(), Jeton.id).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def count_links_since(compte: Utilisateur, since: datetime) -> int:
    """How many links the account has been sent since an instant."""
    query = select(func.count(Jeton.id)).where(Jeton.utilisateur_id == compte.id, Jeton.cree_at > since)
    return db.session.execute(query).scalar_one()


def list_sessions(compte: Utilisateur, now: datetime) -> Sequence[SessionConnexion]:
    """Living sessions of a person, latest first."""
    query = (
        select(SessionConnexion)
        .where(
            SessionConnexion.utilisateur_id == compte.id,
            SessionConnexion.terminee_at.is_(None),
            SessionConnexion.expire_at > now,
            SessionConnexion.vue_at > now - idle_limit(compte.role_enum),
        )
        .order_by(SessionConnexion.vue_at.desc(), SessionConnexion.id)
    )
    return db.session.execute(query).scalars().all()


def list_failures(compte: str, since: datetime, client: str = "") -> Sequence[tuple[str, datetime]]:
    """(client, instant) of the failed sign-ins of an account since an instant, of one client or of all."""
    query = select(TentativeConnexion.client, TentativeConnexion.tentee_at).where(
        TentativeConnexion.compte == compte, TentativeConnexion.tentee_at > since
    )
    if client:
        query = query.where(TentativeConnexion.client == client)
    rows = db.session.execute(query.order_by(TentativeConnexion.tentee_at, TentativeConnexion.id))
    return [(row.client, row.tentee_at) for row in rows]


def region_names(compte: Utilisateur) -> list[str]:
    """Names of the regions of a person."""
    query = (
        select(Region.nom)
        .join(Territoire, Territoire.region_code == Region.code)
        .where(Territoire.utilisateur_id == compte.id)
        .order_by(Region.nom)
    )
    return list(db.session.execute(query).scalars())
