"""E26: a representative leaves after the deposit; who takes over, what it changes, what it never changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.documents import deposited_data
from acia.candidatures.models import Candidature, Relais, RoleRepresentant
from acia.candidatures.queries import accuse_of, holders_on, reponses_of, vacancies_seen_by
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.parcours import Connecte, events_of, fresh
from tests.factories.personnes import add_person
from tests.factories.relais import NOUVELLE, make_depart

NOW = datetime(2027, 5, 12, 9, 0, tzinfo=UTC)
PARTI, ARRIVEE = date(2027, 4, 30), date(2027, 5, 10)
PERSONNE = {
    "prenom": "Maëlle",
    "nom": "Tanguy",
    "fonction": "Cheffe de service",
    "courriel": "maelle.tanguy@exemple.test",
}


class Scene:
    """A file deposited in February, its signatory, the officer of its région."""

    def __init__(self, clock: SettableClock) -> None:
        clock.set(NOW)
        self.clock = clock
        self.signe = make_representant_compte()
        self.charge = make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch")
        self.dossier = make_candidature_deposee(make_appel_publie({"29": 5}), auteur=self.signe)
        self.base = f"/candidatures/{self.dossier.id}/representants"
        db.session.rollback()

    def relais(self) -> Relais:
        db.session.rollback()
        return db.session.query(Relais).filter_by(candidature_id=self.dossier.id).one()

    def holders(self, jour: date) -> dict[str, str]:
        return {role.value: p.nom_complet for role, p in holders_on(fresh(self.dossier.id), jour).items()}


@pytest.fixture
def scene(app: Flask, clock: SettableClock) -> Scene:
    return Scene(clock)


def test_e26_the_signatory_says_who_leaves_and_who_comes(scene: Scene, connecte: Connecte) -> None:
    sealed, before = deposited_data(fresh(scene.dossier.id)), reponses_of(fresh(scene.dossier.id)).representants
    receipt = accuse_of(scene.dossier.id)
    empreinte, version = receipt.empreinte if receipt else "", fresh(scene.dossier.id).version
    client = connecte(scene.signe)
    typed = {"dernier_jour": "2027-04-30", "motif": "changement_emploi", "premier_jour": "2027-05-10", **PERSONNE}
    assert client.submit(f"{scene.base}/direction/depart", typed).status_code == 302

    assert scene.holders(PARTI)["direction"] == before.direction.nom_complet
    assert "direction" not in scene.holders(date(2027, 5, 9))
    assert scene.holders(ARRIVEE)["direction"] == "Maëlle Tanguy"
    assert scene.holders(ARRIVEE)["personnel"] == before.personnel.nom_complet
    # What was deposited, and what its receipt seals, never move.
    assert deposited_data(fresh(scene.dossier.id)) == sealed
    assert fresh(scene.dossier.id).version == version
    kept = accuse_of(scene.dossier.id)
    assert kept is not None
    assert kept.empreinte == empreinte

    shown = client.get(scene.base).text
    assert "Maëlle Tanguy" in shown
    assert before.direction.nom_complet in shown
    assert "Changement d’emploi" in shown
    file = connecte(scene.charge).get(f"/candidatures/{scene.dossier.id}").text
    assert "Les représentants aujourd’hui" in file
    assert "Maëlle Tanguy" in file
    assert [c for c in events_of(scene.dossier.id) if c.startswith("representant")] == [
        "representant_parti",
        "representant_nomme",
    ]
    mails = db.session.query(Courriel).filter_by(modele="representant_change")
    assert {m.destinataire for m in mails} == {scene.signe.courriel, scene.charge.courriel}
    assert all("Changement" not in m.texte for m in mails)
    journal = db.session.query(Evenement).filter_by(code="representant_parti").one()
    assert "emploi" not in journal.phrase + journal.motif
    assert verify_chain()[1] is None


def test_e26_the_officer_declares_when_nobody_is_left_then_names(scene: Scene, connecte: Connecte) -> None:
    client = connecte(scene.charge)
    typed = {"dernier_jour": "2027-05-03", "motif": "deces"}
    refused = client.submit(f"{scene.base}/metier/depart", typed)
    assert refused.status_code == 422
    assert "à la place de l’établissement" in refused.text
    said = {"pourquoi": "L’adjointe nous a appelés."}
    assert client.submit(f"{scene.base}/metier/depart", typed | said).status_code == 302
    assert "metier" not in scene.holders(date(2027, 5, 4))
    journal = db.session.query(Evenement).filter_by(code="representant_parti").one()
    assert journal.motif == "L’adjointe nous a appelés."
    page = f"{scene.base}/relais/{scene.relais().id}"
    assert "Nommer quelqu’un" in client.get(scene.base).text
    named = client.submit(page, {**PERSONNE, "premier_jour": "2027-05-12", **said})
    assert named.status_code == 302
    assert scene.holders(NOW.date())["metier"] == "Maëlle Tanguy"
    # Naming once more is refused.
    assert "déjà nommée" in client.get(page).text


def test_e26_the_new_trio_obeys_the_rules_of_the_deposit(scene: Scene, connecte: Connecte) -> None:
    make_depart(scene.dossier.id, scene.signe, NOW, PARTI)
    page, client = f"{scene.base}/relais/{scene.relais().id}", connecte(scene.signe)
    other = reponses_of(fresh(scene.dossier.id)).representants.metier
    same = {"prenom": other.prenom, "nom": other.nom, "fonction": "Directrice", "courriel": "x@exemple.test"}
    refused = client.submit(page, {**same, "premier_jour": "2027-05-10"})
    assert refused.status_code == 422
    assert "trois personnes différentes" in refused.text
    early = client.submit(page, {**PERSONNE, "premier_jour": "2027-04-30"})
    assert early.status_code == 422
    assert scene.relais().premier_jour is None
    # Who comes back is named as anybody else.
    back = reponses_of(fresh(scene.dossier.id)).representants.direction
    typed = {c: getattr(back, c) for c in PERSONNE}
    assert client.submit(page, {**typed, "premier_jour": "2027-05-10"}).status_code == 302


def test_e26_a_role_vacant_for_more_than_thirty_days_warns(scene: Scene, connecte: Connecte) -> None:
    make_depart(scene.dossier.id, scene.signe, NOW, PARTI)
    scene.clock.set(datetime(2027, 5, 30, 9, tzinfo=UTC))
    assert "E26" not in connecte(scene.charge).get(f"/candidatures/{scene.dossier.id}").text
    assert "Nommer un représentant" not in connecte(scene.charge).get("/").text
    assert "Nommer un représentant" in connecte(scene.signe).get("/").text
    scene.clock.set(datetime(2027, 5, 31, 9, tzinfo=UTC))
    seen = connecte(scene.charge).get(f"/candidatures/{scene.dossier.id}").text
    assert "E26" in seen
    assert "31 jours" in seen.replace("\u00a0", " ")
    assert "Nommer un représentant" in connecte(scene.charge).get("/").text
    elsewhere = make_utilisateur(Role.CHARGE, regions=("01",), nom="Bellance")
    assert vacancies_seen_by(elsewhere, scene.clock.now()) == []


def test_e26_who_may_and_when(scene: Scene, connecte: Connecte) -> None:
    reader = make_utilisateur(Role.CHARGE, regions=("01",), nom="Bellance")
    with pytest.raises(Introuvable):
        make_depart(scene.dossier.id, reader, NOW, PARTI)
    writer = add_person(scene.dossier, "ecrit")
    with pytest.raises(AccesRefuse):
        make_depart(scene.dossier.id, writer, NOW, PARTI)
    with transaction():
        appel = db.session.get_one(Candidature, scene.dossier.id).appel
        appel.cloture_at = NOW + timedelta(days=3)
    with pytest.raises(ActionRefusee, match="n’est pas passée"):
        make_depart(scene.dossier.id, scene.signe, NOW, PARTI)
    assert db.session.query(Relais).count() == 0


def test_e26_a_role_passes_from_hand_to_hand(scene: Scene) -> None:
    make_depart(scene.dossier.id, scene.signe, NOW, PARTI, premier_jour=ARRIVEE)
    with pytest.raises(ActionRefusee, match="depuis le 10 mai 2027"):
        make_depart(scene.dossier.id, scene.signe, NOW, date(2027, 5, 9))
    again = make_depart(scene.dossier.id, scene.signe, NOW, date(2027, 6, 30))
    assert (again.rang, again.parti.nom_complet) == (2, NOUVELLE.nom_complet)
    assert scene.holders(date(2027, 6, 30))["direction"] == NOUVELLE.nom_complet
    assert "direction" not in scene.holders(date(2027, 7, 1))
    with pytest.raises(ActionRefusee, match="Personne ne tient"):
        make_depart(scene.dossier.id, scene.signe, NOW, date(2027, 7, 2))


def test_e26_a_page_opened_before_another_departure_is_refused(scene: Scene, connecte: Connecte) -> None:
    client, page = connecte(scene.signe), f"{scene.base}/direction/depart"
    token = token_of(client, page)
    make_depart(scene.dossier.id, scene.charge, NOW, PARTI, premier_jour=ARRIVEE)
    typed = {"csrf_token": token, "version": "0", "dernier_jour": "2027-05-11", "motif": "fin_mandat"}
    assert client.post(page, data=typed, headers={"Referer": "https://acia.test/"}).status_code == 422
    assert scene.relais().rang == 1


def test_e26_two_people_at_once_declare_one_departure_and_name_one_person(scene: Scene, connecte: Connecte) -> None:
    clients, page = [connecte(scene.signe), connecte(scene.charge)], f"{scene.base}/direction/depart"
    data = {"version": "0", "dernier_jour": "2027-04-30", "motif": "fin_mandat", "pourquoi": "Appel reçu."}
    answers = together(clients, [(page, {"csrf_token": token_of(c, page), **data}) for c in clients])
    assert sorted(status for status, _ in answers) == [302, 422], answers
    relais = scene.relais()
    name = f"{scene.base}/relais/{relais.id}"
    typed = {**PERSONNE, "version": str(relais.version), "premier_jour": "2027-05-10", "pourquoi": "Appel reçu."}
    answers = together(clients, [(name, {"csrf_token": token_of(c, name), **typed}) for c in clients])
    assert sorted(status for status, _ in answers) == [302, 422], answers
    db.session.rollback()
    assert db.session.query(Evenement).filter_by(code="representant_nomme").count() == 1
    assert scene.holders(NOW.date())[RoleRepresentant.DIRECTION] == "Maëlle Tanguy"
