"""The order of the files at the sitting: recused members leave as seldom as can be, and the officer reads why (R36)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from acia.candidatures.models import Candidature
from acia.commission.models import MembreCommission
from acia.commission.queries import agenda_order, order_of_sitting
from acia.core.db import db, transaction
from tests.factories.commission import make_deport
from tests.integration.commission.conftest import Scene, commission_of


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


def test_without_recusals_nobody_leaves(scene: Scene) -> None:
    assert "Personne n’a à sortir" in scene.bureau().get(f"{scene.base}/ordre-de-passage").text
