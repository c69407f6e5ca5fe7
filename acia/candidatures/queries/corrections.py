"""Reads of the correction requests, and of the clock of silence that they stop."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from acia.appels.models import Appel
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    DemandeCorrection,
    EtatCandidature,
    PriseEnCharge,
    Section,
)
from acia.candidatures.queries.filtres import territory_of
from acia.candidatures.rules import (
    Horloge,
    Personne,
    Reponses,
    Suspension,
    date_rejet_implicite,
    explain_silence,
    read_reponses,
    silence_start,
    silence_warnings,
)
from acia.candidatures.workflow import EtatDemande
from acia.comptes.models import Utilisateur
from acia.core.clock import deadline_after, local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role

EN_COURS = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)
"""States in which nothing is notified yet."""


def limit_instant(demande: DemandeCorrection) -> datetime:
    """The exclusive instant that ends the last day to answer, in the zone of the call."""
    return deadline_after(demande.limite, demande.candidature.appel.fuseau)


def demandes_of(candidature_id: uuid.UUID) -> list[DemandeCorrection]:
    """The requests of a file, the latest first."""
    rows = (
        select(DemandeCorrection)
        .where(DemandeCorrection.candidature_id == candidature_id)
        .options(selectinload(DemandeCorrection.points))
        .order_by(DemandeCorrection.demandee_at.desc(), DemandeCorrection.id)
    )
    return list(db.session.execute(rows).scalars())


def open_demande(candidature_id: uuid.UUID) -> DemandeCorrection | None:
    """The request that waits for its answer: one a file, at most."""
    return next((row for row in demandes_of(candidature_id) if row.etat == EtatDemande.OUVERTE), None)


def get_demande(candidature_id: uuid.UUID, demande_id: uuid.UUID) -> DemandeCorrection:
    """A request of this very file.

    Raises:
        Introuvable: unknown, or of another file.
    """
    row = db.session.get(DemandeCorrection, demande_id)
    if row is None or row.candidature_id != candidature_id:
        raise Introuvable()
    return row


def reopened_sections(candidature_id: uuid.UUID, now: datetime) -> frozenset[Section]:
    """The sections that the applicant may write again, until she answers or the last day ends."""
    demande = open_demande(candidature_id)
    if demande is None or now >= limit_instant(demande):
        return frozenset()
    return frozenset(Section(point.section) for point in demande.points)


def reponses_of_snapshot(snapshot: Mapping[str, Any]) -> Reponses:
    """The answers kept with a request, as typed data."""
    people = {role: Personne(**values) for role, values in snapshot["representants"].items()}
    return read_reponses(snapshot["sections"], people)


def open_demandes() -> list[DemandeCorrection]:
    """Every request that waits for its answer, the first day to come first."""
    rows = (
        select(DemandeCorrection)
        .where(DemandeCorrection.etat == EtatDemande.OUVERTE)
        .options(joinedload(DemandeCorrection.candidature).joinedload(Candidature.appel))
        .order_by(DemandeCorrection.limite, DemandeCorrection.id)
    )
    return list(db.session.execute(rows).scalars())


def suspension_of(demande: DemandeCorrection, zone: str) -> Suspension:
    """The days a request stops the clock: from the day it is sent to the day of the answer, or through the last day."""
    after = demande.limite + timedelta(days=1)
    if demande.close_at is not None and demande.etat != EtatDemande.EXPIREE:
        after = min(after, local_day(demande.close_at, zone))
    return Suspension(local_day(demande.demandee_at, zone), after)


def horloge_of(candidature: Candidature, now: datetime) -> Horloge | None:
    """The clock of silence of a file that waits for its decision; none once it is notified, or withdrawn (R31)."""
    if candidature.etat not in EN_COURS or candidature.deposee_at is None:
        return None
    appel, zone = candidature.appel, candidature.appel.fuseau
    mois = int(appel.cadre["rejet_implicite_mois"])
    depot = silence_start(candidature.deposee_at, zone, candidature.recue_le)
    pauses = [suspension_of(demande, zone) for demande in demandes_of(candidature.id)]
    rejet = date_rejet_implicite(depot, pauses, mois)
    return Horloge(
        rejet,
        explain_silence(depot, pauses, mois),
        silence_warnings(rejet, local_day(now, zone), appel.date_notification),
    )


def suspensions_by_file() -> dict[uuid.UUID, list[Suspension]]:
    """The suspensions of every file that waits for its decision."""
    rows = (
        select(DemandeCorrection, Appel.fuseau)
        .join(Candidature, Candidature.id == DemandeCorrection.candidature_id)
        .join(Appel, Appel.id == Candidature.appel_id)
        .where(Candidature.etat.in_(EN_COURS))
        .order_by(DemandeCorrection.demandee_at, DemandeCorrection.id)
    )
    found: dict[uuid.UUID, list[Suspension]] = {}
    for demande, zone in db.session.execute(rows):
        found.setdefault(demande.candidature_id, []).append(suspension_of(demande, zone))
    return found


@dataclass(frozen=True)
class SilenceDossier:
    """A file that waits for its decision, who follows it, and the day when silence refuses it."""

    candidature_id: uuid.UUID
    charge_id: uuid.UUID | None
    rejet: date


def silences_of(person: Utilisateur) -> dict[Appel, list[SilenceDossier]]:
    """The files of a person's territory that wait for their decision, by call, the first day first (R31)."""
    rows = (
        select(Candidature.id, Candidature.deposee_at, Candidature.recue_le, PriseEnCharge.utilisateur_id, Appel)
        .join(Appel, Appel.id == Candidature.appel_id)
        .outerjoin(PriseEnCharge, PriseEnCharge.candidature_id == Candidature.id)
        .where(Candidature.etat.in_(EN_COURS), *territory_of(person))
        .order_by(Appel.code, Candidature.deposee_at, Candidature.id)
    )
    found: dict[Appel, list[SilenceDossier]] = {}
    pauses = suspensions_by_file()
    for candidature_id, deposee_at, recue_le, charge_id, appel in db.session.execute(rows).all():
        if deposee_at is not None:
            mois = int(appel.cadre["rejet_implicite_mois"])
            recu = silence_start(deposee_at, appel.fuseau, recue_le)
            rejet = date_rejet_implicite(recu, pauses.get(candidature_id, ()), mois)
            found.setdefault(appel, []).append(SilenceDossier(candidature_id, charge_id, rejet))
    return {appel: sorted(items, key=lambda item: item.rejet) for appel, items in found.items()}


