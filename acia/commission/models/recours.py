"""Appeals against a decision."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.commission.rules.recours import GenreRecours, IssueRecours, MoyenRecours
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents import Document


class Recours(Versioned, Base):
    """One appeal on a decided file, and its answer. It changes no decision by itself."""

    __tablename__ = "recours"
    id: Mapped[uuid.UUID] = uuid_pk()
    envoi: Mapped[uuid.UUID] = mapped_column(unique=True)
    """Drawn with the form: sent twice, it is one appeal."""
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    genre: Mapped[str] = mapped_column(String(12))
    moyen: Mapped[str] = mapped_column(String(10))
    auteur_nom: Mapped[str] = mapped_column(String(160))
    objet: Mapped[str] = mapped_column(Text)
    recu_le: Mapped[date]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    enregistre_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    enregistre_at: Mapped[datetime]
    issue: Mapped[str | None] = mapped_column(String(10))
    repondu_le: Mapped[date | None]
    motif_reponse: Mapped[str] = mapped_column(Text, default="")
    reponse_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    repondu_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    candidature: Mapped[Candidature] = relationship()
    document: Mapped[Document | None] = relationship(foreign_keys=[document_id])
    reponse: Mapped[Document | None] = relationship(foreign_keys=[reponse_id])
    enregistre_par: Mapped[Utilisateur] = relationship(foreign_keys=[enregistre_par_id])

    __table_args__ = (
        enum_check("genre", GenreRecours, "genre_connu"),
        enum_check("moyen", MoyenRecours, "moyen_connu"),
        enum_check("issue", IssueRecours, "issue_connue"),
        CheckConstraint("(issue IS NULL) = (repondu_le IS NULL)", name="une_reponse_a_son_jour"),
        CheckConstraint("issue IS NULL OR issue = 'retire' OR motif_reponse <> ''", name="une_reponse_a_un_motif"),
    )
