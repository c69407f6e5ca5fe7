"""« Votre façon de noter » is read by the member alone, once the minutes are closed."""

from __future__ import annotations

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission, Note
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import make_eligible, make_notation
from tests.integration.commission.conftest import Scene, commission_of, make_scene
from tests.integration.commission.test_cloisonnement import read

DOSSIERS = 11


@pytest.fixture
def close(app: Flask, clock: SettableClock) -> Scene:
    """Minutes closed on eleven files: the first member marks the first criterion two points above the others."""
    scene = make_scene(app, clock, etat=EtatCommission.CLOSE)
    appel = commission_of(scene).appel
    for _ in range(DOSSIERS - len(scene.dossiers)):
        row = make_candidature_deposee(appel)
        make_eligible(row)
        scene.dossiers.append(row.id)
    for rang, key in enumerate(scene.dossiers):
        candidature = db.session.get_one(Candidature, key)
        for membre in range(3):
            make_notation(scene.siege(membre), candidature, (4 if membre == 0 else 2, rang % 5, 3, 2 + membre % 2))
    return scene


def page(scene: Scene, rang: int = 0) -> str:
    status, text = read(scene.membre(rang), f"{scene.base}/ma-facon-de-noter")
    assert status == 200
    return text


def test_each_member_reads_her_own_gap_with_its_margin_and_its_table(close: Scene) -> None:
    text = page(close)
    assert "vous notez plutôt au-dessus de la commission" in text
    assert f"Calculé sur les {DOSSIERS}\u00a0dossiers" in text
    assert "points sur 100, à" in text
    assert text.count("Voir les chiffres") == 2
    assert text != page(close, 1)
    assert not any(person.nom in text for person in close.membres[1:]), "no other member is named"
    assert f"{close.base}/ma-facon-de-noter" in close.membre().get("/commissions/mes-dossiers").text


def test_nobody_else_has_a_way_to_it(close: Scene) -> None:
    address = f"{close.base}/ma-facon-de-noter"
    assert close.bureau().get(address).status_code == 403
    with transaction():
        commission_of(close).etat = EtatCommission.DELIBERATION
    assert close.membre().get(address).status_code == 403


def test_s7_a_file_she_is_recused_from_does_not_move_a_byte_of_it(close: Scene) -> None:
    with transaction():
        said = db.session.query(Deport).filter_by(membre_id=close.siege().id, candidature_id=close.dossiers[0]).one()
        said.conflit, said.motif = True, "Un proche."
    before = page(close)
    with transaction():
        for note in db.session.query(Note).join(Note.notation).filter_by(candidature_id=close.dossiers[0]):
            note.valeur = 0
    assert page(close) == before
    with transaction():
        for note in db.session.query(Note).join(Note.notation).filter_by(candidature_id=close.dossiers[1]):
            note.valeur = 5
    assert page(close) != before, "the test sees a change where there is one"


def test_too_few_files_say_why_nothing_is_shown(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.CLOSE)
    scene.noter_tout((3, 3, 3, 3), (4, 4, 4, 4), (2, 2, 2, 2))
    text = page(scene)
    assert "trop peu de notes à comparer" in text
    assert "laisserait deviner les notes de quelqu’un" in text
