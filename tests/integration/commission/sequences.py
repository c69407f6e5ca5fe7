"""Acts on one sheet, drawn at random, valid or not (S6)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

from acia.candidatures.models import Candidature
from acia.commission.models import EtatNotation, ReouvertureNotation
from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.errors import Refus
from tests.factories.commission import make_deport
from tests.factories.feuilles import Plume
from tests.integration.commission.conftest import CLOS, Scene, commission_of


def plume(scene: Scene, membre: int = 0, dossier: int = 0) -> Plume:
    """A member cleared on a file."""
    candidature = db.session.get_one(Candidature, scene.dossiers[dossier])
    make_deport(scene.siege(membre), candidature)
    return Plume(scene.commission, scene.dossiers[dossier], scene.membres[membre].id, CLOS)


def no_silent_change(scene: Scene, seed: int) -> None:
    """Twenty acts: a final sheet only changes through a reopening that kept what it said."""
    draw = random.Random(seed)  # noqa: S311 - a test replays it
    plume(scene, 0).rend((3, 3, 3, 3))
    writer, chair = plume(scene, 1), Plume(scene.commission, scene.dossiers[0], scene.membres[0].id, CLOS)
    handed_in: list[list[int]] = []

    def marks() -> tuple[int, ...]:
        return tuple(draw.randrange(6) for _ in range(4))

    def state() -> tuple[str, list[int | None]]:
        feuille = writer.feuille
        if feuille is None:
            return "", []
        order = {c.id: c.ordre for c in commission_of(scene).appel.criteres}
        notes = sorted(feuille.notes, key=lambda note: order[note.critere_id])
        return feuille.etat, [note.valeur for note in notes]

    def versions() -> int:
        return db.session.query(ReouvertureNotation).count()

    acts: list[Callable[[], None]] = [
        lambda: writer.enregistre(marks()),
        lambda: writer.rend(marks()),
        lambda: writer.rend(marks()),
        writer.s_abstient,
        writer.reprend,
        lambda: writer.rouvre(writer.feuille),  # type: ignore[arg-type]
        lambda: chair.rouvre(writer.feuille),  # type: ignore[arg-type]
    ]
    for _ in range(20):
        before = state()
        kept = (
            db.session.query(ReouvertureNotation).filter_by(notation_id=writer.feuille.id).count()
            if writer.feuille
            else 0
        )
        act = draw.choice(acts)
        with suppress(Refus, AttributeError):
            act()
        db.session.rollback()
        after = state()
        if before[0] == EtatNotation.RENDUE and after != before:
            handed_in.append([int(v or 0) for v in before[1]])
            assert after[0] != EtatNotation.RENDUE
            assert versions() == kept + 1
    rows = db.session.query(ReouvertureNotation).order_by(ReouvertureNotation.rang)
    assert [[note for note, _ in row.contenu] for row in rows] == handed_in
    assert db.session.query(Evenement).filter_by(code="commission_notation_rouverte").count() == len(handed_in)
