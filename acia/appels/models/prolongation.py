"""Table of the extensions of a deadline: what it was, what it became, why."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, uuid_pk


class Prolongation(Base):
    """The deadline of a published call moved for all, with its reason (R11, S47); never removed."""

    __tablename__ = "prolongation"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    ancienne_at: Mapped[datetime]
    nouvelle_at: Mapped[datetime]
    """Exclusive instants, as the deadline of the call."""
    motif: Mapped[str] = mapped_column(Text)
    decidee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    decidee_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("nouvelle_at > ancienne_at", name="jamais_avancee"),)
