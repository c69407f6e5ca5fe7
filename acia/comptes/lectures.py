"""Too many different files or accounts read in a short time: counted over all processes, then braked, and told to the
national pilots (S22). These use cases never commit."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, delete, func, select

from acia.comptes import mails
from acia.comptes.models import FreinLecture, LectureRecente, Utilisateur
from acia.comptes.queries import list_active_pilotes
from acia.comptes.rules import FREIN_LECTURE, OUBLI_LECTURES, TRANCHE_LECTURE, reading_slot
from acia.core.audit import declare_events, record
from acia.core.db import db

declare_events(
    {"comptes.lectures_freinees": "Lectures freinées : {nombre} dossiers ou comptes différents en dix minutes"},
    keys={"comptes.lectures_freinees": ["nombre"]},
)


def mark_of(objet: str) -> str:
    """What is kept of an object read: enough to tell two apart, not which one it is."""
    return hashlib.blake2b(objet.encode(), digest_size=8).hexdigest()


def braked_until() -> ScalarSelect[datetime]:
    """In SQL, until when the readings of the person of the row are braked; read with her session."""
    return (
        select(func.max(FreinLecture.jusqu_at)).where(FreinLecture.utilisateur_id == Utilisateur.id).scalar_subquery()
    )


def count_reads(person: Utilisateur, marks: Collection[str], norme: int, *, now: datetime, lien: str) -> int:
    """Add what a process has seen a person read, and brake her beyond the norm of her role.

    Returns how many different objects she has read in this slot and the one before.
    """
    slot = reading_slot(now)
    db.session.execute(delete(LectureRecente).where(LectureRecente.tranche < now - OUBLI_LECTURES))
    row = db.session.execute(_slot_of(person, slot).with_for_update()).scalar_one_or_none()
    if row is None:
        row = LectureRecente(utilisateur_id=person.id, tranche=slot, empreintes=[])
        db.session.add(row)
    row.empreintes = sorted({*row.empreintes, *marks})
    before = db.session.execute(_slot_of(person, slot - TRANCHE_LECTURE)).scalar_one_or_none()
    count = len({*row.empreintes, *(before.empreintes if before else ())})
    if count > norme and not _is_braked(person, now):
        _brake(person, count, norme, now=now, lien=lien)
    db.session.flush()
    return count


def _slot_of(person: Utilisateur, slot: datetime) -> Select[LectureRecente]:
    return select(LectureRecente).where(LectureRecente.utilisateur_id == person.id, LectureRecente.tranche == slot)


def _is_braked(person: Utilisateur, now: datetime) -> bool:
    running = select(FreinLecture.id).where(FreinLecture.utilisateur_id == person.id, FreinLecture.jusqu_at > now)
    return db.session.execute(running.limit(1)).first() is not None


def _brake(person: Utilisateur, count: int, norme: int, *, now: datetime, lien: str) -> None:
    row = FreinLecture(utilisateur_id=person.id, depuis_at=now, jusqu_at=now + FREIN_LECTURE, nombre=count)
    db.session.add(row)
    record("comptes.lectures_freinees", person, auteur=None, now=now, nombre=count)
    others = [pilote for pilote in list_active_pilotes() if pilote.id != person.id]
    for pilote in others or list_active_pilotes():
        mails.write_reading_alert(pilote, person, row, norme, now=now, lien=lien)
