"""The brake on abnormal reading, around each request: what is read is noted in the memory of the process, and written
by lots, so that reading a page costs nothing more (S22)."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Final

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError

from acia.comptes.lectures import count_reads, mark_of, period_words, running_brakes
from acia.comptes.models import Utilisateur
from acia.comptes.rules import LOT_LECTURES, ZONE_LECTURES, NormesLecture, reading_slot
from acia.core.clock import local_day
from acia.core.db import db, transaction
from acia.core.filters import instant
from acia.core.renvoi import is_autosave
from acia.core.web import absolute_url, now

OBJETS: Final = (
    "candidature_id",
    "engagement_id",
    "selection_id",
    "recours_id",
    "communication_id",
    "compte_id",
    "membre_id",
)
"""What an address names that is a file or a person, the telling one first."""
PERSONNES_MAX: Final = 2_000
_EXTENSION = "acia_lectures"


@dataclass
class _Vu:
    """What one process has seen one person read in one slot, and what of the day is not written yet."""

    jour: date
    tranche: datetime
    connus: set[str] = field(default_factory=set)
    a_ecrire: list[tuple[datetime, str]] = field(default_factory=list)


class _Memoire:
    """What this process has seen; those seen longest ago are forgotten first."""

    def __init__(self) -> None:
        self._vus: OrderedDict[uuid.UUID, _Vu] = OrderedDict()
        self._lock = Lock()

    def note(self, person: uuid.UUID, mark: str, at: datetime) -> list[tuple[datetime, str]]:
        """Note one reading; return the lot to write, when it is full: each mark with its slot."""
        day, slot = local_day(at, ZONE_LECTURES), reading_slot(at)
        with self._lock:
            seen = self._vus.get(person)
            if seen is None or seen.jour != day:
                # The rest of the day before is less than a lot: it is worth no writing.
                seen = self._vus[person] = _Vu(day, slot)
            if seen.tranche != slot:
                seen.tranche, seen.connus = slot, set()
            self._vus.move_to_end(person)
            while len(self._vus) > PERSONNES_MAX:
                self._vus.popitem(last=False)
            if mark in seen.connus:
                return []
            seen.connus.add(mark)
            seen.a_ecrire.append((slot, mark))
            if len(seen.a_ecrire) < LOT_LECTURES:
                return []
            full, seen.a_ecrire = seen.a_ecrire, []
            return full


def _read_object() -> str:
    """What this request reads, or nothing that counts."""
    ids = request.view_args or {}
    return next((f"{name}:{ids[name]}" for name in OBJETS if name in ids), "")


def refuse_when_braked() -> ResponseReturnValue | None:
    """Answer 429 in place of a file or an account, as long as the person's readings are braked."""
    if not _read_object() or not current_user.is_authenticated or not g.freinee_jusqu_at:
        return None
    running = running_brakes(current_user.id, now())
    if not running:
        # Ended, or lifted by a pilot, since the session was read.
        return None
    until = running[0].jusqu_at
    wait = {"Retry-After": str(max(1, round((until - now()).total_seconds())))}
    if is_autosave():
        return jsonify(
            message=f"Vos lectures sont freinées jusqu’au {instant(until)} : gardez cette page ouverte."
        ), 429
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template(
        "comptes/frein.html",
        jusqu_at=until,
        periode=period_words(running[0]),
        contact=current_app.config["CONTACT"],
        champs=[] if any(name.startswith("mot_de_passe") for name, _ in typed) else typed,
        action=request.full_path.rstrip("?"),
    )
    return page, 429, wait


def note_read(response: Response) -> Response:
    """Note what this page has shown; a lot is written once the page is made, in a transaction of its own."""
    objet = _read_object() if response.status_code in (200, 422) else ""
    if not objet or "lecteur" not in g or g.freinee_jusqu_at:
        return response
    # Not read from the person herself: an act just refused has let go of her row.
    (person, role), at = g.lecteur, now()
    memory: _Memoire = current_app.extensions[_EXTENSION]
    lot = memory.note(person, mark_of(objet), at)
    if lot:
        config = current_app.config
        _write(person, lot, NormesLecture(config["NORMES_LECTURE"][role], config["NORMES_LECTURE_JOUR"][role]), at)
    return response


def _write(person_id: uuid.UUID, lot: list[tuple[datetime, str]], normes: NormesLecture, at: datetime) -> None:
    lien = absolute_url("comptes.compte", compte_id=person_id)
    for _ in range(2):
        try:
            with transaction():
                count_reads(db.session.get_one(Utilisateur, person_id), lot, normes, now=at, lien=lien)
        except IntegrityError:
            # Another process has just opened the same slot: it is there the second time.
            continue
        except OperationalError:
            current_app.logger.warning("readings could not be counted", exc_info=True)
        return


def init_brake(app: Flask) -> None:
    """Watch the readings of this application."""
    app.extensions[_EXTENSION] = _Memoire()
    app.before_request(refuse_when_braked)
    app.after_request(note_read)
