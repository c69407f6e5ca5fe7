"""Everything a person may ask the site for, read in two worlds that differ in what she may not know (S4, S10)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from random import Random
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

from acia.core.db import db
from tests.factories.instantane import Instantane
from tests.factories.monde import build_monde
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import FICHIERS, IDENTITES, Promenade, expected
from tests.integration.routes.secrets_monde import Secret, change_worlds, enrich

EXPORTS = {"pilotage.classeur", "pilotage.classeur_vivier", "appels.export_inscrits"}
"""Downloads asked for by an act: they write that they took place, nothing else."""
MOTS = ("", "e", "Autre", "Kerautre", "Breizh", "Bretagne", "29", "ACIA-2027-0001", "directrice", "@", "%", "Le Bihan")
"""Words that only one of the two worlds may hold, beside others that both do."""
PAGES = ("", "1", "2", "99")
LISTES: dict[str, dict[str, tuple[str, ...]]] = {
    "candidatures.boite": {
        "texte": MOTS,
        "departement": ("", "29", "35", "971"),
        "etat": ("", "deposee", "en_instruction", "close"),
        "charge": ("", "moi", "personne"),
        "tri": ("", "recu", "-recu", "nom", "-nom", "commune", "charge", "etat", "numero"),
        "par": ("", "100"),
        "page": PAGES,
        "recu_du": ("", "2027-02-01"),
    },
    "comptes.liste": {
        "q": MOTS,
        "role": ("", "membre", "representant", "charge_mission"),
        "etat": ("", "actif", "inactif"),
        "page": PAGES,
    },
    "commission.lecture": {"tri": ("", "rang", "desaccord"), "departement": ("", "29", "35")},
    "commission.notifications": {"suivi": ("", "lues", "non_lues", "revenues")},
    "eligibilite.a_decider": {"vue": ("", "decidees"), "departement": ("", "29")},
    "eligibilite.parcours": {"texte": MOTS, "dispositif": ("", "acia", "areso"), "page": PAGES},
    "engagements.liste": {"departement": ("", "29", "971"), "avancement": ("", "ouvert", "signe")},
    "pilotage.vivier": {"texte": MOTS, "departement": ("", "29"), "contact": ("", "depose", "brouillon")},
    "pilotage.journal": {"avant": ("", "10", "40", "100")},
    "referentiel.registre": {
        "q": MOTS,
        "departement": ("", "29", "971"),
        "categories": ("", "toutes"),
        "fermes": ("", "oui"),
        "page": PAGES,
    },
}
"""What the lists of the site let one look for, sort and turn over."""
RECHERCHES = 12
"""How many searches a person makes at each reading, beside the pages."""
VARIABLE = re.compile(rb'(name="(?:csrf_token|envoi|cle)"[^>]*value=")[^"]*')
"""Drawn again with each page."""
HEURE_PDF = re.compile(
    rb"D:\d{14}(?:Z|[+-]\d\d'\d\d)"
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"
    rb"|<xmpMM:InstanceID>[^<]*<"
    rb"|/ID ?\[.*?\]"
)
"""When a document was made, and the name that its maker draws from it."""
LIENS = {"eligibilite.donner_avis", "eligibilite.piece_avis"}
"""Whoever holds this personal link may know what it opens: nobody reaches it by reading the site."""
EN_TETES = ("Content-Type", "Content-Disposition", "Location", "ETag", "Content-Length")
Lecture = tuple[int, tuple[str | None, ...], bytes]
Lectures = dict[str, Lecture]


def same_bytes(answer: TestResponse) -> Lecture:
    """What an answer says, without what changes at each request."""
    assert answer.status_code < 500, answer.request.path
    body, kind = answer.get_data(), answer.headers.get("Content-Type", "")
    if "spreadsheetml" in kind:
        body = _parts(body)
    heads = tuple(answer.headers.get(name) for name in EN_TETES[: 3 if "spreadsheetml" in kind else 5])
    if "application/pdf" in kind:
        body, heads = HEURE_PDF.sub(b"", body), heads[:3]
    if "text/html" in kind:
        body, heads = VARIABLE.sub(rb"\1", body), heads[:3]
    return answer.status_code, heads, body


def _parts(body: bytes) -> bytes:
    """The parts of a workbook, but the one that says when it was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        names = sorted(name for name in book.namelist() if name != "docProps/core.xml")
        return b"\0".join(name.encode() + b"\0" + book.read(name) for name in names)


