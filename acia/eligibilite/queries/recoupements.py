"""The facts of the cross-checks: three statements, whatever the number of files of the call."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from acia.candidatures.models import Candidature, EtatCandidature, Representant
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.eligibilite.queries.parcours import lists_kept, parcours_of
from acia.eligibilite.rules.parcours import LIBELLES_DISPOSITIF, Dispositif
from acia.eligibilite.rules.recoupements import DossierLu, FaitsRecoupement, Personne
from acia.referentiel.models import Etablissement, Instantane

Parcours = Callable[[Candidature], list[str]]
_PARCOURS: list[Parcours] = []
_VIVANTS = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)


def register_parcours(reader: Parcours) -> None:
    """Add what a later stage knows of an establishment in other calls; it calls this when it starts."""
    if reader not in _PARCOURS:
        _PARCOURS.append(reader)


def read_crossings(
    candidature: Candidature, person: Utilisateur, now: datetime
) -> tuple[FaitsRecoupement, dict[str, uuid.UUID]]:
    """The facts on a deposited file, and the other files of the call that the person may open, by number."""
    rows = _living(candidature.appel_id)
    etablissement = candidature.etablissement
    own = tuple(Personne(p.prenom, p.nom, p.courriel) for p in candidature.representants)
    dossier = DossierLu(
        candidature.numero or "", candidature.numero_finess, etablissement.numero_ej, etablissement.siret, own
    )
    known, kept = parcours_of(candidature.numero_finess), lists_kept(candidature.appel.fuseau)
    facts = FaitsRecoupement(
        jour=local_day(now, candidature.appel.fuseau),
        dossier=dossier,
        autres=_files(row for row in rows if row.id != candidature.id),
        siret_depot=str(candidature.identite.get("siret") or ""),
        ej_depot=str(candidature.identite.get("numero_ej") or ""),
        date_donnees=db.session.get_one(Instantane, etablissement.instantane_id).date_donnees,
        parcours=tuple(words for reader in _PARCOURS for words in reader(candidature)),
        ailleurs=tuple(words for scheme, said in known.items() if scheme is not Dispositif.ACIA for words in said),
        listes=tuple(
            (LIBELLES_DISPOSITIF[scheme], day) for scheme, day in kept.items() if scheme is not Dispositif.ACIA
        ),
    )
    return facts, {row.numero: row.id for row in rows if person.covers_region(row.region_code)}


def _living(appel_id: uuid.UUID) -> list[Row[Any]]:
    """One row a representative; a file without any has one row too."""
    rows = (
        select(
            Candidature.id,
            Candidature.numero,
            Candidature.region_code,
            Candidature.numero_finess,
            Etablissement.numero_ej,
            Etablissement.siret,
            Representant.prenom,
            Representant.nom,
            Representant.courriel,
        )
        .join(Etablissement, Etablissement.numero_finess == Candidature.numero_finess)
        .outerjoin(Representant, Representant.candidature_id == Candidature.id)
        .where(Candidature.appel_id == appel_id, Candidature.etat.in_(_VIVANTS))
        .order_by(Candidature.numero, Representant.role)
    )
    return list(db.session.execute(rows))


def _files(rows: Iterable[Row[Any]]) -> tuple[DossierLu, ...]:
    trios: dict[tuple[str, str, str, str], list[Personne]] = {}
    for row in rows:
        trio = trios.setdefault((row.numero, row.numero_finess, row.numero_ej, row.siret), [])
        if row.nom is not None:
            trio.append(Personne(row.prenom, row.nom, row.courriel))
    return tuple(DossierLu(*key, trio=tuple(trio)) for key, trio in trios.items())
