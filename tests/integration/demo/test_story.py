"""The demonstration: a story that leaves every object in every state, an intact journal, and accounts that work."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from acia import create_app
from acia.appels.models import EtatAppel
from acia.candidatures.models import Droit, EtatCandidature, RoleRepresentant
from acia.candidatures.service import verify_all_receipts
from acia.candidatures.workflow import EtatPapier
from acia.cli import cli
from acia.cohortes.models import EtatCohorte
from acia.commission.workflow import EtatCommission, EtatNotation, IssueSelection, PresenceSeance, Qualite
from acia.comptes.rules import UsageJeton
from acia.config import ROOT, demo_settings
from acia.core.audit import verify_chain
from acia.core.db import db
from acia.core.jobs import EtatTache
from acia.core.mail import EtatCourriel
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.demo import build_demo
from acia.eligibilite.models import IssueEligibilite
from acia.eligibilite.rules import Synthese
from acia.engagements.models import NiveauIndisponibilite
from acia.engagements.workflow import EtatEngagement
from acia.seances.models import EtatPlan, EtatSeance
from acia.suivi.models import MomentEtat, SuiteBilan
from acia.suivi.workflow import EtatAction
from seeds.demo.people import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount

ANCHOR = date(2027, 3, 17)
COLUMNS: dict[tuple[str, str], type[StrEnum]] = {
    ("appel", "etat"): EtatAppel,
    ("candidature", "etat"): EtatCandidature,
    ("depot_papier", "etat"): EtatPapier,
    ("acces_candidature", "droit"): Droit,
    ("representant", "role"): RoleRepresentant,
    ("verdict", "synthese"): Synthese,
    ("constat_eligibilite", "resultat"): Resultat,
    ("decision_eligibilite", "issue"): IssueEligibilite,
    ("commission", "etat"): EtatCommission,
    ("membre_commission", "qualite"): Qualite,
    ("membre_commission", "presence"): PresenceSeance,
    ("notation", "etat"): EtatNotation,
    ("selection", "proposition"): IssueSelection,
    ("selection", "issue"): IssueSelection,
    ("engagement", "etat"): EtatEngagement,
    ("indisponibilite", "niveau"): NiveauIndisponibilite,
    ("cohorte", "etat"): EtatCohorte,
    ("plan_seances", "etat"): EtatPlan,
    ("seance", "etat"): EtatSeance,
    ("etat_des_lieux", "moment"): MomentEtat,
    ("action_qvct", "etat"): EtatAction,
    ("suite_action", "suite"): SuiteBilan,
    ("courriel", "etat"): EtatCourriel,
    ("tache", "etat"): EtatTache,
    ("jeton", "usage"): UsageJeton,
    ("utilisateur", "role"): Role,
}
WITHOUT_ACT = {
    ("candidature", "etat"): {EtatCandidature.REMPLACEE},
    ("engagement", "etat"): {EtatEngagement.RETIRE},
    ("cohorte", "etat"): {EtatCohorte.CLOSE},
    ("seance", "etat"): {EtatSeance.ANNULEE},
}
"""States that no use case leads to yet."""
PASSING = {
    ("plan_seances", "etat"): {EtatPlan.EN_CALCUL, EtatPlan.ECHEC},
    ("courriel", "etat"): {EtatCourriel.EN_ATTENTE, EtatCourriel.ECHEC},
    ("tache", "etat"): {EtatTache.EN_ATTENTE, EtatTache.ECHEC},
}
"""States that the worker ends at once, or that only a failure gives."""
FLAGS = (
    ("decision_eligibilite", "ecart"),
    ("deport", "conflit"),
    ("presence", "present"),
    ("engagement", "peut_accueillir"),
    ("utilisateur", "actif"),
    ("membre_cohorte", "hote"),
)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration around a fixed day: played once for all the workers, copied by each."""
    own = tmp_path_factory.mktemp("demo")
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "histoire.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "histoire" / "demo.db"
        if not made.exists():
            _build(made)
    return Path(shutil.copytree(made.parent, own / "histoire")) / made.name


def _build(path: Path) -> None:
    path.parent.mkdir()
    try:
        app = create_app(demo_settings(path, 5000))
        with app.app_context():
            build_demo(app, ANCHOR)
    except BaseException:
        shutil.rmtree(path.parent)
        raise


@pytest.fixture
def demo(base: Path) -> Iterator[Flask]:
    """The application of the demonstration, in its context."""
    app = create_app(demo_settings(base, 5000))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def found(table: str, column: str) -> set[str]:
    return {value for (value,) in db.session.execute(text(f"SELECT DISTINCT {column} FROM {table}"))}


@pytest.mark.parametrize("place", COLUMNS, ids=".".join)
def test_every_state_of_every_object_is_in_the_story(demo: Flask, place: tuple[str, str]) -> None:
    expected = {state.value for state in COLUMNS[place]}
    absent = {state.value for group in (WITHOUT_ACT, PASSING) for state in group.get(place, ())}
    assert found(*place) - {"", None} == expected - absent


