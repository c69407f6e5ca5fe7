"""What the story is played with: an agenda of scenes, a clock that follows them, people, one transaction an act."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.jobs import run_due
from acia.core.mail import send_pending

PARIS: Final = "Europe/Paris"
ANTILLES: Final = "America/Guadeloupe"
_SATURDAY: Final = 5
T = TypeVar("T")
Scene = Callable[[], object]


@dataclass
class Stage:
    """The story as it is being played. Days are counted from the anchor: −30 is thirty days before it."""

    app: Flask
    anchor: date
    clock: SettableClock
    _agenda: list[tuple[datetime, int, Scene]] = field(default_factory=list)
    _order: int = 0

    @property
    def now(self) -> datetime:
        """The instant of the scene being played."""
        return self.clock.now()

    @property
    def end(self) -> datetime:
        """The story ends the night before the anchor."""
        return datetime.combine(self.anchor, time(0), ZoneInfo(PARIS))

    def day(self, offset: int) -> date:
        """A day of the story."""
        return self.anchor + timedelta(days=offset)

    def working_day(self, offset: int) -> date:
        """The same, brought back to the Friday before when it falls on a week-end."""
        day = self.day(offset)
        return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))

    def instant(self, offset: int, hour: int = 10, minute: int = 0, zone: str = PARIS) -> datetime:
        """A local hour of a working day of the story."""
        return datetime.combine(self.working_day(offset), time(hour, minute), ZoneInfo(zone))

    def plan(
        self, offset: int, scene: Callable[..., object], *args: Any, at: tuple[int, int] = (10, 0), zone: str = PARIS
    ) -> None:
        """Put a scene in the agenda, at this hour of a working day."""
        self.plan_at(self.instant(offset, *at, zone), scene, *args)

    def plan_at(self, instant: datetime, scene: Callable[..., object], *args: Any) -> None:
        """Put a scene in the agenda; what would come after the end of the story is never played."""
        self._order += 1
        entry: tuple[datetime, int, Scene] = (instant, self._order, partial(scene, *args))
        heapq.heappush(self._agenda, entry)

    def play(self, until: datetime) -> None:
        """Play the scenes in the order of time, the worker following each of them."""
        while self._agenda and self._agenda[0][0] <= until:
            instant, _, scene = heapq.heappop(self._agenda)
            self.clock.set(max(instant, self.clock.now() + timedelta(minutes=1)))
            scene()
            db.session.rollback()
            run_due(self.now)
            send_pending(self.now)

    def act(self, use_case: Callable[..., T], *args: Any, by: str, **values: Any) -> T:
        """Run one use case as this person, now, in a transaction of its own."""
        with transaction():
            return use_case(*args, auteur=self.person(by), now=self.now, **values)

    def person(self, courriel: str) -> Utilisateur:
        """The account of an address."""
        return db.session.execute(select(Utilisateur).where(Utilisateur.courriel == courriel)).scalar_one()
