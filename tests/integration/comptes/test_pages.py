"""Each page of accounts in the house style, and the mails that lead to them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acia.comptes.models import Utilisateur
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.comptes.parcours import courriels, dernier_lien, navigateur, travailler
from tests.unit.core.house_style import check_house_style

Connecte = Callable[[Utilisateur], HouseClient]
PUBLIQUES = [
    "/connexion",
    "/mot-de-passe-oublie",
    "/inscription",
    "/courriel-parti/inscription",
    "/courriel-parti/mot-de-passe",
    "/lien/inconnu",
    "/mentions-legales",
    "/donnees-personnelles",
    "/accessibilite",
    "/aide",
]
PERSONNELLES = ["/mon-compte", "/mon-compte/mot-de-passe", "/comptes/", "/comptes/inviter"]


def check(client: FlaskClient, path: str, code: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == code, path
    page = check_house_style(answer.text)
    assert len(page.all("h1")) == 1, path
    assert re.search(r"<title>[^<]+ – Acia</title>", answer.text), path
    assert not re.search(r"\w [:;?!](\s|<)", re.sub(r"<[^>]+>", "", answer.text)), path
    return answer.text


@pytest.mark.parametrize("path", PUBLIQUES)
def test_public_pages_are_open_to_all(app: Flask, path: str) -> None:
    text = check(navigateur(app), path, 410 if "inconnu" in path else 200)
    for link in ("/mentions-legales", "/donnees-personnelles", "/accessibilite", "/aide"):
        assert f'href="{link}"' in text


@pytest.mark.parametrize("path", PERSONNELLES)
def test_personal_pages_say_who_is_signed_in(app: Flask, connecte: Connecte, path: str) -> None:
    text = check(connecte(make_utilisateur()), path)
    assert "Chargé de mission · Bretagne" in text
    assert "Se déconnecter" in text


@pytest.mark.parametrize("etat", ["ouvert", "invite", "desactive"])
def test_the_page_of_an_account_offers_what_may_be_done(app: Flask, connecte: Connecte, etat: str) -> None:
    pilote = connecte(make_utilisateur(Role.PILOTE, regions=()))
    person = make_utilisateur(Role.MEMBRE, mot_de_passe=None if etat == "invite" else PHRASE)
    page = f"/comptes/{person.id}"
    if etat == "desactive":
        pilote.submit(f"{page}/desactiver", {"motif": "Essai"})
    offered = {
        "ouvert": "Désactiver le compte",
        "invite": "Envoyer une nouvelle invitation",
        "desactive": "Rouvrir le compte",
    }
    assert offered[etat] in check(pilote, page)
    check(pilote, f"{page}/role")


def test_r93_the_accessibility_statement_is_honest_and_on_every_page(app: Flask) -> None:
    client = navigateur(app)
    assert "Accessibilité\u00a0: non conforme" in client.get("/connexion").text
    statement = client.get("/accessibilite").text
    assert "Défenseur des droits" in statement
    assert "Aucun audit n’a encore été fait" in statement


def test_r93_the_legal_notice_says_what_is_known_and_what_is_not(app: Flask) -> None:
    client = navigateur(app)
    assert "Cette information sera écrite par le service" in client.get("/mentions-legales").text
    app.config.update(EDITEUR="Agence d’essai", HEBERGEUR="Hébergeur d’essai", CONTACT="acia@essai.test")
    page = client.get("/mentions-legales").text
    assert "Agence d’essai" in page
    assert "Hébergeur d’essai" in page
    assert "acia@essai.test" in client.get("/accessibilite").text


def test_the_demonstration_says_that_it_is_one(app: Flask) -> None:
    client = navigateur(app)
    assert "fictifs" not in client.get("/connexion").text
    app.config["ENVIRONNEMENT"] = "demonstration"
    assert "les personnes et les établissements sont fictifs" in client.get("/connexion").text


def test_s110_each_mail_says_what_to_do_first_and_holds_one_link(app: Flask, connecte: Connecte) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    invitation = {"courriel": "m@exemple.test", "prenom": "Jean", "nom": "Morvan", "role": "membre", "regions": "53"}
    connecte(make_utilisateur()).submit("/comptes/inviter", invitation)
    visitor = navigateur(app)
    visitor.submit("/mot-de-passe-oublie", {"courriel": person.courriel})
    visitor.submit("/inscription", {"courriel": "d@exemple.test", "prenom": "Élodie", "nom": "Kervella"})
    visitor.submit("/inscription", {"courriel": person.courriel, "prenom": "Élodie", "nom": "Kervella"})
    travailler()
    visitor.submit(dernier_lien(person.courriel), {"mot_de_passe": "sept pommes vertes sous un toit gris"})
    written = [m for address in ("m@exemple.test", "d@exemple.test", person.courriel) for m in courriels(address)]
    assert {m.modele for m in written} == {
        "compte_invitation",
        "compte_inscription",
        "compte_deja_inscrit",
        "compte_reinitialisation",
        "compte_mot_de_passe_change",
    }
    for mail in written:
        assert len(re.findall(r"https?://", mail.texte)) == 1
        assert len(re.findall(r'href="https://acia\.test/', mail.html)) == 1
        assert words_of(mail.texte, mail.html)
        assert "\u00a0:" in mail.texte
        assert not re.search(r"\{\{|\{%|mot de passe est", mail.texte + mail.html)
        assert "Kervella" not in mail.texte, "a stranger chooses these words"


def words_of(text: str, html: str) -> bool:
    """True when the two bodies say the same, the address of the link apart."""
    body = re.sub(r"<a [^>]*>[^<]*</a>", "", html.partition("<body>")[2])
    plain = re.sub(r"https://\S+", "", text)
    return re.sub(r"<[^>]+>", " ", body).split() == plain.split()
