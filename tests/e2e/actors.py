"""The people of the end-to-end tests: each has a browser, reads her mail, and does what a person does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.jobs.engine import work_once
from acia.core.mail import Courriel

PASSWORD = "la mésange traverse le verger en silence"


@dataclass
class World:
    """The running service and its clock."""

    app: Flask
    clock: SettableClock
    violations: list[str] = field(default_factory=list)

    def at(self, instant: datetime) -> None:
        """Move the clock."""
        self.clock.set(instant)

    def work(self) -> None:
        """Let the worker do what waits."""
        work_once(self.app)

    def query(self, statement: Any) -> list[Any]:
        """Read the database beside the service."""
        with self.app.app_context():
            rows = list(db.session.execute(statement))
            db.session.remove()
        return rows

    def last_link(self, address: str) -> str:
        """The address in the last mail received by a person, once the worker has passed."""
        self.work()
        statement = select(Courriel.texte).where(Courriel.destinataire == address).order_by(Courriel.cree_at.desc())
        texts = [row[0] for row in self.query(statement)]
        links = [link for text in texts for link in re.findall(r"http://127\.0\.0\.1:\d+\S+", text)]
        return links[0].rstrip(".,")


def axe_faults(page: Page) -> str:
    """What axe finds on a page; it lists nothing of what holds, which takes longer than to look."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return str(found.generate_report()) if found.violations_count else ""


class Actor:
    """One person in one browser."""

    def __init__(self, page: Page, address: str, world: World) -> None:
        self.page, self.address, self.world = page, address, world
        page.on("pageerror", lambda error: world.violations.append(f"{page.url}: {error}"))
        page.on("console", self._note_csp)

    def _note_csp(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.world.violations.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Page:
        """Go to a page, which must answer."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def open_link_and_choose_password(self) -> None:
        """Follow the link received by mail and choose a password."""
        self.open(self.world.last_link(self.address))
        for box in self.page.locator("input[type=password]").all():
            box.fill(PASSWORD)
        self.press("Enregistrer mon mot de passe")

    def sign_in(self) -> None:
        """Sign in on the sign-in page, when the session has ended."""
        self.page.context.clear_cookies()
        self.open("/connexion")
        self.page.fill("input[name=courriel]", self.address)
        self.page.fill("input[name=mot_de_passe]", PASSWORD)
        self.press("Me connecter")

    def press(self, text: str) -> None:
        """Press the button of this name; the page that follows must not be an incident."""
        self._and_read(self.page.get_by_role("button", name=text, exact=False).first)
        flat = self.page.inner_text("main")
        assert "Un incident de notre côté" not in flat, f"incident after « {text} »"
        assert "à corriger" not in flat, f"refused after « {text} »:\n{flat[:1500]}"

    def follow(self, text: str) -> None:
        """Follow the link of this name."""
        self._and_read(self.page.get_by_role("link", name=text, exact=False).first)

    def _and_read(self, target: Locator) -> None:
        """Click, and wait for the page that answers."""
        self._unfold(target)
        with self.page.expect_navigation():
            target.click()

    def fill(self, **values: str) -> None:
        """Fill fields by name: text, day, list."""
        for name, value in values.items():
            box = self.page.locator(f"[name='{name}']").first
            self._unfold(box)
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    @staticmethod
    def _unfold(box: Locator) -> None:
        """Open what folds the field away."""
        box.evaluate("e => { const fold = e.closest('details'); if (fold) fold.open = true; }")

    def choose(self, name: str, value: str) -> None:
        """Choose one radio or tick one box by its label, as a finger does."""
        box = self.page.locator(f"input[name='{name}'][value='{value}']").first
        assert box.count(), f"no {name} on {self.page.url}:\n{self.page.inner_text('main')[:3000]}"
        self._unfold(box)
        self.page.locator(f"label[for='{box.get_attribute('id')}']").first.click()
        assert box.is_checked(), f"{name} is not {value}"

    def sees(self, text: str) -> None:
        """The page says this."""
        flat = " ".join(self.page.inner_text("body").split())
        assert text in flat, f"« {text} » is not on {self.page.url}:\n{flat[:1500]}"

    def check_page(self) -> None:
        """The page passes axe, has one h1, and does not scroll sideways on a phone."""
        assert not (faults := axe_faults(self.page)), f"{self.page.url}\n{faults}"
        assert self.page.locator("h1").count() == 1
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 375, "height": 812})
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} scrolls sideways by {overflow} px at 375 px"
        if size:
            self.page.set_viewport_size(size)
