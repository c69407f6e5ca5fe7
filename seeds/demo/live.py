"""A sitting conducted live: who comes in, each file opened, its marks revealed, what the commission votes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from acia.commission import queries, service
from acia.commission.models import Passage
from acia.commission.service import Deliberation, Geste
from acia.commission.workflow import SensMouvement, SensSuffrage
from seeds.demo.scene import Stage
from seeds.demo.sittings import Sitting

DESACCORD: Final = "Le temps dégagé pour le représentant du personnel me paraît trop court."
MINUTES: Final = 12
"""Between two files."""


def plan_live(stage: Stage, sitting: Sitting, dossiers: int) -> None:
    """Two members come in, the sitting begins; a third one comes after the first file."""
    day, zone = sitting.seance, sitting.zone
    stage.plan(day, come_in, stage, sitting, 0, at=(9, 26), zone=zone)
    stage.plan(day, come_in, stage, sitting, 1, True, at=(9, 29), zone=zone)
    stage.plan(day, begin, stage, sitting, at=(9, 34), zone=zone)
    stage.plan(day, come_in, stage, sitting, 2, at=(9, 49), zone=zone)
    for rang in range(dossiers):
        start = 9 * 60 + 36 + MINUTES * rang
        for scene, minute in ((take_up, start), (reveal, start + 3), (vote, start + 9)):
            stage.plan(day, scene, stage, sitting, rang, at=divmod(minute, 60), zone=zone)


def _act(stage: Stage, sitting: Sitting, use_case: Any, *args: Any, **values: Any) -> None:
    stage.act(use_case, sitting.row().id, *args, Geste(uuid.uuid4()), by=sitting.by, **values)


def come_in(stage: Stage, sitting: Sitting, rang: int, a_distance: bool = False) -> None:
    """A member comes in, or joins from afar."""
    seat = sitting.row().membres[rang].id
    _act(stage, sitting, service.note_movement, seat, SensMouvement.ARRIVEE, a_distance=a_distance)


def begin(stage: Stage, sitting: Sitting) -> None:
    """The agenda is laid down."""
    _act(stage, sitting, service.begin_sitting)


def _passage(sitting: Sitting, rang: int) -> Passage:
    return queries.passages_of(sitting.row())[rang]


def take_up(stage: Stage, sitting: Sitting, rang: int) -> None:
    """The file comes on the table."""
    passage = _passage(sitting, rang)
    _act(stage, sitting, service.take_up, passage.candidature_id, version=passage.version)


def reveal(stage: Stage, sitting: Sitting, rang: int) -> None:
    """Its marks show on every screen."""
    passage = _passage(sitting, rang)
    _act(stage, sitting, service.reveal_marks, passage.candidature_id, version=passage.version)


def vote(stage: Stage, sitting: Sitting, rang: int) -> None:
    """The commission follows the line: by consensus on the second file, by a divided vote on the third."""
    view = queries.conduct_of(sitting.row(), stage.now)
    passage, line = _passage(sitting, rang), view.ligne
    voices: Mapping[str, SensSuffrage] = {
        votant.place: SensSuffrage.CONTRE if (rang, seat) == (2, 2) else SensSuffrage.POUR
        for seat, votant in enumerate(view.votants)
    }
    against = {view.votants[2].membre.id: DESACCORD} if rang == 2 else {}
    said = Deliberation(str(line.proposition if line else ""), "", rang == 1, voices, against)
    _act(stage, sitting, service.close_file, passage.candidature_id, said, version=passage.version)
