"""Notices once sent: what became of each, and the delay that runs from it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from acia import cadre
from acia.candidatures.models import Candidature, Droit
from acia.candidatures.queries import people_of
from acia.candidatures.rules.recours import remedy_months
from acia.commission.models import Commission, LectureDecision, Selection, SuiteNotification
from acia.commission.queries.commissions import zone_of
from acia.commission.queries.decisions import selections_of
from acia.commission.queries.fermetures import closed_ids
from acia.commission.rules.delais import DelaiRecours, Preuve, remedies_from
from acia.commission.rules.suites import (
    Envoi,
    EtatEnvoi,
    GenreSuite,
    IssueRecommande,
    Suite,
    last_sending,
    proofs_of,
    what_is_missing,
)
from acia.comptes.models import Utilisateur
from acia.core.clock import add_months, local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role


class FiltreSuivi(StrEnum):
    """What the officer looks for among the notices sent."""

    NON_OUVERTES = "non_ouvertes"
    REVENUES = "revenues"
    DELAI = "delai"


LIBELLES_FILTRE = {
    FiltreSuivi.NON_OUVERTES: "Pas encore ouvertes",
    FiltreSuivi.REVENUES: "Revenues",
    FiltreSuivi.DELAI: "Délai qui court",
}


@dataclass(frozen=True)
class NoticeSuivie:
    """One notice sent, with all that happened since."""

    selection: Selection
    lecture: LectureDecision | None
    suites: tuple[SuiteNotification, ...]
    zone: str
    today: date

    @property
    def candidature(self) -> Candidature:
        """The file it is about."""
        return self.selection.candidature

    @property
    def courriel(self) -> Courriel | None:
        """The last mail: the first one, or the last that was sent again."""
        again = [suite.courriel for suite in self.suites if suite.courriel is not None]
        return again[-1] if again else self.selection.courriel

    @property
    def disponible(self) -> date:
        """The day when the decision could be read in Acia."""
        return local_day(_told(self.selection), self.zone)

    @cached_property
    def faits(self) -> tuple[Suite, ...]:
        """The acts, as the rules read them."""
        return tuple(
            Suite(
                GenreSuite(s.genre),
                s.expedie_le or local_day(s.fait_at, self.zone),
                s.motif,
                IssueRecommande(s.issue) if s.issue else None,
                s.issue_le,
            )
            for s in self.suites
        )

    @cached_property
    def envoi(self) -> Envoi:
        """The state of the last mail."""
        return last_sending(self.faits, _state_of(self.courriel))

    @cached_property
    def preuves(self) -> tuple[Preuve, ...]:
        """What proves that it arrived."""
        return proofs_of(local_day(self.lecture.lue_at, self.zone) if self.lecture else None, self.faits)

    @cached_property
    def delai(self) -> DelaiRecours:
        """From when the remedies run, and until when."""
        document = self.selection.document
        told = document is not None and bool((document.contexte or {}).get("recours"))
        departement = self.candidature.departement_code
        return remedies_from(
            self.preuves, recours_mentionnes=told, mois=months_of(self.candidature), departement=departement
        )

    @cached_property
    def a_faire(self) -> str:
        """Why the officer must act; nothing when she need not."""
        return what_is_missing(self.envoi, self.faits, self.preuves, disponible=self.disponible, today=self.today)

    @property
    def version(self) -> int:
        """How many acts the page has seen: one more made meanwhile is said."""
        return len(self.suites)

    def fits(self, filtre: FiltreSuivi) -> bool:
        """Tell whether a filter keeps it."""
        return {
            FiltreSuivi.NON_OUVERTES: self.lecture is None,
            FiltreSuivi.REVENUES: self.envoi.etat is EtatEnvoi.REVENU,
            FiltreSuivi.DELAI: self.delai.is_running(self.today),
        }[filtre]


def _told(selection: Selection) -> datetime:
    if selection.notifiee_at is None:
        raise Introuvable()
    return selection.notifiee_at


def _state_of(courriel: Courriel | None) -> Envoi:
    if courriel is None:
        return Envoi(EtatEnvoi.AUCUN)
    if courriel.etat == EtatCourriel.ECHEC:
        return Envoi(EtatEnvoi.REVENU, courriel.erreur)
    if courriel.etat == EtatCourriel.ENVOYE:
        return Envoi(EtatEnvoi.ENVOYE)
    return Envoi(EtatEnvoi.ATTENTE, f"Dernier essai : {courriel.erreur}" if courriel.erreur else "")


def months_of(candidature: Candidature) -> int:
    """Months to contest a decision on this file, as its letter says them."""
    appel = candidature.appel
    base = int(appel.cadre.get("recours_mois", 2))
    return remedy_months(candidature.departement_code, appel.tribunal, base)


def notices_of(commission: Commission, now: datetime) -> list[NoticeSuivie]:
    """The notices sent by a commission, in the order of its decisions. A bounded number of SQL statements."""
    sent = [row for row in selections_of(commission) if row.notifiee_at is not None]
    return _followed(sent, zone_of(commission), now)


def notice_of(selection: Selection, now: datetime) -> NoticeSuivie:
    """One notice sent.

    Raises:
        Introuvable: not sent.
    """
    _told(selection)
    commission = db.session.get_one(Commission, selection.commission_id)
    return _followed([selection], zone_of(commission), now)[0]


def notice_of_file(candidature: Candidature, now: datetime) -> NoticeSuivie | None:
    """The notice of the commission's decision on a file, once sent."""
    row = db.session.execute(
        select(Selection).where(Selection.candidature_id == candidature.id, Selection.notifiee_at.is_not(None))
    ).scalar_one_or_none()
    return notice_of(row, now) if row is not None else None


