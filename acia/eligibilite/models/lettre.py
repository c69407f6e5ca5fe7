"""The notice of ineligibility of a file: one, sent once."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.core.db import Base, uuid_pk
from acia.core.documents import Document
from acia.core.mail import Courriel
from acia.eligibilite.models.examen import DecisionEligibilite


class LettreIneligibilite(Base):
    """What was sent: reasons of the closed list, facts in the officer's words, the PDF and the mail (R26, R44)."""

    __tablename__ = "lettre_ineligibilite"
    id: Mapped[uuid.UUID] = uuid_pk()
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decision_eligibilite.id"), unique=True)
    motifs: Mapped[list[Any]]
    """Codes of `rules.lettre.MOTIFS`."""
    faits: Mapped[str] = mapped_column(Text)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    courriel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("courriel.id"))
    envoyee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    envoyee_at: Mapped[datetime]
    decision: Mapped[DecisionEligibilite] = relationship()
    document: Mapped[Document] = relationship()
    courriel: Mapped[Courriel] = relationship()

    __table_args__ = (CheckConstraint("faits <> ''", name="une_lettre_a_ses_faits"),)
