"""What the beats prove of a window, and what they say of the present (S46, S55)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from acia.appels.models import Appel, EtatAppel
from acia.candidatures.models import Battement, Derogation
from acia.candidatures.queries.refus import DepotManque, list_missed
from acia.candidatures.rules import (
    Coup,
    Interruption,
    Signe,
    interruptions,
    proven_share,
    signs_of,
    silence_sign,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.permissions import Role

_LAST: Final = 2
DEPOTS: Final = ("candidature_deposee", "candidature_redeposee")
_COLUMNS: Final = (
    Battement.numero,
    Battement.battu_at,
    Battement.cadence_s,
    Battement.bon,
    Battement.cause,
    Battement.reference,
    Battement.ecart_ms,
    Battement.incertitude_ms,
)


@dataclass(frozen=True)
class Trou:
    """An interruption, and how many acts the journal holds in it: some may have gone through."""

    interruption: Interruption
    actes: int


@dataclass(frozen=True)
class Preuve:
    """What is known of a window."""

    debut: datetime
    fin: datetime
    nombre: int
    """Beats in the window."""
    trous: list[Trou]
    part: float
    """Share of the window proven, from 0 to 1."""
    duree_mediane_ms: int | None
    ecart_max_ms: int | None
    """The largest measured offset of our clock, with its sign; none when it was never measured."""
    mesures: int
    muettes: int
    """Beats that asked a reference clock, and those it did not answer."""
    echeances: list[Appel]
    refus: list[DepotManque]
    depots: int
    """Deposits that went through in the window, in the whole service."""


def _coups(rows: Sequence[Any]) -> list[Coup]:
    return [Coup(*row) for row in rows]


def latest_signs() -> list[Signe]:
    """What the last beats say is wrong."""
    latest = select(*_COLUMNS).order_by(Battement.numero.desc()).limit(_LAST)
    measured = latest.where(Battement.reference != "")
    return signs_of(_coups(db.session.execute(latest).all()), _coups(db.session.execute(measured).all()))


def signs_now(now: datetime) -> list[Signe]:
    """What is wrong now, silence included: nobody beats for a worker that has stopped."""
    last = db.session.execute(select(*_COLUMNS).order_by(Battement.numero.desc()).limit(1)).first()
    return [*silence_sign(Coup(*last) if last else None, now), *latest_signs()]


def measured_since(instant: datetime) -> bool:
    """True when a reference clock was asked since this instant."""
    found = select(Battement.numero).where(Battement.battu_at > instant, Battement.reference != "").limit(1)
    return db.session.execute(found).first() is not None


def list_pilots() -> list[Utilisateur]:
    """The national pilots who have an active account."""
    rows = select(Utilisateur).where(Utilisateur.role == Role.PILOTE, Utilisateur.actif).order_by(Utilisateur.courriel)
    return list(db.session.execute(rows).scalars())


def coming_deadlines(now: datetime) -> list[datetime]:
    """The deadlines still to come of the published calls, and those given by derogation."""
    calls = select(Appel.cloture_at).where(Appel.etat == EtatAppel.PUBLIE, Appel.cloture_at > now)
    own = select(Derogation.limite_at).where(Derogation.retiree_at.is_(None), Derogation.limite_at > now)
    found = [*db.session.execute(calls).scalars(), *db.session.execute(own).scalars()]
    return sorted(limite for limite in found if limite)


def first_beat_at() -> datetime | None:
    """When the first beat that is kept was."""
    return db.session.execute(select(func.min(Battement.battu_at))).scalar_one_or_none()


def beats_between(debut: datetime, fin: datetime) -> list[Any]:
    """The beats of a window, in order, as rows of their columns."""
    rows = select(*Battement.__table__.columns).where(Battement.battu_at >= debut, Battement.battu_at < fin)
    return list(db.session.execute(rows.order_by(Battement.numero)).all())


def preuve_of(person: Utilisateur, debut: datetime, fin: datetime, now: datetime) -> Preuve:
    """What the beats prove between `debut`, included, and `fin`, excluded; what is to come is left out.

    Refused attempts are those of the person's territory."""
    fin = max(debut, min(fin, now))
    coups = _around(debut, fin)
    found = interruptions(coups, debut, fin)
    inside = [coup for coup in coups if debut <= coup.at < fin]
    measured = [coup for coup in inside if coup.reference]
    offsets = [coup.ecart_ms for coup in measured if coup.ecart_ms is not None]
    return Preuve(
        debut=debut,
        fin=fin,
        nombre=len(inside),
        trous=_with_acts(found, debut, fin),
        part=proven_share(found, debut, fin),
        duree_mediane_ms=_median_duration(debut, fin),
        ecart_max_ms=max(offsets, key=abs, default=None),
        mesures=len(measured),
        muettes=len(measured) - len(offsets),
        echeances=_deadlines_between(debut, fin),
        refus=list_missed(person, debut, fin),
        depots=_deposits_between(debut, fin),
    )


def _around(debut: datetime, fin: datetime) -> list[Coup]:
    """The beats of a window, from the last good one before it to the first good one after it."""
    good = select(Battement.battu_at).where(Battement.bon)
    before = db.session.execute(
        good.where(Battement.battu_at <= debut).order_by(Battement.battu_at.desc()).limit(1)
    ).scalar_one_or_none()
    after = db.session.execute(
        good.where(Battement.battu_at >= fin).order_by(Battement.battu_at).limit(1)
    ).scalar_one_or_none()
    rows = select(*_COLUMNS).where(Battement.battu_at >= (before or debut), Battement.battu_at <= (after or fin))
    return _coups(db.session.execute(rows.order_by(Battement.numero)).all())


def _median_duration(debut: datetime, fin: datetime) -> int | None:
    rows = select(Battement.duree_ms).where(Battement.battu_at >= debut, Battement.battu_at < fin, Battement.bon)
    values = sorted(db.session.execute(rows).scalars())
    return values[len(values) // 2] if values else None


def _with_acts(found: Sequence[Interruption], debut: datetime, fin: datetime) -> list[Trou]:
    """Each interruption with its acts; only those of people count, never what the worker does by itself."""
    if not found:
        return []
    acts = select(Evenement.survenu_at).where(
        Evenement.survenu_at >= debut, Evenement.survenu_at < fin, Evenement.auteur_id.is_not(None)
    )
    instants = sorted(db.session.execute(acts).scalars())
    return [Trou(one, bisect_left(instants, one.fin) - bisect_left(instants, one.debut)) for one in found]


def _deposits_between(debut: datetime, fin: datetime) -> int:
    rows = select(func.count()).where(
        Evenement.code.in_(DEPOTS), Evenement.survenu_at >= debut, Evenement.survenu_at < fin
    )
    return int(db.session.execute(rows).scalar_one())


def _deadlines_between(debut: datetime, fin: datetime) -> list[Appel]:
    rows = select(Appel).where(Appel.etat == EtatAppel.PUBLIE, Appel.cloture_at >= debut, Appel.cloture_at <= fin)
    return list(db.session.execute(rows.order_by(Appel.cloture_at, Appel.code)).scalars())


def closed_before(now: datetime, count: int) -> list[Appel]:
    """The last calls whose deadline has passed, latest first."""
    rows = select(Appel).where(Appel.etat == EtatAppel.PUBLIE, Appel.cloture_at <= now)
    return list(db.session.execute(rows.order_by(Appel.cloture_at.desc(), Appel.code).limit(count)).scalars())