@pytest.mark.parametrize("place", FLAGS, ids=".".join)
def test_both_sides_of_each_flag_are_in_the_story(demo: Flask, place: tuple[str, str]) -> None:
    assert found(*place) == {0, 1}


def test_a_decision_waits_for_its_notice_and_a_bilan_for_its_end(demo: Flask) -> None:
    held = "SELECT count(*) FROM selection WHERE issue IS NOT NULL AND notifiee_at IS NULL AND courriel_id IS NOT NULL"
    assert db.session.execute(text(held)).scalar_one() > 0
    bilans = "SELECT count(rendu_at), count(*) FROM bilan"
    handed, all_of_them = db.session.execute(text(bilans)).one()
    assert 0 < handed < all_of_them


def test_s42_every_receipt_of_the_story_verifies(demo: Flask) -> None:
    count, defects = verify_all_receipts()
    assert count > 30
    assert defects == []


def test_the_journal_of_the_story_is_intact_and_in_the_order_of_time(demo: Flask) -> None:
    count, broken = verify_chain()
    assert broken is None
    assert count > 1000
    # Nobody signs in within the story, and its worker makes no nightly round: those events are of the other tests, at
    # the real hour.
    told = (
        "SELECT survenu_at FROM evenement WHERE code NOT IN ('comptes.connexion', 'documents_verifies') ORDER BY numero"
    )
    instants = [at for (at,) in db.session.execute(text(told))]
    assert instants == sorted(instants)
    assert instants[-1] < ANCHOR.isoformat(), "the story ends before the day it is told"


def test_every_mail_is_rendered(demo: Flask) -> None:
    templates = {folder.name for folder in (ROOT / "templates" / "courriels").iterdir() if folder.is_dir()}
    # The service never fails and nobody reads too much within the story: these mails have tests of their own.
    assert found("courriel", "modele") == templates - {"alerte_service", "alerte_lectures"}
    rows = db.session.execute(text("SELECT sujet, texte, html, destinataire FROM courriel")).all()
    assert all(sujet and texte.strip() and "<" in html for sujet, texte, html, _ in rows)
    assert not any("{{" in texte or "{%" in texte for _, texte, _, _ in rows)
    assert {address.rsplit("@", 1)[1] for *_, address in rows} == {"demo.invalid"}


def test_two_time_zones_and_an_impossible_number_are_in_the_story(demo: Flask) -> None:
    assert found("seance", "fuseau") == {"Europe/Paris", "America/Guadeloupe"}
    assert found("proposition_cohortes", "statut") == {"optimal", "impossible"}


def signed_in(app: Flask, account: DemoAccount) -> FlaskClient:
    client = app.test_client()
    page = client.get("/connexion", base_url="http://127.0.0.1:5000").text
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = client.post(
        "/connexion",
        data={"csrf_token": token, "courriel": account.courriel, "mot_de_passe": DEMO_PASSWORD},
        base_url="http://127.0.0.1:5000",
        headers={"Referer": "http://127.0.0.1:5000/connexion"},
    )
    assert answer.status_code == 302, answer.text
    return client


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda a: a.courriel.split("@")[0])
def test_each_account_signs_in_and_opens_its_navigation(base: Path, account: DemoAccount) -> None:
    app = create_app(demo_settings(base, 5000))
    client = signed_in(app, account)
    home = client.get("/", base_url="http://127.0.0.1:5000")
    assert home.status_code == 200
    header = home.text.split("<main", 1)[0]
    links = {piece.split('"', 1)[0] for piece in header.split('href="/')[1:]}
    pages = {f"/{link}" for link in links if not link.startswith(("static", "bootstrap"))}
    assert len(pages) >= 2
    for page in sorted(pages):
        answer = client.get(page, base_url="http://127.0.0.1:5000", follow_redirects=True)
        assert answer.status_code == 200, page


def test_each_role_has_its_account() -> None:
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)


def run_demo(path: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["demo", "--base", str(path), "--sans-serveur", *options])
    return result.exit_code, result.output


def test_loading_again_changes_nothing_and_prints_the_accounts(base: Path) -> None:
    before = base.read_bytes()
    code, output = run_demo(base)
    assert code == 0
    assert DEMO_PASSWORD in output
    assert all(account.courriel in output for account in DEMO_ACCOUNTS)
    assert base.read_bytes() == before


def test_an_unfinished_demonstration_is_made_again_and_a_finished_one_on_demand(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[date] = []
    monkeypatch.setattr("seeds.demo.story.play_story", lambda _app, anchor: played.append(anchor))
    path = tmp_path / "demo.db"
    assert run_demo(path)[0] == 0
    assert run_demo(path)[0] == 0
    assert len(played) == 1
    assert run_demo(path, "--recommencer")[0] == 0
    assert len(played) == 2
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM propriete")
    assert run_demo(path)[0] == 0
    assert len(played) == 3


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "autre.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE clients (nom TEXT)")
        connection.execute("INSERT INTO clients VALUES ('Untel')")
    before = path.read_bytes()
    for options in ((), ("--recommencer",)):
        code, output = run_demo(path, *options)
        assert code == 1
        assert "n’est pas une base de démonstration" in output
    assert path.read_bytes() == before
