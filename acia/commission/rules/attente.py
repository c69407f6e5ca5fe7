"""The waiting list of a département: how many places are free, and whose turn it is (R29, R46, R47). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from acia import cadre
from acia.core.clock import deadline_after, local_day


class Situation(StrEnum):
    """Where a decided file of the département is now."""

    EN_PLACE = "en_place"
    EN_ATTENTE = "en_attente"
    PROPOSEE = "proposee"
    """A place is offered to it, it has not answered yet."""
    PASSEE = "passee"
    """It declined, or let the delay go by: the list goes on without it."""
    DESISTEE = "desistee"
    NON_RETENUE = "non_retenue"


@dataclass(frozen=True)
class Decide:
    """A decided file, as the waiting list reads it."""

    id: str
    rang: int | None
    numero: str
    situation: Situation
    gestionnaire: str = ""


@dataclass(frozen=True)
class Attente:
    """A département after its notices: places left, and the file to call."""

    libres: int
    suivant: str | None
    """Id of the file whose turn it is; none when no place is free or nobody waits."""
    ecartes: tuple[str, ...]
    """Ids of the files passed over because their managing body has all it may have."""
    file: tuple[str, ...]
    """Ids of those who wait, in order."""


def waiting_list(decides: Sequence[Decide], places: int, plafond: int | None) -> Attente:
    """Say how many places are free and who is called next: the order of the ranking, never that of the deposits."""
    held = [d for d in decides if d.situation in (Situation.EN_PLACE, Situation.PROPOSEE)]
    waiting = sorted(
        (d for d in decides if d.situation is Situation.EN_ATTENTE),
        key=_order,
    )
    free = max(0, places - len(held))
    taken = Counter(d.gestionnaire for d in held if d.gestionnaire)
    over = [d for d in waiting if plafond and d.gestionnaire and taken[d.gestionnaire] >= plafond]
    able = [d for d in waiting if d not in over]
    called = able[0] if free and able else None
    before = over if called is None else over[: sum(_order(d) < _order(called) for d in over)]
    return Attente(
        free, called.id if called else None, tuple(d.id for d in before) if free else (), tuple(d.id for d in waiting)
    )


def _order(decide: Decide) -> tuple[bool, int, str]:
    return (decide.rang is None, decide.rang or 0, decide.numero)


def answer_limit(now: datetime, zone: str, jours: int = cadre.REPONSE_PLACE_JOURS.valeur) -> datetime:
    """The exclusive instant that ends the delay to accept: the last of `jours` whole days after today."""
    return deadline_after(local_day(now, zone) + timedelta(days=jours), zone)


def list_is_over(fin: date | None, today: date) -> bool:
    """True once the support has begun: the waiting list is closed (R46)."""
    return fin is not None and today >= fin
