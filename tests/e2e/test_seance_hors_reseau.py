"""The sitting when the network goes: taps are kept with their time, leave in order, and never count twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from acia.commission import service
from acia.commission.models import ActeSeance, Mouvement, Passage
from acia.commission.service import Geste
from acia.commission.workflow import SensMouvement
from acia.comptes.models import SessionConnexion, Utilisateur
from acia.core.db import db, transaction
from tests.e2e.actors import Actor, World
from tests.e2e.test_pages import enter
from tests.factories.monde import MAINTENANT, Monde, build_monde

Ouvrir = Callable[[str], Actor]


@pytest.fixture
def moteur() -> str:
    """What a browser keeps does not depend on the database."""
    return "sqlite"


@pytest.fixture
def monde(world: World) -> Monde:
    world.at(MAINTENANT)
    with world.app.app_context():
        monde = build_monde()
    world.at(MAINTENANT + timedelta(minutes=10))
    return monde


def screen(world: World, monde: Monde, person: Ouvrir, nom: str, etape: str, page: str) -> Page:
    """A person's screen on one of the sittings of the world."""
    tab = person(f"{nom}@exemple.test").page
    enter(world, monde, tab, nom)
    tab.goto(f"/commissions/{monde.ids[f'seance_{etape}']}/{page}")
    return tab


def count(world: World, model: Any, **where: Any) -> int:
    return int(world.query(select(func.count()).select_from(model).filter_by(**where))[0][0])


def state(world: World, monde: Monde, etape: str) -> str:
    """Where the file of a sitting is."""
    file = uuid.UUID(monde.ids[f"dossier_{etape}"])
    return str(world.query(select(Passage.etat).where(Passage.candidature_id == file))[0][0])


def seat(page: Page, monde: Monde, etape: str) -> Any:
    return page.locator(f"[data-membre='{monde.ids[f'siege_{etape}']}']")


def test_taps_without_network_leave_in_order_when_it_is_back(world: World, monde: Monde, person: Ouvrir) -> None:
    page = screen(world, monde, person, "charge", "revelee", "conduite")
    before = count(world, ActeSeance)
    page.context.set_offline(True)
    seat(page, monde, "revelee").get_by_role("button", name="Sort", exact=False).click()
    expect(page.locator("[data-attente]")).to_contain_text("1\u00a0acte en attente d’envoi")
    seat(page, monde, "revelee").get_by_role("button", name="Revient", exact=False).click()
    page.get_by_role("radio", name="Retenue", exact=True).check(force=True)
    page.fill("#motif", "La commission connaît ce projet.")
    page.get_by_role("button", name="Clore ce dossier").click()
    expect(page.locator("[data-attente]")).to_contain_text("3\u00a0actes en attente d’envoi")
    assert count(world, ActeSeance) == before
    page.context.set_offline(False)
    expect(page.locator("[data-attente]")).to_be_hidden()
    expect(page.get_by_role("heading", name="Tous les dossiers sont délibérés")).to_be_visible()
    expect(page.locator(".lead-line")).to_have_text("Tous les dossiers sont délibérés.")
    rows = world.query(select(ActeSeance.acte).order_by(ActeSeance.recu_at, ActeSeance.at))
    assert count(world, ActeSeance) == before + 3
    assert {"mouvement_sortie", "mouvement_retour", "clore"} <= {row[0] for row in rows}
    assert state(world, monde, "revelee") == "delibere"
    assert world.violations == []


def test_a_closed_laptop_sends_what_it_kept_when_it_opens_again(world: World, monde: Monde, person: Ouvrir) -> None:
    page = screen(world, monde, person, "charge", "ouverte", "conduite")
    address, context = page.url, page.context
    context.set_offline(True)
    page.get_by_role("button", name="Révéler les notes").click()
    expect(page.locator("[data-attente]")).to_contain_text("1\u00a0acte en attente d’envoi")
    expect(page.get_by_role("button", name="Clore ce dossier")).to_be_visible()
    page.get_by_role("radio", name="Retenue", exact=True).check(force=True)
    page.fill("#motif", "La commission connaît ce projet.")
    page.get_by_role("button", name="Clore ce dossier").click()
    expect(page.locator("[data-attente]")).to_contain_text("2\u00a0actes en attente d’envoi")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_role("heading", name="Tous les dossiers sont délibérés")).to_be_visible()
    assert state(world, monde, "ouverte") == "delibere"


