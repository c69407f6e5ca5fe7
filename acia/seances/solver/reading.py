"""Typed reading of a JSON tree that gathers every defect, in French, instead of stopping at the first one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

from acia.seances.solver.problem import Creneau, DemiJournee

T = TypeVar("T")
NO_DAY: Final = date(2000, 1, 1)
ANNEES: Final = range(2000, 2200)
ENTIER_MAX: Final = 10_000


class Reader:
    """Reads fields of JSON objects; a defect adds a message and yields a harmless value of the right type."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def refuse(self, message: str) -> None:
        """Add a defect."""
        self.messages.append(message)

    def mapping(self, value: Any, where: str) -> dict[str, Any]:
        """A JSON object."""
        if isinstance(value, dict):
            return value
        self.refuse(f"{where} : un objet est attendu.")
        return {}

    def sequence(self, source: dict[str, Any], key: str, where: str, *, required: bool = False) -> list[Any]:
        """A JSON list, empty when it is absent and may be."""
        value = source.get(key)
        if isinstance(value, list) and (value or not required):
            return value
        if value is None and not required:
            return []
        self.refuse(f"{where}, champ « {key} » : une liste{' non vide' if required else ''} est attendue.")
        return []

    def text(self, source: dict[str, Any], key: str, where: str) -> str:
        """A non-empty text."""
        value = source.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(f"{where}, champ « {key} » : un texte est attendu.")
        return "?"

    def identifier(self, source: dict[str, Any], key: str, where: str) -> str:
        """A text that may be part of a session's id."""
        value = self.text(source, key, where)
        if "/" in value:
            self.refuse(f"{where}, champ « {key} » : « {value} » ne doit pas contenir de barre oblique.")
        return value

    def choice(self, source: dict[str, Any], key: str, where: str, kind: Callable[[str], T], values: list[T]) -> T:
        """One value of a closed list."""
        value = source.get(key)
        try:
            return kind(str(value))
        except ValueError:
            expected = ", ".join(f"« {item} »" for item in values)
            self.refuse(f"{where}, champ « {key} » : « {value} » n’est pas une des valeurs {expected}.")
            return values[0]

    def integer(self, source: dict[str, Any], key: str, where: str, default: int, minimum: int = 0) -> int:
        """An integer not below `minimum`; `default` when it is absent."""
        value = source.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= ENTIER_MAX:
            return value
        self.refuse(f"{where}, champ « {key} » : un nombre entier entre {minimum} et {ENTIER_MAX} est attendu.")
        return default

    def number(self, source: dict[str, Any], key: str, where: str, default: float) -> float:
        """A number above zero; `default` when it is absent."""
        value = source.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
        self.refuse(f"{where}, champ « {key} » : un nombre positif est attendu.")
        return default

    def day(self, value: Any, where: str) -> date:
        """A date written AAAA-MM-JJ."""
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else NO_DAY
        except ValueError:
            day = date.min
        if isinstance(value, str) and day.isoformat() == value and day.year in ANNEES:
            return day
        self.refuse(f"{where} : « {value} » n’est pas une date AAAA-MM-JJ.")
        return NO_DAY

    def days(self, values: Any, where: str) -> frozenset[date]:
        """A list of dates."""
        if not isinstance(values, list):
            self.refuse(f"{where} : une liste de dates est attendue.")
            return frozenset()
        return frozenset(self.day(value, where) for value in values)

    def half_days(self, source: dict[str, Any], key: str, where: str) -> frozenset[DemiJournee]:
        """A list of « date » (the whole day) or « date/matin », « date/apres_midi »."""
        found: set[DemiJournee] = set()
        for value in self.sequence(source, key, where):
            found.update(self._half_days_of(value, f"{where}, champ « {key} »"))
        return frozenset(found)

    def _half_days_of(self, value: Any, where: str) -> list[DemiJournee]:
        text, _, slot = str(value).partition("/")
        try:
            creneau = Creneau(slot) if slot else Creneau.JOURNEE
        except ValueError:
            self.refuse(f"{where} : « {value} » n’a pas un créneau connu (matin, apres_midi, journee).")
            return []
        day = self.day(text, where)
        return [(day, half) for half in creneau.halves]
