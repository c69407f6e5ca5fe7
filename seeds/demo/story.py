"""One campaign in two régions, played by the use cases themselves, around the day the demonstration is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask

from acia.candidatures.rules import EngagementsPris, Projet, Section
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.rules import Resultat
from acia.eligibilite.models import IssueEligibilite
from acia.pilotage.jobs import anchor_journal
from seeds.demo import (
    accounts,
    calls,
    cast,
    exchanges,
    files,
    imports,
    late,
    opinions,
    papers,
    promotions,
    readings,
    sittings,
    teams,
    texts,
    visitors,
)
from seeds.demo.calls import QUATRIEME
from seeds.demo.cast import Dossier
from seeds.demo.people import BRETAGNE
from seeds.demo.scene import PARIS, Stage
from seeds.demo.sittings import Sitting

BEFORE_ALL: Final = datetime(2000, 1, 1, tzinfo=ZoneInfo(PARIS))
ECRITURE: Final = 9
"""Days between the opening of a file and its deposit."""


def play_story(app: Flask, anchor: date) -> None:
    """Play the whole story; the clock of the application follows it, and is given back afterwards."""
    real = app.extensions["acia_clock"]
    stage = Stage(app, anchor, SettableClock(BEFORE_ALL))
    app.extensions["acia_clock"] = stage.clock
    try:
        with app.test_request_context():
            _write_agenda(stage)
            stage.play(until=stage.end)
            db.session.remove()
    finally:
        app.extensions["acia_clock"] = real


def _write_agenda(stage: Stage) -> None:
    writer = files.Writer(stage, accounts.common_secret())
    accounts.plan_accounts(stage)
    calls.plan_calls(stage)
    visitors.plan_visitors(stage)
    for rank, dossier in enumerate(cast.DEPOSES):
        _plan_deposit(stage, writer, dossier, rank)
    _plan_open_call(stage, writer)
    exchanges.plan_exchanges(stage)
    late.plan_late_files(stage)
    opinions.plan_opinions(stage)
    imports.plan_import(stage)
    papers.plan_papers(stage, writer)
    teams.plan_teams(stage, writer)
    promotions.plan_first(stage)
    promotions.plan_second(stage)
    promotions.plan_third(stage)
    # The last two mornings are enough to show what the custodians receive.
    for days in (-2, -1):
        stage.plan_at(stage.instant(days, 6), _anchor, stage)


def _anchor(stage: Stage) -> None:
    anchor_journal(stage.now)


def _plan_deposit(stage: Stage, writer: files.Writer, dossier: Dossier, rank: int) -> None:
    deposit = -17 + rank % 8 if dossier.promotion is QUATRIEME else dossier.promotion.limite - 3 - rank % 14
    if dossier.tardif:
        deposit = dossier.promotion.limite + late.DEPOT
    zone, hour = files.zone_of(dossier), 9 + rank % 8
    stage.plan(deposit - ECRITURE, writer.begin, dossier, at=(hour, 5), zone=zone)
    stage.plan(deposit, writer.finish, dossier, at=(hour, 40), zone=zone)


def _plan_open_call(stage: Stage, writer: files.Writer) -> None:
    # The first two wait to be read.
    lieu_de_vie, placement, bocage, blavet, chouette = cast.A_EXAMINER[2:]
    draft, second = cast.EN_COURS
    stage.plan(-12, _begin_a_draft, writer, draft, at=(16, 0))
    stage.plan(-6, _almost_finish, writer, second, at=(17, 0))
    stage.plan(-6, _examine_halfway, stage, lieu_de_vie, at=(11, 0))
    stage.plan(-6, files.read_file, stage, placement, at=(11, 30))
    stage.plan(-5, files.examine_fully, stage, bocage, at=(14, 0))
    stage.plan(-5, _refuse, stage, blavet, at=(15, 0))
    motif = "La direction change : nous candidaterons à la prochaine promotion."
    stage.plan(-4, writer.withdraw, chouette, motif, at=(9, 0))
    fourth = Sitting(QUATRIEME, BRETAGNE, QUATRIEME.commission)
    stage.plan(-3, sittings.compose, stage, fourth)
    stage.plan(-2, readings.share_out, stage, fourth)
    stage.plan(-2, readings.train, stage, fourth)


def _begin_a_draft(writer: files.Writer, dossier: Dossier) -> None:
    """A file begun, its project half told."""
    writer.begin(dossier)
    told = texts.PROJETS[4]
    writer.save(dossier, Section.PROJET, Projet(titre=told.titre, themes=told.themes, objectifs=told.objectifs))


def _almost_finish(writer: files.Writer, dossier: Dossier) -> None:
    """A file that lacks only its commitments."""
    writer.begin(dossier)
    writer.complete(dossier)
    writer.save(dossier, Section.ENGAGEMENTS, EngagementsPris())


def _examine_halfway(stage: Stage, dossier: Dossier) -> None:
    """A file whose nature the officer still has to weigh."""
    files.read_file(stage, dossier)
    files.judge_file(stage, dossier, sauf=("R14", "R18"))


def _refuse(stage: Stage, dossier: Dossier) -> None:
    """An opinion against the project, and teams that were not told of it."""
    verdict = files.read_file(stage, dossier)
    constat = next(c for c in verdict.constats if c.regle == "R18")
    motif = "Le procès-verbal dit que les équipes n’ont pas été associées au projet."
    files.judge(stage, dossier, constat, Resultat.NON_SATISFAIT, motif)
    files.judge_file(stage, dossier)
    files.decide_file(stage, dossier, IssueEligibilite.INELIGIBLE)
