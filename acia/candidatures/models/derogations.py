"""One establishment allowed to deposit after the deadline, where its call says so (S47)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.candidatures.rules import NatureDerogation
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.referentiel.models import Etablissement


class Derogation(Versioned, Base):
    """A deadline of its own for an establishment, whether it has begun its file or not: at most one living."""

    __tablename__ = "derogation"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    numero_finess: Mapped[str] = mapped_column(ForeignKey("etablissement.numero_finess"), index=True)
    limite_at: Mapped[datetime]
    """Exclusive instant, as the deadline of the call is (S40)."""
    nature: Mapped[str] = mapped_column(String(20))
    motif: Mapped[str] = mapped_column(Text)
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    accordee_at: Mapped[datetime]
    prolongations: Mapped[list[Any]] = mapped_column(default=list)
    """Each extension: `{at, ancienne, limite, motif, auteur}`, instants as ISO texts."""
    retiree_at: Mapped[datetime | None]
    retiree_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    motif_retrait: Mapped[str] = mapped_column(Text, default="")
    utilisee_at: Mapped[datetime | None]
    """The late deposit: a derogation that served is never withdrawn."""
    candidature_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidature.id"), index=True)
    """The file deposited thanks to it."""
    appel: Mapped[Appel] = relationship()
    etablissement: Mapped[Etablissement] = relationship()
    auteur: Mapped[Utilisateur] = relationship(foreign_keys=[auteur_id])

    __table_args__ = (
        enum_check("nature", NatureDerogation, "nature_connue"),
        CheckConstraint("motif <> ''", name="motif_dit"),
        CheckConstraint("(utilisee_at IS NULL) = (candidature_id IS NULL)", name="utilisee_par_un_dossier"),
        CheckConstraint("(retiree_at IS NULL) = (retiree_par_id IS NULL)", name="retiree_par_quelqu_un"),
        CheckConstraint("retiree_at IS NULL OR utilisee_at IS NULL", name="utilisee_ou_retiree"),
    )


Index(
    "uq_derogation_une_par_etablissement",
    Derogation.appel_id,
    Derogation.numero_finess,
    unique=True,
    sqlite_where=text("retiree_at IS NULL"),
    postgresql_where=text("retiree_at IS NULL"),
)
