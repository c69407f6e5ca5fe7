"""The fictitious file that all members mark before scoring opens. Nothing here enters any figure of the real files."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.commissions import MembreCommission
from acia.core.db import Base, Versioned, uuid_pk


class Calibrage(Versioned, Base):
    """The fictitious file of a commission, as the officer words it."""

    __tablename__ = "calibrage"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), unique=True)
    titre: Mapped[str] = mapped_column(String(200))
    texte: Mapped[str] = mapped_column(Text)
    propose_at: Mapped[datetime]


class FeuilleCalibrage(Base):
    """What a member gave the fictitious file: kept apart from the sheets, and never changed."""

    __tablename__ = "feuille_calibrage"
    id: Mapped[uuid.UUID] = uuid_pk()
    calibrage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calibrage.id"), index=True)
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    contenu: Mapped[list[Any]]
    """Mark and justification by criterion, in the order of the grid."""
    rendue_at: Mapped[datetime]
    membre: Mapped[MembreCommission] = relationship()

    __table_args__ = (UniqueConstraint("calibrage_id", "membre_id"),)
