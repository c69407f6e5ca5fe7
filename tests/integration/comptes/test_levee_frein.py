"""S22: a national pilot lifts a brake, with a reason, once, from where she is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from acia.comptes.lectures import acts_on_brakes, braked_people, lift_brakes
from acia.comptes.models import FreinLecture, LectureJour, LectureRecente, LeveeFrein, Utilisateur
from acia.config import NORMES_LECTURE
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.client import HouseClient, signed_client
from tests.factories.comptes import make_frein, make_utilisateur

MOTIF = {"motif": "Jointe par téléphone : elle relit tous ses dossiers avant la séance."}


@pytest.fixture
def reader(app: Flask) -> Utilisateur:
    """An officer who has just read too much, the norm being twenty."""
    app.config["NORMES_LECTURE"] = {**NORMES_LECTURE, Role.CHARGE: 20}
    make_utilisateur(Role.PILOTE, nom="Première")
    return make_utilisateur(Role.CHARGE, regions=("53",), nom="Lectrice")


def read_too_much(app: Flask, person: Utilisateur) -> tuple[HouseClient, list[str]]:
    client = signed_client(app, person)
    pages = [f"/comptes/{make_utilisateur(Role.MEMBRE, regions=('53',)).id}" for _ in range(40)]
    assert [client.get(page).status_code for page in pages][-1] == 429
    return client, pages


def test_s22_the_pilot_is_led_to_the_brake_and_lifts_it(app: Flask, reader: Utilisateur) -> None:
    client, pages = read_too_much(app, reader)
    pilote = make_utilisateur(Role.PILOTE)
    office = signed_client(app, pilote)
    account = f"/comptes/{reader.id}"
    mail = db.session.query(Courriel).filter_by(modele="alerte_lectures").one()
    assert f"https://acia.test{account}" in mail.texte
    assert f'href="{account}"' in office.get("/").text, "her home leads there too"
    page = office.get(account).text.replace("\xa0", " ")
    assert "Ses lectures sont freinées jusqu’au" in page
    assert f'href="{account}/frein"' in page
    assert office.submit(f"{account}/frein", {"motif": " "}).status_code == 422
    assert client.get(pages[0]).status_code == 429
    assert office.submit(f"{account}/frein", MOTIF).status_code == 302
    assert client.get(pages[0]).status_code == 200
    row, brake = db.session.query(LeveeFrein).one(), db.session.query(FreinLecture).one()
    assert (row.utilisateur_id, row.levee_par_id, row.motif) == (reader.id, pilote.id, MOTIF["motif"])
    assert brake.jusqu_at == row.levee_at < row.prevu_at
    event = db.session.query(Evenement).filter_by(code="comptes.frein_leve").one()
    assert (event.auteur_id, event.motif) == (pilote.id, MOTIF["motif"])
    assert verify_chain()[1] is None
    assert "Ses lectures sont freinées" not in office.get(account).text
    assert "rien à lever" in office.get(f"{account}/frein").text.replace("\xa0", " ")


def test_s22_her_readings_are_counted_from_nothing_again(app: Flask, reader: Utilisateur, clock: SettableClock) -> None:
    client, pages = read_too_much(app, reader)
    office = signed_client(app, make_utilisateur(Role.PILOTE))
    office.submit(f"/comptes/{reader.id}/frein", MOTIF)
    db.session.rollback()
    assert db.session.query(LectureRecente).count() == db.session.query(LectureJour).count() == 0
    assert {client.get(page).status_code for page in pages[-15:]} == {200}, "the next lot does not brake at once"
    clock.set(clock.now() + timedelta(minutes=5))
    assert 429 in {client.get(page).status_code for page in pages}, "beyond the norm again, braked again"


def test_s22_only_another_pilot_lifts_a_brake(app: Flask, reader: Utilisateur, clock: SettableClock) -> None:
    read_too_much(app, reader)
    address = f"/comptes/{reader.id}/frein"
    colleague = make_utilisateur(Role.CHARGE, regions=("53",))
    assert signed_client(app, colleague).get(address).status_code in (403, 404)
    pilote = make_utilisateur(Role.PILOTE)
    make_frein(pilote, clock.now())
    for author, whose in ((colleague, reader), (reader, reader), (pilote, pilote)):
        with pytest.raises(AccesRefuse), transaction():
            lift_brakes(whose.id, "Pour finir.", version=1, auteur=author, now=clock.now())
    assert db.session.query(LeveeFrein).count() == 0


def test_s57_a_brake_is_lifted_once_and_on_the_page_that_was_seen(
    app: Flask, reader: Utilisateur, clock: SettableClock
) -> None:
    make_frein(reader, clock.now())
    pilote, now = make_utilisateur(Role.PILOTE), clock.now()
    with pytest.raises(ConflitVersion), transaction():
        lift_brakes(reader.id, "Vu.", version=0, auteur=pilote, now=now)
    with transaction():
        lift_brakes(reader.id, "Vu.", version=1, auteur=pilote, now=now)
    with pytest.raises(ActionRefusee, match="lit de nouveau"), transaction():
        lift_brakes(reader.id, "Vu.", version=2, auteur=pilote, now=now)
    assert braked_people(now) == []
    assert acts_on_brakes(reader) == 2


def test_a_brake_lifted_while_the_page_is_asked_for_lets_it_open(
    app: Flask, reader: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, pages = read_too_much(app, reader)
    monkeypatch.setattr("acia.comptes.frein.running_brakes", lambda _person, _now: [])
    assert client.get(pages[0]).status_code == 200
