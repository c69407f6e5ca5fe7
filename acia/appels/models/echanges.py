"""What visitors send about a call: sign-ups to its webinar (R6, kept apart from the files), questions."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models.appel import Appel
from acia.core.db import Base, uuid_pk


class InscriptionWebinaire(Base):
    """Somebody who wants to attend the webinar; the row is erased when it is over, or when she changes her mind."""

    __tablename__ = "inscription_webinaire"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    courriel: Mapped[str] = mapped_column(String(254))
    inscrite_at: Mapped[datetime]
    appel: Mapped[Appel] = relationship()

    __table_args__ = (UniqueConstraint("appel_id", "courriel"),)


class QuestionAppel(Base):
    """A question asked by a visitor, then its answer, published to all without the asker's address."""

    __tablename__ = "question_appel"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    texte: Mapped[str] = mapped_column(Text)
    """As it was asked: never shown outside the service."""
    courriel: Mapped[str] = mapped_column(String(254), default="")
    """Where the answer is sent; emptied afterwards."""
    posee_at: Mapped[datetime]
    question_publiee: Mapped[str] = mapped_column(Text, default="")
    """As it is published: nothing in it tells who asked."""
    reponse: Mapped[str] = mapped_column(Text, default="")
    repondue_at: Mapped[datetime | None]
    ecartee_at: Mapped[datetime | None]
    traitee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    appel: Mapped[Appel] = relationship()

    __table_args__ = (
        CheckConstraint(
            "repondue_at IS NULL OR (question_publiee <> '' AND reponse <> '')", name="repondue_a_sa_reponse"
        ),
        CheckConstraint("repondue_at IS NULL OR ecartee_at IS NULL", name="repondue_ou_ecartee"),
    )
