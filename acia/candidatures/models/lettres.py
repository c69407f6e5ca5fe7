"""The letter that refuses a paper file posted too late, as it left."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models.papier import DepotPapier
from acia.comptes.models import Utilisateur
from acia.core.db import Base, uuid_pk
from acia.core.documents import Document
from acia.core.mail import Courriel


class LettreRefus(Base):
    """One a refused envelope: the facts in the officer's words, the PDF, the mail when there is an address (R44)."""

    __tablename__ = "lettre_refus"
    id: Mapped[uuid.UUID] = uuid_pk()
    depot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("depot_papier.id"), unique=True)
    faits: Mapped[str] = mapped_column(Text)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    courriel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("courriel.id"))
    """None: the letter is printed and posted."""
    redigee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    redigee_at: Mapped[datetime]
    depot: Mapped[DepotPapier] = relationship(back_populates="lettre")
    document: Mapped[Document] = relationship()
    courriel: Mapped[Courriel | None] = relationship()
    redigee_par: Mapped[Utilisateur] = relationship()

    __table_args__ = (CheckConstraint("faits <> ''", name="une_lettre_a_ses_faits"),)
