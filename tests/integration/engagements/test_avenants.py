"""E26 once the letter exists: made again when nobody has signed it, completed by an addendum when it is signed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from acia.candidatures.models import Candidature, RoleRepresentant
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel
from acia.engagements.models import Avenant, Engagement
from acia.engagements.queries import addenda_to_sign
from acia.engagements.service import open_engagement
from acia.seances.forms import presences_form
from acia.seances.models import Seance
from acia.seances.queries import establishments_of
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.cohortes import make_cohorte_validee
from tests.factories.commission import make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement_signe
from tests.factories.fichiers import PDF
from tests.factories.parcours import Connecte, events_of
from tests.factories.relais import NOUVELLE, make_depart
from tests.factories.seances import make_seance

NOW = datetime(2027, 4, 12, 9, tzinfo=UTC)
PARTI, ARRIVEE = date(2027, 4, 10), date(2027, 4, 15)
DIRECTION = RoleRepresentant.DIRECTION


@pytest.fixture
def signe(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(NOW)
    make_utilisateur(regions=("53",))
    return make_representant_compte()


def signed_letter(signe: Utilisateur) -> Engagement:
    return make_engagement_signe(make_candidature_deposee(make_appel_publie(), auteur=signe))


def test_e26_a_signed_letter_waits_for_the_signature_of_who_comes(
    signe: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    engagement = signed_letter(signe)
    key, file_id, letter = engagement.id, engagement.candidature_id, engagement.lettre_signee_id
    make_depart(file_id, signe, NOW, PARTI)
    assert db.session.query(Avenant).count() == 0
    client = connecte(signe)
    page = f"/candidatures/{file_id}/representants"
    vacant = client.get(page).text
    link = vacant[vacant.index(f"{page}/relais/") :].partition('"')[0]
    typed = {c: getattr(NOUVELLE, c) for c in ("prenom", "nom", "fonction", "courriel")}
    assert client.submit(link, {**typed, "premier_jour": "2027-04-15"}).status_code == 302
    avenant = db.session.query(Avenant).one()
    assert b"%PDF" in read_document(avenant.document)[:8]
    told = db.session.query(Courriel).filter_by(modele="representant_change", destinataire=signe.courriel)
    assert any("avenant à signer" in mail.texte for mail in told)
    assert "Faire signer l’avenant" in client.get("/").text
    letter_page = client.get(f"/engagements/{key}/lettre").text
    # Those who signed the letter stay its signatories; she is named by her addendum.
    assert f"À signer par {NOUVELLE.nom_complet}" in letter_page
    assert f"Direction : {NOUVELLE.nom_complet}" not in letter_page

    sheet = f"/engagements/{key}/avenants/{avenant.id}"
    early = {"date_signature": "2027-04-11", "fichier": (io.BytesIO(PDF), "avenant.pdf")}
    assert client.submit(sheet, early, content_type="multipart/form-data").status_code == 422
    clock.set(datetime(2027, 4, 20, 9, tzinfo=UTC))
    client = connecte(signe)
    without = client.submit(sheet, {"date_signature": "2027-04-16"}, content_type="multipart/form-data")
    assert without.status_code == 422
    good = {"date_signature": "2027-04-16", "fichier": (io.BytesIO(PDF + b"%avenant"), "avenant.pdf")}
    assert client.submit(sheet, good, content_type="multipart/form-data").status_code == 302
    db.session.rollback()
    avenant = db.session.query(Avenant).one()
    assert avenant.date_signature == date(2027, 4, 16)
    assert addenda_to_sign(db.session.get_one(Utilisateur, signe.id)) == []
    # The first letter and its date, which start the clock, have not moved.
    kept = db.session.get_one(Engagement, key)
    assert (kept.lettre_signee_id, kept.date_signature) == (letter, date(2027, 3, 29))
    assert [c for c in events_of(file_id) if c.startswith("avenant")] == ["avenant_ouvert", "avenant_signe"]
    assert verify_chain()[1] is None


def test_e26_a_letter_not_signed_yet_is_made_again_in_her_name(signe: Utilisateur) -> None:
    row = make_candidature_deposee(make_appel_publie({"29": 5}), departement="29", auteur=signe)
    make_selection_notifiee(row)
    officer = make_utilisateur(regions=("53",))
    with transaction():
        engagement = open_engagement(
            db.session.get_one(Candidature, row.id), auteur=officer, now=NOW, lien=lambda key: f"https://x.test/{key}"
        )
        key, before = engagement.id, engagement.lettre_id
    make_depart(row.id, signe, NOW, PARTI, premier_jour=ARRIVEE)
    letter = db.session.get_one(Engagement, key).lettre
    assert letter is not None
    assert letter.id != before
    assert db.session.query(Avenant).count() == 0


def test_e26_sessions_expect_and_invite_who_holds_the_role_that_day(app: Flask, signe: Utilisateur) -> None:
    cohorte = make_cohorte_validee(representants=[signe])
    first = cohorte.membres[0].engagement
    file_id, finess = first.candidature_id, first.candidature.numero_finess
    past, near, far = (
        make_seance(cohorte, code=code, jour=jour)
        for code, jour in (("J1", date(2027, 4, 14)), ("D1", date(2027, 5, 20)), ("J2", date(2027, 6, 20)))
    )
    ids = [past.id, near.id, far.id]
    with app.test_request_context(base_url="https://acia.test/"):
        make_depart(file_id, signe, NOW, PARTI, premier_jour=ARRIVEE)
    sent = db.session.query(Courriel).filter_by(modele="seance_publiee", destinataire=NOUVELLE.courriel)
    assert {m.objet_id for m in sent} == {str(ids[1]), str(ids[2])}
    with app.test_request_context():
        for key, name in ((ids[0], ""), (ids[1], NOUVELLE.nom_complet)):
            seance = db.session.get_one(Seance, key)
            engagements = establishments_of(seance)
            form = presences_form(engagements)(formdata=None, meta={"csrf": False})
            form.fill(seance, engagements)
            assert form[f"nom_{finess}_direction"].data == name
            assert form[f"nom_{finess}_metier"].data
