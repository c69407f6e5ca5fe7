"""Sign-in and sign-out: sessions, throttling, the same answer whatever exists (S26–S39)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from acia.comptes.models import SessionConnexion, TentativeConnexion, Utilisateur
from acia.comptes.passwords import hash_password
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.comptes.parcours import dernier_lien, est_connecte, evenements, navigateur, se_connecter

ERREUR = "L’adresse ou le mot de passe ne convient pas"


@pytest.fixture
def personne(app: Flask) -> Utilisateur:
    """An officer with a password."""
    return make_utilisateur(mot_de_passe=PHRASE)


def test_a_person_signs_in_and_leaves_one_event(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    answer = se_connecter(client, personne.courriel)
    assert (answer.status_code, answer.location) == (302, "/")
    assert est_connecte(client)
    assert len(evenements("comptes.connexion")) == 1


def test_an_address_typed_in_another_case_is_the_same_account(app: Flask, personne: Utilisateur) -> None:
    assert se_connecter(navigateur(app), f" {personne.courriel.upper()} ").status_code == 302


@pytest.mark.parametrize("mot_de_passe", ["autre chose de bien long", PHRASE.upper(), PHRASE + " "])
def test_a_wrong_password_is_refused(app: Flask, personne: Utilisateur, mot_de_passe: str) -> None:
    client = navigateur(app)
    answer = se_connecter(client, personne.courriel, mot_de_passe)
    assert answer.status_code == 422
    assert ERREUR in answer.text
    assert mot_de_passe not in answer.text
    assert not est_connecte(client)


def test_s29_unknown_disabled_and_waiting_accounts_answer_like_a_wrong_password(
    app: Flask, personne: Utilisateur
) -> None:
    waiting = make_utilisateur(nom="Invité")
    closed = make_utilisateur(mot_de_passe=PHRASE)
    with transaction():
        db.session.get_one(Utilisateur, closed.id).actif = False
    answers = set()
    for courriel in (personne.courriel, "inconnu@exemple.test", waiting.courriel, closed.courriel):
        answer = se_connecter(navigateur(app), courriel, "une phrase qui ne va pas")
        body = answer.text.replace(courriel, "ADRESSE")
        start = body.index("<main")
        answers.add((answer.status_code, str(sorted(answer.headers.keys())), _without_token(body[start:])))
    assert len(answers) == 1


def _without_token(page: str) -> str:
    before, _, after = page.partition('name="csrf_token" value="')
    return before + after.partition('"')[2]


def test_s32_signing_out_kills_the_session_even_for_a_copied_cookie(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    se_connecter(client, personne.courriel)
    copied = client.get_cookie("__Host-acia", domain="acia.test")
    answer = client.submit("/mon-compte", action="/deconnexion")
    assert answer.location == "/connexion"
    thief = navigateur(app)
    thief.set_cookie("__Host-acia", copied.value, domain="acia.test", secure=True)
    assert not est_connecte(client)
    assert not est_connecte(thief)
    assert len(evenements("comptes.deconnexion")) == 1


def test_s39_the_session_changes_at_sign_in(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    client.get("/connexion")
    before = client.get_cookie("__Host-acia", domain="acia.test").value
    se_connecter(client, personne.courriel)
    after = client.get_cookie("__Host-acia", domain="acia.test").value
    assert before != after
    planted = navigateur(app)
    planted.set_cookie("__Host-acia", before, domain="acia.test", secure=True)
    assert not est_connecte(planted)


def test_s32_a_second_sign_in_in_the_same_browser_ends_the_first_session(app: Flask, personne: Utilisateur) -> None:
    other = make_utilisateur(mot_de_passe=PHRASE)
    client = navigateur(app)
    se_connecter(client, personne.courriel)
    client.submit("/mot-de-passe-oublie", {"courriel": other.courriel, "mot_de_passe": PHRASE}, action="/connexion")
    living = db.session.execute(
        select(SessionConnexion.utilisateur_id).where(SessionConnexion.terminee_at.is_(None))
    ).scalars()
    assert list(living) == [other.id]


@pytest.mark.parametrize("path", ["/connexion", "/deconnexion", "/mot-de-passe-oublie", "/inscription"])
def test_s35_public_acts_refuse_a_missing_token(app: Flask, path: str) -> None:
    answer = navigateur(app).post(
        path, data={"courriel": "a@exemple.test"}, headers={"Referer": f"https://acia.test{path}"}
    )
    assert answer.status_code == 400
    assert "Votre session a changé" in answer.text


def test_s35_a_token_of_another_session_is_refused(app: Flask, personne: Utilisateur) -> None:
    foreign = navigateur(app).get("/connexion").text
    token = foreign.partition('name="csrf_token" value="')[2].partition('"')[0]
    client = navigateur(app)
    client.get("/connexion")
    data = {"csrf_token": token, "courriel": personne.courriel, "mot_de_passe": PHRASE}
    answer = client.post("/connexion", data=data, headers={"Referer": "https://acia.test/connexion"})
    assert answer.status_code == 400
    assert not est_connecte(client)


def test_s35_a_form_opened_four_hours_before_is_still_accepted(
    app: Flask, personne: Utilisateur, clock: SettableClock
) -> None:
    client = navigateur(app)
    page = client.get("/connexion").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    clock.set(clock.now() + timedelta(hours=3, minutes=59))
    data = {"csrf_token": token, "courriel": personne.courriel, "mot_de_passe": PHRASE}
    assert client.post("/connexion", data=data, headers={"Referer": "https://acia.test/connexion"}).status_code == 302


@pytest.mark.parametrize(
    "suite", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: 1\r\n", ""]
)
def test_s36_the_return_address_stays_on_the_site(app: Flask, personne: Utilisateur, suite: str) -> None:
    client = navigateur(app)
    token = client.get("/connexion").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(
        "/connexion",
        query_string={"suite": suite},
        data={"csrf_token": token, "courriel": personne.courriel, "mot_de_passe": PHRASE},
        headers={"Referer": "https://acia.test/connexion"},
    )
    assert answer.status_code == 302
    assert "evil" not in answer.location
    assert answer.location.startswith("/")


def test_a_visitor_comes_back_to_the_page_that_was_asked(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    answer = client.get("/comptes/?q=le+goff")
    assert answer.status_code == 302
    answer = client.submit(answer.location, {"courriel": personne.courriel, "mot_de_passe": PHRASE})
    assert answer.location == "/comptes/?q=le+goff"


def test_s34_cookies_are_bound_to_the_host_and_small(app: Flask, personne: Utilisateur) -> None:
    answer = se_connecter(navigateur(app), personne.courriel)
    cookies = answer.headers.getlist("Set-Cookie")
    assert {c.partition("=")[0] for c in cookies} == {"__Host-acia", "__Host-acia-appareil"}
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert len(cookie) < 4000


def test_s26_guesses_are_limited_by_account_and_client(app: Flask, personne: Utilisateur, clock: SettableClock) -> None:
    attacker = navigateur(app)
    codes = [se_connecter(attacker, personne.courriel, f"essai numéro {i} très long").status_code for i in range(8)]
    assert codes == [422] * 5 + [429] * 3
    refused = se_connecter(attacker, personne.courriel)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert "Mot de passe oublié" in refused.text
    clock.set(clock.now() + timedelta(minutes=16))
    assert se_connecter(attacker, personne.courriel).status_code == 302


def test_s26_a_forged_forwarded_address_gains_nothing(app: Flask, personne: Utilisateur) -> None:
    attacker = navigateur(app)
    codes = [
        se_connecter(
            attacker,
            personne.courriel,
            f"essai numéro {i} très long",
            environ_overrides={"HTTP_X_FORWARDED_FOR": f"10.0.0.{i}"},
        ).status_code
        for i in range(8)
    ]
    assert codes.count(422) == 5


def test_s29_the_brake_does_not_tell_whether_the_account_exists(app: Flask, personne: Utilisateur) -> None:
    codes = {
        courriel: [se_connecter(navigateur(app), courriel, "une phrase qui ne va pas").status_code for _ in range(7)]
        for courriel in (personne.courriel, "inconnu@exemple.test")
    }
    assert codes[personne.courriel] == codes["inconnu@exemple.test"]


def test_s26_all_addresses_together_guess_fewer_than_a_hundred_times_an_hour(
    app: Flask, personne: Utilisateur, clock: SettableClock
) -> None:
    guesses = 0
    for i in range(130):
        answer = se_connecter(
            navigateur(app), personne.courriel, "une phrase au hasard", environ_overrides={"REMOTE_ADDR": f"10.1.{i}.7"}
        )
        guesses += answer.status_code == 422
    assert guesses == 50


def test_s27_an_attack_shuts_the_owner_out_neither_at_home_nor_on_a_new_device(
    app: Flask, personne: Utilisateur, clock: SettableClock
) -> None:
    home = navigateur(app)
    se_connecter(home, personne.courriel)
    home.submit("/mon-compte", action="/deconnexion")
    for i in range(60):
        se_connecter(
            navigateur(app), personne.courriel, "une phrase au hasard", environ_overrides={"REMOTE_ADDR": f"10.2.{i}.7"}
        )
    assert se_connecter(home, personne.courriel).status_code == 302
    new_device = navigateur(app)
    assert se_connecter(new_device, personne.courriel).status_code == 429
    new_device.submit("/mot-de-passe-oublie", {"courriel": personne.courriel})
    answer = new_device.submit(dernier_lien(personne.courriel), {"mot_de_passe": "sept pommes vertes sous un toit"})
    assert answer.status_code == 302
    assert est_connecte(new_device)


def test_s28_an_office_behind_one_address_is_not_blocked(app: Flask) -> None:
    people = [make_utilisateur(mot_de_passe=PHRASE) for _ in range(15)]
    for person in people:
        se_connecter(navigateur(app), person.courriel, "une faute de frappe au passage")
    assert {se_connecter(navigateur(app), person.courriel).status_code for person in people} == {302}


def test_failed_sign_ins_are_forgotten_after_a_success_and_after_a_day(
    app: Flask, personne: Utilisateur, clock: SettableClock
) -> None:
    client = navigateur(app)
    se_connecter(client, personne.courriel, "une phrase qui ne va pas")
    se_connecter(client, personne.courriel)
    assert not db.session.execute(select(TentativeConnexion)).first()
    se_connecter(navigateur(app), "inconnu@exemple.test", "une phrase qui ne va pas")
    clock.set(clock.now() + timedelta(days=2))
    se_connecter(navigateur(app), "autre@exemple.test", "une phrase qui ne va pas")
    assert len(db.session.execute(select(TentativeConnexion)).all()) == 1


@pytest.mark.parametrize(
    ("role", "minutes", "vivante"),
    [
        (Role.CHARGE, 59, True),
        (Role.CHARGE, 60, False),
        (Role.REPRESENTANT, 239, True),
        (Role.REPRESENTANT, 240, False),
    ],
)
def test_s33_an_unused_session_ends(app: Flask, clock: SettableClock, role: Role, minutes: int, vivante: bool) -> None:
    person = make_utilisateur(role, mot_de_passe=PHRASE)
    client = navigateur(app)
    se_connecter(client, person.courriel)
    clock.set(clock.now() + timedelta(minutes=minutes))
    assert est_connecte(client) is vivante


def test_s33_a_session_in_use_lives_at_most_twelve_hours(
    app: Flask, personne: Utilisateur, clock: SettableClock
) -> None:
    client = navigateur(app)
    se_connecter(client, personne.courriel)
    for _ in range(13):
        clock.set(clock.now() + timedelta(minutes=55))
        assert est_connecte(client)
    clock.set(clock.now() + timedelta(minutes=10))
    assert not est_connecte(client)


def test_s33_the_page_knows_when_the_session_ends(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    se_connecter(client, personne.courriel)
    assert 'data-session-fin="2027-01-15T10:00:00+00:00"' in client.get("/mon-compte").text


def test_s24_a_hash_of_old_parameters_is_renewed_at_sign_in(app: Flask, personne: Utilisateur) -> None:
    app.config["ARGON2_MEMORY_KIB"] = 128
    before = personne.mot_de_passe
    assert se_connecter(navigateur(app), personne.courriel).status_code == 302
    after = db.session.get_one(Utilisateur, personne.id).mot_de_passe
    assert before != after
    assert "m=128" in after
    assert se_connecter(navigateur(app), personne.courriel).status_code == 302


def test_s24_the_password_is_checked_on_any_keyboard(app: Flask) -> None:
    composed, decomposed = "la vérité sort du café", "la ve\u0301rite\u0301 sort du cafe\u0301"
    person = make_utilisateur()
    with transaction():
        db.session.get_one(Utilisateur, person.id).mot_de_passe = hash_password(composed)
    assert se_connecter(navigateur(app), person.courriel, decomposed).status_code == 302


def test_a_signed_in_person_is_not_asked_again(app: Flask, personne: Utilisateur) -> None:
    client = navigateur(app)
    se_connecter(client, personne.courriel)
    assert client.get("/connexion?suite=/aide").location == "/aide"
