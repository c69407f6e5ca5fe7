"""What each promotion goes through: the first is accompanied, the second forms its cohortes, the third is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from acia.commission.workflow import IssueSelection
from acia.core.db import db
from acia.seances.models import Seance
from seeds.demo import cast, departures, files, follow_up, groups, live, readings, remedies, seats, sittings
from seeds.demo.calls import DEUXIEME, PREMIERE, TROISIEME, Promotion
from seeds.demo.cast import Dossier
from seeds.demo.people import (
    BILAN,
    BRETAGNE,
    DEPORTEE,
    GUADELOUPE,
    INTERVENANT,
    INTERVENANTE,
    MEMBRE,
    PRESIDENTE,
    DemoAccount,
)
from seeds.demo.scene import Stage
from seeds.demo.sittings import Sitting

EXAMEN: Final = 8
"""Days between the deadline and the examination of the files."""


@dataclass(frozen=True)
class Group:
    """The retained establishments of a département, the day their letters are opened, who will follow them."""

    promotion: Promotion
    departement: str
    dossiers: Sequence[Dossier]
    letters: int
    intervenant: DemoAccount | None = None

    @property
    def region(self) -> str:
        """The région of the département."""
        return files.region_of(self.dossiers[0])

    @property
    def where(self) -> tuple[Promotion, str, str]:
        """Its place in the arguments of the scenes."""
        return self.promotion, self.departement, self.region


def plan_first(stage: Stage) -> None:
    """From the examination of its files to the eighth month of its two cohortes."""
    for region in (BRETAGNE, GUADELOUPE):
        sitting = Sitting(PREMIERE, region, PREMIERE.commission)
        _plan_examination(stage, cast.PREMIERS, region)
        _plan_sitting(stage, sitting, cast.PREMIERS)
        _plan_notices(stage, sitting)
    _plan_waiting_list(stage)
    stage.plan(PREMIERE.commission + 1, sittings.correct_minutes, stage, sitting, at=(16, 0))
    for departement, intervenant in (("29", INTERVENANT), ("971", INTERVENANTE)):
        group = Group(PREMIERE, departement, _best(cast.PREMIERS, departement, 4), -344, intervenant)
        _plan_group(stage, group)
        stage.plan(-312, groups.ask_sessions, stage, PREMIERE, group.region)
        stage.plan(-311, _publish, stage, group)
        _plan_twelve_months(stage, group)
    departures.plan_departures(stage, _best(cast.PREMIERS, "29", 4))


def _plan_waiting_list(stage: Stage) -> None:
    """In Finistère a retained establishment withdraws; its place goes to the first of the waiting list."""
    sitting = Sitting(PREMIERE, BRETAGNE, PREMIERE.commission)
    by_number = {dossier.finess: dossier for dossier in cast.PREMIERS}
    # One afternoon after the notices and before the letters, whatever the weekends in between.
    stage.plan(PREMIERE.notification + 1, sittings.give_up, stage, by_number["290900190"], at=(14, 0))
    stage.plan(PREMIERE.notification + 1, sittings.offer_place, stage, sitting, "29", at=(15, 0))
    stage.plan(PREMIERE.notification + 1, sittings.accept_place, stage, by_number["290900208"], at=(16, 0))


def plan_second(stage: Stage) -> None:
    """Bretagne forms its cohortes; Guadeloupe, whose commission sat later, has letters to read."""
    breizh = Sitting(DEUXIEME, BRETAGNE, DEUXIEME.commission)
    antilles = Sitting(DEUXIEME, GUADELOUPE, -14)
    for sitting in (breizh, antilles):
        _plan_examination(stage, cast.DEUXIEMES, sitting.region)
        _plan_sitting(stage, sitting, cast.DEUXIEMES, en_direct=sitting is antilles)
    _plan_notices(stage, breizh)
    departure = {"970190112": (IssueSelection.RETENUE, sittings.DECISION_ECARTEE)}
    stage.plan(-8, sittings.decide, stage, antilles, departure)
    stage.plan(-3, sittings.prepare, stage, antilles, at=(15, 0))
    for departement, count, letters in (("22", 4, -48), ("29", 5, -46), ("35", 3, -44)):
        retained = _best(cast.DEUXIEMES, departement, count)
        intervenant = INTERVENANT if departement == "22" else None
        _plan_group(stage, Group(DEUXIEME, departement, retained, letters, intervenant))
    _plan_morbihan(stage)
    stage.plan(-9, groups.ask_sessions, stage, DEUXIEME, BRETAGNE)
    stage.plan(-2, groups.ask_sessions, stage, DEUXIEME, BRETAGNE)


def plan_third(stage: Stage) -> None:
    """Bretagne marks, one member out of a file; Guadeloupe deliberates."""
    breizh, antilles = Sitting(TROISIEME, BRETAGNE, TROISIEME.commission), Sitting(TROISIEME, GUADELOUPE, -1)
    for sitting in (breizh, antilles):
        _plan_examination(stage, cast.TROISIEMES, sitting.region)
        _plan_opening(stage, sitting)
    mine = _of(cast.TROISIEMES, BRETAGNE)
    stage.plan(-11, sittings.mark_everything, stage, antilles, _of(cast.TROISIEMES, GUADELOUPE), at=(16, 0))
    stage.plan(-10, _mark_some, stage, breizh, PRESIDENTE, mine[:-1])
    stage.plan(-9, _mark_some, stage, breizh, DEPORTEE, mine[1:3], at=(11, 0))
    stage.plan(-9, sittings.recuse, stage, breizh, DEPORTEE, mine[0], at=(12, 0))
    stage.plan(-7, _mark_some, stage, breizh, MEMBRE, mine[:2], at=(14, 0))
    stage.plan(-6, sittings.mark, stage, breizh, MEMBRE, mine[2], False, at=(15, 0))
    stage.plan(-2, sittings.close_scoring, stage, antilles, at=(17, 0))
    stage.plan(-1, sittings.attend, stage, antilles, at=(17, 30))
    seats.plan_seats(stage, breizh, mine[0])
    readings.plan_readings(stage, breizh, antilles, mine, _of(cast.TROISIEMES, GUADELOUPE))


def _of(dossiers: Sequence[Dossier], region: str) -> list[Dossier]:
    """The files that reach the commission of a région."""
    return [d for d in dossiers if files.region_of(d) == region and d.nature != "pjj"]


def _best(dossiers: Sequence[Dossier], departement: str, count: int) -> list[Dossier]:
    """The first files of a département, which are the best: those that the line retains."""
    return [d for d in dossiers if d.finess.startswith(departement[:2])][:count]


def _mark_some(stage: Stage, sitting: Sitting, account: DemoAccount, dossiers: Sequence[Dossier]) -> None:
    sittings.declare(stage, sitting, account)
    for dossier in dossiers:
        sittings.mark(stage, sitting, account, dossier)


def _plan_examination(stage: Stage, dossiers: Sequence[Dossier], region: str) -> None:
    for dossier in dossiers:
        if files.region_of(dossier) == region:
            stage.plan(dossier.promotion.limite + EXAMEN, files.examine_fully, stage, dossier, at=(14, 0))


def _plan_opening(stage: Stage, sitting: Sitting) -> None:
    examined = sitting.promotion.limite + EXAMEN
    stage.plan(examined + 1, sittings.compose, stage, sitting, at=(16, 0))
    stage.plan(examined + 2, sittings.convene, stage, sitting, at=(16, 30))
    stage.plan(examined + 3, sittings.open_scoring, stage, sitting, at=(17, 0))


def _plan_sitting(stage: Stage, sitting: Sitting, dossiers: Sequence[Dossier], *, en_direct: bool = False) -> None:
    """From the composition of a commission to its minutes; its sitting is conducted live, or told afterwards."""
    _plan_opening(stage, sitting)
    marked = sitting.promotion.limite + EXAMEN + 8
    departures = {
        "290900166": (IssueSelection.LISTE_ATTENTE, sittings.PROPOSITION_ECARTEE),
        "350900080": (IssueSelection.LISTE_ATTENTE, sittings.PRUDENCE),
    }
    stage.plan(marked, sittings.mark_everything, stage, sitting, _of(dossiers, sitting.region))
    stage.plan(sitting.seance, sittings.close_scoring, stage, sitting, at=(8, 0), zone=sitting.zone)
    if en_direct:
        live.plan_live(stage, sitting, len(_of(dossiers, sitting.region)))
    else:
        stage.plan(sitting.seance, sittings.attend, stage, sitting, at=(9, 35), zone=sitting.zone)
    stage.plan(sitting.seance, sittings.settle, stage, sitting, departures, at=(12, 30), zone=sitting.zone)


def _plan_notices(stage: Stage, sitting: Sitting) -> None:
    notification = sitting.promotion.notification
    departures = {"350900080": (IssueSelection.RETENUE, sittings.CALENDRIER_CONFIRME)}
    stage.plan(notification - 3, sittings.decide, stage, sitting, departures, at=(10, 0))
    stage.plan(notification - 2, sittings.prepare, stage, sitting, at=(11, 0))
    stage.plan(notification, sittings.notify, stage, sitting, at=(12, 0))
    remedies.plan_remedies(stage, sitting)


def _plan_group(stage: Stage, group: Group) -> None:
    """Letters opened and signed, days told, cohortes computed; validated when somebody follows them."""
    letters = group.letters
    stage.plan(letters, groups.open_letters, stage, *group.where, at=(11, 0))
    for rank, dossier in enumerate(group.dossiers):
        zone = files.zone_of(dossier)
        offsets = [letters + 60 + 17 * rank, letters + 75 + 7 * rank, *([letters + 130] if rank == 0 else [])]
        days = [stage.working_day(offset) for offset in offsets]
        stage.plan(letters + 14 + rank, groups.sign, stage, dossier, zone=zone)
        stage.plan(letters + 16 + rank, groups.tell_days, stage, dossier, days, at=(11, 0), zone=zone)
    stage.plan(letters + 24, groups.compute, stage, *group.where, at=(9, 0))
    if group.intervenant is not None:
        stage.plan(letters + 26, groups.name_intervenant, stage, *group.where, group.intervenant, at=(9, 30))
        stage.plan(letters + 27, groups.validate, stage, *group.where, at=(10, 0))


def _plan_morbihan(stage: Stage) -> None:
    """One letter to sign, one signed whose days are awaited, two complete: nothing is computed yet."""
    retained = _best(cast.DEUXIEMES, "56", 4)
    stage.plan(-40, groups.open_letters, stage, DEUXIEME, "56", BRETAGNE, at=(11, 0))
    for dossier in retained[1:]:
        stage.plan(-16, groups.sign, stage, dossier)
        complete = dossier is not retained[-1]
        stage.plan(-13, groups.tell_days, stage, dossier, [stage.working_day(40)], complete, at=(9, 0))


def _publish(stage: Stage, group: Group) -> None:
    """Publish the sessions of a group, then plan what follows each of them."""
    groups.publish_sessions(stage, group.promotion, group.region)
    ids = [cohorte.id for cohorte in groups.cohortes_of(group.promotion, group.departement)]
    rows = list(db.session.execute(select(Seance).where(Seance.cohorte_id.in_(ids))).scalars())
    if group.intervenant is not None:
        follow_up.plan_sessions(stage, rows, group.intervenant)


def _plan_twelve_months(stage: Stage, group: Group) -> None:
    for rank, dossier in enumerate(group.dossiers):
        if dossier.finess not in follow_up.ACTIONS:
            continue
        zone = files.zone_of(dossier)
        stage.plan(-245 + rank, follow_up.take_stock, stage, dossier, "depart", zone=zone)
        stage.plan(-190 + rank, follow_up.open_actions, stage, dossier, zone=zone)
        stage.plan(-35 + rank, follow_up.close_actions, stage, dossier, zone=zone)
        if dossier.signataire is BILAN:
            stage.plan(-12, follow_up.take_stock, stage, dossier, "final", zone=zone)
        if rank < 2 and group.region == GUADELOUPE:
            stage.plan(-10, follow_up.write_bilan, stage, dossier, dossier.signataire is BILAN, zone=zone)
