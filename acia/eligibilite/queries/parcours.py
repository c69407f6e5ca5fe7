"""Who was accompanied elsewhere: the list of a territory, one establishment, what the cross-checks read."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.eligibilite.models import Accompagnement
from acia.eligibilite.rules.parcours import LIBELLES_DISPOSITIF, Dispositif, years_in_words
from acia.referentiel.models import Departement, Etablissement
from acia.referentiel.rules import MOTS_MAX, normalise_numero, read_numero, search_words

PAR_PAGE = 100
_PAR_ENVOI = 500
"""Numbers in one statement: SQLite takes 32,766 parameters, PostgreSQL plans long lists badly."""


@dataclass(frozen=True)
class PageParcours:
    """One page of the list, and how many rows it has in all."""

    lignes: list[Accompagnement]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // PAR_PAGE))


def list_accompagnements(person: Utilisateur, texte: str = "", dispositif: str = "", page: int = 1) -> PageParcours:
    """The living rows of a person's territory, by establishment; `texte` is a name, a commune or a number."""
    wanted: list[ColumnElement[bool]] = [Accompagnement.retire_at.is_(None)]
    if person.role_enum is not Role.PILOTE:
        hers = select(Departement.code).where(Departement.region_code.in_(person.regions))
        wanted.append(Etablissement.departement_code.in_(hers))
    if dispositif:
        wanted.append(Accompagnement.dispositif == dispositif)
    numero = normalise_numero(texte)
    if read_numero(numero).refus is None:
        wanted.append(Accompagnement.numero_finess == numero)
    else:
        wanted.extend(Etablissement.nom_recherche.contains(mot) for mot in search_words(texte)[:MOTS_MAX])
    source = select(Accompagnement).join(Etablissement).where(*wanted)
    total = db.session.execute(select(func.count()).select_from(source.subquery())).scalar_one()
    rows = (
        source.options(joinedload(Accompagnement.etablissement), joinedload(Accompagnement.inscrit_par))
        .order_by(Etablissement.nom_recherche, Accompagnement.numero_finess, Accompagnement.annee_debut)
        .limit(PAR_PAGE)
        .offset((page - 1) * PAR_PAGE)
    )
    return PageParcours(list(db.session.execute(rows).scalars()), total, page)


def get_accompagnement(key: uuid.UUID, person: Utilisateur) -> Accompagnement:
    """One row of a person's territory, withdrawn or not.

    Raises:
        Introuvable: unknown, or of another territory.
    """
    row = db.session.get(Accompagnement, key)
    if row is None or not person.covers_region(region_of(row.etablissement.departement_code)):
        raise Introuvable()
    return row


def region_of(departement_code: str) -> str:
    """The région of a département."""
    return db.session.get_one(Departement, departement_code).region_code


def etablissements_by_numero(numeros: Collection[str]) -> dict[str, tuple[Etablissement, str]]:
    """The establishments that the register knows among these numbers, each with its région."""
    known: dict[str, tuple[Etablissement, str]] = {}
    ordered = sorted(numeros)
    for start in range(0, len(ordered), _PAR_ENVOI):
        rows = (
            select(Etablissement, Departement.region_code)
            .join(Departement, Departement.code == Etablissement.departement_code)
            .where(Etablissement.numero_finess.in_(ordered[start : start + _PAR_ENVOI]))
        )
        known |= {row.numero_finess: (row, region) for row, region in db.session.execute(rows)}
    return known


def known_parcours(numeros: Collection[str]) -> set[tuple[str, str, int]]:
    """The living rows of these establishments: number, scheme, first year."""
    ordered = sorted(numeros)
    found: set[tuple[str, str, int]] = set()
    for start in range(0, len(ordered), _PAR_ENVOI):
        rows = select(Accompagnement.numero_finess, Accompagnement.dispositif, Accompagnement.annee_debut).where(
            Accompagnement.retire_at.is_(None),
            Accompagnement.numero_finess.in_(ordered[start : start + _PAR_ENVOI]),
        )
        found |= {(numero, dispositif, debut) for numero, dispositif, debut in db.session.execute(rows)}
    return found


def parcours_of(numero_finess: str) -> dict[Dispositif, list[str]]:
    """What the list says of an establishment, in words, by scheme."""
    rows = (
        select(Accompagnement)
        .where(Accompagnement.numero_finess == numero_finess, Accompagnement.retire_at.is_(None))
        .order_by(Accompagnement.annee_debut.desc(), Accompagnement.dispositif)
    )
    said: dict[Dispositif, list[str]] = {}
    for row in db.session.execute(rows).scalars():
        scheme = Dispositif(row.dispositif)
        words = f"{LIBELLES_DISPOSITIF[scheme]} {years_in_words(row.annee_debut, row.annee_fin)} ({row.source})"
        said.setdefault(scheme, []).append(words)
    return said


def earlier_acia(candidature: Candidature) -> list[str]:
    """What the list says of Acia before the calls held here (R87)."""
    return parcours_of(candidature.numero_finess).get(Dispositif.ACIA, [])


def lists_kept(zone: str) -> dict[Dispositif, date]:
    """The schemes of which at least one establishment is on the list, and the day of the last entry."""
    rows = (
        select(Accompagnement.dispositif, func.max(Accompagnement.inscrit_at))
        .where(Accompagnement.retire_at.is_(None))
        .group_by(Accompagnement.dispositif)
    )
    return {Dispositif(scheme): local_day(last, zone) for scheme, last in db.session.execute(rows)}
