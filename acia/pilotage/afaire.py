"""One thing to do, as every home shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from acia.core.clock import date_in_words

PARIS = "Europe/Paris"
SOON = timedelta(days=7)


@dataclass(frozen=True)
class AFaire:
    """One thing to do: by when, what, why, and the page that does it."""

    titre: str
    detail: str
    action: str
    endpoint: str
    valeurs: dict[str, Any] = field(default_factory=dict)
    echeance: date | None = None

    def tag(self, today: date) -> tuple[str, str]:
        """The words of the deadline and their tone."""
        if self.echeance is None:
            return "Sans date", "gris"
        days = (self.echeance - today).days
        if days < 0:
            return "En retard", "rouge"
        words = {0: "Aujourd’hui", 1: "Demain"}.get(days, date_in_words(self.echeance).rsplit(" ", 1)[0])
        return words, "rouge" if days <= 1 else "ambre" if days <= SOON.days else "bleu"
