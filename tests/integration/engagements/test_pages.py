"""The pages of the commitments, as an officer and an establishment walk them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.engagements.models import Engagement, EtatEngagement
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient, without_token
from tests.factories.commission import make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement_signe
from tests.factories.fichiers import PDF

Connecte = Callable[[Utilisateur], HouseClient]


@pytest.fixture
def person(app: Flask, clock: SettableClock) -> Utilisateur:
    """The person who signs for the establishment, a week after the decisions."""
    clock.set(datetime(2027, 4, 2, 8, 0, tzinfo=UTC))
    return make_representant_compte()


@pytest.fixture
def candidature(person: Utilisateur) -> Candidature:
    """Her retained and notified file."""
    row = make_candidature_deposee(make_appel_publie(), auteur=person)
    make_selection_notifiee(row)
    return row


def open_it(candidature: Candidature, client: HouseClient) -> Engagement:
    """Open the commitments as the officer does."""
    data = {"appel_id": str(candidature.appel_id), "departement": "29"}
    assert client.submit("/engagements/", data, action="/engagements/ouverture").status_code == 302
    return db.session.query(Engagement).filter_by(candidature_id=candidature.id).one()


def letter(**changes: object) -> dict[str, object]:
    """The form of a signed letter."""
    return {
        "date_signature": "2027-03-30",
        "representant_legal": "Camille Riou",
        "qualite": "Présidente",
        "fichier": (io.BytesIO(PDF), "lettre signée.pdf"),
        **changes,
    }


def test_from_the_opening_to_the_complete_availabilities(
    candidature: Candidature, person: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    officer, team = connecte(make_utilisateur()), connecte(person)
    clock.set(datetime(2027, 3, 24, 8, 0, tzinfo=UTC))
    page = f"/engagements/{open_it(candidature, officer).id}"
    clock.set(datetime(2027, 4, 2, 8, 0, tzinfo=UTC))
    assert f"{page}/lettre" in team.get("/engagements/miens").get_data(as_text=True)
    assert team.get(f"{page}/documents/lettre").mimetype == "application/pdf"
    assert team.submit(f"{page}/lettre", letter()).status_code == 302
    assert "dimanche 30 mai 2027" in team.get(f"{page}/lettre").get_data(as_text=True)
    day = {"jour": "2027-05-11", "creneau": "matin", "niveau": "impossible"}
    assert team.submit(f"{page}/disponibilites", day).status_code == 302
    html = team.get(f"{page}/disponibilites").get_data(as_text=True)
    withdrawal = re.search(r'action="([^"]+/retrait)"', html)
    assert withdrawal
    assert team.submit(f"{page}/disponibilites", {}, action=withdrawal.group(1)).status_code == 302
    hosting = {"peut_accueillir": "y", "lieu": "Salle bleue"}
    assert team.submit(f"{page}/disponibilites", hosting, action=f"{page}/accueil").status_code == 302
    assert team.submit(f"{page}/disponibilites", {}, action=f"{page}/disponibilites/completes").status_code == 302
    seen = officer.get(page).get_data(as_text=True)
    assert "Complet" in seen
    assert "Salle bleue" in seen
    assert "Il reste 58 jours" in officer.get("/engagements/?avancement=complet").get_data(as_text=True)


def test_a_future_date_is_refused_at_its_field_and_the_rest_is_kept(
    candidature: Candidature, person: Utilisateur, connecte: Connecte
) -> None:
    engagement = open_it(candidature, connecte(make_utilisateur()))
    page = f"/engagements/{engagement.id}/lettre"
    answer = connecte(person).submit(page, letter(date_signature="2027-05-01"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="date_signature-refus"' in html
    assert 'value="Camille Riou"' in html
    assert db.session.get_one(Engagement, engagement.id).etat == EtatEngagement.OUVERT


def test_a_writer_tells_the_days_but_does_not_hand_in_the_letter(
    candidature: Candidature, person: Utilisateur, connecte: Connecte
) -> None:
    engagement = open_it(candidature, connecte(make_utilisateur()))
    with transaction():
        db.session.query(AccesCandidature).filter_by(utilisateur_id=person.id).update({"droit": Droit.ECRIT})
    team, page = connecte(person), f"/engagements/{engagement.id}"
    day = {"jour": "2027-05-11", "creneau": "journee", "niveau": "si_besoin"}
    assert team.submit(f"{page}/disponibilites", day).status_code == 302
    assert team.submit(f"{page}/disponibilites", letter(), action=f"{page}/lettre").status_code == 403


def test_s3_others_cannot_tell_that_a_commitment_exists(person: Utilisateur, connecte: Connecte) -> None:
    engagement = make_engagement_signe(signature=date(2027, 3, 29))
    page, unknown = f"/engagements/{engagement.id}", "/engagements/6f1c2f5e-2a55-4c36-9a0e-1f6b8f6b2a10"
    stranger, officer = connecte(person), connecte(make_utilisateur(regions=("01",)))
    for client, suffixes in ((stranger, ("/lettre", "/disponibilites", "/documents/lettre-signee")), (officer, ("",))):
        for suffix in suffixes:
            theirs, none = client.get(page + suffix), client.get(unknown + suffix)
            assert (theirs.status_code, none.status_code) == (404, 404)
            assert without_token(theirs) == without_token(none)


def test_s2_each_page_is_for_its_role(person: Utilisateur, connecte: Connecte) -> None:
    assert connecte(person).get("/engagements/").status_code == 403
    assert connecte(make_utilisateur()).get("/engagements/miens").status_code == 403
    member = connecte(make_utilisateur(Role.MEMBRE))
    assert (member.get("/engagements/").status_code, member.get("/engagements/miens").status_code) == (403, 403)


def test_empty_pages_say_what_comes_next(person: Utilisateur, connecte: Connecte) -> None:
    assert "Aucun engagement" in connecte(person).get("/engagements/miens").get_data(as_text=True)
    assert "Aucun établissement retenu" in connecte(make_utilisateur()).get("/engagements/").get_data(as_text=True)
