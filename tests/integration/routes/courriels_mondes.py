"""The mails that leave in two worlds: those of every act of the site, then of months of the worker's rounds (S10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, inspect, select

from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.jobs.engine import work_once
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role
from tests.factories.formulaires import FormulaireLu
from tests.factories.monde import MAINTENANT, SIGNES, build_monde
from tests.integration.routes.deux_mondes import HEURE_PDF
from tests.integration.routes.paires import SESSIONS, Duel, Ecran, completed, screens
from tests.integration.routes.promenade import Promenade
from tests.integration.routes.scenes_courriels import DITS, ENTREES, SCENES, set_the_stage
from tests.integration.routes.secrets_monde import SECRETS, Secret, change_worlds, enrich

RONDES = "the rounds of the worker"
MINUTE, LENDEMAIN = timedelta(minutes=1), timedelta(hours=23)
"""Just after the instant of the world, and after the hour of the digests that follows."""
JOURS = (0, 1, 3, 7, 8, 15, 30, 41, 46, 49, 60, 92)
"""Days after the instant of the world at which the worker is looked at: reminders, digests, delays that end."""
TIRES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=/)[\w.-]{40,}")
"""Ids and secret links: those of an act are drawn again each time it is done."""
CONFRERE, EXTERIEUR = "confrere", "exterieur"
CONNUS = {
    CONFRERE: {
        "the evaluators",
        "the files of another région",
        "the file that a member is recused from",
    },
    EXTERIEUR: {"the files of another région"},
}
"""What is known to those who are nobody of the world: a member beside those of the world; somebody of an establishment
of the région or asked about one, who knows its name."""


@dataclass(frozen=True)
class Lettre:
    """One mail as its reader has it."""

    modele: str
    destinataire: str
    nom: str
    sujet: str
    texte: str
    html: str
    calendrier: str
    piece: bytes
    nom_piece: str


Courrier = dict[str, list[Lettre]]


@dataclass(frozen=True)
class Acte:
    """What makes mails leave: something done, then looks of the worker at these times."""

    faire: Callable[[], None]
    passages: tuple[timedelta, ...] = (MINUTE, LENDEMAIN)


class DeuxCourriers:
    """The world, and the mails that its acts and its worker send; `actes` are those that write to somebody."""

    def __init__(self, app: Flask, clock: SettableClock, *, pages: bool = True) -> None:
        """`pages`: with the forms of every page, not only the scenes."""
        self.app, self.clock = app, clock
        self.monde = build_monde()
        enrich(self.monde)
        set_the_stage(self.monde)
        self.known = set(self.monde.ids.values())
        self.duel = Duel(app, Promenade(app, self.monde))
        self.lecteurs = self._readers()
        found = {
            f"{route} {ecran}": Acte(self._form(ecran, form, route))
            for ecran, form, route in (screens(self.duel) if pages else ())
            if route not in SESSIONS
        }
        found |= {nom: Acte(self._scene(nom)) for nom in SCENES}
        self.actes = {nom: acte for nom, acte in found.items() if self._play((), replace(acte, passages=()))}
        self.actes[RONDES] = Acte(lambda: None, tuple(timedelta(days=days) for days in JOURS))
        self.base = self.mails_in(())

    def _readers(self) -> dict[str, str]:
        """Who reads at each address of an account; everybody else is outside."""
        found = {}
        for person in db.session.scalars(select(Utilisateur)):
            if person.role_enum is Role.MEMBRE:
                found[person.courriel] = CONFRERE
            elif person.role_enum in (Role.CHARGE, Role.PILOTE):
                found[person.courriel] = "charge" if person.covers_region("53") else "charge_ailleurs"
        return found | {self.monde.personne(nom).courriel: nom for nom in SIGNES}

    def reader_of(self, lettre: Lettre) -> str:
        """Who reads a mail, among those who know the same things."""
        return self.lecteurs.get(lettre.destinataire, EXTERIEUR)

    def _form(self, ecran: Ecran, seen: FormulaireLu, route: str) -> Callable[[], None]:
        """Send the form of a screen: the one that is about the same thing, wherever the page puts it."""
        typed = {name: [value] for name, value in ENTREES.get(route, {}).items()}

        def send() -> None:
            forms = [f for f in self.duel.read(ecran.page, ecran.nom) if (f.action or ecran.page) == ecran.action]
            alike = [f for f in forms if _about(f) == _about(seen)] or forms[ecran.rang : ecran.rang + 1]
            if alike:
                self.duel.send_one(ecran, {**completed(alike[0]), **typed})

        return send

    def _scene(self, nom: str) -> Callable[[], None]:
        def play() -> None:
            with self.app.test_request_context(base_url="https://acia.test"), transaction():
                SCENES[nom](self.monde)

        return play

    def mails_in(self, secrets: Iterable[Secret]) -> Courrier:
        """The mails of each act, and those of the rounds, in the world that differs in these secrets."""
        kept = tuple(secrets)
        return {
            nom: self._play([s for s in kept if s.nom not in DITS.get(nom.partition(" /")[0], ())], acte)
            for nom, acte in self.actes.items()
        }

    def _play(self, secrets: Iterable[Secret], acte: Acte) -> list[Lettre]:
        """What an act writes, at once and by the worker after it; the world is put back."""
        change_worlds(self.monde, secrets)
        # Not at the very instant of what the world holds: what comes first would be drawn.
        self.clock.set(MAINTENANT + MINUTE)
        with collecting() as ids:
            acte.faire()
            for later in acte.passages:
                self.clock.set(MAINTENANT + later)
                work_once(self.app)
            sent = self._read(ids)
        self.clock.set(MAINTENANT)
        self.duel.restore()
        return sent

    def _read(self, ids: list[Any]) -> list[Lettre]:
        """The mails in the order they were written, but those that are still held or were taken back."""
        db.session.rollback()
        rows = {row.id: row for row in db.session.scalars(select(Courriel).where(Courriel.id.in_(ids)))}
        return [self._letter(rows[k]) for k in ids if k in rows and rows[k].etat != EtatCourriel.PREPARE]

    def _letter(self, row: Courriel) -> Lettre:
        piece = HEURE_PDF.sub(b"", read_document(row.document)) if row.document else b""
        unfolded = row.calendrier.replace("\r\n ", "")
        texts = [self._steady(text) for text in (row.sujet, row.texte, row.html, unfolded)]
        return Lettre(row.modele, row.destinataire, row.nom, *texts, piece, row.document.nom if row.document else "")

    def _steady(self, text: str) -> str:
        return TIRES.sub(lambda one: one[0] if one[0] in self.known else "…", text)

    def unknown_to(self, lecteur: str) -> list[Secret]:
        """What the reader of a mail may not know."""
        if lecteur in CONNUS:
            return [secret for secret in SECRETS if secret.nom not in CONNUS[lecteur]]
        return [secret for secret in SECRETS if not secret.is_for(lecteur)]

    def readers(self) -> set[str]:
        """Those who get a mail in the world as it is."""
        return {self.reader_of(lettre) for found in self.base.values() for lettre in found}

    def all_leaks(self) -> list[str]:
        """What reaches each reader, and one who gets nothing, of all that she may not know."""
        people = sorted({*self.readers(), "financeur"})
        return [leak for who in people for leak in self.leaks(who, self.mails_in(self.unknown_to(who)))]

    def leaks(self, lecteur: str, other: Courrier) -> list[str]:
        """The acts whose mails to this reader are not the same in the other world, and where they begin to differ."""
        gaps = []
        for nom in other:
            one, two = (
                [lettre for lettre in mails[nom] if self.reader_of(lettre) == lecteur] for mails in (self.base, other)
            )
            if one != two:
                gaps.append(f"{lecteur}, {nom}: {_gap(one, two)}")
        return gaps


def _about(form: FormulaireLu) -> dict[str, list[str]]:
    """What a form is about: its fixed fields."""
    return {name: values for name, values in form.champs.items() if name.endswith("_id") or name == "membre"}


def _gap(one: list[Lettre], two: list[Lettre]) -> str:
    if len(one) != len(two):
        return f"{[x.modele for x in one]} became {[x.modele for x in two]}"
    a, b = next((a, b) for a, b in zip(one, two, strict=True) if a != b)
    changed = next(f.name for f in fields(Lettre) if getattr(a, f.name) != getattr(b, f.name))
    return f"{a.modele}, {changed}: {getattr(a, changed)[:400]!r} became {getattr(b, changed)[:400]!r}"


@contextmanager
def collecting() -> Iterator[list[Any]]:
    """The ids of the mails written or let go meanwhile, in order."""
    ids: list[Any] = []

    def written(_mapper: Any, _connection: Any, row: Courriel) -> None:
        ids.append(row.id)

    def released(_mapper: Any, _connection: Any, row: Courriel) -> None:
        if EtatCourriel.PREPARE in inspect(row).attrs.etat.history.deleted:
            ids.append(row.id)

    event.listen(Courriel, "after_insert", written)
    event.listen(Courriel, "after_update", released)
    try:
        yield ids
    finally:
        event.remove(Courriel, "after_insert", written)
        event.remove(Courriel, "after_update", released)
