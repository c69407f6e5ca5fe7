"""Convocations sent, and the agenda as one member may read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Convocation, ConvocationMembre, MembreCommission
from acia.commission.queries.commissions import departements_of, files_of
from acia.commission.queries.dossiers import queue_of
from acia.commission.workflow import EtatCommission
from acia.core.db import db


def convocations_of(commission: Commission) -> list[Convocation]:
    """Return the convocations, the latest first, with who received them."""
    people = selectinload(Convocation.destinataires)
    rows = (
        select(Convocation)
        .where(Convocation.commission_id == commission.id)
        .options(
            people.joinedload(ConvocationMembre.membre).joinedload(MembreCommission.utilisateur),
            people.joinedload(ConvocationMembre.courriel),
            joinedload(Convocation.commission),
        )
        .order_by(Convocation.rang.desc())
    )
    return list(db.session.execute(rows).unique().scalars())


@dataclass(frozen=True)
class PointDepartement:
    """The files of one département on the agenda."""

    nom: str
    dossiers: tuple[Candidature, ...]


def _by_departement(commission: Commission, files: list[Candidature]) -> list[PointDepartement]:
    known = departements_of(commission)
    codes = sorted({f.departement_code for f in files})
    return [PointDepartement(known[code].nom, tuple(f for f in files if f.departement_code == code)) for code in codes]


def agenda_of(commission: Commission) -> list[PointDepartement]:
    """Return the files of the agenda by département, for the officers."""
    return _by_departement(commission, files_of(commission))


def agenda_for(membre: MembreCommission) -> list[PointDepartement]:
    """Return the files of the agenda that exist for this member: hers, once she has declared and scoring is open."""
    if membre.commission.etat == EtatCommission.PREPARATION:
        return []
    files = sorted((d.candidature for d in queue_of(membre)), key=lambda f: (f.departement_code, f.numero or ""))
    return _by_departement(membre.commission, files)
