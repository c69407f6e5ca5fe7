"""Appeals: those of a territory with their clocks, those of a file, the delay they are measured with."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from acia import cadre
from acia.candidatures.models import Candidature
from acia.commission.models import Recours, Selection
from acia.commission.queries.decisions import get_own_candidature
from acia.commission.queries.fermetures import closed_ids
from acia.commission.queries.suites import NoticeSuivie, months_of, notice_of_file, notices_of_files
from acia.commission.rules.delais import DelaiRecours, remedies_from
from acia.commission.rules.recours import (
    DelaiContentieux,
    GenreRecours,
    IssueRecours,
    RecoursForme,
    check_filed,
    check_silence,
    court_delay,
    silence_on,
)
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Role
from acia.core.rules import Constat
from acia.eligibilite.queries import letter_of


@dataclass(frozen=True)
class RecoursSuivi:
    """One appeal, the delay it is measured with and the day of today."""

    recours: Recours
    delai: DelaiRecours
    today: date

    @cached_property
    def forme(self) -> RecoursForme:
        """What the rules read of it."""
        row = self.recours
        issue = IssueRecours(row.issue) if row.issue else None
        return RecoursForme(GenreRecours(row.genre), row.recu_le, issue, row.repondu_le)

    @property
    def temps(self) -> Constat:
        """Whether it came in time."""
        return check_filed(self.delai, self.recours.recu_le)

    @property
    def silence(self) -> Constat:
        """What silence makes of it."""
        return check_silence(self.forme, self.today)

    @property
    def rejet(self) -> date | None:
        """The day when silence rejects it, while it waits for an answer."""
        return None if self.recours.issue else silence_on(self.forme.genre, self.forme.recu_le)


def own_delay(notice: NoticeSuivie | None, candidature: Candidature) -> DelaiRecours:
    """The delay to appeal against the decision on a file; nothing proves when a letter of ineligibility arrived."""
    if notice is not None:
        return notice.delai
    return remedies_from(
        (), recours_mentionnes=True, mois=months_of(candidature), departement=candidature.departement_code
    )


def decided_file(numero: str, person: Utilisateur) -> Candidature | None:
    """The file of a number when its decision is sent and the officer's territory holds it."""
    row = db.session.execute(select(Candidature).where(Candidature.numero == numero)).scalar_one_or_none()
    if row is None or not person.covers_region(row.region_code):
        return None
    known = letter_of(row.id) is not None or row.id in _notified([row.id])
    return row if known else None


def _notified(keys: list[uuid.UUID]) -> set[uuid.UUID]:
    sent = Selection.notifiee_at.is_not(None)
    rows = select(Selection.candidature_id).where(Selection.candidature_id.in_(keys), sent)
    return set(db.session.execute(rows).scalars())


def _rows() -> Select[Recours]:
    return select(Recours).options(
        joinedload(Recours.candidature), joinedload(Recours.document), joinedload(Recours.reponse)
    )


def _clocked(rows: Iterable[Recours], now: datetime) -> list[RecoursSuivi]:
    found = list(rows)
    notices = notices_of_files([row.candidature_id for row in found], now)
    return [
        RecoursSuivi(
            row,
            own_delay(notices.get(row.candidature_id), row.candidature),
            local_day(now, row.candidature.appel.fuseau),
        )
        for row in found
    ]


def list_appeals(person: Utilisateur, now: datetime) -> list[RecoursSuivi]:
    """The appeals of a territory, closed calls left out: those that wait first, the soonest rejected before."""
    rows = _rows().join(Candidature).where(Candidature.appel_id.not_in(closed_ids()))
    rows = rows.order_by(Recours.recu_le.desc(), Candidature.numero, Recours.id)
    if person.role_enum is not Role.PILOTE:
        rows = rows.where(Candidature.region_code.in_(person.regions))
    found = _clocked(db.session.execute(rows).scalars(), now)
    return sorted(found, key=lambda a: (a.recours.issue is not None, a.rejet or date.max))


def appeals_due(person: Utilisateur, now: datetime) -> list[RecoursSuivi]:
    """The appeals without answer that silence will reject within a few days."""
    limit = timedelta(days=cadre.RECOURS_ALERTE_JOURS.valeur)
    return [a for a in list_appeals(person, now) if a.rejet and a.today <= a.rejet <= a.today + limit]


def appeals_of(candidature: Candidature, now: datetime) -> list[RecoursSuivi]:
    """The appeals on a file, in the order they came."""
    rows = (
        _rows()
        .where(Recours.candidature_id == candidature.id)
        .order_by(Recours.recu_le, Recours.enregistre_at, Recours.id)
    )
    return _clocked(db.session.execute(rows).scalars(), now)


def get_appeal(recours_id: uuid.UUID, person: Utilisateur, now: datetime) -> RecoursSuivi:
    """One appeal, for an officer of its territory or a person of its file.

    Raises:
        Introuvable: unknown, or not hers.
    """
    row = db.session.get(Recours, recours_id)
    if row is None:
        raise Introuvable()
    get_own_candidature(row.candidature_id, person)
    return _clocked([row], now)[0]


def before_the_court(candidature: Candidature, now: datetime) -> DelaiContentieux:
    """Until when the court may be asked about a file, its appeals to the service counted."""
    notice = notice_of_file(candidature, now)
    return court_delay(
        own_delay(notice, candidature),
        [a.forme for a in appeals_of(candidature, now)],
        mois=months_of(candidature),
        departement=candidature.departement_code,
        today=local_day(now, candidature.appel.fuseau),
    )
