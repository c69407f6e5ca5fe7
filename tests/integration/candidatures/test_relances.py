"""Reminders to unfinished files only, an officer's own reminder, the progress page (A1-36, A1-38)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.jobs import remind_drafts
from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.comptes.avis import save_rhythms
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis, RythmeAvis
from acia.core.clock import SettableClock, deadline_after
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte

J7 = datetime(2027, 2, 13, 8, 0, tzinfo=UTC)


def sent_to(person: Utilisateur) -> int:
    db.session.rollback()
    return db.session.query(Courriel).filter_by(modele="relance_inacheve", destinataire=person.courriel).count()


@pytest.fixture
def appel(app: Flask, clock: SettableClock) -> Appel:
    clock.set(J7)
    return make_appel_publie({"29": 5, "971": 5})


def test_a1_36_only_those_who_have_not_deposited_are_reminded_once(appel: Appel) -> None:
    late, done, gone, reader = (make_representant_compte() for _ in range(4))
    draft = make_brouillon(appel, departement="29", auteur=late)
    make_candidature_deposee(appel, departement="29", auteur=done)
    withdrawn = make_brouillon(appel, departement="29", auteur=gone)
    with transaction():
        row = db.session.get_one(Candidature, withdrawn.id)
        row.etat, row.retiree_at = "retiree", J7
        db.session.add(
            AccesCandidature(candidature_id=draft.id, utilisateur_id=reader.id, droit=Droit.LIT, donne_at=J7)
        )
    for minute in range(3):
        remind_drafts(J7 + timedelta(minutes=minute))
    assert [sent_to(p) for p in (late, done, gone, reader)] == [1, 0, 0, 0]
    remind_drafts(J7 + timedelta(days=5))
    assert sent_to(late) == 2


def test_a_date_that_moves_takes_its_reminders_with_it(appel: Appel) -> None:
    late = make_representant_compte()
    make_brouillon(appel, departement="29", auteur=late)
    with transaction():
        db.session.get_one(Appel, appel.id).cloture_at = deadline_after(date(2027, 2, 25), "Europe/Paris")
    remind_drafts(J7)
    assert sent_to(late) == 0
    remind_drafts(J7 + timedelta(days=5))
    assert sent_to(late) == 1


def test_a_file_begun_after_the_hour_is_not_reminded_at_once(appel: Appel) -> None:
    late = make_representant_compte()
    draft = make_brouillon(appel, departement="29", auteur=late)
    with transaction():
        db.session.get_one(Candidature, draft.id).cree_at = J7 + timedelta(minutes=5)
    remind_drafts(J7 + timedelta(minutes=10))
    assert sent_to(late) == 0


def test_an_officer_sees_who_would_be_told_then_tells_them_once_a_day(
    appel: Appel, connecte: Connecte, clock: SettableClock
) -> None:
    late, quiet, elsewhere = (make_representant_compte() for _ in range(3))
    make_brouillon(appel, departement="29", auteur=late)
    make_brouillon(appel, departement="29", auteur=quiet)
    make_brouillon(appel, departement="971", auteur=elsewhere)
    with transaction():
        person = db.session.get_one(Utilisateur, quiet.id)
        save_rhythms(person, dict.fromkeys(FamilleAvis, RythmeAvis.JAMAIS), now=J7)
    client = connecte(make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch"))
    page = "/candidatures/inacheves"
    seen = client.get(page).text
    assert late.nom_complet in seen
    assert f"{quiet.nom_complet} (jamais)" in seen
    assert elsewhere.nom_complet not in seen
    assert sent_to(late) == 0
    assert client.submit(page, action=f"{page}/{appel.code}/relancer").status_code == 302
    assert "1\u00a0dossier est relancé" in client.get(page).text, "nobody is told of the other one"
    again = client.submit(page, action=f"{page}/{appel.code}/relancer")
    assert again.status_code == 422
    assert "déjà partie" in again.text
    assert [sent_to(p) for p in (late, quiet, elsewhere)] == [1, 0, 0]


def test_the_days_of_a_call_are_chosen(appel: Appel, connecte: Connecte) -> None:
    late = make_representant_compte()
    make_brouillon(appel, departement="29", auteur=late)
    client = connecte(make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch"))
    page = "/candidatures/inacheves"
    refused = client.submit(page, {"jours": "bientôt"}, action=f"{page}/{appel.code}/reglage")
    assert refused.status_code == 422
    assert "Exemple" in refused.text
    assert client.submit(page, {"jours": "10, 1"}, action=f"{page}/{appel.code}/reglage").status_code == 302
    remind_drafts(J7)
    assert sent_to(late) == 0
    assert 'value="10, 1"' in client.get(page).text
    assert client.submit(page, {"jours": ""}, action=f"{page}/{appel.code}/reglage").status_code == 302
    remind_drafts(datetime(2027, 2, 19, 8, 0, tzinfo=UTC))
    assert sent_to(late) == 0


def test_a1_38_progress_says_the_next_date_and_whom_to_call(appel: Appel, connecte: Connecte) -> None:
    person = make_representant_compte()
    dossier = make_candidature_deposee(appel, departement="29", auteur=person)
    client = connecte(person)
    shown = client.get(f"/candidatures/{dossier.id}/avancement").text
    assert "18 mars 2027" in shown
    assert "02 00 00 00 00" in shown
    draft = make_brouillon(appel, departement="29", auteur=person)
    assert client.get(f"/candidatures/{draft.id}/avancement").status_code == 404
