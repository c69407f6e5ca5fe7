"""What applicants and officers write to each other in a file: messages with read marks, correction requests."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models.dossier import Candidature
from acia.candidatures.rules import MotifCorrection, Section
from acia.candidatures.workflow import EtatDemande
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents import Document

__all__ = [
    "Cote",
    "DemandeCorrection",
    "LectureMessage",
    "MessageDossier",
    "PieceMessage",
    "PointCorrection",
    "ReglageRelance",
]


class Cote(StrEnum):
    """The two sides of an exchange."""

    ETABLISSEMENT = "etablissement"
    SERVICE = "service"


class MessageDossier(Base):
    """A message in a file; never changed nor removed."""

    __tablename__ = "message_dossier"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    envoi: Mapped[uuid.UUID] = mapped_column(unique=True)
    """Drawn with the form: the same form sent twice is one message."""
    cote: Mapped[str] = mapped_column(String(15))
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    qualite: Mapped[str] = mapped_column(String(200))
    """In what capacity the author wrote, as it was then."""
    contenu: Mapped[str] = mapped_column(Text)
    ecrit_at: Mapped[datetime]
    candidature: Mapped[Candidature] = relationship()
    auteur: Mapped[Utilisateur] = relationship()
    pieces: Mapped[list[PieceMessage]] = relationship(back_populates="message", order_by="PieceMessage.rang")
    lectures: Mapped[list[LectureMessage]] = relationship(back_populates="message", order_by="LectureMessage.lue_at")

    __table_args__ = (enum_check("cote", Cote, "cote_connu"),)


class PieceMessage(Base):
    """A document joined to a message."""

    __tablename__ = "piece_message"
    id: Mapped[uuid.UUID] = uuid_pk()
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message_dossier.id"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    rang: Mapped[int]
    message: Mapped[MessageDossier] = relationship(back_populates="pieces")
    document: Mapped[Document] = relationship()


class LectureMessage(Base):
    """A read mark: somebody of the other side said that she has read the message."""

    __tablename__ = "lecture_message"
    id: Mapped[uuid.UUID] = uuid_pk()
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message_dossier.id"), index=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    qualite: Mapped[str] = mapped_column(String(200))
    lue_at: Mapped[datetime]
    message: Mapped[MessageDossier] = relationship(back_populates="lectures")
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (UniqueConstraint("message_id", "utilisateur_id"),)


class DemandeCorrection(Versioned, Base):
    """A request to correct named sections before a day; it stops the clock of silence meanwhile (R27)."""

    __tablename__ = "demande_correction"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    etat: Mapped[str] = mapped_column(String(12), default=EtatDemande.OUVERTE, index=True)
    contenu: Mapped[str] = mapped_column(Text, default="")
    demandee_at: Mapped[datetime]
    demandee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    limite: Mapped[date] = mapped_column(Date)
    """Last day to answer, in the zone of the call."""
    close_at: Mapped[datetime | None]
    """When it was answered, withdrawn, or found expired."""
    close_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    motif_cloture: Mapped[str] = mapped_column(Text, default="")
    """What the applicant answers, or why the request is withdrawn."""
    avant: Mapped[dict[str, Any]]
    """Answers, representatives and documents as they were when the request was sent."""
    apres: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The same when the request was closed."""
    non_depose: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Sections begun before the deadline and never deposited: `gardees` in the working copy, or `ecartees`."""
    candidature: Mapped[Candidature] = relationship()
    points: Mapped[list[PointCorrection]] = relationship(
        back_populates="demande", cascade="all, delete-orphan", order_by="PointCorrection.rang"
    )

    __table_args__ = (
        enum_check("etat", EtatDemande, "etat_connu"),
        CheckConstraint("(etat = 'ouverte') = (close_at IS NULL)", name="close_a_une_date"),
    )


class PointCorrection(Base):
    """What one section lacks, for a reason of the catalogue, in the officer's words when it takes some."""

    __tablename__ = "point_correction"
    id: Mapped[uuid.UUID] = uuid_pk()
    demande_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("demande_correction.id"), index=True)
    rang: Mapped[int]
    section: Mapped[str] = mapped_column(String(20))
    motif: Mapped[str] = mapped_column(String(30))
    precision: Mapped[str] = mapped_column(Text, default="")
    demande: Mapped[DemandeCorrection] = relationship(back_populates="points")

    __table_args__ = (
        UniqueConstraint("demande_id", "section"),
        enum_check("section", Section, "section_connue"),
        enum_check("motif", MotifCorrection, "motif_connu"),
    )


class ReglageRelance(Base):
    """Days before the deadline when unfinished files of a call are reminded; without a row, the usual ones."""

    __tablename__ = "reglage_relance"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), unique=True)
    jours: Mapped[list[Any]]


Index(
    "uq_demande_correction_une_ouverte",
    DemandeCorrection.candidature_id,
    unique=True,
    sqlite_where=text("etat = 'ouverte'"),
    postgresql_where=text("etat = 'ouverte'"),
)
