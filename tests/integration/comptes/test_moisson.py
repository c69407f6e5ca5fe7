"""S22: a script that reads five hundred files in five minutes is braked soon after its norm, and the pilot is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from acia import create_app
from acia.candidatures.models import Candidature
from acia.comptes.models import FreinLecture, LectureJour, LectureRecente, Utilisateur
from acia.comptes.rules import FREIN_LECTURE, LOT_LECTURES, reading_slot
from acia.config import NORMES_LECTURE, NORMES_LECTURE_JOUR
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel, EtatCourriel, send_pending
from acia.core.permissions import Role
from tests.bench.commission_bench import fill
from tests.conftest import TEST_SETTINGS
from tests.factories.client import HouseClient, signed_client
from tests.factories.comptes import make_utilisateur

DOSSIERS = 500
DUREE = timedelta(minutes=5)
PROCESSUS = 3
AU_DELA = 100
"""At most so many readings beyond the norm."""


@pytest.fixture
def processes(app: Flask, clock: SettableClock) -> Iterator[list[Flask]]:
    """Three processes of the service on one database."""
    settings = replace(
        TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"], DONNEES=app.config["DONNEES"]
    )
    others = [create_app(settings, clock) for _ in range(PROCESSUS - 1)]
    yield [app, *others]
    for other in others:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def script(clients: list[HouseClient], pages: list[str], clock: SettableClock) -> list[int]:
    """Read the pages in five minutes, each through the next process; the statuses."""
    begun, found = clock.now(), []
    for rank, page in enumerate(pages):
        clock.set(begun + DUREE * rank / len(pages))
        found.append(clients[rank % len(clients)].get(page).status_code)
    return found


def members(count: int) -> list[str]:
    """The pages of as many accounts of Bretagne."""
    return [f"/comptes/{make_utilisateur(Role.MEMBRE, regions=('53',)).id}" for _ in range(count)]


@pytest.mark.parametrize("role", [Role.CHARGE, Role.MEMBRE])
def test_s22_a_script_is_braked_within_a_hundred_readings_and_the_pilot_told_within_a_minute(
    processes: list[Flask], clock: SettableClock, role: Role
) -> None:
    officer, commission = fill(DOSSIERS, 1)
    pilote = make_utilisateur(Role.PILOTE)
    reader = officer
    if role is Role.MEMBRE:
        reader = db.session.execute(select(Utilisateur.id).where(Utilisateur.role == role)).scalar_one()
    files = db.session.execute(select(Candidature.id).where(Candidature.numero.like("BANC-%"))).scalars()
    where = f"/commissions/{commission}/dossiers" if role is Role.MEMBRE else "/candidatures"
    pages = [f"{where}/{key}" for key in files]
    begun, clients = clock.now(), [signed_client(app, db.session.get_one(Utilisateur, reader)) for app in processes]
    statuses = script(clients, pages, clock)
    assert set(statuses) == {200, 429}
    assert NORMES_LECTURE[role] < statuses.count(200) <= NORMES_LECTURE[role] + AU_DELA
    assert statuses[-1] == 429
    db.session.rollback()
    brake = db.session.execute(select(FreinLecture)).scalar_one()
    alert = db.session.execute(select(Courriel).where(Courriel.modele == "alerte_lectures")).scalar_one()
    assert (brake.utilisateur_id, alert.destinataire) == (reader, pilote.courriel)
    crossing = begun + DUREE * NORMES_LECTURE[role] / len(pages)
    assert alert.cree_at <= crossing + timedelta(minutes=1)
    send_pending(alert.cree_at)
    assert db.session.get_one(Courriel, alert.id, populate_existing=True).etat == EtatCourriel.ENVOYE
    assert db.session.query(Evenement).filter_by(code="comptes.lectures_freinees").count() == 1


@pytest.fixture
def few(app: Flask) -> Flask:
    """The service with a norm of twenty for an officer."""
    app.config["NORMES_LECTURE"] = {**NORMES_LECTURE, Role.CHARGE: 20}
    return app


def test_the_brake_says_what_to_do_leaves_the_rest_open_and_ends(few: Flask, clock: SettableClock) -> None:
    officer = make_utilisateur(Role.CHARGE, regions=("53",))
    client, pages = signed_client(few, officer), members(40)
    assert [client.get(page).status_code for page in pages][-1] == 429
    refused = client.get(pages[0])
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(int(FREIN_LECTURE.total_seconds())))
    assert "Changez votre mot de passe" in refused.text
    assert all(client.get(page).status_code == 200 for page in ("/", "/mon-compte", "/comptes/", "/candidatures/"))
    again = signed_client(few, officer)
    assert again.get(pages[0]).status_code == 429, "signing in again changes nothing"
    clock.set(clock.now() + FREIN_LECTURE)
    assert client.get(pages[0]).status_code == 200


def test_what_was_being_written_is_not_lost(few: Flask) -> None:
    client, pages = signed_client(few, make_utilisateur(Role.CHARGE, regions=("53",))), members(41)
    form = f"{pages[-1]}/desactiver"
    token = client.get(form).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for page in pages[:40]:
        client.get(page)
    sent = {"csrf_token": token, "version": "1", "motif": "Départ du service."}
    refused = client.post(form, data=sent, headers={"Referer": f"https://acia.test{form}"})
    assert refused.status_code == 429
    assert "Départ du service." in refused.text
    saving = {"Referer": f"https://acia.test{form}", "X-Requested-With": "autosave"}
    assert "gardez cette page ouverte" in client.post(form, data=sent, headers=saving).json["message"]


def test_the_same_pages_read_again_count_once_and_nothing_is_written_under_a_lot(few: Flask) -> None:
    client, pages = signed_client(few, make_utilisateur(Role.CHARGE, regions=("53",))), members(LOT_LECTURES)
    for _ in range(4):
        assert {client.get(page).status_code for page in pages[:-1]} == {200}
    assert db.session.query(LectureRecente).count() == 0
    for _ in range(4):
        assert {client.get(page).status_code for page in pages} == {200}
    (row,) = db.session.query(LectureRecente)
    assert len(row.empreintes) == LOT_LECTURES
    assert not any(str(uuid.UUID(page[-36:])) in str(row.empreintes) for page in pages)
    assert {client.get(f"/comptes/{uuid.uuid4()}").status_code for _ in range(40)} == {404}
    assert db.session.query(FreinLecture).count() == 0, "what does not open is not read"


def test_an_ordinary_day_is_never_braked(few: Flask, clock: SettableClock) -> None:
    client, pages = signed_client(few, make_utilisateur(Role.CHARGE, regions=("53",))), members(60)
    for page in pages:
        clock.set(clock.now() + timedelta(seconds=45))
        assert client.get(page).status_code == 200
    assert db.session.query(FreinLecture).count() == 0
    assert reading_slot(clock.now()) <= clock.now()


@pytest.fixture
def slow(app: Flask) -> Flask:
    """The service with a norm of thirty a day for an officer."""
    app.config["NORMES_LECTURE_JOUR"] = {**NORMES_LECTURE_JOUR, Role.CHARGE: 30}
    return app


def stroll(client: HouseClient, pages: list[str], clock: SettableClock, pause: timedelta) -> list[int]:
    """Read the pages with a pause before each; the statuses."""
    found = []
    for page in pages:
        clock.set(clock.now() + pause)
        found.append(client.get(page).status_code)
    return found


def test_s22_who_reads_slowly_and_much_is_braked_until_midnight(slow: Flask, clock: SettableClock) -> None:
    """Nine pages a quarter of an hour: never a lot in one slot, never the norm of ten minutes."""
    make_utilisateur(Role.PILOTE)
    clock.set(datetime(2027, 3, 1, 6, 0, tzinfo=UTC))
    officer = make_utilisateur(Role.CHARGE, regions=("53",))
    pages = members(45)
    begun = clock.now()
    statuses = []
    for rank, page in enumerate(pages):
        clock.set(begun + timedelta(minutes=15) * (rank // 9))
        statuses.append(signed_client(slow, officer).get(page).status_code)
    assert 30 < statuses.count(200) <= 30 + LOT_LECTURES
    assert statuses[-1] == 429
    db.session.rollback()
    brake = db.session.query(FreinLecture).one()
    midnight = datetime(2027, 3, 1, 23, 0, tzinfo=UTC)
    assert (brake.periode, brake.jusqu_at) == ("jour", midnight)
    alert = db.session.query(Courriel).filter_by(modele="alerte_lectures").one()
    assert "dans la journée" in alert.texte
    refused = signed_client(slow, officer).get(pages[-1])
    assert "dans la journée" in refused.text
    clock.set(midnight)
    assert signed_client(slow, officer).get(pages[-1]).status_code == 200
    assert db.session.query(LectureJour).filter(LectureJour.jour == date(2027, 3, 1)).count() <= 1


def test_a_day_that_ends_leaves_nothing_of_its_readings_to_the_next(slow: Flask, clock: SettableClock) -> None:
    officer = make_utilisateur(Role.CHARGE, regions=("53",))
    pages = members(50)
    for day in range(2):
        clock.set(datetime(2027, 3, 1 + day, 8, 0, tzinfo=UTC))
        client = signed_client(slow, officer)
        assert set(stroll(client, pages[25 * day : 25 * day + 25], clock, timedelta(minutes=1))) == {200}
    assert db.session.query(FreinLecture).count() == 0
    assert {row.jour for row in db.session.query(LectureJour)} == {date(2027, 3, 2)}