def requests_to_answer(person: Utilisateur) -> list[DemandeCorrection]:
    """The requests that wait for the answer of a person's files, the first day to come first."""
    mine = select(AccesCandidature.candidature_id).where(AccesCandidature.utilisateur_id == person.id)
    rows = (
        select(DemandeCorrection)
        .join(Candidature, Candidature.id == DemandeCorrection.candidature_id)
        .where(
            DemandeCorrection.etat == EtatDemande.OUVERTE,
            DemandeCorrection.candidature_id.in_(mine),
            Candidature.etat.in_(EN_COURS),
        )
        .options(joinedload(DemandeCorrection.candidature))
        .order_by(DemandeCorrection.limite, DemandeCorrection.id)
    )
    return list(db.session.execute(rows).scalars())


def answers_received(person: Utilisateur, depuis: datetime) -> list[DemandeCorrection]:
    """The requests of a person's territory answered, or left without answer, since an instant."""
    rows = (
        select(DemandeCorrection)
        .join(Candidature, Candidature.id == DemandeCorrection.candidature_id)
        .where(
            DemandeCorrection.etat.in_((EtatDemande.REPONDUE, EtatDemande.EXPIREE)),
            DemandeCorrection.close_at >= depuis,
            Candidature.etat.in_(EN_COURS),
        )
        .options(joinedload(DemandeCorrection.candidature))
        .order_by(DemandeCorrection.close_at, DemandeCorrection.id)
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(sorted(person.regions)))
    return list(db.session.execute(rows).scalars())