def _followed(sent: Sequence[Selection], zone: str, now: datetime) -> list[NoticeSuivie]:
    keys, today = [row.id for row in sent], local_day(now, zone)
    readings = {r.selection_id: r for r in db.session.execute(_readings(keys)).scalars()}
    acts: dict[uuid.UUID, list[SuiteNotification]] = defaultdict(list)
    for suite in db.session.execute(_acts(keys)).scalars():
        acts[suite.selection_id].append(suite)
    return [NoticeSuivie(row, readings.get(row.id), tuple(acts[row.id]), zone, today) for row in sent]


def _readings(keys: Sequence[uuid.UUID]) -> Select[LectureDecision]:
    return (
        select(LectureDecision)
        .where(LectureDecision.selection_id.in_(keys))
        .options(joinedload(LectureDecision.utilisateur))
    )


def _acts(keys: Sequence[uuid.UUID]) -> Select[SuiteNotification]:
    return (
        select(SuiteNotification)
        .where(SuiteNotification.selection_id.in_(keys))
        .options(joinedload(SuiteNotification.courriel), joinedload(SuiteNotification.fait_par))
        .order_by(SuiteNotification.selection_id, SuiteNotification.rang)
    )


def notices_to_follow(person: Utilisateur, now: datetime) -> list[NoticeSuivie]:
    """The notices of her territory that wait for an act of the officer, while they could still be contested."""
    since = add_months(now.date(), -cadre.RECOURS_RAISONNABLE_MOIS.valeur)
    rows = (
        select(Selection)
        .join(Candidature)
        .where(Selection.notifiee_at.is_not(None), Candidature.appel_id.not_in(closed_ids()))
        .options(joinedload(Selection.candidature), joinedload(Selection.courriel), joinedload(Selection.document))
        .order_by(Selection.commission_id, Candidature.numero)
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(person.regions))
    recent = [row for row in db.session.execute(rows).scalars() if _told(row).date() >= since]
    return [notice for notice in _grouped(recent, now) if notice.a_faire]


def notices_of_files(candidature_ids: Sequence[uuid.UUID], now: datetime) -> dict[uuid.UUID, NoticeSuivie]:
    """The notices of several files, those of the commission alone."""
    rows = (
        select(Selection)
        .where(Selection.candidature_id.in_(candidature_ids), Selection.notifiee_at.is_not(None))
        .options(joinedload(Selection.candidature), joinedload(Selection.courriel), joinedload(Selection.document))
    )
    found = _grouped(list(db.session.execute(rows).scalars()), now)
    return {notice.selection.candidature_id: notice for notice in found}


def _grouped(sent: Sequence[Selection], now: datetime) -> list[NoticeSuivie]:
    """Follow notices of several commissions, each in its own zone."""
    by_commission: dict[uuid.UUID, list[Selection]] = defaultdict(list)
    for row in sent:
        by_commission[row.commission_id].append(row)
    return [
        notice
        for key, rows in by_commission.items()
        for notice in _followed(rows, zone_of(db.session.get_one(Commission, key)), now)
    ]


def people_to_write(candidature: Candidature) -> list[Utilisateur]:
    """The active people who act for the establishment on a file: those who only read get no notice."""
    return people_of(candidature.id, droits=(Droit.SIGNE, Droit.ECRIT))


def get_letter_sent(selection: Selection, suite_id: uuid.UUID) -> SuiteNotification:
    """A registered letter of a notice.

    Raises:
        Introuvable: unknown, of another notice, or not a letter.
    """
    row = db.session.get(SuiteNotification, suite_id)
    if row is None or row.selection_id != selection.id or row.genre != GenreSuite.RECOMMANDE:
        raise Introuvable()
    return row
