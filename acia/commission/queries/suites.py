"""Notices once sent: what became of each, and the delay that runs from it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from acia import cadre
from acia.candidatures.models import Candidature, Droit
from acia.candidatures.queries import people_of
from acia.candidatures.rules.recours import remedy_months
from acia.commission.models import Commission, LectureDecision, PlaceProposee, Selection, SuiteNotification
from acia.commission.policy import may_manage
from acia.commission.queries.commissions import zone_of_region
from acia.commission.queries.decisions import accepted_places, selections_of
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
    what_followed,
    what_is_missing,
)
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE, IssueSelection
from acia.comptes.models import Utilisateur
from acia.core.clock import add_months, local_day
from acia.core.db import db
from acia.core.documents import Document
from acia.core.errors import Introuvable
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, LettreIneligibilite
from acia.eligibilite.queries import letter_of


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


Decision = Selection | LettreIneligibilite
"""What a notice tells: the decision of the authority, or the ineligibility of a file."""


@dataclass(frozen=True)
class NoticeSuivie:
    """One notice sent, with all that happened since."""

    decision: Decision
    lecture: LectureDecision | None
    suites: tuple[SuiteNotification, ...]
    zone: str
    today: date
    acceptee: PlaceProposee | None = None
    """The place taken from the waiting list since: another decision, which leaves this one its delay."""

    @property
    def selection(self) -> Selection:
        """The decision of the commission's authority.

        Raises:
            Introuvable: a letter of ineligibility.
        """
        if not isinstance(self.decision, Selection):
            raise Introuvable()
        return self.decision

    @property
    def commission_id(self) -> uuid.UUID | None:
        """The commission, nothing for a letter of ineligibility."""
        return self.decision.commission_id if isinstance(self.decision, Selection) else None

    @property
    def candidature(self) -> Candidature:
        """The file it is about."""
        return _file_of(self.decision)

    @property
    def document(self) -> Document | None:
        """The letter."""
        return self.decision.document

    @property
    def etiquette(self) -> tuple[str, str]:
        """The decision that was notified, and its tone."""
        if not isinstance(self.decision, Selection):
            return "Non éligible", "rouge"
        issue = IssueSelection.LISTE_ATTENTE if self.acceptee else IssueSelection(str(self.decision.issue))
        return LIBELLES_ISSUE[issue], TONS_ISSUE[issue]

    @property
    def depuis(self) -> str:
        """What followed the decision, in words."""
        place, given_up = self.acceptee, self._given_up()
        taken = local_day(place.repondue_at, self.zone) if place and place.repondue_at else None
        return what_followed(taken, given_up)

    def _given_up(self) -> date | None:
        row = self.decision
        if not isinstance(row, Selection) or row.desistee_at is None:
            return None
        return row.desistement_recu_le or local_day(row.desistee_at, self.zone)

    @property
    def courriel(self) -> Courriel | None:
        """The last mail: the first one, or the last that was sent again."""
        again = [suite.courriel for suite in self.suites if suite.courriel is not None]
        return again[-1] if again else self.decision.courriel

    @property
    def disponible(self) -> date:
        """The day when the decision could be read in Acia."""
        return local_day(_told(self.decision), self.zone)

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
        document = self.document
        told = document is not None and bool((document.contexte or {}).get("recours"))
        departement = self.candidature.departement_code
        return remedies_from(
            self.preuves, recours_mentionnes=told, mois=months_of(self.candidature), departement=departement
        )

    @cached_property
    def a_faire(self) -> str:
        """Why the officer must act; nothing when she need not, nor when the establishment has answered since."""
        if self.acceptee is not None or self._given_up() is not None:
            return ""
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


def _told(decision: Decision) -> datetime:
    if not isinstance(decision, Selection):
        return decision.envoyee_at
    if decision.notifiee_at is None:
        raise Introuvable()
    return decision.notifiee_at


def _file_of(decision: Decision) -> Candidature:
    return decision.candidature if isinstance(decision, Selection) else decision.decision.candidature


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
    return _followed([row for row in selections_of(commission) if row.notifiee_at is not None], now)


def notice_of(decision: Decision, now: datetime) -> NoticeSuivie:
    """One notice sent.

    Raises:
        Introuvable: not sent.
    """
    _told(decision)
    return _followed([decision], now)[0]


def notice_of_file(candidature: Candidature, now: datetime) -> NoticeSuivie | None:
    """The notice of the decision on a file, once sent: the commission's, or its ineligibility."""
    row: Decision | None = db.session.execute(
        select(Selection).where(Selection.candidature_id == candidature.id, Selection.notifiee_at.is_not(None))
    ).scalar_one_or_none()
    row = row or letter_of(candidature.id)
    return notice_of(row, now) if row is not None else None