class DeuxMondes:
    """The world, the people who read it, and the way from one world to the other and back."""

    def __init__(self, app: Flask) -> None:
        monde = build_monde()
        enrich(monde)
        self.app, self.promenade = app, Promenade(app, monde)
        self.refused = False
        """Ask for what the table of rights refuses too: only a guard that fails answers it."""
        self.world = Instantane()

    def rows(self, nom: str) -> Iterator[tuple[Acces, str]]:
        """What a person may ask for, each address once: what opens, what is hidden; the exports at the end."""
        seen: set[str] = set()
        asked = [row for row in DROITS if row.methode == "GET" and row.route not in FICHIERS | LIENS]
        for row in asked:
            address = self.promenade.address(row)
            asked_for = self.refused or expected(nom, row) not in ("refus", "connexion")
            if asked_for and address not in seen:
                seen.add(address)
                yield row, address
        yield from self.searches(nom, RECHERCHES)
        for row in DROITS:
            if row.route in EXPORTS and expected(nom, row) == "ouvert":
                yield row, self.promenade.address(row)

    def searches(self, nom: str, count: int) -> Iterator[tuple[Acces, str]]:
        """So many searches, drawn at random and always the same, in the lists that open to a person (S11)."""
        lists = [r for r in DROITS if r.route in LISTES and r.methode == "GET" and expected(nom, r) == "ouvert"]
        draw = Random(11)  # noqa: S311 - the same searches in both worlds
        for _ in range(count if lists else 0):
            row = draw.choice(lists)
            words = {field: draw.choice(values) for field, values in LISTES[row.route].items()}
            yield row, f"{self.promenade.address(row)}?{urlencode({k: v for k, v in words.items() if v})}"

    def read(self, nom: str, searches: int = 0) -> Lectures:
        """Everything she reads; or so many searches and nothing else."""
        client, found = self.promenade.clients[nom], {}
        # The clock stands still: without this, a hundred walks would look like one script to the brake of public acts.
        self.app.extensions.pop("acia_throttle", None)
        for row, address in self.searches(nom, searches) if searches else self.rows(nom):
            if row.methode == "GET":
                found[address] = same_bytes(client.get(address))
            else:
                data = {"csrf_token": self.promenade.jetons[nom]}
                answer = client.post(address, data=data, headers={"Referer": "https://acia.test/"})
                found[address] = same_bytes(answer)
        return found

    def read_in(self, nom: str, secrets: Iterable[Secret], searches: int = 0) -> Lectures:
        """Everything she reads in the world that differs in these secrets; the world is put back."""
        change_worlds(self.promenade.monde, secrets)
        found = self.read(nom, searches)
        self.restore()
        return found

    def restore(self) -> None:
        """Put the first world back."""
        db.session.rollback()
        self.world.restore()

    def base(self, nom: str, searches: int = 0) -> Lectures:
        """Everything she reads in the world as it is."""
        return self.read_in(nom, (), searches)


def leaks(one: Lectures, other: Lectures) -> list[str]:
    """The addresses that say something else in the other world, with the first words that differ."""
    return [f"{address}: {_gap(one[address], other[address])}" for address in one if one[address] != other[address]]


def _gap(one: Lecture, other: Lecture) -> str:
    if one[:2] != other[:2]:
        return f"{one[:2]} became {other[:2]}"
    at = next((i for i, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), 0)
    return f"{one[2][max(0, at - 80) : at + 60]!r} became {other[2][max(0, at - 20) : at + 60]!r}"


def unknown_to(nom: str, secrets: Iterable[Secret]) -> list[Secret]:
    """What this person may not know."""
    return [secret for secret in secrets if not secret.is_for(nom)]


LECTEURS = IDENTITES
"""The seven roles, and those who stand beside them."""
