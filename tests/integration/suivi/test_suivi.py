"""The follow-up through real requests, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import AccesCandidature
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from acia.suivi.models import ActionQvct, Bilan, CompteRendu, EtatDesLieux
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement_signe
from tests.factories.seances import make_seance

AFTER_FIRST = datetime(2027, 5, 12, 9, tzinfo=UTC)
ETAT = {
    "fait_le": "2027-05-12",
    "repondants": "Direction, deux éducatrices",
    **{f"niveau_{i}": "2" for i in range(1, 9)},
}
ACTION = {
    "titre": "Binôme d’accueil",
    "theme": "5",
    "description": "Un tuteur à chaque arrivée",
    "responsables": "A\nB\nC",
}


class World:
    """One establishment in a cohorte whose first session has just been held."""

    def __init__(self, connecte: Callable[[Utilisateur], Any], clock: SettableClock) -> None:
        self.engagement: Engagement = make_engagement_signe()
        access = db.session.query(AccesCandidature).filter_by(candidature_id=self.engagement.candidature_id).first()
        assert access is not None
        self.representant = db.session.get_one(Utilisateur, access.utilisateur_id)
        self.intervenant = make_utilisateur(Role.INTERVENANT)
        departement = self.engagement.candidature.departement_code
        cohorte = Cohorte(
            appel_id=self.engagement.candidature.appel_id,
            departement_code=departement,
            nom="Brest–Landerneau",
            etat=EtatCohorte.VALIDEE,
            intervenant_id=self.intervenant.id,
            cree_at=AFTER_FIRST,
            validee_at=AFTER_FIRST,
        )
        cohorte.membres = [MembreCohorte(engagement_id=self.engagement.id, ordre=0, hote=True)]
        with transaction():
            db.session.add(cohorte)
        self.seance: Seance = make_seance(cohorte)
        self.page = f"/suivi/{self.engagement.id}"
        clock.set(AFTER_FIRST)
        self.as_representant = connecte(self.representant)
        self.as_intervenant = connecte(self.intervenant)


@pytest.fixture
def world(app: Flask, connecte: Callable[[Utilisateur], Any], clock: SettableClock) -> World:
    return World(connecte, clock)


def test_an_establishment_walks_from_etat_des_lieux_to_bilan(world: World, clock: SettableClock) -> None:
    client = world.as_representant
    assert "Douze mois" in client.get(world.page).text
    assert client.submit(f"{world.page}/etat-des-lieux/depart", ETAT).status_code == 302
    assert len(db.session.query(EtatDesLieux).one().themes) == 8
    created = client.submit(f"{world.page}/actions/nouvelle", ACTION)
    action = db.session.query(ActionQvct).one()
    assert created.location.endswith(f"/suivi/actions/{action.id}")
    sheet = f"/suivi/actions/{action.id}"
    refused = client.submit(sheet, {"acte": "mettre_en_test"}, action=f"{sheet}/etat")
    assert refused.status_code == 422
    assert "indicateur de réussite" in refused.text
    indicators = {**ACTION, "indicateurs": "Arrivées avec un tuteur ; 3 sur 3"}
    assert client.submit(f"{sheet}/modifier", indicators).status_code == 302
    assert client.submit(sheet, {"acte": "mettre_en_test"}, action=f"{sheet}/etat").status_code == 302
    assert db.session.get_one(ActionQvct, action.id).etat == "en_test"
    bilan = {"je_retiens": "Parler du travail aide", "acte": "rendre"}
    incomplete = client.submit(f"{world.page}/bilan", bilan)
    assert incomplete.status_code == 422
    assert "Dites ce que devient" in incomplete.text
    complete = {**bilan, f"suite_{action.id.hex}": "arret", f"raisons_{action.id.hex}": "Trop lourd à porter"}
    assert client.submit(f"{world.page}/bilan", complete).status_code == 302
    assert db.session.query(Bilan).one().rendu_at is not None
    assert "Trop lourd à porter" in client.get(f"{world.page}/bilan").text
    codes = [row.code for row in db.session.query(Evenement).order_by(Evenement.numero)]
    assert codes[-1] == "suivi.bilan_rendu"
    assert verify_chain()[1] is None


def test_r71_no_action_before_the_etat_des_lieux(world: World) -> None:
    refused = world.as_representant.submit(f"{world.page}/actions/nouvelle", ACTION)
    assert refused.status_code == 422
    assert "état des lieux" in refused.text
    assert "Binôme d’accueil" in refused.text


def test_r76_the_intervenant_reports_after_the_session_and_the_establishment_reads(
    world: World, clock: SettableClock
) -> None:
    page = f"/suivi/seances/{world.seance.id}/compte-rendu"
    clock.set(datetime(2027, 5, 10, 9, tzinfo=UTC))
    early = world.as_intervenant.submit(page, {"contenu": "Tour de table"})
    assert early.status_code == 422
    clock.set(AFTER_FIRST)
    assert "À écrire" in world.as_representant.get(world.page).text
    assert world.as_intervenant.submit(page, {"contenu": "Tour de table"}).status_code == 302
    assert "Tour de table" in world.as_representant.get(page).text
    assert db.session.query(CompteRendu).count() == 1


def test_s2_others_see_nothing_and_readers_write_nothing(world: World, connecte: Callable[[Utilisateur], Any]) -> None:
    other = connecte(make_utilisateur(Role.REPRESENTANT))
    assert other.get(world.page).status_code == 404
    assert connecte(make_utilisateur(Role.INTERVENANT)).get(world.page).status_code == 404
    assert connecte(make_utilisateur(Role.CHARGE, regions=("01",))).get(world.page).status_code == 404
    officer = connecte(make_utilisateur(Role.CHARGE))
    assert officer.get(world.page).status_code == 200
    assert officer.get(f"{world.page}/etat-des-lieux/depart").status_code == 403
    assert world.as_intervenant.get(world.page).status_code == 200


def test_s56_a_stale_form_overwrites_nothing(world: World) -> None:
    client = world.as_representant
    page = f"{world.page}/etat-des-lieux/depart"
    client.submit(page, ETAT)
    client.submit(page, {**ETAT, "repondants": "La direction seule"})
    stale = client.submit(page, {**ETAT, "repondants": "Trop tard", "version": "1"})
    assert stale.status_code == 422
    assert "Trop tard" in stale.text
    assert db.session.query(EtatDesLieux).one().repondants == "La direction seule"
