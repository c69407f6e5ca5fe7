"""The retained establishments: commitment letter and availabilities."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature, Relais
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents import Document
from acia.engagements.workflow import EtatEngagement


class NiveauIndisponibilite(StrEnum):
    """How unavailable: not at all possible, or if need be."""

    IMPOSSIBLE = "impossible"
    SI_BESOIN = "si_besoin"


class Engagement(Versioned, Base):
    """A retained establishment and its commitment letter; the date of signature starts the two-month clock."""

    __tablename__ = "engagement"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    etat: Mapped[str] = mapped_column(String(10), default=EtatEngagement.OUVERT)
    ouvert_at: Mapped[datetime]
    lettre_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    lettre_signee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    date_signature: Mapped[date | None] = mapped_column(Date)
    representant_legal: Mapped[str] = mapped_column(String(160), default="")
    qualite_representant: Mapped[str] = mapped_column(String(160), default="")
    peut_accueillir: Mapped[bool] = mapped_column(default=True)
    lieu_accueil: Mapped[str] = mapped_column(String(300), default="")
    disponibilites_at: Mapped[datetime | None]
    """When the establishment said its unavailable days were complete."""
    candidature: Mapped[Candidature] = relationship()
    lettre: Mapped[Document | None] = relationship(foreign_keys=[lettre_id])
    lettre_signee: Mapped[Document | None] = relationship(foreign_keys=[lettre_signee_id])
    indisponibilites: Mapped[list[Indisponibilite]] = relationship(
        back_populates="engagement", cascade="all, delete-orphan", order_by="Indisponibilite.jour"
    )
    avenants: Mapped[list[Avenant]] = relationship(back_populates="engagement", order_by="Avenant.ouvert_at")

    __table_args__ = (
        enum_check("etat", EtatEngagement, "etat_connu"),
        CheckConstraint(
            "etat <> 'signe' OR (date_signature IS NOT NULL AND lettre_signee_id IS NOT NULL)",
            name="signe_a_sa_date_et_sa_lettre",
        ),
    )


class Avenant(Versioned, Base):
    """A signed letter signed again by who takes a representative's role over (E26): the letter itself stays."""

    __tablename__ = "avenant"
    id: Mapped[uuid.UUID] = uuid_pk()
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    relais_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("relais.id"), unique=True)
    ouvert_at: Mapped[datetime]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    signe_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    date_signature: Mapped[date | None] = mapped_column(Date)
    engagement: Mapped[Engagement] = relationship(back_populates="avenants")
    relais: Mapped[Relais] = relationship()
    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    signe: Mapped[Document | None] = relationship(foreign_keys=[signe_id])

    __table_args__ = (CheckConstraint("(signe_id IS NULL) = (date_signature IS NULL)", name="signe_a_sa_date"),)


class Indisponibilite(Base):
    """A half-day (or a day) when an establishment cannot, or would rather not."""

    __tablename__ = "indisponibilite"
    id: Mapped[uuid.UUID] = uuid_pk()
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    jour: Mapped[date] = mapped_column(Date)
    creneau: Mapped[str] = mapped_column(String(10))
    """`matin`, `apres_midi` or `journee`."""
    niveau: Mapped[str] = mapped_column(String(12))
    motif: Mapped[str] = mapped_column(Text, default="")
    engagement: Mapped[Engagement] = relationship(back_populates="indisponibilites")

    __table_args__ = (
        UniqueConstraint("engagement_id", "jour", "creneau"),
        enum_check("niveau", NiveauIndisponibilite, "niveau_connu"),
        CheckConstraint("creneau IN ('matin', 'apres_midi', 'journee')", name="creneau_connu"),
    )
