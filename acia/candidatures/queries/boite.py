"""Lists of files: one's own, and the officer's inbox."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from acia.appels.models import Appel
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    DepotPapier,
    Derogation,
    EtatCandidature,
    Etiquette,
    EtiquettePosee,
    PriseEnCharge,
)
from acia.candidatures.queries.filtres import Filtre, conditions_of, criteres, territory_of
from acia.candidatures.rules import limit_with
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.referentiel.models import Departement, Etablissement

PAR_PAGE: Final = 50
TAILLES: Final = (50, 200, 2000)
"""Lines a page the officer may ask for."""


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
    limite_at: datetime
    """That of the call, or its own later one."""
    fuseau: str
    deposee_at: datetime | None
    recue_le: date | None
    modifiee_at: datetime


def list_mine(person: Utilisateur) -> list[LigneDossier]:
    """Return the files a person is of, the latest change first."""
    rows = (
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
            Derogation.limite_at.label("derogation_at"),
            Appel.fuseau,
            Candidature.deposee_at,
            Candidature.recue_le,
            Candidature.modifiee_at,
        )
        .join(Appel, Appel.id == Candidature.appel_id)
        .join(Departement, Departement.code == Candidature.departement_code)
        .join(AccesCandidature, AccesCandidature.candidature_id == Candidature.id)
        .outerjoin(
            Derogation,
            and_(
                Derogation.appel_id == Candidature.appel_id,
                Derogation.numero_finess == Candidature.numero_finess,
                Derogation.retiree_at.is_(None),
            ),
        )
        .where(AccesCandidature.utilisateur_id == person.id)
        .order_by(Candidature.modifiee_at.desc(), Candidature.id)
    )
    return [_as_line(row) for row in db.session.execute(rows)]


def _as_line(row: Row[Any]) -> LigneDossier:
    return LigneDossier(
        id=row.id,
        numero=row.numero,
        etat=EtatCandidature(row.etat),
        numero_finess=row.numero_finess,
        nom=str(row.identite.get("nom", row.numero_finess)),
        commune=str(row.identite.get("commune", "")),
        departement=row.departement,
        appel_code=row.appel_code,
        appel_titre=row.appel_titre,
        limite_at=limit_with(row.cloture_at, row.derogation_at),
        fuseau=row.fuseau,
        deposee_at=row.deposee_at,
        recue_le=row.recue_le,
        modifiee_at=row.modifiee_at,
    )


@dataclass(frozen=True)
class Boite:
    """One page of the inbox: plain rows found, how many in all in her territory, drafts under way."""

    lignes: list[Row[Any]]
    etiquettes: dict[uuid.UUID, list[tuple[str, str]]]
    """Labels of each file of the page: (name, tone)."""
    trouves: int
    total: int
    brouillons: int
    page: int
    par: int

    @property
    def pages(self) -> int:
        """Number of pages, one at least."""
        return max(1, -(-self.trouves // self.par))


_TRIS: Final[dict[str, Any]] = {
    "recu": Candidature.deposee_at,
    "numero": Candidature.numero,
    "nom": Etablissement.nom_recherche,
    "commune": Etablissement.commune,
    "departement": Candidature.departement_code,
    "etat": Candidature.etat,
    "charge": Utilisateur.nom,
}
TRIS: Final = tuple(_TRIS)
TRI: Final = "-recu"


def _order(tri: str) -> list[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    key = _TRIS.get(tri.lstrip("-"), Candidature.deposee_at)
    descends = tri.startswith("-") or tri not in _TRIS
    # Empty values last on both engines, whatever the direction.
    return [key.is_(None), key.desc() if descends else key.asc(), Candidature.numero.desc(), Candidature.id]


def _found(person: Utilisateur, filtre: Filtre, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Candidature)
        .join(Appel, Appel.id == Candidature.appel_id)
        .join(Departement, Departement.code == Candidature.departement_code)
        .join(Etablissement, Etablissement.numero_finess == Candidature.numero_finess)
        .outerjoin(PriseEnCharge, PriseEnCharge.candidature_id == Candidature.id)
        .outerjoin(Utilisateur, Utilisateur.id == PriseEnCharge.utilisateur_id)
        .where(*territory_of(person), Candidature.numero.is_not(None), *conditions_of(filtre, person))
    )


def list_inbox(person: Utilisateur, filtre: Filtre, page: int = 1, *, tri: str = TRI, par: int = PAR_PAGE) -> Boite:
    """Return the deposited files of the officer's territory; drafts are only counted."""
    trouves = db.session.execute(_found(person, filtre, func.count())).scalar_one()
    page = min(max(page, 1), max(1, -(-trouves // par)))
    rows = db.session.execute(
        _found(
            person,
            filtre,
            Candidature.id,
            Candidature.numero,
            Candidature.etat,
            Candidature.numero_finess,
            Candidature.identite["nom"].as_string().label("nom"),
            Candidature.identite["commune"].as_string().label("commune"),
            Departement.nom.label("departement"),
            Candidature.appel_id,
            Candidature.deposee_at,
            Candidature.recue_le,
            Candidature.modifiee_at,
            Utilisateur.prenom.label("charge_prenom"),
            Utilisateur.nom.label("charge_nom"),
            *(critere.expression().label(f"externe_{critere.nom}") for critere in criteres()),
        )
        .order_by(*_order(tri))
        .limit(par)
        .offset((page - 1) * par)
    ).all()
    deposees, brouillons = _totals(person)
    return Boite(list(rows), labels_of([row.id for row in rows]), trouves, deposees, brouillons, page, par)


def _written_online() -> ColumnElement[bool]:
    """A draft of an establishment: a paper file being typed is not one."""
    paper = exists().where(DepotPapier.candidature_id == Candidature.id)
    return (Candidature.etat == EtatCandidature.BROUILLON) & ~paper


def _totals(person: Utilisateur) -> tuple[int, int]:
    counted = select(
        func.count(Candidature.numero),
        func.coalesce(func.sum(case((_written_online(), 1), else_=0)), 0),
    ).where(*territory_of(person))
    deposees, brouillons = db.session.execute(counted).one()
    return int(deposees), int(brouillons)


def labels_of(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """Return the labels of these files, by name, in one statement."""
    if not ids:
        return {}
    rows = (
        select(EtiquettePosee.candidature_id, Etiquette.nom, Etiquette.ton)
        .join(Etiquette, Etiquette.id == EtiquettePosee.etiquette_id)
        .where(EtiquettePosee.candidature_id.in_(ids))
        .order_by(Etiquette.nom, Etiquette.id)
    )
    found: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for candidature_id, nom, ton in db.session.execute(rows):
        found.setdefault(candidature_id, []).append((nom, ton))
    return found


def found_ids(person: Utilisateur, filtre: Filtre, limite: int) -> list[uuid.UUID]:
    """Return the ids of the files a search finds, in the order of their deposit, `limite` at most."""
    rows = _found(person, filtre, Candidature.id).order_by(Candidature.deposee_at, Candidature.id).limit(limite)
    return list(db.session.execute(rows).scalars())
