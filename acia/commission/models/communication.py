"""The file of an applicant, communicated to her at her request."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import Base, uuid_pk
from acia.core.documents import Document


class Communication(Base):
    """One communication: who asked and when, and the PDF that was made for her (R45, E46)."""

    __tablename__ = "communication"
    id: Mapped[uuid.UUID] = uuid_pk()
    envoi: Mapped[uuid.UUID] = mapped_column(unique=True)
    """Drawn with the form: sent twice, it is one communication."""
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    demandeur_nom: Mapped[str] = mapped_column(String(160))
    demandee_le: Mapped[date]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    faite_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    faite_at: Mapped[datetime]
    candidature: Mapped[Candidature] = relationship()
    document: Mapped[Document] = relationship()
    faite_par: Mapped[Utilisateur] = relationship()
