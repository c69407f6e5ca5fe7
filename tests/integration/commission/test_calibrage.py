"""The fictitious file: everybody marks it, the spread opens to all at once, no real figure moves."""

from __future__ import annotations

import pytest
from flask import Flask

from acia.commission import service
from acia.commission.models import Calibrage, EtatCommission, FeuilleCalibrage, Notation
from acia.commission.queries import progress_of, ranking_of
from acia.commission.service import CommandeFeuille
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, commission_of, make_scene
from tests.integration.commission.test_cloisonnement import read

ECART = "Nombre de membres par note"


@pytest.fixture
def entrainement(app: Flask, clock: SettableClock) -> Scene:
    """A commission that prepares, its fictitious file proposed."""
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    bureau, page = scene.bureau(), f"{scene.base}/entrainement"
    assert "Une maison d’enfants de 42 places" in read(bureau, page)[1]
    assert bureau.submit(page, {"titre": "Essai", "texte": "Un projet <b>fictif</b>."}).status_code == 302
    return scene


def hand_in(scene: Scene, rang: int, notes: tuple[int, int, int, int]) -> None:
    auteur = db.session.get_one(Utilisateur, scene.membres[rang].id)
    with transaction():
        command = CommandeFeuille(notes, ("Motif.",) * 4)
        service.mark_calibration(scene.commission, command, auteur=auteur, now=CLOS)


def test_a_member_marks_it_once_and_only_whole(entrainement: Scene) -> None:
    membre, page = entrainement.membre(), f"{entrainement.base}/mon-entrainement"
    assert "Un projet &lt;b&gt;fictif&lt;/b&gt;." in read(membre, page)[1]
    assert "Noter le dossier d’entraînement" in read(membre, "/commissions/mes-dossiers")[1]
    short = membre.submit(page, {**JUSTIFIEES, "note_3": ""})
    assert short.status_code == 422
    assert "Part de situations vécues." in short.get_data(as_text=True)
    assert membre.submit(page, JUSTIFIEES).status_code == 302
    assert "64 / 100" in read(membre, page)[1]
    with pytest.raises(ActionRefusee, match="déjà noté"):
        hand_in(entrainement, 0, (1, 1, 1, 1))
    assert db.session.query(FeuilleCalibrage).count() == 1


def test_s5_nothing_of_the_spread_is_shown_before_everybody_has_marked(entrainement: Scene) -> None:
    hand_in(entrainement, 0, (4, 3, 3, 2))
    page, board = f"{entrainement.base}/mon-entrainement", f"{entrainement.base}/entrainement"

    def world(notes: tuple[int, int, int, int]) -> list[tuple[int, str]]:
        with transaction():
            db.session.query(FeuilleCalibrage).filter_by(membre_id=entrainement.siege(1).id).delete()
        hand_in(entrainement, 1, notes)
        return [
            read(entrainement.membre(0), page),
            read(entrainement.membre(2), page),
            read(entrainement.bureau(), board),
        ]

    low, high = world((0, 0, 0, 0)), world((5, 5, 5, 5))
    assert low == high
    assert all(ECART not in text for _, text in low)
    hand_in(entrainement, 2, (5, 3, 3, 2))
    for text in (read(entrainement.membre(0), page)[1], read(entrainement.bureau(), board)[1]):
        assert ECART in text
        assert "3\u00a0niveaux, à discuter" in text


def test_it_enters_no_figure_of_the_real_files(entrainement: Scene) -> None:
    before = (progress_of(commission_of(entrainement)), ranking_of(commission_of(entrainement)).lignes)
    for rang in range(3):
        hand_in(entrainement, rang, (5, 5, 5, 5))
    db.session.expire_all()
    after = (progress_of(commission_of(entrainement)), ranking_of(commission_of(entrainement)).lignes)
    assert [(p.rendues, p.attendues) for p in before[0]] == [(p.rendues, p.attendues) for p in after[0]]
    assert before[1] == after[1]
    assert db.session.query(Notation).count() == 0


def test_its_text_is_frozen_by_the_first_sheet_and_training_ends_when_scoring_opens(entrainement: Scene) -> None:
    hand_in(entrainement, 0, (3, 3, 3, 3))
    bureau, page = entrainement.bureau(), f"{entrainement.base}/entrainement"
    version = str(commission_of(entrainement).version)
    late = bureau.submit(page, {"titre": "Autre", "texte": "Autre.", "version": version}, action=page)
    assert late.status_code == 422
    assert db.session.query(Calibrage).one().titre == "Essai"
    with transaction():
        commission_of(entrainement).etat = EtatCommission.NOTATION
    with pytest.raises(ActionRefusee, match="l’entraînement est terminé"):
        hand_in(entrainement, 1, (3, 3, 3, 3))
    assert read(entrainement.membre(1), f"{entrainement.base}/mon-entrainement")[0] == 200


def test_without_a_proposal_there_is_nothing_to_mark(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    assert scene.membre().get(f"{scene.base}/mon-entrainement").status_code == 404
