"""An establishment accompanied elsewhere: the list that the cross-checks read (R87, E52)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.comptes.models import Utilisateur
from acia.core.db import Base, enum_check, uuid_pk
from acia.eligibilite.rules.parcours import Dispositif
from acia.referentiel.models import Etablissement


class Accompagnement(Base):
    """An establishment, the scheme that accompanied it, from which year to which: at most one living row of each."""

    __tablename__ = "accompagnement"
    id: Mapped[uuid.UUID] = uuid_pk()
    numero_finess: Mapped[str] = mapped_column(ForeignKey("etablissement.numero_finess"), index=True)
    dispositif: Mapped[str] = mapped_column(String(20))
    annee_debut: Mapped[int]
    annee_fin: Mapped[int | None]
    """Last year; none: still running, or unknown."""
    source: Mapped[str] = mapped_column(String(200))
    """Which list or whose word it comes from."""
    inscrit_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    inscrit_at: Mapped[datetime]
    retire_at: Mapped[datetime | None]
    retire_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    motif_retrait: Mapped[str] = mapped_column(Text, default="")
    etablissement: Mapped[Etablissement] = relationship()
    inscrit_par: Mapped[Utilisateur] = relationship(foreign_keys=[inscrit_par_id])

    __table_args__ = (
        enum_check("dispositif", Dispositif, "dispositif_connu"),
        CheckConstraint("annee_fin IS NULL OR annee_fin >= annee_debut", name="annees_dans_l_ordre"),
        CheckConstraint("(retire_at IS NULL) = (retire_par_id IS NULL)", name="retire_par_quelqu_un"),
        CheckConstraint("retire_at IS NULL OR motif_retrait <> ''", name="retrait_motive"),
    )


Index(
    "uq_accompagnement_une_fois",
    Accompagnement.numero_finess,
    Accompagnement.dispositif,
    Accompagnement.annee_debut,
    unique=True,
    sqlite_where=text("retire_at IS NULL"),
    postgresql_where=text("retire_at IS NULL"),
)
