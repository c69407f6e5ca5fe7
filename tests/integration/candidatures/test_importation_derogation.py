"""S47: a file gathered elsewhere after the deadline is taken over when its establishment had a derogation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.models import Accuse, Candidature, Derogation, Importation
from acia.candidatures.queries import Issue, LigneEssai, essai_of, late_deposit_words
from acia.candidatures.service import perform_importation
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.derogations import make_derogation
from tests.factories.interne import make_importation
from tests.integration.candidatures.test_importation import row, table, words

QUAND = datetime(2027, 3, 1, 9, tzinfo=UTC)
TARD = "21/02/2027 10:00:00"
TROP_TARD = "24/02/2027 10:00:00"


@pytest.fixture
def officer(app: Flask) -> Utilisateur:
    app.extensions["acia_clock"].set(QUAND)
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10}, derogation_jours=10)


def tried(appel: Appel, officer: Utilisateur, *lines: list[str]) -> tuple[Importation, list[LigneEssai]]:
    importation = make_importation(appel, officer, table(*lines))
    return importation, essai_of(db.session.get_one(Importation, importation.id), officer, QUAND)


def test_a_late_line_is_taken_over_with_its_derogation_and_says_so(officer: Utilisateur, appel: Appel) -> None:
    let_in, other, later = (make_etablissement("29").numero_finess for _ in range(3))
    given = make_derogation(appel, let_in, officer, QUAND - timedelta(days=9)).id
    make_derogation(appel, later, officer, QUAND - timedelta(days=9))
    importation, lignes = tried(
        appel,
        officer,
        row("1", let_in, depose=TARD),
        row("2", other, depose=TARD),
        row("3", later, depose=TROP_TARD),
    )
    assert [ligne.issue for ligne in lignes] == [Issue.CREEE, Issue.ECARTEE, Issue.ECARTEE]
    assert "après la date limite" in words(lignes[0])
    assert "Dérogation accordée par" in words(lignes[0])
    assert "Le site n’a pas répondu" in words(lignes[0])
    assert "Dérogation" not in words(lignes[1])
    assert "celle de sa dérogation" in words(lignes[2])
    with transaction():
        perform_importation(importation.id, auteur=officer, now=QUAND, lien="https://acia.test/connexion")
    (created,) = db.session.query(Candidature).all()
    used = db.session.get_one(Derogation, given)
    assert (used.candidature_id, used.utilisee_at) == (created.id, created.deposee_at)
    (event,) = db.session.query(Evenement).filter_by(code="derogation_utilisee")
    assert (event.objet_id, event.survenu_at) == (str(created.id), QUAND)
    told = late_deposit_words(created)
    assert told is not None
    assert "par dérogation" in told[0]
    (receipt,) = db.session.query(Accuse).all()
    assert "Le site n’a pas répondu" in receipt.contenu["derogation"]


def test_a_derogation_taken_back_lets_nothing_in_even_between_the_dry_run_and_the_import(
    officer: Utilisateur, appel: Appel
) -> None:
    finess = make_etablissement("29").numero_finess
    given = make_derogation(appel, finess, officer, QUAND - timedelta(days=9)).id
    importation, lignes = tried(appel, officer, row("1", finess, depose=TARD))
    assert lignes[0].issue is Issue.CREEE
    with transaction():
        taken = db.session.get_one(Derogation, given)
        taken.retiree_at, taken.retiree_par_id, taken.motif_retrait = QUAND, officer.id, "Par erreur."
    with transaction():
        perform_importation(importation.id, auteur=officer, now=QUAND, lien="https://acia.test/connexion")
    assert db.session.query(Candidature).count() == 0
    done = db.session.get_one(Importation, importation.id)
    assert [line["issue"] for line in done.rapport] == [Issue.ECARTEE]


def test_a_line_in_time_leaves_the_derogation_unused(officer: Utilisateur, appel: Appel) -> None:
    finess = make_etablissement("29").numero_finess
    given = make_derogation(appel, finess, officer, QUAND - timedelta(days=9)).id
    importation, lignes = tried(appel, officer, row("1", finess))
    assert "Dérogation" not in words(lignes[0])
    with transaction():
        perform_importation(importation.id, auteur=officer, now=QUAND, lien="https://acia.test/connexion")
    assert db.session.query(Candidature).count() == 1
    assert db.session.get_one(Derogation, given).utilisee_at is None
