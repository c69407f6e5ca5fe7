"""The commission's proposals, the authority's decisions, the minutes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.core.db import Base, uuid_pk
from acia.core.documents import Document
from acia.core.mail import Courriel


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
    desistee_at: Mapped[datetime | None]
    desistee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    desistement_recu_le: Mapped[date | None]
    """The day the establishment gave its place up, which may come before the officer records it."""
    motif_desistement: Mapped[str | None] = mapped_column(Text)
    candidature: Mapped[Candidature] = relationship()
    courriel: Mapped[Courriel | None] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (
        CheckConstraint("issue IS NULL OR decidee_at IS NOT NULL", name="une_issue_a_une_date"),
        CheckConstraint(
            "issue IS NULL OR issue = proposition OR motif_decision <> ''", name="un_ecart_de_decision_a_un_motif"
        ),
        CheckConstraint("notifiee_at IS NULL OR issue IS NOT NULL", name="rien_de_notifie_sans_decision"),
        CheckConstraint(
            "desistee_at IS NULL OR (notifiee_at IS NOT NULL AND motif_desistement <> '')",
            name="un_desistement_suit_sa_notification_et_a_un_motif",
        ),
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
