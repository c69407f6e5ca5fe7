"""S49 and S43, cuts at random moments: a tab closed, a server killed, a network lost, a session ended.

The clock of the page is moved by the test, so that minutes of typing take seconds and nothing waits.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect
from sqlalchemy import delete

from acia.candidatures.models import Accuse, Candidature
from acia.comptes.models import SessionConnexion
from acia.comptes.passwords import hash_password
from acia.core.db import db, transaction
from tests.e2e.actors import PASSWORD
from tests.e2e.service import Service, build
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte

PERDU_MAX_S = 30
FIELD = "textarea[name=objectifs]"


@dataclass
class Saisie:
    """One person writing in one field, and what she had typed at each second of her own clock."""

    service: Service
    app: Flask
    context: BrowserContext
    courriel: str
    candidature: str
    dice: random.Random
    seconds: float = 0
    typed: list[tuple[float, str]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"

    @property
    def section(self) -> str:
        return f"{self.base}/candidatures/{self.candidature}/sections/projet"

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.base}/connexion")
        if page.locator("input[name=mot_de_passe]").count():
            page.fill("input[name=courriel]", self.courriel)
            page.fill("input[name=mot_de_passe]", PASSWORD)
            with page.expect_navigation():
                page.get_by_role("button", name="Me connecter").click()

    def open(self) -> Page:
        """Her page, its clock in the hands of the test."""
        page = self.context.new_page()
        self.sign_in(page)
        page.clock.install()
        page.goto(self.section)
        return page

    def write(self, page: Page, words: int) -> None:
        """Type some words, each followed by a pause; what the page sends meanwhile is answered before the next."""
        for _ in range(words):
            text = f"{self.typed[-1][1] if self.typed else ''}mot{len(self.typed)} "
            page.fill(FIELD, text)
            self.typed.append((self.seconds, text))
            self.wait(page, self.dice.uniform(0.5, 6))

    def wait(self, page: Page, seconds: float) -> None:
        """Let time pass on the page."""
        page.clock.run_for(int(seconds * 1000))
        self.seconds += seconds
        page.evaluate("() => new Promise((done) => requestIdleCallback(done))")

    def check(self) -> None:
        """Read the file again as she would: at most the last seconds of typing are lost."""
        page = self.context.new_page()
        self.sign_in(page)
        page.goto(self.section)
        saved = page.locator(FIELD).input_value()
        due = [text for at, text in self.typed if at <= self.seconds - PERDU_MAX_S]
        assert not due or saved.strip().startswith(due[-1].strip()), (saved, due[-1], self.seconds)
        page.close()


@pytest.fixture
def saisie(database: str, tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Saisie]:
    """The service in its own process, one person and her draft; the moments are drawn from the seed of the test."""
    service = Service(database, tmp_path)
    service.start()
    app = build(database, tmp_path, service.port)
    now = datetime.now(UTC)
    with app.app_context():
        appel = make_appel_publie(ouverture_at=now - timedelta(days=30), cloture_at=now + timedelta(days=30))
        person = make_representant_compte()
        with transaction():
            person.mot_de_passe = hash_password(PASSWORD)
        row = make_brouillon(appel, auteur=person, sections={"avis_cse": {"date_avis": "2026-01-10"}})
        found = (person.courriel, str(row.id))
        db.session.remove()
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(15_000)
    yield Saisie(service, app, context, *found, random.Random(request.node.name))  # noqa: S311 - moments, not secrets
    context.close()
    service.kill()
    with app.app_context():
        db.engine.dispose()


def crash_tab(saisie: Saisie) -> None:
    """The browser dies, with no time to send anything more."""
    page = saisie.open()
    saisie.write(page, saisie.dice.randint(14, 24))
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def kill_server(saisie: Saisie) -> None:
    page = saisie.open()
    saisie.write(page, saisie.dice.randint(4, 12))
    saisie.service.kill()
    saisie.write(page, saisie.dice.randint(1, 8))
    if saisie.dice.random() < 0.5:
        saisie.wait(page, 11)
        expect(page.locator("[data-autosave-state]")).to_contain_text("le service ne répond pas")
    saisie.service.start()
    saisie.write(page, saisie.dice.randint(1, 4))
    _until_saved(saisie, page)
    page.close(run_before_unload=False)


def lose_network(saisie: Saisie) -> None:
    page = saisie.open()
    saisie.write(page, saisie.dice.randint(2, 10))
    saisie.context.set_offline(True)
    saisie.write(page, saisie.dice.randint(2, 10))
    saisie.wait(page, 11)
    expect(page.locator("[data-autosave-state]")).to_have_attribute("role", "alert")
    saisie.context.set_offline(False)
    _until_saved(saisie, page)
    page.close(run_before_unload=False)


def end_session(saisie: Saisie) -> None:
    page = saisie.open()
    saisie.write(page, saisie.dice.randint(2, 10))
    with saisie.app.app_context(), transaction():
        db.session.execute(delete(SessionConnexion))
    saisie.write(page, saisie.dice.randint(2, 6))
    saisie.wait(page, 11)
    expect(page.locator("[data-autosave-state]")).to_contain_text("Reconnectez-vous dans un autre onglet")
    other = saisie.context.new_page()
    saisie.sign_in(other)
    other.close()
    _until_saved(saisie, page)
    page.close(run_before_unload=False)


def _until_saved(saisie: Saisie, page: Page) -> None:
    """What waited is sent by itself at the next try, without a word typed more."""
    saisie.wait(page, 25)
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")
    saisie.wait(page, PERDU_MAX_S)


CUTS: list[Callable[[Saisie], None]] = [crash_tab, kill_server, lose_network, end_session]


@pytest.mark.parametrize("cut", CUTS, ids=[cut.__name__ for cut in CUTS])
def test_s49_a_cut_loses_at_most_thirty_seconds_of_typing(saisie: Saisie, cut: Callable[[Saisie], None]) -> None:
    cut(saisie)
    saisie.check()


def test_s49_on_a_slow_line_texts_leave_one_at_a_time(saisie: Saisie) -> None:
    page = saisie.open()
    sent: list[Request] = []
    held: list[Route] = []
    page.on("request", lambda request: sent.append(request) if _is_sent(request) else None)
    page.route("**/*", lambda route: route.continue_() if held or not _is_sent(route.request) else held.append(route))
    with page.expect_request(_is_sent):
        saisie.write(page, 1)
        saisie.wait(page, 11)
    saisie.write(page, 3)
    saisie.wait(page, 11)
    assert len(sent) == 1, "a text left beside the one still on its way"
    with page.expect_request(_is_sent):
        held[0].continue_()
    _until_saved(saisie, page)
    page.close(run_before_unload=False)
    saisie.check()


def _is_sent(request: Request) -> bool:
    return request.method == "POST"


@pytest.mark.complet
@pytest.mark.parametrize("run", range(25))
@pytest.mark.parametrize("cut", CUTS, ids=[cut.__name__ for cut in CUTS])
def test_s49_two_hundred_cuts(saisie: Saisie, cut: Callable[[Saisie], None], run: int) -> None:
    cut(saisie)
    saisie.check()


def _deposited(saisie: Saisie) -> int:
    with saisie.app.app_context():
        receipts = db.session.query(Accuse).count()
        filed = db.session.query(Candidature).filter(Candidature.deposee_at.is_not(None)).count()
        db.session.remove()
    assert receipts == filed
    return receipts


@pytest.mark.parametrize("moment_ms", [0, 5, 30, 120])
def test_s43_a_server_killed_during_the_deposit_leaves_all_or_nothing(saisie: Saisie, moment_ms: int) -> None:
    page = saisie.context.new_page()
    saisie.sign_in(page)
    page.goto(f"{saisie.base}/candidatures/{saisie.candidature}/verification")
    button = page.get_by_role("button", name="Déposer ma candidature")
    button.click(no_wait_after=True)
    death = Timer(moment_ms / 1000, saisie.service.kill)
    death.start()
    death.join()
    before = _deposited(saisie)
    saisie.service.start()
    page = saisie.context.new_page()
    page.goto(f"{saisie.base}/candidatures/{saisie.candidature}/verification")
    if before == 0:
        with page.expect_navigation():
            page.get_by_role("button", name="Déposer ma candidature").click()
    assert _deposited(saisie) == 1