def test_the_next_file_is_examined_from_end_to_end_without_network(world: World, monde: Monde, person: Ouvrir) -> None:
    page = screen(world, monde, person, "charge", "entre", "conduite")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ouvrir ce dossier").click()
    page.get_by_role("button", name="Révéler les notes").click()
    page.get_by_role("radio", name="Retenue", exact=True).check(force=True)
    page.fill("#motif", "La commission connaît ce projet.")
    page.get_by_role("button", name="Clore ce dossier").click()
    expect(page.locator("[data-attente]")).to_contain_text("3\u00a0actes en attente d’envoi")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Tous les dossiers sont délibérés")).to_be_visible()
    file = uuid.UUID(monde.ids["dossier_attendu"])
    assert world.query(select(Passage.etat).where(Passage.candidature_id == file))[0][0] == "delibere"
    # Recused from both files, she had left before the first and comes back after the second, closed without network.
    # The two other sittings of the world have an exit each.
    assert count(world, Mouvement, motif="deport") == 3
    assert count(world, Mouvement, sens="retour") == 1
    assert world.violations == []


def test_an_answer_lost_on_its_way_is_asked_again_without_double_effect(
    world: World, monde: Monde, person: Ouvrir
) -> None:
    page = screen(world, monde, person, "charge", "revelee", "conduite")
    before = count(world, Mouvement)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/conduite/membres/*", lose, times=1)
    seat(page, monde, "revelee").get_by_role("button", name="Sort", exact=False).click()
    expect(seat(page, monde, "revelee").get_by_role("button", name="Revient", exact=False)).to_be_visible()
    expect(page.locator("[data-attente]")).to_be_hidden()
    assert count(world, Mouvement) == before + 1


def test_a_session_that_ended_keeps_the_taps_until_she_signs_in_again(
    world: World, monde: Monde, person: Ouvrir
) -> None:
    page = screen(world, monde, person, "charge", "revelee", "conduite")
    before = count(world, Mouvement)
    with world.app.app_context(), transaction():
        db.session.query(SessionConnexion).filter_by(utilisateur_id=monde.gens["charge"]).delete()
    seat(page, monde, "revelee").get_by_role("button", name="Sort", exact=False).click()
    expect(page.locator("[data-attente]")).to_contain_text("Reconnectez-vous dans un autre onglet")
    assert count(world, Mouvement) == before
    enter(world, monde, page, "charge")
    expect(page.locator("[data-attente]")).to_be_hidden(timeout=15_000)
    assert count(world, Mouvement) == before + 1


def test_an_act_refused_on_return_says_why_and_stays(world: World, monde: Monde, person: Ouvrir) -> None:
    page = screen(world, monde, person, "charge", "revelee", "conduite")
    page.context.set_offline(True)
    seat(page, monde, "revelee").get_by_role("button", name="Sort", exact=False).click()
    expect(page.locator("[data-attente]")).to_contain_text("en attente d’envoi")
    with world.app.app_context(), transaction():
        service.note_movement(
            uuid.UUID(monde.ids["seance_revelee"]),
            uuid.UUID(monde.ids["siege_revelee"]),
            SensMouvement.SORTIE,
            Geste(uuid.uuid4()),
            auteur=db.session.get_one(Utilisateur, monde.gens["pilote"]),
            now=MAINTENANT + timedelta(minutes=5),
        )
    page.context.set_offline(False)
    refused = page.locator("[data-refus]")
    expect(refused).to_contain_text("est déjà sorti")
    page.reload()
    expect(refused).to_contain_text("est déjà sorti")
    refused.get_by_role("button", name="J’ai lu").click()
    expect(refused).to_be_hidden()
    page.reload()
    expect(refused).to_be_hidden()


def test_every_screen_follows_but_that_of_the_recused(world: World, monde: Monde, person: Ouvrir) -> None:
    chair = screen(world, monde, person, "membre", "ouverte", "suivre")
    recused = screen(world, monde, person, "membre_deporte", "ouverte", "suivre")
    officer = screen(world, monde, person, "charge", "ouverte", "conduite")
    told = recused.inner_text("main")
    assert "Un dossier dont vous êtes en déport est examiné." in told
    chair.get_by_role("button", name="Révéler les notes").click()
    expect(chair.locator("main")).to_contain_text("67 / 100")
    expect(officer.locator("main")).to_contain_text("67 / 100", timeout=15_000)
    assert recused.inner_text("main") == told
    officer.fill("#motif", "Une phrase en cours de frappe.")
    seat(officer, monde, "ouverte").get_by_role("button", name="Sort", exact=False).click()
    expect(seat(officer, monde, "ouverte").get_by_role("button", name="Revient", exact=False)).to_be_visible()
    expect(officer.locator("#motif")).to_have_value("Une phrase en cours de frappe.")
    assert world.violations == []
