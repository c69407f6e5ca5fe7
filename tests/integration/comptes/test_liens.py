"""One-time links: reset, sign-up, invitation. Single use, short life, nothing told to strangers (S29, S30, S37)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from acia.comptes import access
from acia.comptes.models import Jeton, Utilisateur
from acia.comptes.rules import fingerprint
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.jobs import Tache
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.factories.ensemble import simultaneous
from tests.integration.comptes.parcours import (
    courriels,
    dernier_lien,
    est_connecte,
    evenements,
    navigateur,
    se_connecter,
    travailler,
)

AUTRE = "sept pommes vertes sous un toit gris"
INSCRIPTION = {"courriel": "directrice@foyer.test", "prenom": "Élodie", "nom": "Kervella", "fonction": "Directrice"}


def demander(client: HouseClient, courriel: str) -> None:
    answer = client.submit("/mot-de-passe-oublie", {"courriel": courriel})
    assert answer.location == "/courriel-parti/mot-de-passe"


def inscrit() -> Utilisateur:
    """The only account there is, once the background has worked."""
    travailler()
    return db.session.execute(select(Utilisateur)).scalar_one()


def test_s30_a_reset_link_gives_a_new_password_once(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    client = navigateur(app)
    demander(client, person.courriel)
    path = dernier_lien(person.courriel)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    assert client.submit(path, {"mot_de_passe": AUTRE}).location == "/"
    assert est_connecte(client)
    again = navigateur(app).get(path)
    assert again.status_code == 410
    assert "Recevoir un nouveau lien" in again.text
    assert se_connecter(navigateur(app), person.courriel, AUTRE).status_code == 302
    assert se_connecter(navigateur(app), person.courriel, PHRASE).status_code == 422


def test_s30_a_reset_ends_every_session_and_every_other_link_and_tells_the_owner(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    elsewhere = navigateur(app)
    se_connecter(elsewhere, person.courriel)
    client = navigateur(app)
    demander(client, person.courriel)
    first = dernier_lien(person.courriel)
    app.extensions["acia_clock"].set(app.extensions["acia_clock"].now() + timedelta(seconds=1))
    demander(client, person.courriel)
    client.submit(dernier_lien(person.courriel), {"mot_de_passe": AUTRE})
    assert not est_connecte(elsewhere)
    assert navigateur(app).get(first).status_code == 410
    notice = [m for m in courriels(person.courriel) if m.modele == "compte_mot_de_passe_change"]
    assert len(notice) == 1
    assert "/connexion" in notice[0].texte


def test_s30_a_reset_link_lives_one_hour(app: Flask, clock: SettableClock) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    client = navigateur(app)
    demander(client, person.courriel)
    path = dernier_lien(person.courriel)
    clock.set(clock.now() + timedelta(minutes=59, seconds=59))
    assert client.get(path).status_code == 200
    clock.set(clock.now() + timedelta(seconds=1))
    assert client.get(path).status_code == 410


def test_s30_only_the_fingerprint_of_a_link_is_kept(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    demander(navigateur(app), person.courriel)
    secret = dernier_lien(person.courriel).removeprefix("/lien/")
    row = db.session.execute(select(Jeton)).scalar_one()
    assert len(secret) >= 43
    assert row.empreinte == fingerprint(secret)
    assert secret not in evenements("comptes.lien_envoye")[0].donnees


def test_a_weak_password_does_not_use_the_link_up(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    client = navigateur(app)
    demander(client, person.courriel)
    path = dernier_lien(person.courriel)
    refused = client.submit(path, {"mot_de_passe": "azertyuiop123456"})
    assert refused.status_code == 422
    assert "trop facile à deviner" in refused.text
    assert client.submit(path, {"mot_de_passe": "court"}).status_code == 422
    assert client.submit(path, {"mot_de_passe": AUTRE}).status_code == 302


def test_s30_two_uses_at_the_same_instant_have_one_winner(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    demander(navigateur(app), person.courriel)
    secret = dernier_lien(person.courriel).removeprefix("/lien/")
    db.session.rollback()

    def use(phrase: str) -> str:
        now = app.extensions["acia_clock"].now()
        try:
            with transaction():
                access.choose_password(secret, phrase, now=now, lien_connexion="https://acia.test/connexion")
        except access.LienPerime:
            return "perime"
        return "choisi"

    results = simultaneous(app, [partial(use, f"{AUTRE} numéro {i}") for i in range(4)])
    assert sorted(results) == ["choisi", "perime", "perime", "perime"]
    assert len(evenements("comptes.mot_de_passe")) == 1


@pytest.mark.parametrize("etat", ["inconnu", "desactive"])
def test_s29_asking_for_a_reset_tells_nothing(app: Flask, etat: str) -> None:
    courriel = "inconnu@exemple.test"
    if etat == "desactive":
        person = make_utilisateur(mot_de_passe=PHRASE)
        courriel = person.courriel
        with transaction():
            db.session.get_one(Utilisateur, person.id).actif = False
    demander(navigateur(app), courriel)
    assert courriels(courriel) == []


def test_a_mailbox_is_not_filled_by_somebody_else(app: Flask, clock: SettableClock) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    for _ in range(6):
        demander(navigateur(app), person.courriel)
    assert len(courriels(person.courriel)) == 3
    clock.set(clock.now() + timedelta(minutes=61))
    demander(navigateur(app), person.courriel)
    assert len(courriels(person.courriel)) == 4


def test_s31_links_come_from_the_configured_address_only(app: Flask) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    client = navigateur(app)
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "Referer": "https://acia.test/"}
    token = client.get("/mot-de-passe-oublie").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/mot-de-passe-oublie", data={"csrf_token": token, "courriel": person.courriel}, headers=headers)
    mail = courriels(person.courriel)[0]
    assert "https://acia.test/lien/" in mail.texte
    assert "https://acia.test/lien/" in mail.html
    assert "evil" not in mail.texte + mail.html


def test_an_establishment_signs_up_and_opens_its_account(app: Flask) -> None:
    client = navigateur(app)
    answer = client.submit("/inscription", INSCRIPTION)
    assert answer.location == "/courriel-parti/inscription"
    path = dernier_lien("directrice@foyer.test")
    assert not est_connecte(client)
    assert client.submit(path, {"mot_de_passe": AUTRE}).status_code == 302
    person = inscrit()
    assert (person.role_enum, person.nom_complet, person.fonction) == (
        Role.REPRESENTANT,
        "Élodie Kervella",
        "Directrice",
    )
    assert [e.code for e in evenements("comptes.cree")] == ["comptes.cree"]
    assert not [m for m in courriels("directrice@foyer.test") if m.modele == "compte_mot_de_passe_change"]


def test_s29_signing_up_with_a_known_address_answers_the_same_and_changes_nothing(app: Flask) -> None:
    person = make_utilisateur(Role.PILOTE, mot_de_passe=PHRASE)
    client = navigateur(app)
    first = client.submit("/inscription", INSCRIPTION)
    second = client.submit("/inscription", {**INSCRIPTION, "courriel": person.courriel.upper(), "nom": "Autre"})
    assert (first.status_code, first.location, first.text) == (second.status_code, second.location, second.text)
    known = db.session.get_one(Utilisateur, person.id)
    assert (known.role_enum, known.nom) == (Role.PILOTE, person.nom)
    assert [m.modele for m in courriels(person.courriel)] == ["compte_deja_inscrit"]
    assert {tache.nom: tache.donnees for tache in db.session.execute(select(Tache)).scalars()} == {
        "comptes.inscription": {}
    }
    assert "Vous avez déjà un compte" in courriels(person.courriel)[0].texte


def test_signing_up_again_before_opening_sends_another_link(app: Flask) -> None:
    for _ in range(2):
        navigateur(app).submit("/inscription", INSCRIPTION)
    assert [m.modele for m in courriels("directrice@foyer.test")] == ["compte_inscription"] * 2
    assert len(evenements("comptes.cree")) == 1


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("courriel", "pas une adresse"),
        ("courriel", ""),
        ("courriel", "é@exemple.test"),
        ("prenom", ""),
        ("nom", "http://evil.example/gagnez"),
        ("nom", "evil.example"),
        ("nom", "x" * 81),
        ("fonction", "Directrice www.evil.example"),
    ],
)
def test_s94_what_is_typed_cannot_turn_our_mails_into_bait(app: Flask, champ: str, valeur: str) -> None:
    answer = navigateur(app).submit("/inscription", {**INSCRIPTION, champ: valeur})
    assert answer.status_code == 422
    assert "Kervella" in answer.text or champ == "nom"
    travailler()
    assert not db.session.execute(select(Utilisateur)).first()


@pytest.mark.parametrize("nom", ["Ñuñez-O’Connor", "Нина", "de La Tour d'Auvergne", "St. Clair", "Nguyễn"])
def test_names_of_any_alphabet_are_kept(app: Flask, nom: str) -> None:
    assert navigateur(app).submit("/inscription", {**INSCRIPTION, "nom": nom}).status_code == 302
    assert inscrit().nom == nom


def test_s90_control_and_direction_characters_never_reach_the_database(app: Flask) -> None:
    hostile = {"nom": "Ker\x00ve\u202ella\u0085\r\n", "prenom": "E\u0301lodie"}
    navigateur(app).submit("/inscription", {**INSCRIPTION, **hostile})
    person = inscrit()
    assert (person.prenom, person.nom) == ("Élodie", "Kervella")


def test_s109_sign_ups_from_one_address_are_counted(app: Flask) -> None:
    codes = [
        navigateur(app).submit("/inscription", {**INSCRIPTION, "courriel": f"personne{i}@foyer.test"}).status_code
        for i in range(32)
    ]
    assert codes == [302] * 30 + [429] * 2


def test_s16_a_sign_up_chooses_neither_role_nor_state(app: Flask) -> None:
    extra = {"role": "pilote_national", "regions": "53", "actif": "0", "mot_de_passe": PHRASE, "version": "9"}
    navigateur(app).submit("/inscription", {**INSCRIPTION, **extra})
    person = inscrit()
    assert (person.role_enum, person.actif, person.mot_de_passe, person.regions) == (
        Role.REPRESENTANT,
        True,
        None,
        frozenset(),
    )


def test_s97_a_long_link_is_just_unknown(app: Flask) -> None:
    assert navigateur(app).get("/lien/" + "x" * 5000).status_code == 410


def test_s29_the_time_of_the_answer_is_reported(
    app: Flask, moteur: str, record_property: Callable[[str, object], None]
) -> None:
    """Medians are written in the report, never asserted: the machine is shared."""
    client = navigateur(app)
    spent: dict[str, list[float]] = {"connu": [], "inconnu": []}
    for i in range(15):
        for kind, courriel in (("connu", make_utilisateur().courriel), ("inconnu", f"inconnu{i}@exemple.test")):
            start = time.perf_counter()
            demander(client, courriel)
            spent[kind].append(time.perf_counter() - start)
    medians = {kind: round(statistics.median(durations) * 1000, 1) for kind, durations in spent.items()}
    record_property(f"mediane_ms_{moteur}", str(medians))
    print(medians)
    assert [len(durations) for durations in spent.values()] == [15, 15]
