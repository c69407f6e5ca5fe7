"""Several people on one file: invited, joined, changed, gone, handed over; by real requests."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.models import AccesCandidature, Candidature, DemandeDepot, Droit
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_representant_compte
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.factories.parcours import Connecte
from tests.factories.personnes import add_person, make_invitation, rights_of, token_sent

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
LIEN = "/candidatures/invitations/"


@pytest.fixture
def signataire(clock: SettableClock) -> Utilisateur:
    clock.set(NOW)
    return make_representant_compte()


def _mails(modele: str) -> list[str]:
    return sorted(m.destinataire for m in db.session.query(Courriel).filter_by(modele=modele))


def _acces(person: Utilisateur, key: uuid.UUID) -> uuid.UUID:
    return db.session.query(AccesCandidature).filter_by(utilisateur_id=person.id, candidature_id=key).one().id


def test_somebody_without_an_account_joins_from_the_link_once(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    key = make_brouillon(make_appel_publie(), auteur=signataire).id
    page = f"/candidatures/{key}/personnes"
    sent = connecte(signataire).submit(page, {"courriel": "Lea.Riou@Exemple.test", "droit": "ecrit"})
    assert sent.status_code == 302
    jeton = token_sent("lea.riou@exemple.test")
    visitor = connecte(None)
    assert "Ouvrir mon compte et rejoindre" in visitor.get(LIEN + jeton).text
    who = {"prenom": "Léa", "nom": "Riou", "fonction": "Cheffe de service", "mot_de_passe": PHRASE}
    weak = visitor.submit(LIEN + jeton, {**who, "mot_de_passe": "court"})
    assert weak.status_code == 422
    joined = visitor.submit(LIEN + jeton, who)
    assert (joined.status_code, joined.headers["Location"]) == (302, f"/candidatures/{key}")
    assert "Votre projet" in visitor.get(f"/candidatures/{key}").text
    assert rights_of(key)["lea.riou@exemple.test"] == "ecrit"
    assert connecte(None).get(LIEN + jeton).status_code == 410
    codes = [e.code for e in db.session.query(Evenement).filter_by(objet_id=str(key)).order_by(Evenement.numero)]
    assert codes == ["candidature_invitation", "candidature_rejointe"]


def test_somebody_with_an_account_signs_in_first_and_another_address_is_refused(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    row = make_brouillon(make_appel_publie(), auteur=signataire)
    key, known = row.id, make_utilisateur(Role.REPRESENTANT, regions=(), mot_de_passe=PHRASE)
    courriel = known.courriel
    jeton = make_invitation(row, signataire, courriel, NOW, Droit.LIT)
    assert "Me connecter" in connecte(None).get(LIEN + jeton).text
    other = connecte(make_representant_compte())
    assert "autre adresse" in other.get(LIEN + jeton).text
    assert courriel not in rights_of(key)
    joined = connecte(known).submit(LIEN + jeton)
    assert joined.headers["Location"] == f"/candidatures/{key}"
    assert rights_of(key)[courriel] == "lit"


def test_an_invitation_expires_is_cancelled_and_replaced(
    app: Flask, connecte: Connecte, clock: SettableClock, signataire: Utilisateur
) -> None:
    row = make_brouillon(make_appel_publie(), auteur=signataire)
    key, client = row.id, connecte(signataire)
    first = make_invitation(row, signataire, "a@exemple.test", NOW)
    second = make_invitation(row, signataire, "a@exemple.test", NOW + timedelta(minutes=1))
    assert [connecte(None).get(LIEN + j).status_code for j in (first, second)] == [410, 200]
    page = client.get(f"/candidatures/{key}/personnes").text
    action = page.split("/annuler")[0].rsplit('"', 1)[1] + "/annuler"
    assert client.submit(f"/candidatures/{key}/personnes", action=action).status_code == 302
    assert connecte(None).get(LIEN + second).status_code == 410
    third = make_invitation(row, signataire, "a@exemple.test", NOW + timedelta(minutes=2))
    clock.set(NOW + timedelta(days=7, minutes=3))
    assert connecte(None).get(LIEN + third).status_code == 410


def test_the_only_signatory_neither_leaves_nor_only_writes(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    row = make_brouillon(make_appel_publie(), auteur=signataire)
    key, courriel, page = row.id, signataire.courriel, f"/candidatures/{row.id}/personnes/{_acces(signataire, row.id)}"
    client = connecte(signataire)
    for choice in ("ecrit", "lit", "aucun"):
        refused = client.submit(page, {"droit": choice})
        assert refused.status_code == 422
        assert "au moins une personne qui signe" in refused.text
    assert rights_of(key) == {courriel: "signe"}


def test_e26_who_leaves_hands_the_signature_over_in_one_act(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    row = make_candidature_deposee(make_appel_publie(), auteur=signataire)
    key, writer = row.id, add_person(row, Droit.ECRIT)
    courriel = writer.courriel
    page = f"/candidatures/{key}/personnes/{_acces(writer, key)}"
    assert connecte(signataire).submit(page, {"droit": "transmettre"}).headers["Location"] == "/candidatures/miennes"
    assert rights_of(key) == {courriel: "signe"}
    assert connecte(signataire).get(f"/candidatures/{key}").status_code == 404
    assert "Retirer cette candidature" in connecte(writer).get(f"/candidatures/{key}").text


def test_e26_the_service_hands_over_a_file_whose_signatory_has_left(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    appel = make_appel_publie({"29": 5, "971": 2})
    row = make_brouillon(appel, auteur=signataire)
    key, gone = row.id, signataire.courriel
    elsewhere, officer = make_utilisateur(Role.CHARGE, regions=("01",)), make_utilisateur(Role.CHARGE)
    typed = {
        "appel": appel.code,
        "numero": row.numero_finess,
        "courriel": "nouvelle.direction@exemple.test",
        "motif": "Départ de la directrice, confirmé par le siège.",
    }
    refused = connecte(elsewhere).submit("/candidatures/transfert", typed)
    assert refused.status_code == 422
    assert connecte(officer).submit("/candidatures/transfert", typed).status_code == 302
    assert rights_of(key) == {gone: "signe"}
    assert _mails("dossier_transfert") == [gone]
    who = {"prenom": "Jeanne", "nom": "Kerbrat", "fonction": "Directrice", "mot_de_passe": PHRASE}
    connecte(None).submit(LIEN + token_sent("nouvelle.direction@exemple.test"), who)
    assert rights_of(key) == {gone: "lit", "nouvelle.direction@exemple.test": "signe"}
    event = db.session.query(Evenement).filter_by(code="candidature_transfert").one()
    assert event.motif == "Départ de la directrice, confirmé par le siège."


def test_who_writes_says_it_is_ready_and_who_signs_sends_it_back_then_deposits(
    app: Flask, connecte: Connecte, signataire: Utilisateur
) -> None:
    row = make_brouillon(make_appel_publie(), auteur=signataire)
    writer = add_person(row, Droit.ECRIT)
    key, base, boss = row.id, f"/candidatures/{row.id}", signataire.courriel
    written = writer.courriel
    assert "Prévenir la direction" in connecte(writer).get(base).text
    connecte(writer).submit(base, action=f"{base}/pret")
    connecte(writer).submit(f"{base}/personnes/{_acces(writer, key)}", action=f"{base}/pret")
    assert db.session.query(DemandeDepot).count() == 1
    assert _mails("depot_demande") == [boss]
    assert "On vous attend pour déposer" in connecte(signataire).get(f"{base}/verification").text
    assert connecte(signataire).submit(f"{base}/renvoi", {"motif": "Le calendrier."}).status_code == 302
    assert _mails("depot_renvoye") == [written]
    assert "Le calendrier." in connecte(writer).get(base).text
    connecte(writer).submit(base, action=f"{base}/pret")
    connecte(signataire).submit(f"{base}/verification", action=f"{base}/depot")
    db.session.rollback()
    assert db.session.get_one(Candidature, key).numero
    assert all(d.close_at for d in db.session.query(DemandeDepot))


def test_an_incomplete_file_is_not_said_ready(app: Flask, connecte: Connecte, signataire: Utilisateur) -> None:
    row = make_brouillon(make_appel_publie(), auteur=signataire, complet=False)
    writer = add_person(row, Droit.ECRIT)
    base = f"/candidatures/{row.id}"
    page = f"{base}/personnes/{_acces(writer, row.id)}"
    answer = connecte(writer).submit(page, action=f"{base}/pret", follow_redirects=True)
    assert "Il manque encore quelque chose" in answer.text
    assert db.session.query(DemandeDepot).count() == 0
