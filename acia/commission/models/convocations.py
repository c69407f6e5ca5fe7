"""Who was convened when, and for what: each sending is kept as it left."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.commissions import Commission, MembreCommission
from acia.core.db import Base, uuid_pk
from acia.core.mail import Courriel


class Convocation(Base):
    """One sending of the convocation."""

    __tablename__ = "convocation"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    rang: Mapped[int]
    seconde: Mapped[bool] = mapped_column(default=False)
    envoyee_at: Mapped[datetime]
    envoyee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    seance_at: Mapped[datetime]
    lieu: Mapped[str] = mapped_column(String(200))
    points: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Points of the agenda beside the files, as they were worded."""
    preavis_jours: Mapped[int]
    preavis_attendu: Mapped[int]
    commission: Mapped[Commission] = relationship()
    destinataires: Mapped[list[ConvocationMembre]] = relationship(
        back_populates="convocation", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("commission_id", "rang"),)


class ConvocationMembre(Base):
    """One member convened, and the mail she was sent."""

    __tablename__ = "convocation_membre"
    id: Mapped[uuid.UUID] = uuid_pk()
    convocation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("convocation.id"), index=True)
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    courriel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courriel.id"))
    convocation: Mapped[Convocation] = relationship(back_populates="destinataires")
    membre: Mapped[MembreCommission] = relationship()
    courriel: Mapped[Courriel] = relationship()

    __table_args__ = (UniqueConstraint("convocation_id", "membre_id"),)
