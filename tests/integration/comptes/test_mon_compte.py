"""One's own account: name, password, sessions."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from acia.comptes.models import SessionConnexion, Utilisateur
from acia.core.db import db
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.comptes.parcours import courriels, est_connecte, evenements, navigateur, se_connecter

AUTRE = "sept pommes vertes sous un toit gris"
PROFIL = {"prenom": "Maëlle", "nom": "Le Goff-Prigent", "fonction": "Cheffe de projet", "employeur": "Aract"}
Connecte = Callable[[Utilisateur], HouseClient]


@pytest.fixture
def personne(app: Flask) -> Utilisateur:
    """An officer of Bretagne with a password."""
    return make_utilisateur(mot_de_passe=PHRASE)


def test_the_page_says_who_one_is(app: Flask, personne: Utilisateur, connecte: Connecte) -> None:
    page = connecte(personne).get("/mon-compte").text
    assert "Chargé de mission · Bretagne" in page
    assert personne.courriel in page
    assert "Se déconnecter" in page


def test_a_person_changes_name_and_function_only(app: Flask, personne: Utilisateur, connecte: Connecte) -> None:
    extra = {
        "role": "pilote_national",
        "courriel": "autre@exemple.test",
        "actif": "",
        "mot_de_passe": "x",
        "regions": "11",
    }
    before = personne.mot_de_passe
    answer = connecte(personne).submit("/mon-compte", {**PROFIL, **extra})
    assert answer.status_code == 302
    changed = db.session.get_one(Utilisateur, personne.id)
    assert (changed.nom, changed.fonction, changed.employeur) == ("Le Goff-Prigent", "Cheffe de projet", "Aract")
    assert (changed.role_enum, changed.actif, changed.mot_de_passe) == (Role.CHARGE, True, before)
    assert changed.courriel == personne.courriel
    assert changed.regions == {"53"}
    assert len(evenements("comptes.profil")) == 1


def test_s56_a_form_opened_before_another_change_changes_nothing(
    app: Flask, personne: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(personne)
    client.submit("/mon-compte", PROFIL)
    answer = client.submit("/mon-compte", {**PROFIL, "nom": "Écrasé", "version": "1"})
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a modifié" in answer.text
    assert 'value="Écrasé"' in answer.text
    assert db.session.get_one(Utilisateur, personne.id).nom == "Le Goff-Prigent"


def test_s32_a_new_password_ends_every_session_and_gives_this_browser_a_new_one(
    app: Flask, personne: Utilisateur
) -> None:
    here, elsewhere = navigateur(app), navigateur(app)
    for client in (here, elsewhere):
        se_connecter(client, personne.courriel)
    copied = here.get_cookie("__Host-acia", domain="acia.test").value
    answer = here.submit("/mon-compte/mot-de-passe", {"actuel": PHRASE, "nouveau": AUTRE})
    assert answer.location == "/mon-compte"
    assert est_connecte(here)
    assert not est_connecte(elsewhere)
    thief = navigateur(app)
    thief.set_cookie("__Host-acia", copied, domain="acia.test", secure=True)
    assert not est_connecte(thief)
    assert se_connecter(navigateur(app), personne.courriel, AUTRE).status_code == 302
    assert [m.modele for m in courriels(personne.courriel)] == ["compte_mot_de_passe_change"]


def test_the_present_password_is_asked_and_guesses_are_counted(
    app: Flask, personne: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(personne)
    codes = [
        client.submit("/mon-compte/mot-de-passe", {"actuel": f"faux numéro {i}", "nouveau": AUTRE}).status_code
        for i in range(6)
    ]
    assert codes == [422] * 5 + [429]
    assert db.session.get_one(Utilisateur, personne.id).mot_de_passe == personne.mot_de_passe
    assert not evenements("comptes.mot_de_passe")


@pytest.mark.parametrize(
    ("nouveau", "motif"),
    [
        ("bref", "trop court"),
        ("MaelleLeGoff2027", "trop facile à deviner"),
        ("azertyuiop123456", "trop facile à deviner"),
        ("a" * 20, "répète"),
        ("é" * 129, "dépasse 128"),
    ],
)
def test_s23_a_weak_password_is_refused_at_its_field(
    app: Flask, personne: Utilisateur, connecte: Connecte, nouveau: str, motif: str
) -> None:
    answer = connecte(personne).submit("/mon-compte/mot-de-passe", {"actuel": PHRASE, "nouveau": nouveau})
    assert answer.status_code == 422
    assert motif in answer.text
    assert 'href="#nouveau"' in answer.text
    assert nouveau not in answer.text


def test_s32_a_person_lists_and_ends_the_other_sessions(app: Flask, personne: Utilisateur) -> None:
    here, phone, library = navigateur(app), navigateur(app), navigateur(app)
    agents = ["Mozilla/5.0 (Windows NT 10.0) Firefox/130.0", "Mozilla/5.0 (Linux; Android 14) Chrome/128.0", ""]
    for client, agent in zip((here, phone, library), agents, strict=True):
        se_connecter(client, personne.courriel, environ_overrides={"HTTP_USER_AGENT": agent})
    page = here.get("/mon-compte").text
    assert "Firefox sur Windows" in page
    assert "Chrome sur Android" in page
    assert "Navigateur inconnu" in page
    one = re.findall(r'name="session" value="([^"]+)"', page)
    assert len(one) == 2
    here.submit("/mon-compte", {"session": one[0]}, action="/mon-compte/sessions/fermer")
    assert [est_connecte(c) for c in (phone, library)].count(False) == 1
    here.submit("/mon-compte", {}, action="/mon-compte/sessions/fermer")
    assert [est_connecte(c) for c in (here, phone, library)] == [True, False, False]
    assert [e.donnees for e in evenements("comptes.sessions_fermees")] == ['{"nombre": 1}'] * 2


def test_s3_the_session_of_somebody_else_cannot_be_ended(app: Flask, personne: Utilisateur) -> None:
    victim = make_utilisateur(mot_de_passe=PHRASE)
    theirs, mine = navigateur(app), navigateur(app)
    se_connecter(theirs, victim.courriel)
    se_connecter(mine, personne.courriel)
    query = select(SessionConnexion.id).where(SessionConnexion.utilisateur_id == victim.id)
    row = db.session.execute(query).scalar_one()
    mine.submit("/mon-compte", {"session": str(row)}, action="/mon-compte/sessions/fermer")
    assert est_connecte(theirs)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_account_page(app: Flask, connecte: Connecte, role: Role) -> None:
    assert connecte(make_utilisateur(role)).get("/mon-compte").status_code == 200


def test_a_visitor_is_asked_to_sign_in(app: Flask) -> None:
    assert navigateur(app).get("/mon-compte").location == "/connexion?suite=/mon-compte"
