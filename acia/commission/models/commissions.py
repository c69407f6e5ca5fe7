"""A commission and its members."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.commission.workflow import EtatCommission, Qualite
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk


class Commission(Versioned, Base):
    """A local commission of a call for one région."""

    __tablename__ = "commission"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    nom: Mapped[str] = mapped_column(String(150))
    seance_at: Mapped[datetime]
    lieu: Mapped[str] = mapped_column(String(200), default="")
    etat: Mapped[str] = mapped_column(String(15), default=EtatCommission.PREPARATION)
    convoquee_at: Mapped[datetime | None]
    graine: Mapped[str] = mapped_column(String(64), default="")
    """Seed of the draw that ends a tie, fixed when scoring opens."""
    seconde_convocation: Mapped[bool] = mapped_column(default=False)
    """Convened again on the same agenda after a lack of quorum: no quorum is then needed (R38)."""
    appel: Mapped[Appel] = relationship()
    membres: Mapped[list[MembreCommission]] = relationship(
        back_populates="commission", cascade="all, delete-orphan", order_by="MembreCommission.ordre"
    )

    __table_args__ = (UniqueConstraint("appel_id", "region_code"), enum_check("etat", EtatCommission, "etat_connu"))


class MembreCommission(Base):
    """A member and her mandate; `declaration_at` is her general declaration of interests."""

    __tablename__ = "membre_commission"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    ordre: Mapped[int]
    qualite: Mapped[str] = mapped_column(String(12))
    declaration_at: Mapped[datetime | None]
    declaration: Mapped[str] = mapped_column(Text, default="")
    presence: Mapped[str] = mapped_column(String(10), default="")
    commission: Mapped[Commission] = relationship(back_populates="membres")
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (
        UniqueConstraint("commission_id", "utilisateur_id"),
        enum_check("qualite", Qualite, "qualite_connue"),
    )
