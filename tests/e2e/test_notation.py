"""Marking at the keyboard: a digit for the mark, the total at once; and the same without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.actors import Actor, World
from tests.e2e.test_pages import enter
from tests.factories.monde import MAINTENANT, Monde, build_monde


@pytest.fixture
def moteur() -> str:
    """What a browser does with the page does not depend on the database."""
    return "sqlite"


@pytest.fixture
def monde(world: World) -> Monde:
    world.at(MAINTENANT)
    with world.app.app_context():
        return build_monde()


def test_a_sheet_is_filled_by_digits_and_saved_by_the_shortcut(
    world: World, monde: Monde, person: Callable[[str], Actor]
) -> None:
    page = person("membre@exemple.test").page
    enter(world, monde, page, "membre")
    page.goto(f"/commissions/{monde.ids['notation']}/dossiers/{monde.ids['note']}")
    page.locator("input[name=note_1]").first.focus()
    page.keyboard.press("3")
    expect(page.locator("input[name=note_1][value='3']")).to_be_checked()
    expect(page.locator("[data-reste]")).to_have_text("1\u00a0critère reste à noter")
    page.locator("input[name=note_2]").first.focus()
    page.keyboard.press("5")
    expect(page.locator("[data-total]")).to_have_text("71,25 / 100")
    expect(page.locator("#justification_1")).to_have_attribute("aria-required", "false")
    expect(page.locator("#justification_2")).to_have_attribute("aria-required", "true")
    expect(page.locator("#justification_2-aide .why-due")).to_be_visible()
    page.keyboard.press("9")
    expect(page.locator("input[name=note_2][value='5']")).to_be_checked()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_load_state()
    expect(page.locator("[data-total]")).to_have_text("71,25 / 100")
    assert world.violations == []


def test_without_a_script_the_reason_is_still_asked_where_it_is_due(
    world: World, monde: Monde, person: Callable[[str], Actor]
) -> None:
    browser = person("membre@exemple.test").page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, base_url=world.app.config["BASE_URL"])
    page = context.new_page()
    enter(world, monde, page, "membre")
    page.goto(f"/commissions/{monde.ids['notation']}/dossiers/{monde.ids['note']}")
    page.locator("label[for='note_1-niveau-1']").click()
    expect(page.locator("#justification_1-aide .why-due")).to_be_visible()
    expect(page.locator("#justification_3-aide .why-due")).to_be_hidden()
    page.fill("#justification_1", "")
    page.get_by_role("button", name="Rendre ma notation").click()
    page.wait_for_load_state()
    assert "Dites pourquoi vous donnez 1" in page.inner_text("main")
    context.close()
