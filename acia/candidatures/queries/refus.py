"""Deposits that were refused or failed, for the officers: evidence that can be exported (S45)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, DepotPapier, EtatCandidature
from acia.candidatures.queries.derogations import frame_of, living_pairs
from acia.candidatures.rules import last_limit
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db

CODES: Final = ("candidature_depot_refuse", "candidature_depot_echoue")
MAX: Final = 2_000


@dataclass(frozen=True)
class DepotManque:
    """One attempt: when our server received it, who made it, why it did not end, and what became of the file."""

    recu_at: datetime
    fuseau: str
    echec: bool
    cause: str
    auteur: str
    numero_finess: str
    nom: str
    appel_code: str
    depose_depuis: bool
    evenement: int
    derogation_at: datetime | None
    """The limit that the establishment was given since, or before."""
    derogation_avant: datetime | None
    """Until when the call lets the officer give one to a file still to be deposited."""
    enveloppe: uuid.UUID | None = None
    """The paper file refused, which a letter answers."""


def list_missed(person: Utilisateur, debut: datetime | None = None, fin: datetime | None = None) -> list[DepotManque]:
    """The last attempts in the person's territory, latest first, at most `MAX`; three statements.

    `debut`, included, and `fin`, excluded, bound the instants of the attempts."""
    wanted = select(Evenement).where(Evenement.code.in_(CODES))
    if debut is not None:
        wanted = wanted.where(Evenement.survenu_at >= debut)
    if fin is not None:
        wanted = wanted.where(Evenement.survenu_at < fin)
    events = list(db.session.execute(wanted.order_by(Evenement.numero.desc()).limit(MAX)).scalars())
    ids = {uuid.UUID(e.objet_id) for e in events}
    rows = db.session.execute(
        select(Candidature, Appel).join(Appel, Appel.id == Candidature.appel_id).where(Candidature.id.in_(ids))
    )
    files: dict[str, tuple[Candidature | DepotPapier, Appel]] = {
        str(row.id): (row, appel) for row, appel in rows if person.covers_region(row.region_code)
    }
    files |= {str(row.id): (row, row.appel) for row in _envelopes(ids) if person.covers_region(row.region_code)}
    given = living_pairs({appel.id for _, appel in files.values()})
    return [_line(event, *files[event.objet_id], given) for event in events if event.objet_id in files]


def _envelopes(ids: set[uuid.UUID]) -> list[DepotPapier]:
    """The envelopes refused among these ids: a paper file posted too late has no file."""
    rows = select(DepotPapier).where(DepotPapier.id.in_(ids)).options(joinedload(DepotPapier.appel))
    return list(db.session.execute(rows.options(joinedload(DepotPapier.etablissement))).scalars())


def _line(
    event: Evenement,
    row: Candidature | DepotPapier,
    appel: Appel,
    given: dict[tuple[uuid.UUID, str], datetime],
) -> DepotManque:
    own = given.get((appel.id, row.numero_finess))
    return DepotManque(
        event.survenu_at,
        appel.fuseau,
        event.code == "candidature_depot_echoue",
        event.phrase,
        event.auteur_libelle,
        row.numero_finess,
        row.nom,
        appel.code,
        isinstance(row, Candidature) and row.deposee_at is not None,
        event.numero,
        own,
        _may_be_given_until(appel) if own is None and row.etat == EtatCandidature.BROUILLON else None,
        row.id if isinstance(row, DepotPapier) else None,
    )


def _may_be_given_until(appel: Appel) -> datetime | None:
    frame = frame_of(appel)
    return last_limit(frame) if frame is not None and frame.jours else None
