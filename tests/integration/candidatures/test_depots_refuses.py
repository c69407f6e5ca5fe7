"""S44, S45, S48 and S50: the instant that counts, the trace of what failed, what a deposit weighs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import text

from acia.appels.models import Appel
from acia.candidatures import service
from acia.candidatures.models import Candidature
from acia.candidatures.service import depot as service_depot
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_etablissement, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte, fresh

PAGE = "/candidatures/depots-refuses"
OWN = {"Referer": "https://acia.test/"}


def _ready(connecte: Connecte, clock: SettableClock, appel: Appel | None = None) -> tuple[Candidature, HouseClient]:
    """A complete file and its author, signed in ten seconds before the deadline."""
    person = make_representant_compte()
    row = make_brouillon(appel or make_appel_publie(), auteur=person)
    clock.set(cloture_of(row) - timedelta(seconds=10))
    return row, connecte(person)


def cloture_of(row: Candidature) -> datetime:
    """The deadline of its call."""
    assert row.appel.cloture_at is not None
    return row.appel.cloture_at


def token_of(html: str) -> str:
    """The token of the first form of a page."""
    return html.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


class SlowBody(io.RawIOBase):
    """A body that says when its last byte is read."""

    def __init__(self, content: bytes, arrival: Callable[[], None]) -> None:
        self.content, self.arrival = content, arrival

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece, self.content = self.content[: len(buffer)], self.content[len(buffer) :]
        buffer[: len(piece)] = piece
        if not self.content:
            self.arrival()
        return len(piece)


@pytest.mark.parametrize(("late_ms", "status"), [(-1, 302), (0, 409), (1, 409)])
def test_s44_e12_what_counts_is_the_last_byte_of_the_request_not_the_commit(
    app: Flask,
    connecte: Connecte,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    late_ms: int,
    status: int,
) -> None:
    row, client = _ready(connecte, clock)
    cloture = cloture_of(row)
    page = f"/candidatures/{row.id}/verification"
    body = f"csrf_token={token_of(client.get(page).text)}".encode()
    deposit = service.deposit_candidature

    def slow_commit(*args: object, **kwargs: object) -> object:
        clock.set(cloture + timedelta(seconds=30))
        return deposit(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "deposit_candidature", slow_commit)
    stream = SlowBody(body, lambda: clock.set(cloture + timedelta(milliseconds=late_ms)))
    answer = client.post(
        f"/candidatures/{row.id}/depot",
        environ_overrides={"CONTENT_LENGTH": str(len(body)), "wsgi.input": stream},
        content_type="application/x-www-form-urlencoded",
        headers=OWN,
    )
    assert answer.status_code == status
    depose_at = fresh(row.id).deposee_at
    assert depose_at == (cloture + timedelta(milliseconds=late_ms) if status == 302 else None)


def test_s45_every_refused_or_failed_deposit_is_read_and_exported_by_the_officer_of_the_region_alone(
    app: Flask, connecte: Connecte, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, client = _ready(connecte, clock)
    page, act = f"/candidatures/{row.id}/verification", f"/candidatures/{row.id}/depot"

    def broken(*_args: object) -> object:
        raise RuntimeError("panne")

    with monkeypatch.context() as fault:
        fault.setattr(service_depot, "produce_receipt", broken)
        assert client.submit(page, action=act).status_code == 500
    token = token_of(client.get(page).text)
    clock.set(cloture_of(row))
    assert client.post(act, data={"csrf_token": token}, headers=OWN).status_code == 409

    seen = connecte(make_utilisateur()).get(PAGE).text
    assert "non abouti de notre fait (RuntimeError)" in seen
    assert "après la date limite" in seen
    assert "Toujours pas déposée" in seen
    book = openpyxl.load_workbook(io.BytesIO(connecte(make_utilisateur()).get(f"{PAGE}.xlsx").data))
    assert book.active.max_row == 3
    elsewhere = connecte(make_utilisateur(regions=("01",)))
    assert "Aucun dépôt n’a été refusé" in elsewhere.get(PAGE).text
    assert openpyxl.load_workbook(io.BytesIO(elsewhere.get(f"{PAGE}.xlsx").data)).active.max_row == 1


def test_s48_a_broken_call_stops_neither_the_others_nor_their_deadline(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    broken, sound = make_appel_publie(), make_appel_publie()
    etablissement = make_etablissement()
    row, client = _ready(connecte, clock, sound)
    make_brouillon(broken, etablissement=etablissement)
    with transaction():
        db.session.execute(text("UPDATE appel SET fuseau = 'Mars/Olympus' WHERE code = :code"), {"code": broken.code})
    db.session.expire_all()
    page = f"/candidatures/{row.id}/verification"
    assert client.submit(page, action=f"/candidatures/{row.id}/depot").status_code == 302
    late, other = _ready(connecte, clock, sound)
    token = token_of(other.get(f"/candidatures/{late.id}/verification").text)
    clock.set(cloture_of(late))
    refused = other.post(f"/candidatures/{late.id}/depot", data={"csrf_token": token}, headers=OWN)
    assert refused.status_code == 409
    assert db.session.query(Evenement).filter_by(code="candidature_depot_refuse").count() == 1


def test_s50_the_deposit_itself_weighs_nothing(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    row, client = _ready(connecte, clock)
    html = client.get(f"/candidatures/{row.id}/verification").text
    form = html.partition(f'action="/candidatures/{row.id}/depot"')[2].partition("</form>")[0]
    assert 'type="file"' not in form
    answer = client.submit(f"/candidatures/{row.id}/verification", action=f"/candidatures/{row.id}/depot")
    assert answer.status_code == 302
    sent = answer.request
    weight = (sent.content_length or 0) + sum(len(name) + len(value) + 4 for name, value in sent.headers)
    assert 0 < weight <= 20_000
