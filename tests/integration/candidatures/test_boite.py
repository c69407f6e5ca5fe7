"""The officer's inbox: search, filters, sort, columns, saved searches, in a constant number of statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, EtatCandidature, Etiquette, EtiquettePosee, VueEnregistree
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.eligibilite.models import Verdict
from acia.eligibilite.service import render_verdict
from acia.referentiel.models import Etablissement
from acia.referentiel.rules import search_key
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import DEPOT, make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN
from tests.factories.interne import make_charge, make_etiquette, make_vue

Connecte = Callable[[Utilisateur], Any]
BOITE = "/candidatures/"


@pytest.fixture
def officer(app: Flask) -> Utilisateur:
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10, "35": 5, "971": 5})


def deposit(appel: Appel, nom: str, commune: str = "Brest", departement: str = "29", **changes: Any) -> Candidature:

    there = make_etablissement(
        departement, raison_sociale=nom, commune=commune, nom_recherche=search_key(nom, "", "", commune)
    )
    return make_candidature_deposee(appel, etablissement=there, **changes)


def read(client: FlaskClient, query: str = "") -> str:
    """The inbox, its no-break spaces made plain."""
    return client.get(f"{BOITE}?{query}").get_data(as_text=True).replace("\u00a0", " ").replace("\u202f", " ")


def names(client: FlaskClient, query: str = "") -> list[str]:
    """The names of the lines, in order."""
    page = client.get(f"{BOITE}?{query}").get_data(as_text=True)
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_an_officer_finds_by_what_people_call_a_file(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    un = deposit(appel, "Maison des Dunes", "Saint-Renan")
    deposit(appel, "Foyer du Port", "Brest")
    deposit(appel, "Les Flamboyants", "Basse-Terre", "971")
    make_brouillon(appel, departement="29")
    client = connecte(officer)
    page = read(client)
    assert "2 candidatures déposées" in page
    assert "1 brouillon" in page
    assert sorted(names(client)) == ["Foyer du Port", "Maison des Dunes"]
    for text in ("dunes", "saint renan", "st-renan", un.numero_finess, un.numero_finess[:5], un.numero or ""):
        assert "Maison des Dunes" in names(client, f"texte={text}"), text
    assert names(client, "texte=dunes") == ["Maison des Dunes"]
    assert names(client, "texte=flamboyants") == []
    assert names(client, "departement=971") == []


def test_each_filter_narrows_and_lives_in_the_address(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    un = deposit(appel, "Premier", depose_at=DEPOT - timedelta(days=10))
    deux = deposit(appel, "Second", departement="35", etat=EtatCandidature.EN_INSTRUCTION)
    etiquette = make_etiquette(officer)
    with transaction():
        db.session.add(
            EtiquettePosee(candidature_id=un.id, etiquette_id=etiquette.id, posee_at=DEPOT, posee_par_id=officer.id)
        )
    make_charge(deux, officer)
    client = connecte(officer)
    for query, expected in {
        f"appel={appel.code}": ["Second", "Premier"],
        "appel=inconnu": [],
        "departement=35": ["Second"],
        "etat=deposee": ["Premier"],
        f"etiquette={etiquette.id}": ["Premier"],
        "etiquette=rien": [],
        "charge=moi": ["Second"],
        f"charge={officer.id}": ["Second"],
        "charge=personne": ["Premier"],
        "recu_du=2027-02-12": ["Second"],
        "recu_au=2027-02-11": ["Premier"],
        "recu_du=2027-02-31": [],
        "recu_du=demain": [],
        "tri=recu": ["Premier", "Second"],
        "tri=nom": ["Premier", "Second"],
        "tri=-nom": ["Second", "Premier"],
        "tri=;DROP": ["Second", "Premier"],
        "page=99&par=7": ["Second", "Premier"],
        "page=x": ["Second", "Premier"],
    }.items():
        assert names(client, query) == expected, query


def test_received_between_counts_days_of_paris(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    deposit(appel, "Minuit", depose_at=datetime(2027, 2, 11, 23, 30, tzinfo=UTC))
    client = connecte(officer)
    assert names(client, "recu_du=2027-02-12&recu_au=2027-02-12") == ["Minuit"]
    assert names(client, "recu_au=2027-02-11") == []


def test_the_outcome_of_the_examination_filters(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    lu = deposit(appel, "Dossier lu")
    deposit(appel, "Dossier neuf")
    with transaction():
        render_verdict(db.session.get_one(Candidature, lu.id), auteur=officer, now=DEPOT, lien=LIEN)
    assert db.session.query(Verdict).count() == 1
    client = connecte(officer)
    assert names(client, "eligibilite=a_decider") == ["Dossier lu"]
    assert names(client, "eligibilite=sans_verdict") == ["Dossier neuf"]
    assert names(client, "eligibilite=eligible") == []


def test_columns_are_chosen_in_the_address(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    deposit(appel, "Premier")
    page = connecte(officer).get(f"{BOITE}?col=jours&col=finess&col=rien").get_data(as_text=True)
    heads = re.findall(r'data-mot="([^"]+)"', page)
    assert heads == ["FINESS", "Depuis"]


def test_r31_the_clock_is_in_sight(app: Flask, officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    deposit(appel, "Premier")
    clock = app.extensions["acia_clock"]
    for day, tone in ((datetime(2027, 2, 20, tzinfo=UTC), "gris"), (datetime(2027, 4, 1, tzinfo=UTC), "ambre")):
        clock.set(day)
        assert f'<span class="tag t-{tone}">12 avr. 2027</span>' in read(connecte(officer))
    clock.set(datetime(2027, 4, 13, 12, tzinfo=UTC))
    page = read(connecte(officer), "col=jours&col=rejet")
    assert '<span class="tag t-rouge">12 avr. 2027</span>' in page
    assert "60 jours" in page


def test_a_search_is_kept_and_shared_under_its_author(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    deposit(appel, "Premier")
    client, other = connecte(officer), make_utilisateur(Role.CHARGE, nom="Voisine")
    page = f"{BOITE}?etat=deposee&tri=nom"
    sent = {"nom": "À examiner", "partage": "53", "requete": "etat=deposee&tri=nom&malice=1"}
    answer = client.submit(page, sent, action="/candidatures/vues")
    assert answer.headers["Location"] == page
    row = db.session.query(VueEnregistree).one()
    assert (row.requete, row.region_code) == ("etat=deposee&tri=nom", "53")
    client.submit(page, {**sent, "requete": "etat=close"}, action="/candidatures/vues")
    assert [v.requete for v in db.session.query(VueEnregistree)] == ["etat=close"]
    seen = connecte(other).get(BOITE).get_data(as_text=True)
    assert "À examiner" in seen
    assert f"Partagée par {officer.nom_complet}" in seen
    abroad = connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get(BOITE).get_data(as_text=True)
    assert "À examiner" not in abroad
    refused = client.submit(page, {**sent, "partage": "01"}, action="/candidatures/vues")
    assert "Choisissez" in client.get(refused.headers["Location"]).get_data(as_text=True)


def test_only_its_author_forgets_a_search(officer: Utilisateur, connecte: Connecte) -> None:
    vue = make_vue(officer, region="53")
    client = connecte(make_utilisateur(Role.CHARGE))
    assert client.submit("/mon-compte", action=f"/candidatures/vues/{vue.id}/suppression").status_code == 404
    assert connecte(officer).submit(BOITE, action=f"/candidatures/vues/{vue.id}/suppression").status_code == 302
    assert db.session.query(VueEnregistree).count() == 0


def multiply(row: Candidature, count: int, etiquette: Etiquette, officer: Utilisateur) -> None:
    """Add deposited files beside one, straight into the tables: what is measured is the page."""
    model = db.session.get_one(Etablissement, row.numero_finess)
    base = {c.name: getattr(model, c.name) for c in Etablissement.__table__.columns}
    copy = {c.name: getattr(row, c.name) for c in Candidature.__table__.columns if c.name != "id"}
    numbers = [f"295{k:06d}" for k in range(count)]
    with transaction():
        db.session.execute(insert(Etablissement), [{**base, "numero_finess": n} for n in numbers])
        files = [{**copy, "numero_finess": n, "numero": f"X-{n}"} for n in numbers]
        db.session.execute(insert(Candidature), files)
        ids = db.session.query(Candidature.id).filter(Candidature.numero.startswith("X-")).all()
        posed = {"etiquette_id": etiquette.id, "posee_at": DEPOT, "posee_par_id": officer.id}
        db.session.execute(insert(EtiquettePosee), [{**posed, "candidature_id": i} for (i,) in ids])


def test_two_thousand_files_cost_the_same_statements(officer: Utilisateur, appel: Appel, connecte: Connecte) -> None:
    row, etiquette = deposit(appel, "Premier"), make_etiquette(officer)
    client, statements = connecte(officer), []

    def watch(*args: Any) -> None:
        statements.append(args[2])

    def cost(query: str) -> int:
        statements.clear()
        event.listen(db.engine, "before_cursor_execute", watch)
        try:
            assert client.get(f"{BOITE}?{query}").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", watch)
        return sum(statement.startswith("SELECT") for statement in statements)

    client.get(BOITE)
    few = cost("par=2000")
    multiply(db.session.get_one(Candidature, row.id), 2000, etiquette, officer)
    assert cost("par=2000") == few
    assert few <= 16
    assert len(names(client, "par=2000&page=1")) == 2000
