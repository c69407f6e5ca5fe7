"""Representatives who leave after the deposit: one is replaced at once, one role waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from acia.candidatures import service
from acia.candidatures.rules import MotifDepart, Personne, RoleRepresentant
from acia.candidatures.service import Depart, Succession
from acia.core.web import absolute_url
from seeds.demo import files
from seeds.demo.cast import Dossier
from seeds.demo.scene import Stage

SUITE = Personne("Maëlle", "Kerboull-Prat", "Cheffe de service éducatif", "maelle.kerboull@demo.invalid")


def plan_departures(stage: Stage, dossiers: Sequence[Dossier]) -> None:
    """In two accompanied establishments."""
    stage.plan(-41, _leave, stage, dossiers[1], RoleRepresentant.PERSONNEL, MotifDepart.MANDAT, None)
    stage.plan(-9, _leave, stage, dossiers[2], RoleRepresentant.METIER, MotifDepart.EMPLOI, SUITE)


def _leave(stage: Stage, dossier: Dossier, role: RoleRepresentant, motif: MotifDepart, suite: Personne | None) -> None:
    row, today = files.file_of(dossier), stage.now.date()
    succession = Succession(suite, today + timedelta(days=1)) if suite else None
    lien = absolute_url("candidatures.representants", candidature_id=row.id)
    command = Depart(role, today, motif, succession)
    stage.act(service.declare_departure, row.id, command, connus=0, lien=lien, by=files.signer_of(dossier))
