"""Tables of the people of a file: invitations sent, requests to those who sign."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from acia.candidatures.rules import Droit
from acia.core.db import Base, enum_check, uuid_pk


class InvitationDossier(Base):
    """An address invited to a file, with a one-time link of which only the SHA-256 is kept."""

    __tablename__ = "invitation_dossier"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    courriel: Mapped[str] = mapped_column(String(254))
    droit: Mapped[str] = mapped_column(String(10))
    remplace: Mapped[bool] = mapped_column(default=False)
    """Sent by the service because the signatory has left: those who signed then only read."""
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    invite_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    invitee_at: Mapped[datetime]
    expire_at: Mapped[datetime]
    annulee_at: Mapped[datetime | None]
    acceptee_at: Mapped[datetime | None]
    acceptee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)

    __table_args__ = (
        enum_check("droit", Droit, "droit_connu"),
        CheckConstraint("(acceptee_at IS NULL) = (acceptee_par_id IS NULL)", name="acceptee_par_quelqu_un"),
    )


class DemandeDepot(Base):
    """« The file is ready »: who writes asks those who sign; closed by the deposit, or sent back with a reason."""

    __tablename__ = "demande_depot"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    demandee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    demandee_at: Mapped[datetime]
    close_at: Mapped[datetime | None]
    renvoyee_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    motif: Mapped[str] = mapped_column(Text, default="")


Index(
    "uq_demande_depot_une_ouverte",
    DemandeDepot.candidature_id,
    unique=True,
    sqlite_where=text("close_at IS NULL"),
    postgresql_where=text("close_at IS NULL"),
)
