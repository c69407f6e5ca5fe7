"""The documents a published call asks for, version by version. A row is never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models.appel import Appel
from acia.core.db import Base, uuid_pk


class VersionPieces(Base):
    """One version: the whole list, what it changed, who decided it, when and why (R11)."""

    __tablename__ = "version_pieces"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    numero: Mapped[int]
    contenu: Mapped[list[Any]]
    """The documents in order: `{code, section, libelle, aide, obligatoire, formats}`."""
    changements: Mapped[list[Any]]
    """Sentences: what differs from the version before; none in the first one."""
    motif: Mapped[str] = mapped_column(Text)
    """Read by everybody on the page of the call."""
    auteur_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    cree_at: Mapped[datetime]
    appel: Mapped[Appel] = relationship()

    __table_args__ = (
        UniqueConstraint("appel_id", "numero"),
        CheckConstraint("numero > 0", name="numero_positif"),
        CheckConstraint("numero = 1 OR motif <> ''", name="changee_avec_son_motif"),
    )
