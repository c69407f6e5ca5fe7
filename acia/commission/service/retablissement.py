"""Put the marks of a call back as they were at an instant, while its space is closed (S21)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from acia.appels.models import Appel
from acia.commission.models import Commission, EtatNotation, MembreCommission, Notation
from acia.commission.queries import FeuilleTracee, marks_as_of
from acia.commission.queries.fermetures import ESPACE
from acia.commission.service.composition import touch
from acia.commission.service.notation import hold, proposals_settled
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.fermetures import open_closings

declare_events(
    {"commission_notes_retablies": "{nombre} notations remises comme elles étaient le {jour}."},
    keys={"commission_notes_retablies": ("nombre", "jour")},
)
_NOTHING: tuple[int | None, str] = (None, "")


def restore_marks(appel: Appel, at: datetime, motif: str, *, now: datetime) -> int:
    """Write every sheet of the call back as it stood at this instant; return how many have changed.

    What they say until now stays in their traces, so that this too can be undone. A sheet begun since is a draft again,
    and empty.

    Raises:
        ActionRefusee: no reason, the space is open, or proposals are settled on these marks.
    """
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi, en une phrase : le journal la garde.")
    if not {appel.id, None} & {row.portee_id for row in open_closings(ESPACE)}:
        raise ActionRefusee("Fermez d’abord l’espace de cet appel : personne ne doit noter pendant ce temps.")
    commissions = select(Commission).where(Commission.appel_id == appel.id).order_by(Commission.id)
    return sum(_restore(row, at, motif.strip(), now) for row in db.session.execute(commissions).scalars().all())


def _restore(commission: Commission, at: datetime, motif: str, now: datetime) -> int:
    hold(commission)
    if proposals_settled(commission):
        raise ActionRefusee(f"Les propositions de « {commission.nom} » sont arrêtées : ses notes ne changent plus.")
    wanted = marks_as_of(commission, at)
    changed = sum(_write_back(row, wanted.get(row.id), now) for row in _sheets(commission.id))
    if changed:
        touch(commission)
        day = date_in_words(at.date())
        record("commission_notes_retablies", commission, auteur=None, now=now, motif=motif, nombre=changed, jour=day)
    return changed


def _sheets(commission_id: uuid.UUID) -> list[Notation]:
    rows = select(Notation).join(MembreCommission, MembreCommission.id == Notation.membre_id)
    here = rows.where(MembreCommission.commission_id == commission_id).options(selectinload(Notation.notes))
    return list(db.session.execute(here.order_by(Notation.id)).scalars())


def _write_back(row: Notation, sheet: FeuilleTracee | None, now: datetime) -> bool:
    """Make a sheet say what it said then; true when it said something else."""
    marks = sheet.notes if sheet else {}
    etat, rendue, motif = (
        (sheet.etat, sheet.rendue_at, sheet.motif_abstention) if sheet else (EtatNotation.BROUILLON.value, None, None)
    )
    said = {note.critere_id: (note.valeur, note.justification) for note in row.notes}
    same = (row.etat, row.motif_abstention) == (etat, motif)
    if same and said == {key: marks.get(key, _NOTHING) for key in said}:
        return False
    row.etat, row.rendue_at, row.motif_abstention = etat, rendue, motif
    row.rouverte_at, row.modifiee_at = None, now
    for note in row.notes:
        note.valeur, note.justification = marks.get(note.critere_id, _NOTHING)
    return True
