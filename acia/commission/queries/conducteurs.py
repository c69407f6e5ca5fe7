"""Who conducts a sitting: the officers of the région, or the secretary from her own seat, on her own files."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from acia.commission.models import Commission, Deport, MembreCommission, Notation
from acia.commission.policy import conducts, is_cleared
from acia.commission.queries.commissions import files_of, get_commission
from acia.commission.queries.conduite import Conduite
from acia.commission.queries.dossiers import get_seat, unanswered_files
from acia.commission.queries.tenue import current_passage, passages_of
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission, may

AILLEURS: Final = (
    "Un dossier que vous ne conduisez pas est sur la table : quelqu’un d’autre le conduit. La séance vous revient dès "
    "qu’il est clos."
)


@dataclass(frozen=True)
class Conducteur:
    """Somebody who conducts; `siege` is the secretary's seat, nothing for an officer."""

    commission: Commission
    siege: MembreCommission | None = None
    tus: frozenset[uuid.UUID] = frozenset()
    """The files of which she has not said « pas de conflit »: for her they do not exist (S7)."""
    rouvertes: frozenset[uuid.UUID] = frozenset()
    """The files whose marks she does not read: the chair has reopened her own sheet on them (R40)."""
    a_dire: int = 0
    """How many files wait for her answer."""

    @property
    def ailleurs(self) -> bool:
        """True while such a file is on the table."""
        here = current_passage(self.commission) if self.siege else None
        return here is not None and here.candidature_id in self.tus

    def check(self, candidature_id: uuid.UUID | None) -> None:
        """Refuse an act that is not hers.

        Raises:
            Introuvable: a file that is not hers to conduct, or unknown.
            ActionRefusee: such a file is on the table.
        """
        self.knows(candidature_id)
        if self.ailleurs:
            raise ActionRefusee(AILLEURS)

    def knows(self, candidature_id: uuid.UUID | None) -> None:
        """Refuse a file that is not hers, exactly as one that does not exist (S3).

        Raises:
            Introuvable: it is not.
        """
        if self.siege and candidature_id is not None and candidature_id not in _judged(self.commission) - self.tus:
            raise Introuvable()


def get_conductor(commission_id: uuid.UUID, person: Utilisateur) -> Conducteur:
    """Return whoever may conduct the sitting of a commission, and what she may know of it.

    Raises:
        Introuvable: neither an officer of the région, nor its secretary in office.
    """
    if may(person.role_enum, Permission.COMMISSION_GERER):
        return Conducteur(get_commission(commission_id, person))
    seat = get_seat(commission_id, person)
    if not conducts(seat):
        raise Introuvable()
    said = db.session.execute(select(Deport).where(Deport.membre_id == seat.id)).scalars()
    cleared = {row.candidature_id for row in said if is_cleared(seat, row)}
    reopened = select(Notation.candidature_id).where(Notation.membre_id == seat.id, Notation.rouverte_at.is_not(None))
    return Conducteur(
        seat.commission,
        seat,
        frozenset(_judged(seat.commission) - cleared),
        frozenset(db.session.execute(reopened).scalars()),
        len(unanswered_files(seat)),
    )


def _judged(commission: Commission) -> set[uuid.UUID]:
    return {f.id for f in files_of(commission)} | {p.candidature_id for p in passages_of(commission)}


def state_seen(view: Conduite, a_dire: int = 0) -> str:
    """What changes when what she sees of the sitting moves, and tells nothing of the rest (S7)."""
    files = [(p.id, p.version, p.etat) for p in view.agenda]
    room = [(m.membre.id, m.situation, m.dernier.id if m.dernier else None) for m in view.membres]
    facts = "" if view.ailleurs else repr((files, room, len(view.ajouts), sorted(map(str, view.deports))))
    return hashlib.sha256(f"{facts}{a_dire}{view.retenues}".encode()).hexdigest()[:32]
