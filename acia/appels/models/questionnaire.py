"""The wording of a call's questions, version by version. A row is never changed once the call is published."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models.appel import Appel
from acia.core.db import Base, uuid_pk


class VersionQuestionnaire(Base):
    """One version: the whole wording, who wrote it, when and why."""

    __tablename__ = "version_questionnaire"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    numero: Mapped[int]
    contenu: Mapped[dict[str, Any]]
    """`{section.champ: {libelle, aide, obligatoire}}`, every question of a file."""
    motif: Mapped[str] = mapped_column(Text, default="")
    auteur_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    cree_at: Mapped[datetime]
    appel: Mapped[Appel] = relationship()

    __table_args__ = (
        UniqueConstraint("appel_id", "numero"),
        CheckConstraint("numero > 0", name="numero_positif"),
    )
