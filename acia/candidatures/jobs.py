"""Rounds of the stage: reminders, requests whose last day is over, the beats that prove that a deposit is possible."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from flask import current_app

from acia.appels.models import Appel
from acia.candidatures.queries import (
    coming_deadlines,
    first_beat_at,
    limit_instant,
    lines_kept_since,
    measured_since,
    open_calls,
    open_demandes,
    own_limits,
    reminder_days,
    unfinished_files,
)
from acia.candidatures.rules import CADENCE, limit_with, next_beat, reminder_at, reminder_due, unfinished_reminder
from acia.candidatures.service import (
    ACCUSES_IMPORTES,
    Mesure,
    Relance,
    compose_receipt,
    drop_old_beats,
    expire_correction,
    forget_lines,
    record_beat,
    rehearse_deposit,
    remind_correction,
    remind_file,
    waiting_receipts,
)
from acia.core.clock import Clock
from acia.core.db import db, rehearsal, transaction
from acia.core.documents import bytes_thrown_away
from acia.core.jobs import every_minute, handler, pulse
from acia.core.sondes import ReferenceMuette, ask_page, measure_offset
from acia.core.web import absolute_url


@every_minute
def follow_corrections(now: datetime) -> None:
    """Remind those who have not answered, close the requests whose last day is over."""
    late: list[tuple[uuid.UUID, uuid.UUID]] = []
    near: list[tuple[uuid.UUID, uuid.UUID, int]] = []
    for demande in open_demandes():
        if now >= limit_instant(demande):
            late.append((demande.id, demande.candidature_id))
            continue
        days = reminder_due(demande.demandee_at, demande.limite, demande.candidature.appel.fuseau, now)
        if days is not None:
            near.append((demande.id, demande.candidature_id, days))
    db.session.rollback()
    for demande_id, candidature_id in late:
        with transaction():
            expire_correction(demande_id, now=now, lien=_link(candidature_id, demande_id))
    for demande_id, candidature_id, days in near:
        with transaction():
            remind_correction(demande_id, days, now=now, lien=_link(candidature_id, demande_id))


def _link(candidature_id: uuid.UUID, demande_id: uuid.UUID) -> str:
    return absolute_url("candidatures.correction", candidature_id=candidature_id, demande_id=demande_id)


def _due_reminders(appel: Appel, now: datetime) -> list[tuple[uuid.UUID, int]]:
    """The drafts of a call whose reminder is due, with the days it speaks of; not those begun or told since."""
    if appel.cloture_at is None:
        return []
    jours, propres, found = reminder_days(appel.id), own_limits(appel.id), []
    for row in unfinished_files(appel.id):
        own = propres.get(row.numero_finess)
        limite = limit_with(appel.cloture_at, own.limite_at if own else None)
        days = unfinished_reminder(jours, limite, appel.fuseau, now)
        since = max(row.cree_at, own.depuis) if own else row.cree_at
        if days is not None and since < reminder_at(days, limite, appel.fuseau):
            found.append((row.id, days))
    return found


@every_minute
def remind_drafts(now: datetime) -> None:
    """Remind the files not deposited yet, on the days of their call, each before its own limit; the key holds that
    limit, so that another date has reminders of its own and those of the old one never leave."""
    waiting = [due for appel in open_calls(now) for due in _due_reminders(appel, now)]
    db.session.rollback()
    for candidature_id, days in waiting:
        lien = absolute_url("candidatures.dossier", candidature_id=candidature_id)
        with transaction():
            remind_file(candidature_id, Relance(f"j{days}", lien), now=now)


@pulse
def prove_working(clock: Clock) -> timedelta:
    """Deposit for nobody, ask for one of our pages, compare the clocks, and keep what was found (S46)."""
    now = clock.now()
    wait = next_beat(now, coming_deadlines(now))
    begun = perf_counter()
    cause = _try_a_deposit(now)
    duree_ms = round((perf_counter() - begun) * 1000)
    statut, page_ms = _ask_our_page()
    if not cause and statut is not None and not 200 <= statut < 300:
        cause = f"notre page a répondu {statut}" if statut else "notre page n’a pas répondu"
    mesure = Mesure(round(wait.total_seconds()), duree_ms, cause, statut, page_ms, *_compare_clocks(clock, now))
    with transaction():
        record_beat(mesure, now=now, lien=absolute_url("candidatures.preuve"))
    return wait


def _try_a_deposit(now: datetime) -> str:
    """What stopped a synthetic deposit, or nothing. The rows are undone and the bytes removed, whatever happens."""
    try:
        with bytes_thrown_away(), rehearsal():
            rehearse_deposit(now=now, lien=absolute_url("candidatures.miennes"))
    except Exception as error:
        # Whatever would have stopped an establishment is the very thing to keep.
        current_app.logger.exception("the synthetic deposit failed")
        return f"le dépôt a échoué, {type(error).__name__}"
    return ""


def _ask_our_page() -> tuple[int | None, int | None]:
    sonde = current_app.config["SONDE"]
    return ask_page(sonde, current_app.config["BASE_URL"]) if sonde else (None, None)


def _compare_clocks(clock: Clock, now: datetime) -> tuple[str, int | None, int | None]:
    """Ask the reference clock, at most once a minute: it is not ours."""
    reference = current_app.config["HEURE_REFERENCE"]
    if not reference or measured_since(now - CADENCE):
        return "", None, None
    db.session.rollback()
    try:
        ecart = measure_offset(reference, clock)
    except ReferenceMuette as error:
        current_app.logger.warning("the reference clock %s does not answer: %s", reference, error)
        return reference, None, None
    return reference, ecart.ms, ecart.incertitude_ms


@every_minute
def forget_old_beats(now: datetime) -> None:
    """Remove the beats kept longer than the setting says."""
    limit = now - timedelta(days=current_app.config["BATTEMENTS_JOURS"])
    first = first_beat_at()
    db.session.rollback()
    if first is not None and first < limit:
        with transaction():
            drop_old_beats(limit)


@every_minute
def forget_old_lines(now: datetime) -> None:
    """Erase the lines taken over from elsewhere once they have been kept as long as the setting says."""
    days = current_app.config["IMPORTS_JOURS"]
    if days < 1:
        # Not a number of days: the server says so and does not start; the worker erases nothing meanwhile.
        return
    old = lines_kept_since(now - timedelta(days=days))
    db.session.rollback()
    for importation_id in old:
        with transaction():
            forget_lines(importation_id, now=now)


@handler(ACCUSES_IMPORTES)
def compose_waiting_receipts(_donnees: dict[str, Any], now: datetime) -> None:
    """Compose the PDF of the receipts of an import, each in its own transaction: the import itself stays quick."""
    waiting = waiting_receipts()
    db.session.rollback()
    for accuse_id in waiting:
        with transaction():
            compose_receipt(accuse_id, now=now)
