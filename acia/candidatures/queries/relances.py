"""Reads of the files not deposited yet: those of a call, and when it reminds them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from acia.appels.models import Appel, EtatAppel
from acia.candidatures.models import Candidature, DepotPapier, Derogation, EtatCandidature, ReglageRelance
from acia.candidatures.queries.filtres import territory_of
from acia.candidatures.rules import RELANCES_JOURS
from acia.comptes.models import Utilisateur
from acia.core.db import db


def reminder_days(appel_id: uuid.UUID) -> tuple[int, ...]:
    """Days before the deadline when a call reminds its unfinished files."""
    row = db.session.execute(select(ReglageRelance).where(ReglageRelance.appel_id == appel_id)).scalar_one_or_none()
    return RELANCES_JOURS if row is None else tuple(int(day) for day in row.jours)


def open_calls(now: datetime) -> list[Appel]:
    """The calls some file of which may still be deposited, the nearest deadline first: open to all, or closed to all
    but to the establishments that have a derogation."""
    given = select(Derogation.appel_id).where(Derogation.retiree_at.is_(None), Derogation.limite_at > now)
    rows = (
        select(Appel)
        .where(
            Appel.etat == EtatAppel.PUBLIE,
            Appel.ouverture_at <= now,
            or_(Appel.cloture_at > now, Appel.id.in_(given)),
        )
        .order_by(Appel.cloture_at, Appel.code)
    )
    return list(db.session.execute(rows).scalars())


def unfinished_files(appel_id: uuid.UUID, person: Utilisateur | None = None) -> list[Candidature]:
    """The drafts of a call, in the territory of a person when one is given; never those deposited or withdrawn.

    A paper file being typed is not one: nobody outside the service can finish it.
    """
    here: list[ColumnElement[bool]] = territory_of(person) if person is not None else []
    rows = (
        select(Candidature)
        .where(
            Candidature.appel_id == appel_id,
            Candidature.etat == EtatCandidature.BROUILLON,
            ~exists().where(DepotPapier.candidature_id == Candidature.id),
            *here,
        )
        .options(joinedload(Candidature.appel))
        .order_by(Candidature.departement_code, Candidature.cree_at, Candidature.id)
    )
    return list(db.session.execute(rows).scalars())
