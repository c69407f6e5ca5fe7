"""The fictitious file, who has marked it, and the spread of its marks once everybody has."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from acia.commission.models import Calibrage, Commission, FeuilleCalibrage, MembreCommission
from acia.commission.queries.sieges import members_in_office
from acia.commission.rules import EtendueCritere, spread_by_criterion
from acia.core.db import db


def calibration_of(commission: Commission) -> Calibrage | None:
    """Return the fictitious file of a commission, if one was proposed."""
    return db.session.execute(select(Calibrage).filter_by(commission_id=commission.id)).scalar_one_or_none()


def calibrated(commissions: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return those of these commissions that have a fictitious file."""
    rows = select(Calibrage.commission_id).where(Calibrage.commission_id.in_(list(commissions)))
    return set(db.session.execute(rows).scalars())


def calibration_sheets(calibrage: Calibrage) -> list[FeuilleCalibrage]:
    """Return the sheets handed in on it."""
    return list(db.session.execute(select(FeuilleCalibrage).filter_by(calibrage_id=calibrage.id)).scalars())


def own_calibration_sheet(calibrage: Calibrage, membre: MembreCommission) -> FeuilleCalibrage | None:
    """Return the member's own sheet on it."""
    mine = select(FeuilleCalibrage).filter_by(calibrage_id=calibrage.id, membre_id=membre.id)
    return db.session.execute(mine).scalar_one_or_none()


@dataclass(frozen=True)
class AvancementCalibrage:
    """Who has marked the fictitious file, and the spread once nobody is waited for: nothing of it before (S5)."""

    membres: tuple[tuple[MembreCommission, bool], ...]
    etendue: tuple[EtendueCritere, ...]

    @property
    def rendues(self) -> int:
        """How many have handed theirs in."""
        return sum(done for _, done in self.membres)


def calibration_progress(calibrage: Calibrage, commission: Commission) -> AvancementCalibrage:
    """Return how far it has gone; its spread only when each voting member without an alternate's seat has marked it."""
    sheets = {sheet.membre_id: sheet for sheet in calibration_sheets(calibrage)}
    voters = [m for m in members_in_office(commission) if m.vote and m.titulaire_id is None]
    members = tuple((m, m.id in sheets) for m in voters)
    complete = bool(members) and all(done for _, done in members)
    marks = [[int(mark) for mark, _ in sheet.contenu] for sheet in sheets.values()]
    return AvancementCalibrage(members, spread_by_criterion(marks) if complete else ())