def get_ineligibility(lettre_id: uuid.UUID, person: Utilisateur) -> LettreIneligibilite:
    """A letter of ineligibility of the officer's territory.

    Raises:
        Introuvable: unknown, or elsewhere.
    """
    row = db.session.get(LettreIneligibilite, lettre_id)
    if row is None or not may_manage(person, row.decision.candidature.region_code):
        raise Introuvable()
    return row


def ineligibilities(person: Utilisateur, now: datetime) -> list[NoticeSuivie]:
    """The letters of ineligibility of her territory, closed calls left out, the latest first."""
    rows = (
        select(LettreIneligibilite)
        .join(DecisionEligibilite)
        .join(Candidature)
        .where(Candidature.appel_id.not_in(closed_ids()))
        .options(
            joinedload(LettreIneligibilite.decision).joinedload(DecisionEligibilite.candidature),
            joinedload(LettreIneligibilite.courriel),
            joinedload(LettreIneligibilite.document),
        )
        .order_by(LettreIneligibilite.envoyee_at.desc(), Candidature.numero)
    )
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(person.regions))
    return _followed(list(db.session.execute(rows).scalars()), now)


def _followed(sent: Sequence[Decision], now: datetime) -> list[NoticeSuivie]:
    """Follow notices, each in the zone of its région. A bounded number of SQL statements."""
    keys = [row.id for row in sent]
    readings = {_key(r): r for r in db.session.execute(_readings(keys)).scalars()}
    acts: dict[uuid.UUID, list[SuiteNotification]] = defaultdict(list)
    for suite in db.session.execute(_acts(keys)).scalars():
        acts[_key(suite)].append(suite)
    taken = accepted_places(keys)
    found = []
    for row in sent:
        zone = zone_of_region(_file_of(row).region_code)
        suites, place = tuple(acts[row.id]), taken.get(row.id)
        found.append(NoticeSuivie(row, readings.get(row.id), suites, zone, local_day(now, zone), place))
    return found


def _key(row: LectureDecision | SuiteNotification) -> uuid.UUID:
    """The decision of a row: it has one."""
    return row.selection_id or row.lettre_id or row.id


def _readings(keys: Sequence[uuid.UUID]) -> Select[LectureDecision]:
    return (
        select(LectureDecision)
        .where(or_(LectureDecision.selection_id.in_(keys), LectureDecision.lettre_id.in_(keys)))
        .options(joinedload(LectureDecision.utilisateur))
    )


def _acts(keys: Sequence[uuid.UUID]) -> Select[SuiteNotification]:
    return (
        select(SuiteNotification)
        .where(or_(SuiteNotification.selection_id.in_(keys), SuiteNotification.lettre_id.in_(keys)))
        .options(joinedload(SuiteNotification.courriel), joinedload(SuiteNotification.fait_par))
        .order_by(SuiteNotification.rang)
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
    letters = [n for n in ineligibilities(person, now) if n.disponible >= since]
    return [notice for notice in [*_followed(recent, now), *letters] if notice.a_faire]


def notices_of_files(candidature_ids: Sequence[uuid.UUID], now: datetime) -> dict[uuid.UUID, NoticeSuivie]:
    """The notices of several files."""
    rows = (
        select(Selection)
        .where(Selection.candidature_id.in_(candidature_ids), Selection.notifiee_at.is_not(None))
        .options(joinedload(Selection.candidature), joinedload(Selection.courriel), joinedload(Selection.document))
    )
    letters = (
        select(LettreIneligibilite)
        .join(DecisionEligibilite)
        .where(DecisionEligibilite.candidature_id.in_(candidature_ids))
        .options(joinedload(LettreIneligibilite.decision).joinedload(DecisionEligibilite.candidature))
    )
    told: list[Decision] = [*db.session.execute(rows).scalars(), *db.session.execute(letters).scalars()]
    return {notice.candidature.id: notice for notice in _followed(told, now)}


def people_to_write(candidature: Candidature) -> list[Utilisateur]:
    """The active people who act for the establishment on a file: those who only read get no notice."""
    return people_of(candidature.id, droits=(Droit.SIGNE, Droit.ECRIT))


def get_letter_sent(decision: Decision, suite_id: uuid.UUID) -> SuiteNotification:
    """A registered letter of a notice.

    Raises:
        Introuvable: unknown, of another notice, or not a letter.
    """
    row = db.session.get(SuiteNotification, suite_id)
    if row is None or _key(row) != decision.id or row.genre != GenreSuite.RECOMMANDE:
        raise Introuvable()
    return row
