"""Two people, one form, one instant: generated over every form of the world that has a version (S56), and over the acts
that must happen once (S57)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import (
    JSON,
    CompoundSelect,
    Select,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.mail import Courriel
from tests.factories.client import HouseClient, signed_client
from tests.factories.ensemble import together
from tests.factories.formulaires import FormulaireLu, forms_of
from tests.factories.instantane import LECTURES, Instantane
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import VISITEUR, Promenade

ORDRE = ("representant", "membre", "intervenant", "charge", "pilote")
"""Whom a page is made for: the most modest of those for whom it opens."""
COLLEGUES = {"charge": "pilote", "pilote": "charge"}
ACCEPTE = 302
SESSIONS = frozenset({"comptes.deconnexion", "comptes.fermer_sessions", "comptes.mot_de_passe"})
"""They end the session of the browser that the next pair needs."""
PLUSIEURS_FOIS = {
    "comptes.mes_avis": "the same choice kept twice",
    "comptes.relancer": "each link asked for is sent, the last one is good",
    "comptes.role": "the same role kept twice",
    "candidatures.relancer": "two officers, two territories: each file is reminded once a day",
    "engagements.accueil": "the same answer kept twice",
    "cohortes.reglages": "the same settings kept twice",
    "seances.calculer": "the last computation asked for replaces the one before",
    "suivi.nouvelle_action": "two people may each write an action",
}
"""Acts that may be done twice, and why nothing is doubled that counts."""
REFUS = frozenset({400, 403, 404, 409, 422})
Effet = dict[str, dict[str, int]]


COMPLEMENTS = {
    "date_limite": "2027-05-20",
    "jour": "2027-06-10",
    "fait_le": "2027-05-10",
    "limite": "2027-05-31",
    "titre": "Un titre",
    "description": "Une description.",
    "responsables": "La cheffe de service",
    "motif": "Un motif.",
    "je_retiens": "Ce que je retiens.",
}
"""What a form wants before it accepts anything, when the world leaves it empty or past."""
ANCIENS = {"jour"}
"""Those that are replaced even when the page gives one: it was good before the day of the world."""
NOMS = {"prenom": "Anne", "nom": "Le Bihan"}
"""Names of people are letters."""


@dataclass(frozen=True)
class Ecran:
    """One form: the page that shows it, whom it is for, where it goes, which one of those that go there, and the field
    one writes in."""

    page: str
    nom: str
    action: str
    rang: int = 0
    champ: str = ""

    def __str__(self) -> str:
        return f"{self.action} n° {self.rang} ({self.champ}) as {self.nom}"


class Duel:
    """The world, two browsers for each person, and the way back."""

    def __init__(self, app: Flask, promenade: Promenade) -> None:
        self.app, self.promenade = app, promenade
        self.seconds: dict[str, HouseClient] = {}
        for nom in ORDRE:
            person = promenade.monde.personne(COLLEGUES.get(nom, nom))
            self.seconds[nom] = signed_client(app, person)
        self.tokens = {nom: forms_of(c.get("/mon-compte").text)[-1] for nom, c in self.seconds.items()}
        self.world = Instantane()
        self.files = self.stored()
        self.clean = True

    def stored(self) -> dict[Path, bytes]:
        """The documents and registers on the disk."""
        folder = Path(self.app.config["DONNEES"])
        paths = [*folder.glob("documents/*/*"), *folder.glob("registres/*")]
        return {path: path.read_bytes() for path in paths if path.is_file()}

    def restore(self) -> None:
        """Put the world back, files included."""
        self.world.restore()
        present = self.stored()
        for path in present.keys() - self.files.keys():
            path.unlink()
        for path in self.files.keys() - present.keys():
            path.write_bytes(self.files[path])

    def read(self, page: str, nom: str) -> list[FormulaireLu]:
        """The forms that a page offers to a person."""
        answer = self.promenade.clients[nom].get(page)
        return forms_of(answer.text) if answer.mimetype == "text/html" and answer.status_code == 200 else []

    def find(self, ecran: Ecran) -> FormulaireLu | None:
        """The form of a screen, as its page shows it now."""
        forms = [f for f in self.read(ecran.page, ecran.nom) if (f.action or ecran.page) == ecran.action]
        return forms[ecran.rang] if ecran.rang < len(forms) else None

    def offered(self, ecran: Ecran) -> FormulaireLu:
        """The form of a screen that the world offers for sure."""
        form = self.find(ecran)
        assert form is not None, ecran
        return form

    def send_one(self, ecran: Ecran, data: dict[str, list[str]]) -> int:
        """Send a form alone; the status."""
        client = self.promenade.clients[ecran.nom]
        answer = client.post(ecran.action, data=data, headers={"Referer": f"https://acia.test{ecran.page}"})
        return answer.status_code

    def send_both(self, ecran: Ecran, one: dict[str, list[str]], other: dict[str, list[str]]) -> list[tuple[int, str]]:
        """Send two forms at the same instant, from two browsers."""
        token = {"csrf_token": self.tokens[ecran.nom].champs["csrf_token"]}
        clients = [self.promenade.clients[ecran.nom], self.seconds[ecran.nom]]
        found = together(clients, [(ecran.action, one), (ecran.action, {**other, **token})])  # type: ignore[list-item]
        db.session.rollback()
        return found


def pages(promenade: Promenade) -> list[tuple[Acces, str]]:
    """Every page of the table of rights that somebody signed in opens, and for whom it is made."""
    found = []
    for row in DROITS:
        people = [nom for nom in ORDRE if nom in row.ouvert.split()]
        if row.methode == "GET" and people and VISITEUR not in row.ouvert.split():
            found.append((row, people[0]))
    return found


Formulaires = dict[str, list[Ecran]]


def versioned_forms(duel: Duel, champs: int) -> Formulaires:
    """Every form that has a version and a free text the world lets one keep, by its address, with at most so many of
    its fields."""
    return {
        f"{ecran.action} n° {ecran.rang}": found
        for ecran, form, _ in screens(duel)
        if "version" in form.champs and form.champs["version"][0] and (found := _writable(duel, ecran, form, champs))
    }


def screens(duel: Duel) -> list[tuple[Ecran, FormulaireLu, str]]:
    """Every form of every page of the world, once, with the route it goes to."""
    routes = duel.app.url_map.bind("acia.test")
    found: dict[tuple[str, int], tuple[Ecran, FormulaireLu, str]] = {}
    for row, nom in pages(duel.promenade):
        page, rangs = duel.promenade.address(row), Counter[str]()
        for form in duel.read(page, nom):
            key = (form.action or page, rangs[form.action or page])
            rangs[key[0]] += 1
            route = str(routes.match(key[0].partition("?")[0], method="POST")[0])
            found.setdefault(key, (Ecran(page, nom, *key), form, route))
    return list(found.values())


def _writable(duel: Duel, ecran: Ecran, form: FormulaireLu, champs: int) -> list[Ecran]:
    found: list[Ecran] = []
    for champ in form.libres:
        if len(found) == champs:
            break
        words = _words()
        if duel.send_one(ecran, completed(form, champ, words)) == ACCEPTE and is_written(words):
            found.append(replace(ecran, champ=champ))
        duel.restore()
    return found


def completed(form: FormulaireLu, champ: str = "", words: str = "") -> dict[str, list[str]]:
    """What the page gives, what it lacks, and these words in one field when one is named."""
    lacking = {
        name: value
        for name, value in COMPLEMENTS.items()
        if name in form.champs and (name in ANCIENS or not form.champs[name][0])
    }
    names = NOMS if {"prenom", "employeur"} <= form.champs.keys() else {}
    return form.data(**{**lacking, **names, **({champ: words} if champ else {})})


def _words() -> str:
    return f"Ecrit {uuid.uuid4().hex[:12]}"


def is_written(words: str) -> bool:
    """True when a table of the product, the journal and the mails left out, holds these words."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return connection.execute(_search(), {"words": f"%{words}%"}).first() is not None


