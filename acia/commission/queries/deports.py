"""Who may take a member off a file or give the question back to her, on which files; the recusals that were lifted."""

from __future__ import annotations

import uuid
from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, LeveeDeport, MembreCommission
from acia.commission.policy import is_declared
from acia.commission.queries.commissions import files_of, get_commission
from acia.commission.queries.dossiers import get_seat
from acia.commission.queries.interets import ConflitPropose, proposed_conflicts
from acia.commission.queries.reprises import presides
from acia.commission.queries.sieges import members_in_office
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Permission, may


def authority_over(commission_id: uuid.UUID, person: Utilisateur) -> tuple[Commission, MembreCommission | None]:
    """Return the commission whose recusals this person settles, and her seat when she presides it herself.

    Raises:
        Introuvable: neither an officer of the région nor the chair, or the chair has not declared her interests.
    """
    if may(person.role_enum, Permission.COMMISSION_GERER):
        return get_commission(commission_id, person), None
    seat = get_seat(commission_id, person)
    if not presides(seat) or not is_declared(seat):
        raise Introuvable()
    return seat.commission, seat


def recusable_files(commission: Commission, chair: MembreCommission | None) -> list[Candidature]:
    """Return the files on which recusals are settled: for the chair, those she may read herself (S7)."""
    files = files_of(commission)
    if chair is None:
        return files
    said = select(Deport.candidature_id).where(Deport.membre_id == chair.id, Deport.conflit.is_(False))
    cleared = set(db.session.execute(said).scalars())
    return [file for file in files if file.id in cleared]


def recusable_members(commission: Commission, chair: MembreCommission | None) -> list[MembreCommission]:
    """Return the members whose recusals are settled: the chair never settles her own."""
    return [m for m in members_in_office(commission) if chair is None or m.id != chair.id]


def recusable_pair(
    commission: Commission, chair: MembreCommission | None, membre_id: uuid.UUID, candidature_id: uuid.UUID
) -> tuple[MembreCommission, Candidature]:
    """Return a member and a file on which this authority settles.

    Raises:
        Introuvable: none of those.
    """
    membre = next((m for m in recusable_members(commission, chair) if m.id == membre_id), None)
    dossier = next((f for f in recusable_files(commission, chair) if f.id == candidature_id), None)
    if membre is None or dossier is None:
        raise Introuvable()
    return membre, dossier


def conflicts_for_chair(chair: MembreCommission) -> list[ConflitPropose]:
    """Return the possible conflicts and the recusals of the other members, on the files the chair may read."""
    files = {file.id for file in recusable_files(chair.commission, chair)}
    found = proposed_conflicts(chair.commission)
    return [c for c in found if c.candidature.id in files and c.membre.id != chair.id]


def answer_on(membre_id: uuid.UUID, candidature_id: uuid.UUID) -> Deport | None:
    """Return what a member said on a file, or what the chair applied."""
    said = select(Deport).where(Deport.membre_id == membre_id, Deport.candidature_id == candidature_id)
    return db.session.execute(said).scalar_one_or_none()


def count_lifts(membre_id: uuid.UUID, candidature_id: uuid.UUID) -> int:
    """How many recusals of this member on this file were lifted."""
    rows = select(func.count()).select_from(LeveeDeport)
    same = rows.where(LeveeDeport.membre_id == membre_id, LeveeDeport.candidature_id == candidature_id)
    return db.session.execute(same).scalar_one()


def lifted_recusals(commission: Commission) -> dict[uuid.UUID, list[LeveeDeport]]:
    """Return the recusals that were lifted, by file, in the order of the acts."""
    rows = (
        select(LeveeDeport)
        .join(MembreCommission, MembreCommission.id == LeveeDeport.membre_id)
        .where(MembreCommission.commission_id == commission.id)
        .options(
            joinedload(LeveeDeport.membre).joinedload(MembreCommission.utilisateur), joinedload(LeveeDeport.levee_par)
        )
        .order_by(LeveeDeport.levee_at, LeveeDeport.rang)
    )
    found: dict[uuid.UUID, list[LeveeDeport]] = defaultdict(list)
    for row in db.session.execute(rows).scalars():
        found[row.candidature_id].append(row)
    return found
