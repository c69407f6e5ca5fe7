"""Reads: one's own files, the officer's inbox, the parts of a file. Always ordered, a bounded number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Candidature,
    Droit,
    EtatCandidature,
    PieceJointe,
)
from acia.candidatures.policy import may_examine
from acia.candidatures.rules import Exigences, Personne, PieceExigee, Reponses, Section, read_reponses
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement
from acia.referentiel.rules import MOTS_MAX, normalise_numero, search_words

PAR_PAGE: Final = 50


def droit_of(candidature_id: uuid.UUID, person: Utilisateur) -> Droit | None:
    """Return what a person may do with a file, None when she is not of it."""
    found = db.session.execute(
        select(AccesCandidature.droit).where(
            AccesCandidature.candidature_id == candidature_id, AccesCandidature.utilisateur_id == person.id
        )
    ).scalar_one_or_none()
    return Droit(found) if found else None


def _whole() -> Select[Candidature]:
    return select(Candidature).options(
        joinedload(Candidature.appel).selectinload(Appel.pieces),
        joinedload(Candidature.etablissement),
        selectinload(Candidature.representants),
        selectinload(Candidature.pieces).joinedload(PieceJointe.document),
    )


def get_own(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, Droit]:
    """Return a file with the person's right on it.

    Raises:
        Introuvable: unknown, or not hers.
    """
    droit = droit_of(candidature_id, person)
    row = db.session.execute(_whole().where(Candidature.id == candidature_id)).unique().scalar_one_or_none()
    if row is None or droit is None:
        raise Introuvable()
    return row, droit


def get_readable(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, Droit | None]:
    """Return a file that a person may read: hers, or a deposited one of an officer's territory.

    Raises:
        Introuvable: unknown, or out of reach.
    """
    droit = droit_of(candidature_id, person)
    row = db.session.execute(_whole().where(Candidature.id == candidature_id)).unique().scalar_one_or_none()
    if row is None or (droit is None and not may_examine(person, row)):
        raise Introuvable()
    return row, droit


def reponses_of(candidature: Candidature) -> Reponses:
    """The answers of a file as typed data."""
    people = {
        row.role: Personne(row.prenom, row.nom, row.fonction, row.courriel, row.telephone)
        for row in candidature.representants
    }
    return read_reponses(candidature.sections, people)


def exigences_of(appel: Appel, now: datetime) -> Exigences:
    """What the call asks for, read on the day of `now` in its zone."""
    return Exigences(
        jour=local_day(now, appel.fuseau),
        pieces=tuple(PieceExigee(p.code, Section(p.section), p.libelle, p.obligatoire) for p in appel.pieces),
        avis_differe_admis=appel.avis_differe_admis,
        avis_differe_limite=appel.avis_differe_limite,
    )


def living_pieces(candidature: Candidature) -> list[PieceJointe]:
    """The documents joined and not removed, in the order they were added."""
    return [piece for piece in candidature.pieces if piece.retiree_at is None]


def piece_codes(candidature: Candidature) -> frozenset[str]:
    """Codes of the documents joined."""
    return frozenset(piece.code for piece in living_pieces(candidature))


def get_piece(candidature: Candidature, piece_id: uuid.UUID) -> PieceJointe:
    """Return a document of this very file.

    Raises:
        Introuvable: it is of another file, or removed.
    """
    for piece in living_pieces(candidature):
        if piece.id == piece_id:
            return piece
    raise Introuvable()


def accuse_of(candidature_id: uuid.UUID) -> Accuse | None:
    """Return the receipt of a file."""
    return db.session.execute(select(Accuse).where(Accuse.candidature_id == candidature_id)).scalar_one_or_none()


def events_of(candidature_id: uuid.UUID) -> list[Evenement]:
    """Return the journal of a file, the latest act first."""
    return list(
        db.session.execute(
            select(Evenement)
            .where(Evenement.objet_type == Candidature.__tablename__, Evenement.objet_id == str(candidature_id))
            .order_by(Evenement.numero.desc())
        ).scalars()
    )


def live_candidature(appel_id: uuid.UUID, numero_finess: str) -> Candidature | None:
    """Return the establishment's living file for a call (R28)."""
    ended = (EtatCandidature.RETIREE, EtatCandidature.REMPLACEE)
    return db.session.execute(
        select(Candidature).where(
            Candidature.appel_id == appel_id,
            Candidature.numero_finess == numero_finess,
            Candidature.etat.not_in(ended),
        )
    ).scalar_one_or_none()


def last_numero(appel_id: uuid.UUID) -> str | None:
    """Return the last number given for a call: the longest, then the greatest."""
    return db.session.execute(
        select(Candidature.numero)
        .where(Candidature.appel_id == appel_id, Candidature.numero.is_not(None))
        .order_by(func.length(Candidature.numero).desc(), Candidature.numero.desc())
        .limit(1)
    ).scalar_one_or_none()