@cache
def _search() -> Select[int]:
    """Look for words in every column of text of every table, in one statement."""
    asked = [
        select(literal(1)).where(or_(*(cast(c, Text).like(bindparam("words")) for c in columns)))
        for name, table in db.metadata.tables.items()
        if name not in (Evenement.__tablename__, Courriel.__tablename__)
        and (columns := [c for c in table.columns if isinstance(c.type, String | JSON)])
    ]
    return select(union_all(*asked).subquery()).limit(1)


def duel_of_texts(duel: Duel, ecran: Ecran) -> str:
    """Two texts sent at once from the same version: one is kept, the other is told. What went wrong, or nothing."""
    form = duel.find(ecran)
    if form is None or ecran.champ not in form.champs:
        duel.restore()
        form = duel.offered(ecran)
    texts = [_words(), _words()]
    answers = duel.send_both(ecran, *(completed(form, ecran.champ, text) for text in texts))
    if {status for status, _ in answers} <= REFUS:
        # The pair before has done what can be done once: the world is put back, and this pair played there.
        duel.restore()
        form = duel.offered(ecran)
        answers = duel.send_both(ecran, *(completed(form, ecran.champ, text) for text in texts))
    statuses = [status for status, _ in answers]
    accepted = [status == ACCEPTE for status in statuses]
    if accepted.count(True) != 1 or not {s for s in statuses if s != ACCEPTE} <= REFUS:
        return f"{ecran}: {statuses}"
    kept = [is_written(text) for text in texts]
    return "" if kept == accepted else f"{ecran}: {statuses}, kept {kept}"


