"""The marking page: each level is read by its sentence, and what was typed outlives a refusal (R34, R40)."""

from __future__ import annotations

import re

from acia.candidatures.models import Candidature
from acia.commission.models import EtatCommission, Note
from acia.core.db import db, transaction
from tests.factories.commission import make_deport
from tests.integration.commission.conftest import JUSTIFIEES, Scene, commission_of


def open_gate(scene: Scene, dossier: int = 0) -> None:
    make_deport(scene.siege(), db.session.get_one(Candidature, scene.dossiers[dossier]))


def test_each_mark_is_chosen_beside_its_sentence_and_says_when_it_wants_a_reason(scene: Scene) -> None:
    open_gate(scene)
    page = scene.membre().get(scene.dossier()).get_data(as_text=True)
    for critere in commission_of(scene).appel.criteres:
        for mark, (_, sentence) in enumerate(critere.niveaux):
            field = re.search(rf'id="note_{critere.ordre}-niveau-{mark}"[^>]*>\s*<label[^>]*>(.*?)</label>', page, re.S)
            assert field is not None
            assert sentence in field[1]
    asking = re.findall(r'name="note_1" value="(\d)" data-motif', page)
    assert asking == ["0", "1", "4", "5"]


def test_the_page_says_where_the_member_stands_in_her_own_queue(scene: Scene) -> None:
    open_gate(scene)
    membre, page = scene.membre(), scene.dossier()
    assert "sur 3 · 0\u00a0notation rendue" in membre.get(page).get_data(as_text=True)
    membre.submit(page, {**JUSTIFIEES, "acte": "rendre"}, action=f"{page}/notation")
    text = membre.get(page).get_data(as_text=True)
    assert "sur 3 · 1\u00a0notation rendue" in text
    assert '<link rel="next"' in text


def test_s56_what_was_typed_is_still_readable_when_scoring_has_just_closed(scene: Scene) -> None:
    open_gate(scene)
    membre, page = scene.membre(), scene.dossier()
    with transaction():
        commission_of(scene).etat = EtatCommission.DELIBERATION
    typed = {**JUSTIFIEES, "justification_2": "<i>Deux lignes écrites trop tard</i>"}
    answer = membre.submit(page, {**typed, "acte": "rendre"}, action=f"{page}/notation")
    assert answer.status_code == 403
    assert "&lt;i&gt;Deux lignes écrites trop tard&lt;/i&gt;" in answer.get_data(as_text=True)
    saved = membre.submit(page, typed, action=f"{page}/brouillon")
    assert saved.status_code == 403
    assert saved.get_json() == {"message": "La notation n’est pas ouverte."}
    assert db.session.query(Note).count() == 0