@dataclass(frozen=True)
class LigneDossier:
    """A file in a list."""

    id: uuid.UUID
    numero: str | None
    etat: EtatCandidature
    numero_finess: str
    nom: str
    commune: str
    departement: str
    appel_code: str
    appel_titre: str
    cloture_at: datetime
    fuseau: str
    deposee_at: datetime | None
    modifiee_at: datetime


def _lines() -> Select[Any]:
    return (
        select(
            Candidature.id,
            Candidature.numero,
            Candidature.etat,
            Candidature.numero_finess,
            Candidature.identite,
            Departement.nom.label("departement"),
            Appel.code.label("appel_code"),
            Appel.titre.label("appel_titre"),
            Appel.cloture_at,
            Appel.fuseau,
            Candidature.deposee_at,
            Candidature.modifiee_at,
        )
        .join(Appel, Appel.id == Candidature.appel_id)
        .join(Departement, Departement.code == Candidature.departement_code)
        .join(Etablissement, Etablissement.numero_finess == Candidature.numero_finess)
    )


def _as_lines(rows: Sequence[Row[Any]]) -> list[LigneDossier]:
    return [
        LigneDossier(
            id=row.id,
            numero=row.numero,
            etat=EtatCandidature(row.etat),
            numero_finess=row.numero_finess,
            nom=str(row.identite.get("nom", row.numero_finess)),
            commune=str(row.identite.get("commune", "")),
            departement=row.departement,
            appel_code=row.appel_code,
            appel_titre=row.appel_titre,
            cloture_at=row.cloture_at,
            fuseau=row.fuseau,
            deposee_at=row.deposee_at,
            modifiee_at=row.modifiee_at,
        )
        for row in rows
    ]


def list_mine(person: Utilisateur) -> list[LigneDossier]:
    """Return the files a person is of, the latest change first."""
    rows = (
        _lines()
        .join(AccesCandidature, AccesCandidature.candidature_id == Candidature.id)
        .where(AccesCandidature.utilisateur_id == person.id)
        .order_by(Candidature.modifiee_at.desc(), Candidature.id)
    )
    return _as_lines(db.session.execute(rows).all())


@dataclass(frozen=True)
class Filtre:
    """What the officer looks for in her inbox."""

    appel: str = ""
    departement: str = ""
    etat: str = ""
    texte: str = ""


@dataclass(frozen=True)
class Boite:
    """One page of the inbox: lines found, how many in all in her territory, drafts under way."""

    lignes: list[LigneDossier]
    trouves: int
    total: int
    brouillons: int
    page: int

    @property
    def pages(self) -> int:
        """Number of pages, one at least."""
        return max(1, -(-self.trouves // PAR_PAGE))


def list_inbox(person: Utilisateur, filtre: Filtre, page: int = 1) -> Boite:
    """Return the deposited files of the officer's territory; drafts are only counted."""
    territory = _territory(person)
    deposited = [*territory, Candidature.numero.is_not(None)]
    conditions = [*deposited, *_conditions(filtre)]
    counted = select(func.count()).select_from(_lines().where(*conditions).subquery())
    trouves = db.session.execute(counted).scalar_one()
    page = min(max(page, 1), max(1, -(-trouves // PAR_PAGE)))
    rows = (
        _lines()
        .where(*conditions)
        .order_by(Candidature.deposee_at.desc(), Candidature.numero.desc())
        .limit(PAR_PAGE)
        .offset((page - 1) * PAR_PAGE)
    )
    return Boite(
        lignes=_as_lines(db.session.execute(rows).all()),
        trouves=trouves,
        total=_count(deposited),
        brouillons=_count([*territory, Candidature.etat == EtatCandidature.BROUILLON]),
        page=page,
    )


def _count(conditions: Sequence[ColumnElement[bool]]) -> int:
    return db.session.execute(select(func.count()).select_from(Candidature).where(*conditions)).scalar_one()


def _territory(person: Utilisateur) -> list[ColumnElement[bool]]:
    if person.role_enum is Role.PILOTE:
        return []
    return [Candidature.region_code.in_(person.regions)]


def _conditions(filtre: Filtre) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filtre.appel:
        conditions.append(Appel.code == filtre.appel)
    if filtre.departement:
        conditions.append(Candidature.departement_code == filtre.departement)
    if filtre.etat:
        conditions.append(Candidature.etat == filtre.etat)
    if filtre.texte.strip():
        conditions.append(_text_condition(filtre.texte.strip()))
    return conditions


def _text_condition(texte: str) -> ColumnElement[bool]:
    """What people call a file: its number, the FINESS number, the words of the name and of the commune."""
    found = [func.upper(Candidature.numero).contains(texte.upper(), autoescape=True)]
    numero = normalise_numero(texte)
    if numero:
        found.append(Candidature.numero_finess.startswith(numero, autoescape=True))
    mots = [Etablissement.nom_recherche.contains(mot) for mot in search_words(texte[:200])[:MOTS_MAX]]
    return or_(*found, and_(*mots)) if mots else or_(*found)
