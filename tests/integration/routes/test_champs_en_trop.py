"""Mass assignment (S16): the columns of every model, posted beside a form by the person it is made for, change nothing.

Each form is sent as its page gives it; then again, from the same world, with every column name of every model added as
an extra field. What belongs to nobody's form (owner, state, region, role, dates of acts) must come out the same.
"""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from acia.core.clock import SettableClock
from acia.core.db import db
from tests.factories.instantane import Instantane
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import VISITEUR, Promenade

RANDOM = {"empreinte", "cle", "uid", "sha256", "message_id", "donnees", "texte", "html", "mot_de_passe"}
"""Columns drawn at random, or made of drawn ones: two runs never agree on them."""
DE_L_OBJET = {"evenement": {"avant", "apres"}}
"""The same, in one table: fingerprints of rows whose id is drawn."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HOSTILE = {"role": "pilote_national", "actif": "1", "etat": "close", "region_code": "01", "departement_code": "971"}
ACTES = {(row.route, tuple(row.objets.items())): row for row in DROITS if row.methode == "POST"}
FORMULAIRES = [
    row for row in DROITS if row.methode == "GET" and row.ouvert and (row.route, tuple(row.objets.items())) in ACTES
]


class Formulaire(HTMLParser):
    """The fields of the forms of a page, with the values it shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = self._area = ""
        self._main = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._main = self._main or tag == "main"
        if not self._main:
            return
        name = values.get("name", "")
        if tag == "input":
            self._input(name, values)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in self.fields:
                self.fields[self._select] = values.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def _input(self, name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        chosen = kind not in ("radio", "checkbox", "file", "submit") or "checked" in values
        if name and chosen:
            self.fields[name] = values.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


@pytest.fixture
def promenade(app: Flask, clock: SettableClock) -> Promenade:
    clock.set(MAINTENANT)
    return Promenade(app, build_monde())


def columns() -> dict[str, str]:
    """Every column name of every model, with a value somebody would like to slip in."""
    names = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    names |= {column.name.removesuffix("_id") for table in db.metadata.sorted_tables for column in table.columns}
    return {name: HOSTILE.get(name, "2020-01-01" if name.endswith(("_at", "_le")) else "1") for name in names}


def content(known: set[uuid.UUID] | None = None) -> dict[str, list[str]]:
    """Rows of every table; an id that was not `known` before is only « new », for it is drawn at random."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            drawn = RANDOM | DE_L_OBJET.get(table.name, set())
            kept = [c for c in table.columns if c.name not in drawn and not c.name.startswith("empreinte")]
            rows = connection.execute(select(*kept)).all()
            found[table.name] = sorted(repr([_steady(value, known) for value in row]) for row in rows)
    return found


def _steady(value: Any, known: set[uuid.UUID] | None) -> Any:
    """A value that two runs agree on."""
    if isinstance(value, uuid.UUID):
        return value if known is None or value in known else "new"
    return _UUID.sub("", value) if isinstance(value, str) else value


def known_ids() -> set[uuid.UUID]:
    """Every id of the world."""
    with db.engine.connect() as connection:
        keys = [column for table in db.metadata.sorted_tables for column in table.primary_key.columns]
        return {value for key in keys for value in connection.execute(select(key)).scalars() if _is_id(value)}


def _is_id(value: Any) -> bool:
    return isinstance(value, uuid.UUID)


def send(promenade: Promenade, nom: str, row: Acces, fields: dict[str, str]) -> int:
    """Post these fields to the page of a row."""
    url = promenade.address(row)
    data = {**fields, "csrf_token": promenade.jetons[nom]}
    return promenade.clients[nom].post(url, data=data, headers={"Referer": f"https://acia.test{url}"}).status_code


def rightful(row: Acces) -> str:
    """The person the form is made for: the most modest of those for whom it opens."""
    may = set(row.ouvert.split()) & set(ACTES[row.route, tuple(row.objets.items())].ouvert.split())
    order = ("representant", "membre", "membre_deporte", "intervenant", "charge", "pilote", VISITEUR)
    return next(nom for nom in order if nom in may)


def extra_fields(page: str) -> dict[str, str]:
    """The columns that the page does not ask for."""
    return {name: value for name, value in columns().items() if f'name="{name}"' not in page}


def test_s16_extra_fields_change_nothing(promenade: Promenade) -> None:
    world, deviations, written = Instantane(), [], 0
    known, untouched = known_ids(), content()
    for row in FORMULAIRES:
        nom = rightful(row)
        page = promenade.clients[nom].get(promenade.address(row)).get_data(as_text=True)
        fields = Formulaire(page).fields
        outcome = []
        for data in (fields, {**extra_fields(page), **fields}):
            outcome.append((send(promenade, nom, row, data), content(known)))
            world.restore()
        written += outcome[0][1] != untouched
        if outcome[0] != outcome[1]:
            tables = [t for t in untouched if outcome[0][1][t] != outcome[1][1][t]]
            deviations.append(f"{row.route} {row.objets} as {nom}: {outcome[0][0]}, {outcome[1][0]}, {tables}")
    assert deviations == [], "\n".join(deviations)
    assert written >= 10, f"only {written} forms went through: too few to prove anything"
