"""Too many different files or accounts read in a short time: counted over all processes, then braked, and told to the
national pilots (S22). These use cases never commit."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, delete, func, select

from acia.comptes import mails
from acia.comptes.models import FreinLecture, LectureJour, LectureRecente, LeveeFrein, Utilisateur
from acia.comptes.policy import may_lift
from acia.comptes.queries import list_active_pilotes
from acia.comptes.rules import (
    LIBELLES_PERIODE,
    OUBLI_LECTURES,
    TRANCHE_LECTURE,
    ZONE_LECTURES,
    Exces,
    NormesLecture,
    PeriodeLecture,
    excess_of,
    reading_slot,
)
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion
from acia.core.filters import instant

declare_events(
    {
        "comptes.lectures_freinees": "Lectures freinées : {nombre} dossiers ou comptes différents en dix minutes",
        "comptes.lectures_freinees_jour": "Lectures freinées jusqu’à minuit : {nombre} dossiers ou comptes différents "
        "dans la journée",
        "comptes.frein_leve": "Frein des lectures levé avant sa fin, prévue le {prevu}",
    },
    keys={
        "comptes.lectures_freinees": ["nombre"],
        "comptes.lectures_freinees_jour": ["nombre"],
        "comptes.frein_leve": ["prevu"],
    },
)
_CODES = {
    PeriodeLecture.DIX_MINUTES: "comptes.lectures_freinees",
    PeriodeLecture.JOUR: "comptes.lectures_freinees_jour",
}


def mark_of(objet: str) -> str:
    """What is kept of an object read: enough to tell two apart, not which one it is."""
    return hashlib.blake2b(objet.encode(), digest_size=8).hexdigest()


def braked_until() -> ScalarSelect[datetime]:
    """In SQL, until when the readings of the person of the row are braked; read with her session."""
    return (
        select(func.max(FreinLecture.jusqu_at)).where(FreinLecture.utilisateur_id == Utilisateur.id).scalar_subquery()
    )


def count_reads(
    person: Utilisateur, lot: Sequence[tuple[datetime, str]], normes: NormesLecture, *, now: datetime, lien: str
) -> Exces | None:
    """Add what a process has seen a person read, each with its slot, and brake her beyond the norms of her role."""
    slot, today = reading_slot(now), local_day(now, ZONE_LECTURES)
    before = slot - TRANCHE_LECTURE
    _forget(now, today)
    fresh = LectureRecente(utilisateur_id=person.id, tranche=slot), LectureJour(utilisateur_id=person.id, jour=today)
    recent = _add(_slot_of(person, slot), fresh[0], {mark for at, mark in lot if at >= before})
    of_today = _add(_day_of(person, today), fresh[1], {mark for _, mark in lot})
    earlier = db.session.execute(_slot_of(person, before)).scalar_one_or_none()
    last = len(recent | set(earlier.empreintes if earlier else ()))
    excess = excess_of(last, len(of_today), normes, now)
    if excess is not None and not running_brakes(person.id, now):
        _brake(person, excess, now=now, lien=lien)
    db.session.flush()
    return excess


def _forget(now: datetime, today: date) -> None:
    db.session.execute(delete(LectureRecente).where(LectureRecente.tranche < now - OUBLI_LECTURES))
    db.session.execute(delete(LectureJour).where(LectureJour.jour < today))


def _add(rows: Select[Any], fresh: LectureRecente | LectureJour, marks: set[str]) -> set[str]:
    """Add marks to the row of a slot or of a day, made when it is missing; return all it holds."""
    row = db.session.execute(rows.with_for_update()).scalar_one_or_none()
    if row is None:
        row, row.empreintes = fresh, []
        db.session.add(row)
    row.empreintes = sorted({*row.empreintes, *marks})
    return set(row.empreintes)


def _slot_of(person: Utilisateur, slot: datetime) -> Select[LectureRecente]:
    return select(LectureRecente).where(LectureRecente.utilisateur_id == person.id, LectureRecente.tranche == slot)


def _day_of(person: Utilisateur, day: date) -> Select[LectureJour]:
    return select(LectureJour).where(LectureJour.utilisateur_id == person.id, LectureJour.jour == day)


def running_brakes(person_id: uuid.UUID, now: datetime) -> list[FreinLecture]:
    """Return what brakes the readings of a person now, the one that ends last first."""
    rows = select(FreinLecture).where(FreinLecture.utilisateur_id == person_id, FreinLecture.jusqu_at > now)
    return list(db.session.execute(rows.order_by(FreinLecture.jusqu_at.desc(), FreinLecture.id)).scalars())


def braked_people(now: datetime) -> list[Utilisateur]:
    """Return the people whose readings are braked now, for the pilots' home."""
    held = select(FreinLecture.utilisateur_id).where(FreinLecture.jusqu_at > now)
    rows = select(Utilisateur).where(Utilisateur.id.in_(held)).order_by(Utilisateur.nom, Utilisateur.prenom)
    return list(db.session.execute(rows).scalars())


def period_words(brake: FreinLecture) -> str:
    """« en dix minutes », « dans la journée »."""
    return LIBELLES_PERIODE[PeriodeLecture(brake.periode or PeriodeLecture.DIX_MINUTES)]


def _brake(person: Utilisateur, excess: Exces, *, now: datetime, lien: str) -> None:
    row = FreinLecture(
        utilisateur_id=person.id,
        depuis_at=now,
        jusqu_at=excess.jusqu_at,
        nombre=excess.nombre,
        periode=excess.periode,
    )
    db.session.add(row)
    record(_CODES[excess.periode], person, auteur=None, now=now, nombre=excess.nombre)
    others = [pilote for pilote in list_active_pilotes() if pilote.id != person.id]
    for pilote in others or list_active_pilotes():
        mails.write_reading_alert(pilote, person, excess, now=now, lien=lien)


def acts_on_brakes(person: Utilisateur) -> int:
    """Return how many brakes and liftings a page has seen of a person: one more made meanwhile is said."""
    return sum(
        db.session.scalar(select(func.count()).where(kind.utilisateur_id == person.id)) or 0
        for kind in (FreinLecture, LeveeFrein)
    )


def lift_brakes(
    person_id: uuid.UUID, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> LeveeFrein:
    """Let a person read again at once; her readings are counted from nothing again, and the brakes are kept.

    Raises:
        AccesRefuse: not a national pilot, or about herself.
        ActionRefusee: no reason, or nothing brakes her any more.
        ConflitVersion: another brake or lifting meanwhile.
    """
    # Held: two liftings at once follow each other (S57).
    person = db.session.get_one(Utilisateur, person_id, with_for_update=True, populate_existing=True)
    allowed = may_lift(auteur, person)
    if not allowed:
        raise AccesRefuse(allowed.motif)
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi, en une phrase : le journal la garde.", "motif")
    running = running_brakes(person.id, now)
    if not running:
        raise ActionRefusee("Aucun frein ne court : cette personne lit de nouveau.")
    if version != acts_on_brakes(person):
        raise ConflitVersion()
    row = LeveeFrein(
        utilisateur_id=person.id,
        levee_at=now,
        levee_par_id=auteur.id,
        prevu_at=running[0].jusqu_at,
        motif=motif.strip(),
    )
    db.session.add(row)
    for brake in running:
        brake.jusqu_at = now
    for kind in (LectureRecente, LectureJour):
        db.session.execute(delete(kind).where(kind.utilisateur_id == person.id))
    record("comptes.frein_leve", person, auteur=auteur, now=now, motif=row.motif, prevu=instant(row.prevu_at))
    return row
