"""From validated cohortes to published sessions and attendance, through real requests on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from acia.candidatures.models import AccesCandidature
from acia.cohortes.models import Cohorte
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock, add_months
from acia.core.db import db, transaction
from acia.core.jobs.engine import work_once
from acia.core.mail import Courriel
from acia.core.permissions import Role
from acia.seances.models import PlanSeances, Presence, Seance
from tests.factories.cohortes import make_cohorte_validee
from tests.factories.comptes import make_utilisateur
from tests.factories.seances import make_seance

APPEL_INCONNU = "00000000-0000-4000-8000-000000000000"
PLANNING_DAY = datetime(2027, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def officer(app: Flask) -> Utilisateur:
    return make_utilisateur(Role.CHARGE)


def plan_and_publish(app: Flask, client: Any) -> PlanSeances:
    page = client.get("/seances/planifier").text
    action = re.search(r'action="(/seances/planifier/[^"]+)"', page)
    assert action, page
    asked = client.submit("/seances/planifier", action=action.group(1))
    assert "Calcul en cours" in client.get(asked.location).text
    work_once(app)
    assert "Optimum prouvé" in client.get(asked.location).text
    assert client.submit(asked.location, action=f"{asked.location}/publication").status_code == 302
    return db.session.query(PlanSeances).one()


def test_an_officer_plans_publishes_and_everybody_is_invited(
    app: Flask, connecte: Callable[[Utilisateur], Any], clock: SettableClock, officer: Utilisateur
) -> None:
    cohorte_id = make_cohorte_validee(intervenant=make_utilisateur(Role.INTERVENANT)).id
    clock.set(PLANNING_DAY)
    client = connecte(officer)
    plan_and_publish(app, client)
    seances = db.session.query(Seance).filter_by(cohorte_id=cohorte_id).order_by(Seance.jour, Seance.cle).all()
    steps = {s.code for s in seances}
    assert {"J1", "D1", "J2", "D2", "A1"} <= steps
    first = next(s for s in seances if s.code == "J1")
    letters = [m.engagement.date_signature for m in first.cohorte.membres]
    assert max(d for d in letters if d) < first.jour <= add_months(min(d for d in letters if d), 2)
    mails = db.session.query(Courriel).filter_by(modele="seance_publiee").all()
    collective = [m for m in mails if m.objet_id == str(first.id)]
    assert len(collective) == 3 * len(letters) + 1
    event = Calendar.from_ical(collective[0].calendrier).walk("VEVENT")[0]
    assert str(event["uid"]) == str(first.uid)
    assert event["dtstart"].dt == first.debut_at
    assert isinstance(event["attendee"], str), "one attendee only: nobody sees the others"


def test_publishing_twice_publishes_once(
    app: Flask, connecte: Callable[[Utilisateur], Any], clock: SettableClock, officer: Utilisateur
) -> None:
    make_cohorte_validee(intervenant=make_utilisateur(Role.INTERVENANT))
    clock.set(PLANNING_DAY)
    client = connecte(officer)
    plan = plan_and_publish(app, client)
    count, mails = db.session.query(Seance).count(), db.session.query(Courriel).count()
    client.submit("/mon-compte", action=f"/seances/plans/{plan.id}/publication")
    assert (db.session.query(Seance).count(), db.session.query(Courriel).count()) == (count, mails)


def test_a_cohorte_without_intervenant_is_named(
    connecte: Callable[[Utilisateur], Any], clock: SettableClock, officer: Utilisateur
) -> None:
    cohorte = make_cohorte_validee()
    with transaction():
        db.session.get_one(Cohorte, cohorte.id).intervenant_id = None
    cohorte = db.session.get_one(Cohorte, cohorte.id)
    name, appel, departement = cohorte.nom, cohorte.appel_id, cohorte.departement_code
    assert departement == "29"
    clock.set(PLANNING_DAY)
    refused = connecte(officer).submit("/seances/planifier", action=f"/seances/planifier/{appel}/53")
    assert refused.status_code == 422
    assert refused.text.count(name) > 1, "once in the list, once in the reason"


def test_r66_attendance_is_recorded_by_role_and_corrected_with_its_version(
    connecte: Callable[[Utilisateur], Any], clock: SettableClock
) -> None:
    intervenant = make_utilisateur(Role.INTERVENANT)
    cohorte = make_cohorte_validee(intervenant=intervenant)
    finess = cohorte.membres[0].engagement.candidature.numero_finess
    expected = len(cohorte.membres) * 3
    seance = make_seance(cohorte, jour=date(2027, 5, 11))
    page = f"/seances/{seance.id}"
    clock.set(datetime(2027, 5, 10, 9, tzinfo=UTC))
    client = connecte(intervenant)
    assert "à partir du début" in client.get(page).text
    clock.set(datetime(2027, 5, 11, 16, tzinfo=UTC))
    client = connecte(intervenant)
    ticked = {f"present_{finess}_direction": "y", f"nom_{finess}_direction": "La directrice adjointe"}
    assert client.submit(page, ticked).status_code == 302
    rows = db.session.query(Presence).all()
    assert (len(rows), sum(p.present for p in rows)) == (expected, 1)
    assert next(p.nom for p in rows if p.present) == "La directrice adjointe"
    stale = client.submit(page, {**ticked, "version": "1"})
    assert stale.status_code == 422


def test_s2_a_session_is_read_by_its_people_only(
    connecte: Callable[[Utilisateur], Any], clock: SettableClock, officer: Utilisateur
) -> None:
    cohorte = make_cohorte_validee(intervenant=make_utilisateur(Role.INTERVENANT))
    mine, other = cohorte.membres[0].engagement, cohorte.membres[1].engagement
    access = db.session.query(AccesCandidature).filter_by(candidature_id=mine.candidature_id).first()
    assert access is not None
    person = db.session.get_one(Utilisateur, access.utilisateur_id)
    collective = f"/seances/{make_seance(cohorte).id}"
    own = f"/seances/{make_seance(cohorte, code='A1', engagement=mine).id}"
    foreign = f"/seances/{make_seance(cohorte, code='A1', engagement=other).id}"
    client = connecte(person)
    assert [client.get(p).status_code for p in (collective, own, foreign)] == [200, 200, 404]
    assert client.get(f"{foreign}/calendrier.ics").status_code == 404
    assert "BEGIN:VTIMEZONE" in client.get(f"{own}/calendrier.ics").text
    assert connecte(make_utilisateur(Role.INTERVENANT)).get(collective).status_code == 404
    assert connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get(collective).status_code == 404
    assert client.submit("/mon-compte", action=f"/seances/planifier/{APPEL_INCONNU}/53").status_code in (403, 404)
