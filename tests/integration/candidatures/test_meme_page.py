"""An autosave whose answer was lost is sent again by its page, with more words: it is no conflict (S49, S56)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.core.clock import SettableClock
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.parcours import Connecte

PAGE, AUTRE = "a" * 32, "b" * 32
"""A page writes its key, then the rank of what it sends."""


class Saisie:
    """Her draft, open in a page that saves by itself."""

    def __init__(self, client: HouseClient, candidature_id: Any) -> None:
        self.client, self.key = client, candidature_id
        self.page = f"/candidatures/{candidature_id}/sections/projet"

    def version(self) -> str:
        db.session.expire_all()
        return str(db.session.get_one(Candidature, self.key).version)

    def send(self, texte: str, version: str, page: str) -> int:
        typed = {"objectifs": texte, "version": version, "page": page}
        headers = {"X-Requested-With": "autosave", "Accept": "application/json"}
        return self.client.submit(self.page, typed, headers=headers).status_code

    def stored(self) -> str:
        db.session.expire_all()
        return str(db.session.get_one(Candidature, self.key).sections["projet"]["objectifs"])


@pytest.fixture
def saisie(app: Flask, clock: SettableClock, connecte: Connecte) -> Saisie:
    person, now = make_representant_compte(), clock.now()
    appel = make_appel_publie(ouverture_at=now - timedelta(days=3), cloture_at=now + timedelta(days=9))
    row = make_brouillon(appel, auteur=person, complet=False)
    return Saisie(connecte(person), row.id)


def test_what_is_sent_again_after_a_lost_answer_is_kept(saisie: Saisie) -> None:
    seen = saisie.version()
    for rang, texte in enumerate(("Un mot", "Un mot de plus", "Un mot de plus encore"), start=1):
        assert saisie.send(texte, seen, f"{PAGE}-{rang}") == 200
        assert saisie.stored() == texte


def test_what_arrives_late_does_not_cover_what_was_typed_after_it(saisie: Saisie) -> None:
    seen = saisie.version()
    assert saisie.send("Un mot de plus", seen, f"{PAGE}-2") == 200
    assert saisie.send("Un mot", seen, f"{PAGE}-1") == 409
    assert saisie.send("Un mot de plus", seen, f"{PAGE}-2") == 409
    assert saisie.stored() == "Un mot de plus"
    assert saisie.send("Un mot de plus encore", seen, f"{PAGE}-3") == 200


def test_another_tab_and_a_page_without_script_still_conflict(saisie: Saisie) -> None:
    seen = saisie.version()
    assert saisie.send("Un mot", seen, f"{PAGE}-1") == 200
    assert saisie.send("Autre chose", seen, f"{AUTRE}-2") == 409
    assert saisie.send("Autre chose", seen, "") == 409
    assert saisie.stored() == "Un mot"


def test_what_another_page_wrote_meanwhile_is_not_passed_over(saisie: Saisie) -> None:
    first = saisie.version()
    assert saisie.send("Un mot", first, f"{PAGE}-3") == 200
    assert saisie.send("De l’autre onglet", saisie.version(), f"{AUTRE}-4") == 200
    assert saisie.send("Un mot de plus", first, f"{PAGE}-5") == 409
    assert saisie.stored() == "De l’autre onglet"
