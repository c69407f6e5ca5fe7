"""Local commissions: members, interests, marks, deliberation, minutes, decisions and notices."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel, Critere
from acia.candidatures.models import Candidature
from acia.commission.workflow import EtatCommission, EtatNotation, IssueSelection, PresenceSeance, Qualite
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents import Document
from acia.core.mail import Courriel

__all__ = [
    "Commission",
    "Deport",
    "EtatCommission",
    "EtatNotation",
    "IssueSelection",
    "MembreCommission",
    "Notation",
    "Note",
    "PresenceSeance",
    "ProcesVerbal",
    "Qualite",
    "Selection",
]


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


class Deport(Base):
    """What a member says of her interests on one file: no row means unknown, and unknown counts as a conflict."""

    __tablename__ = "deport"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    conflit: Mapped[bool]
    motif: Mapped[str] = mapped_column(Text, default="")
    declare_at: Mapped[datetime]
    membre: Mapped[MembreCommission] = relationship()

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id"),
        CheckConstraint("conflit = false OR motif <> ''", name="un_deport_a_un_motif"),
    )


class Notation(Versioned, Base):
    """A member's marking sheet on one file."""

    __tablename__ = "notation"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    etat: Mapped[str] = mapped_column(String(10), default=EtatNotation.BROUILLON)
    modifiee_at: Mapped[datetime]
    rendue_at: Mapped[datetime | None]
    membre: Mapped[MembreCommission] = relationship()
    notes: Mapped[list[Note]] = relationship(back_populates="notation", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("membre_id", "candidature_id"),
        enum_check("etat", EtatNotation, "etat_connu"),
        CheckConstraint("etat <> 'rendue' OR rendue_at IS NOT NULL", name="rendue_a_une_date"),
    )


class Note(Base):
    """A mark from 0 to 5 on one criterion, with its justification."""

    __tablename__ = "note"
    id: Mapped[uuid.UUID] = uuid_pk()
    notation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notation.id"), index=True)
    critere_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("critere.id"), index=True)
    valeur: Mapped[int | None]
    justification: Mapped[str] = mapped_column(Text, default="")
    notation: Mapped[Notation] = relationship(back_populates="notes")
    critere: Mapped[Critere] = relationship()

    __table_args__ = (
        UniqueConstraint("notation_id", "critere_id"),
        CheckConstraint("valeur IS NULL OR valeur BETWEEN 0 AND 5", name="valeur_de_0_a_5"),
    )


class Selection(Base):
    """The decision on one file: the commission's proposal, then the authority's decision, then its notice."""

    __tablename__ = "selection"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    rang: Mapped[int | None]
    """Rank in its département; none when the file is not ranked."""
    note_numerateur: Mapped[int | None]
    note_denominateur: Mapped[int | None]
    """Exact weighted mean out of 100, as a fraction."""
    notes_comptees: Mapped[int] = mapped_column(default=0)
    proposition: Mapped[str] = mapped_column(String(15))
    issue: Mapped[str | None] = mapped_column(String(15), index=True)
    motif: Mapped[str] = mapped_column(Text, default="")
    """Why the commission departs from the line; nothing when it follows it."""
    motif_decision: Mapped[str] = mapped_column(Text, default="")
    """Why the authority departs from the proposal; nothing when it follows it (R43)."""
    decidee_at: Mapped[datetime | None]
    decidee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    courriel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("courriel.id"))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    notifiee_at: Mapped[datetime | None]
    candidature: Mapped[Candidature] = relationship()
    courriel: Mapped[Courriel | None] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (
        CheckConstraint("issue IS NULL OR decidee_at IS NOT NULL", name="une_issue_a_une_date"),
        CheckConstraint(
            "issue IS NULL OR issue = proposition OR motif_decision <> ''", name="un_ecart_de_decision_a_un_motif"
        ),
        CheckConstraint("notifiee_at IS NULL OR issue IS NOT NULL", name="rien_de_notifie_sans_decision"),
    )


class ProcesVerbal(Base):
    """Minutes of the sitting, made from frozen data; a correction is a new version."""

    __tablename__ = "proces_verbal"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    rang: Mapped[int]
    contenu: Mapped[dict[str, Any]]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    clos_at: Mapped[datetime]
    clos_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    document: Mapped[Document] = relationship()

    __table_args__ = (UniqueConstraint("commission_id", "rang"),)
