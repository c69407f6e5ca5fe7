"""Every mutating act of the site really done once in the world: the forms its pages offer, filled in, and the few acts
that no page of the world offers ready to send (S112)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from flask import Flask
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.factories.formulaires import FormulaireLu, forms_of
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.paires import ORDRE, Duel, Ecran, completed, screens
from tests.integration.routes.promenade import VISITEUR

QUI = (*ORDRE, "membre_deporte")
"""Who may do an act, the most modest first; the second member keeps the sittings."""
FAIT = frozenset({200, 302})
READ = frozenset({"GET", "HEAD", "OPTIONS"})
AU_CHOIX = "?"
"""The first answer that the form offers."""
_NAME = re.compile(r"@(\w+)(?![\w.])")
Fichier = tuple[str, bytes | str]


@dataclass(frozen=True)
class Saisie:
    """What an act wants beyond what its page gives: what is typed (a field ending in `*` stands for all those that
    begin so, `@name` for what the world calls so), the files joined, what came before; then the page that offers it,
    and to whom. What came before may answer with the page that offers it."""

    champs: dict[str, str | list[str]] = field(default_factory=dict)
    fichiers: dict[str, Fichier] = field(default_factory=dict)
    avant: Callable[[Jeux], TestResponse | None] | None = None
    page: Acces | None = None
    nom: str = ""


RIEN = Saisie()


@dataclass(frozen=True)
class Jeu:
    """One act, ready to be done in the world."""

    route: str
    ecran: Ecran
    saisie: Saisie = RIEN
    form: FormulaireLu | None = None

    def __str__(self) -> str:
        return f"{self.route}: {self.ecran}"


def mutating_routes(app: Flask) -> set[str]:
    """Every route that changes something, as the map of addresses says."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) - READ}


def _player(row: Acces) -> str:
    names = row.ouvert.split()
    return VISITEUR if VISITEUR in names else next(nom for nom in QUI if nom in names)


def _chosen(form: FormulaireLu, name: str) -> list[str]:
    return [value for value in form.choix.get(name, ()) if value][:1]


class Jeux:
    """The acts of the world, and how each is done."""

    def __init__(self, app: Flask, duel: Duel, saisies: dict[str, Saisie]) -> None:
        self.duel, self.saisies = duel, saisies
        self.promenade, self.monde = duel.promenade, duel.promenade.monde
        self._map: MapAdapter = app.url_map.bind("acia.test")
        self.routes = mutating_routes(app)

    @cached_property
    def jeux(self) -> list[Jeu]:
        """Every form of every page for those it is made for, then the acts found nowhere there."""
        return list(self._all())

    def _all(self) -> Iterator[Jeu]:
        known = set()
        for ecran, form, route in screens(self.duel):
            known.add(route)
            yield Jeu(route, ecran, self.saisies.get(route, RIEN), form)
        for route in sorted(self.routes - known):
            found = self.one(route)
            if found is not None:
                yield found

    def one(self, route: str) -> Jeu | None:
        """One act of a route: on the page said by hand, else on a page about the same thing, else without any page."""
        saisie = self.saisies.get(route, RIEN)
        if saisie.page is not None:
            return Jeu(route, Ecran("", saisie.nom, ""), saisie)
        row = next((row for row in DROITS if row.route == route and row.methode == "POST" and row.ouvert), None)
        return None if row is None else self._offered(row) or self._bare(row)

    def _offered(self, row: Acces) -> Jeu | None:
        """The form of an act on a page about the same thing, seen by somebody who may do it."""
        nom, stage = _player(row), row.route.partition(".")[0]
        for page in DROITS:
            beside = page.methode == "GET" and page.route.partition(".")[0] == stage and nom in page.ouvert.split()
            if beside and page.objets.items() <= row.objets.items():
                address = self.promenade.address(page)
                for ecran, form in self.forms(row.route, address, nom):
                    return Jeu(row.route, ecran, self.saisies.get(row.route, RIEN), form)
        return None

    def forms(self, route: str, page: str, nom: str) -> list[tuple[Ecran, FormulaireLu]]:
        """The forms of a page that go to a route."""
        return self._of(route, self.duel.read(page, nom), page, nom)

    def _of(self, route: str, forms: list[FormulaireLu], page: str, nom: str) -> list[tuple[Ecran, FormulaireLu]]:
        found, rangs = [], Counter[str]()
        for form in forms:
            action = form.action or page
            if self._map.match(action.partition("?")[0], method="POST")[0] == route:
                found.append((Ecran(page, nom, action, rangs[action]), form))
            rangs[action] += 1
        return found

    def _bare(self, row: Acces) -> Jeu:
        nom = _player(row)
        champs = {name: [self.monde.ids.get(value, value)] for name, value in row.donnees.items()}
        address = self.promenade.address(row)
        form = FormulaireLu(address, {"csrf_token": [self.promenade.jetons[nom]], **champs})
        return Jeu(row.route, Ecran("/", nom, address), self.saisies.get(row.route, RIEN), form)

    def prepare(self, jeu: Jeu) -> tuple[Ecran, FormulaireLu]:
        """What comes before the act, and its form once that has come."""
        saisie = jeu.saisie
        answer = saisie.avant(self) if saisie.avant is not None else None
        if answer is not None:
            found = self._of(jeu.route, forms_of(answer.text), answer.request.path, jeu.ecran.nom)
        elif saisie.page is not None:
            page = self.promenade.address(saisie.page)
            found = self.forms(jeu.route, page, saisie.nom)
        else:
            again = self.duel.find(jeu.ecran) if saisie.avant is not None else None
            found = [(jeu.ecran, again or jeu.form)] if jeu.form is not None else []
        if not found:
            raise LookupError("no page offers it")
        return found[0]

    def play(self, route: str, saisie: Saisie | None = None) -> TestResponse:
        """Do an act, after what comes before it."""
        jeu = self.one(route)
        assert jeu is not None, route
        jeu = replace(jeu, saisie=saisie) if saisie is not None else jeu
        return self.send(*self.prepare(jeu), jeu.saisie)

    def typed(self, ecran: Ecran, form: FormulaireLu, saisie: Saisie) -> dict[str, list[str]]:
        """What is sent, but the files."""
        data = {**completed(form), "csrf_token": [self.promenade.jetons[ecran.nom]]}
        for name, value in saisie.champs.items():
            names = [n for n in form.champs | form.choix if n.startswith(name[:-1])] if name.endswith("*") else [name]
            values = [self._named(one) for one in ([value] if isinstance(value, str) else value)]
            data.update({name: _chosen(form, name) if value == AU_CHOIX else values for name in names})
        return data

    def send(self, ecran: Ecran, form: FormulaireLu, saisie: Saisie) -> TestResponse:
        """Do the act."""
        data: dict[str, object] = {**self.typed(ecran, form, saisie)}
        for name, (nom, content) in saisie.fichiers.items():
            data[name] = (io.BytesIO(self._named(content).encode() if isinstance(content, str) else content), nom)
        client = self.promenade.clients[ecran.nom]
        return client.post(ecran.action, data=data, headers={"Referer": f"https://acia.test{ecran.page}"})

    def _named(self, text: str) -> str:
        """A text where `@name` is what the world calls so."""
        return _NAME.sub(lambda found: self.monde.ids[found[1]], text)
