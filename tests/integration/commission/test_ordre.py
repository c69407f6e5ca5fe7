"""The order of the files at the sitting: recused members leave as seldom as can be, and the officer reads why (R36)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.documents.points import LecteurDePoints
from acia.commission.models import Deport, EtatCommission, MembreCommission
from acia.commission.queries import agenda_order, attending_at, movements_of, order_of_sitting, recusals_of
from acia.commission.service import Deliberation
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.commission import make_deport, make_notation
from tests.integration.commission.conftest import Scene, commission_of, make_scene
from tests.integration.commission.test_seance_en_direct import Tenue, at


def recuse(scene: Scene, membre: int, *rangs: int) -> None:
    for rang in rangs:
        make_deport(scene.siege(membre), db.session.get_one(Candidature, scene.dossiers[rang]), conflit=True)


def test_files_with_the_same_recusal_follow_each_other(scene: Scene) -> None:
    recuse(scene, 1, 0, 2)
    found = order_of_sitting(commission_of(scene))
    assert (found.sorties, found.minimum, found.autrement) == (1, 1, 2)
    ids = list(agenda_order(commission_of(scene)))
    assert sorted(ids) == sorted(scene.dossiers)
    assert ids[1] != scene.dossiers[1]
    leaving = [[m.id for m in point.sortent] for point in found.points]
    assert sorted(leaving) == [[], [], [scene.siege(1).id]]
    assert sum(len(point.dehors) for point in found.points) == 2


def test_who_will_not_be_there_does_not_leave_the_room(scene: Scene) -> None:
    recuse(scene, 1, 0, 2)
    with transaction():
        seat = db.session.get_one(MembreCommission, scene.siege(1).id)
        seat.empechee_at, seat.motif_empechement = datetime(2027, 3, 2, tzinfo=UTC), "Congé."
    assert order_of_sitting(commission_of(scene)).sorties == 0


def test_the_officer_reads_the_order_and_what_it_saves(scene: Scene) -> None:
    recuse(scene, 0, 0, 2)
    bureau = scene.bureau()
    text = bureau.get(f"{scene.base}/ordre-de-passage").text
    assert "1\u00a0sortie au lieu de 2." in text
    assert "Aucun ordre ne demande moins de sorties." in text
    order = [str(point.candidature.numero) for point in order_of_sitting(commission_of(scene)).points]
    assert re.findall("|".join(scene.numeros), text) == order
    for page in ("", "/convocation"):
        assert f"{scene.base}/ordre-de-passage" in bureau.get(scene.base + page).text


def test_once_the_sitting_has_begun_its_order_no_longer_moves(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    tenue = Tenue(scene)
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    order = agenda_order(commission_of(scene))
    recuse(scene, 1, *(scene.dossiers.index(key) for key in (order[0], order[2])))
    assert agenda_order(commission_of(scene)) == order
    found = order_of_sitting(commission_of(scene))
    assert (found.sorties, found.minimum) == (2, 1)


def test_without_recusals_nobody_leaves(scene: Scene) -> None:
    assert "Personne n’a à sortir" in scene.bureau().get(f"{scene.base}/ordre-de-passage").text


def test_recused_from_files_in_a_row_a_member_leaves_once(app: Flask, clock: SettableClock) -> None:
    """The exit of the first file lasts until the end of the second, and the minutes say it on both."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    recuse(scene, 2, 0, 1)
    for rang in range(3):
        for membre in (0, 1):
            make_notation(scene.siege(membre), db.session.get_one(Candidature, scene.dossiers[rang]), (3, 3, 3, 3))
    tenue = Tenue(scene)
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    order = [scene.dossiers.index(key) for key in agenda_order(commission_of(scene))]
    for rang in order:
        tenue.open(rang)
        tenue.on(service.close_file, rang, Deliberation("non_retenue", "Un motif.", True))
    moves = [m for m in movements_of(commission_of(scene)) if m.sens != "arrivee"]
    assert [m.sens for m in moves] == ["sortie", "retour"]
    reader = LecteurDePoints(commission_of(scene))
    recusals = recusals_of(commission_of(scene))
    said = [reader.point(key, recusals.get(key, []))["sorties"] for key in scene.dossiers]
    assert said[0] == said[1] != []
    assert said[2] == []
    assert reader.allees_et_venues()[3:] == []


def test_a_member_kept_out_comes_back_when_another_file_is_taken_next(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    scene.noter_tout((3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3))
    with transaction():
        said = db.session.query(Deport).filter_by(membre_id=scene.siege(2).id)
        for row in said.filter(Deport.candidature_id.in_(scene.dossiers[:2])):
            row.conflit, row.motif = True, "Un proche."
    tenue = Tenue(scene)
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.open(0)
    tenue.on(service.close_file, 0, Deliberation("non_retenue", "Un motif.", True))
    tenue.on(service.take_up, 2)
    moves = [m.sens for m in movements_of(commission_of(scene)) if m.sens != "arrivee"]
    assert moves == ["sortie", "retour"]
    assert len(attending_at(commission_of(scene), at(tenue.minute))) == 3
