"""Extracts of the minutes, each kept as it was given."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.commission.models.decisions import ProcesVerbal
from acia.core.db import Base, uuid_pk
from acia.core.documents import Document


class ExtraitProcesVerbal(Base):
    """One version of the minutes as a member, or an applicant, may have it."""

    __tablename__ = "extrait_proces_verbal"
    id: Mapped[uuid.UUID] = uuid_pk()
    proces_verbal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proces_verbal.id"), index=True)
    membre_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidature.id"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    fait_at: Mapped[datetime]
    fait_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    proces_verbal: Mapped[ProcesVerbal] = relationship()
    document: Mapped[Document] = relationship()

    __table_args__ = (
        CheckConstraint("(membre_id IS NULL) <> (candidature_id IS NULL)", name="un_seul_lecteur"),
        UniqueConstraint("proces_verbal_id", "membre_id"),
        UniqueConstraint("proces_verbal_id", "candidature_id"),
    )
