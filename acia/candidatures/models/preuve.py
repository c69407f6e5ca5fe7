"""The beats of the proof of working: one row a synthetic deposit, never changed (S46)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, append_only


class Battement(Base):
    """One beat: when, how long, whether the deposit went through, whether our page answered, how wrong our clock was.

    Chained like the journal; triggers refuse every change, and the removal of a row younger than a year."""

    __tablename__ = "battement"
    numero: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    battu_at: Mapped[datetime] = mapped_column(index=True)
    cadence_s: Mapped[int]
    """When the next beat was due."""
    duree_ms: Mapped[int]
    bon: Mapped[bool]
    cause: Mapped[str] = mapped_column(String(300), default="")
    """What went wrong; empty for a good beat."""
    page_statut: Mapped[int | None]
    """HTTP status of our page, 0 when nobody answered, none when no page is asked for."""
    page_ms: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(200), default="")
    """The reference clock asked at this beat; empty when none was."""
    ecart_ms: Mapped[int | None]
    """How far our clock was ahead of it; none when it did not answer."""
    incertitude_ms: Mapped[int | None]
    precedent: Mapped[str] = mapped_column(String(64))
    empreinte: Mapped[str] = mapped_column(String(64))

    # The old ones are removed: the trigger alone says which are old enough.
    __table_args__ = (CheckConstraint("bon = (cause = '')", name="un_echec_a_une_cause"), append_only("UPDATE"))

    def computed_hash(self) -> str:
        """SHA-256 of the row and of the hash before it."""
        parts = [
            self.numero,
            self.battu_at.isoformat(timespec="microseconds"),
            self.cadence_s,
            self.duree_ms,
            self.bon,
            self.cause,
            self.page_statut,
            self.page_ms,
            self.reference,
            self.ecart_ms,
            self.incertitude_ms,
            self.precedent,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
