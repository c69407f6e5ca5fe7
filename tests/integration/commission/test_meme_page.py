"""A sheet whose autosave was kept but never answered is sent again by its page: it is no conflict (S49, S58)."""

from __future__ import annotations

from acia.candidatures.models import Candidature
from acia.commission.models import Note
from acia.core.db import db
from tests.factories.commission import make_deport
from tests.integration.commission.conftest import JUSTIFIEES, Scene

PAGE, AUTRE = "a" * 32, "b" * 32


def test_s58_a_page_goes_on_after_lost_answers_and_another_tab_conflicts(scene: Scene) -> None:
    make_deport(scene.siege(0), db.session.get_one(Candidature, scene.dossiers[0]))
    membre, page = scene.membre(), scene.dossier()

    def send(mark: str, version: str, key: str) -> int:
        typed = {**JUSTIFIEES, "note_2": mark, "version": version, "page": key}
        return membre.submit(page, typed, action=f"{page}/brouillon").status_code

    assert [send(mark, "0", f"{PAGE}-{mark}") for mark in ("1", "2", "4")] == [200, 200, 200]
    assert sorted(note.valeur or 0 for note in db.session.query(Note))[-1] >= 4
    # Sent before the last one, arrived after it.
    assert send("3", "0", f"{PAGE}-3") == 409
    assert send("3", "0", f"{AUTRE}-1") == 409
    assert send("3", "0", "") == 409
    assert send("3", "3", f"{AUTRE}-2") == 200
    assert send("5", "0", f"{PAGE}-5") == 409
    # What the page has typed is final in the same way.
    typed = {**JUSTIFIEES, "version": "3", "page": f"{AUTRE}-3", "acte": "rendre"}
    assert membre.submit(page, typed, action=f"{page}/notation").status_code == 302