def effect() -> Effet:
    """How many rows each table holds, events and mails by kind."""
    db.session.rollback()
    with db.engine.connect() as connection:
        counts = {str(name): int(count) for name, count in connection.execute(_counts())}
        kinds = Counter(connection.execute(select(Evenement.code)).scalars())
        mails = Counter(connection.execute(select(Courriel.modele)).scalars())
    return {"lignes": counts, "evenements": dict(kinds), "courriels": dict(mails)}


@cache
def _counts() -> CompoundSelect[str, int]:
    """How many rows each table holds, in one statement; what a person has read of late is no effect of her act."""
    tables = [(name, table) for name, table in db.metadata.tables.items() if name not in LECTURES]
    return union_all(*(select(literal(name), func.count()).select_from(table) for name, table in tables))


def transitions(duel: Duel) -> dict[str, tuple[Ecran, Effet]]:
    """Every act of the world that leaves something, by the route it goes to, with its effect when done once."""
    before, found = effect(), {}
    for ecran, form, route in screens(duel):
        if route in found or route in SESSIONS or route in PLUSIEURS_FOIS:
            continue
        status = duel.send_one(ecran, completed(form))
        after = effect()
        duel.restore()
        if status == ACCEPTE and after != before:
            found[route] = (ecran, after)
    return found


def duel_of_acts(duel: Duel, ecran: Ecran, form: FormulaireLu, alone: Effet) -> str:
    """The act of a form read beforehand, done twice at once: the effect of one. What went wrong, or nothing. The
    world is put back."""
    statuses = [status for status, _ in duel.send_both(ecran, completed(form), completed(form))]
    after = effect()
    duel.restore()
    if ACCEPTE not in statuses or not set(statuses) <= {ACCEPTE, *REFUS}:
        return f"{ecran}: {statuses}"
    gaps = {
        f"{kind} {name}": (alone[kind].get(name, 0), after[kind].get(name, 0))
        for kind in alone
        for name in alone[kind] | after[kind]
        if alone[kind].get(name, 0) != after[kind].get(name, 0)
    }
    return f"{ecran}: {statuses}, {gaps}" if gaps else ""
