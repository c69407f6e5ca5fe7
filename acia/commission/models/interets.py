"""Declarations of interests, each kept as it was signed; recusals that were lifted, each kept as it was."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from acia.commission.models.commissions import MembreCommission
from acia.commission.workflow import NatureLien
from acia.comptes.models import Utilisateur
from acia.core.db import Base, enum_check, uuid_pk


class DeclarationInterets(Base):
    """What a member signed on a day; a newer one never replaces it."""

    __tablename__ = "declaration_interets"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    signee_at: Mapped[datetime]
    texte: Mapped[str] = mapped_column(Text, default="")
    membre: Mapped[MembreCommission] = relationship(
        backref=backref("declarations", cascade="all, delete-orphan", passive_deletes=False)
    )
    liens: Mapped[list[LienDeclare]] = relationship(
        back_populates="declaration", cascade="all, delete-orphan", order_by="LienDeclare.ordre"
    )


class LienDeclare(Base):
    """One tie of a declaration, typed."""

    __tablename__ = "lien_declare"
    id: Mapped[uuid.UUID] = uuid_pk()
    declaration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("declaration_interets.id"), index=True)
    ordre: Mapped[int]
    nature: Mapped[str] = mapped_column(String(10))
    organisme: Mapped[str] = mapped_column(String(200), default="")
    numero: Mapped[str] = mapped_column(String(9), default="")
    precisions: Mapped[str] = mapped_column(String(300), default="")
    declaration: Mapped[DeclarationInterets] = relationship(back_populates="liens")

    __table_args__ = (
        enum_check("nature", NatureLien, "nature_connue"),
        CheckConstraint("organisme <> '' OR numero <> ''", name="un_lien_nomme_un_organisme"),
    )


class LeveeDeport(Base):
    """A recusal that the chair lifted: what it said, and why it was lifted. Never changed."""

    __tablename__ = "levee_deport"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    rang: Mapped[int]
    motif_deport: Mapped[str] = mapped_column(Text)
    declare_at: Mapped[datetime]
    office_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    liens_signales: Mapped[str] = mapped_column(Text, default="")
    motif: Mapped[str] = mapped_column(Text)
    levee_at: Mapped[datetime]
    levee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    membre: Mapped[MembreCommission] = relationship()
    levee_par: Mapped[Utilisateur] = relationship(foreign_keys=[levee_par_id])

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id", "rang"),
        CheckConstraint("motif <> ''", name="une_levee_a_un_motif"),
    )
