"""Lists of files: one's own, and the officer's inbox."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from acia.appels.models import Appel
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    EtatCandidature,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement
from acia.referentiel.rules import MOTS_MAX, normalise_numero, search_words

PAR_PAGE: Final = 50


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
