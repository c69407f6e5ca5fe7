"""The officers' pages of the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.referentiel.service import import_register
from tests.conftest import START
from tests.factories.comptes import make_utilisateur
from tests.factories.registre_finess import file_507, several

SIX_MOIS = "finess;etalab;111;2026-12-20"


@pytest.fixture
def client(app: Flask, connecte: Callable[[Utilisateur], FlaskClient]) -> FlaskClient:
    return connecte(make_utilisateur())


@pytest.fixture
def load(app: Flask, tmp_path: Path) -> Callable[..., None]:
    def run(texte: str, **options: object) -> None:
        fichier = tmp_path / "registre.csv"
        fichier.write_text(texte, encoding="utf-8")
        with transaction():
            import_register(fichier, auteur=None, now=START, source="Essai", **options)  # type: ignore[arg-type]

    return run


def text_of(client: FlaskClient, adresse: str, statut: int = 200) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    return reponse.get_data(as_text=True)


def test_empty_register_says_what_to_do(client: FlaskClient) -> None:
    assert "Aucun registre n’a encore été importé." in text_of(client, "/registre/")


def test_search_lists_and_leads_to_the_establishment(client: FlaskClient, load: Callable[..., None]) -> None:
    lignes = several(3)
    lignes[1] = replace(lignes[1], nom="MECS <LES PINS>", nom_long="")
    load(file_507(lignes, entete=SIX_MOIS))
    page = text_of(client, "/registre/?q=pins+brest")
    assert "1 établissement." in page
    assert f'href="/registre/{lignes[1].numero}"' in page
    assert "MECS &lt;LES PINS&gt;" in page
    assert "Données du 20 décembre 2026, Essai." in page
    assert "Ces données ont" not in page
    fiche = text_of(client, f"/registre/{lignes[1].numero}")
    assert "Maison d’enfants à caractère social" in fiche
    assert "Le département fixe seul le tarif" in fiche
    assert "Autres établissements de l’entité juridique" in fiche
    assert "20 décembre 2026" in fiche


def test_stale_register_is_said(client: FlaskClient, load: Callable[..., None]) -> None:
    load(file_507(several(1)))
    assert "Ces données ont 248\u00a0jours" in text_of(client, "/registre/")


def test_typed_numbers_get_their_sentence(client: FlaskClient, load: Callable[..., None]) -> None:
    lignes = several(2)
    load(file_507(lignes))
    assert "C’est le numéro d’une entité juridique" in text_of(client, "/registre/?q=290+980+002")
    assert "Voici ses 2 établissements." in text_of(client, "/registre/?q=290980002")
    assert "erreur de frappe" in text_of(client, "/registre/?q=290980003")
    assert "q=010000024" in text_of(client, "/registre/?q=10000024")
    load(file_507(lignes[:1]), national=True)
    assert "cet établissement est fermé" in text_of(client, f"/registre/?q={lignes[1].numero}")
    assert "Fermé depuis le 12 mai 2026" in text_of(client, f"/registre/{lignes[1].numero}")


def test_pages_keep_the_filters_and_ignore_the_rest(client: FlaskClient, load: Callable[..., None]) -> None:
    load(file_507(several(120)))
    page = text_of(client, "/registre/?q=mecs&departement=29&page=2&_external=1&endpoint=x&_scheme=ftp")
    assert "50 établissements sur 120." in page
    assert "Page 2 sur 3" in page
    assert 'href="/registre/?q=mecs&amp;departement=29&amp;page=3"' in page
    assert "Page 3 sur 3" in text_of(client, "/registre/?page=999")
    assert "Page 1 sur 3" in text_of(client, "/registre/?page=%C2%B2")


def test_list_costs_a_constant_number_of_statements(client: FlaskClient, load: Callable[..., None]) -> None:
    comptes = []
    for nombre in (2, 50):
        load(file_507(several(nombre)))
        requetes: list[str] = []

        def watch(_c: object, _cur: object, requete: str, *_rest: object, vus: list[str] = requetes) -> None:
            vus.append(requete)

        event.listen(db.engine, "before_cursor_execute", watch)
        text_of(client, "/registre/?q=mecs")
        event.remove(db.engine, "before_cursor_execute", watch)
        comptes.append(len([r for r in requetes if not r.startswith(("BEGIN", "PRAGMA"))]))
    assert comptes[0] == comptes[1] <= 12


def test_unknown_number_is_not_found(client: FlaskClient) -> None:
    assert "ne figure pas dans le registre" in text_of(client, "/registre/290900018", 404)


@pytest.mark.parametrize("role", [Role.REPRESENTANT, Role.MEMBRE, Role.INTERVENANT, Role.FINANCEUR])
def test_s1_the_register_is_for_officers(
    app: Flask, connecte: Callable[[Utilisateur], FlaskClient], role: Role
) -> None:
    text_of(connecte(make_utilisateur(role)), "/registre/", 403)


def test_s1_a_visitor_is_sent_to_sign_in(visiteur: FlaskClient) -> None:
    assert visiteur.get("/registre/").status_code == 302
