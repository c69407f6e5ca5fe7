"""A sitting conducted live: the files taken one after the other, who came in and out, how each voted."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.commission.models.commissions import MembreCommission
from acia.commission.workflow import EtatPassage, IssueSelection, MotifMouvement, SensMouvement, SensSuffrage
from acia.core.db import Base, Versioned, enum_check, uuid_pk


class Passage(Versioned, Base):
    """One file of the agenda: when it was opened, when its marks were revealed, what was proposed and why."""

    __tablename__ = "passage"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    ordre: Mapped[int]
    etat: Mapped[str] = mapped_column(String(15), default=EtatPassage.ATTENDU)
    ouvert_at: Mapped[datetime | None]
    notes_revelees_at: Mapped[datetime | None]
    clos_at: Mapped[datetime | None]
    proposition: Mapped[str | None] = mapped_column(String(15))
    motif: Mapped[str] = mapped_column(Text, default="")
    consensus: Mapped[bool] = mapped_column(default=False)
    """Nobody asked for a vote: no voice is counted."""
    constat: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Who held each voting place at the vote, the quorum and the result, frozen in words."""
    candidature: Mapped[Candidature] = relationship()
    suffrages: Mapped[list[Suffrage]] = relationship(back_populates="passage", cascade="all, delete-orphan")

    __table_args__ = (
        enum_check("etat", EtatPassage, "etat_connu"),
        enum_check("proposition", IssueSelection, "proposition_connue"),
        CheckConstraint("etat = 'attendu' OR ouvert_at IS NOT NULL", name="ouvert_a_une_heure"),
        CheckConstraint(
            "etat <> 'delibere' OR (clos_at IS NOT NULL AND proposition IS NOT NULL)",
            name="delibere_a_sa_proposition",
        ),
    )


Index(
    "uq_passage_un_seul_ouvert",
    Passage.commission_id,
    unique=True,
    sqlite_where=text("etat IN ('ouvert', 'notes_revelees')"),
    postgresql_where=text("etat IN ('ouvert', 'notes_revelees')"),
)


class Suffrage(Base):
    """The voice of one voting place on a file, or the dissent that a member without voice asked to be written."""

    __tablename__ = "suffrage"
    id: Mapped[uuid.UUID] = uuid_pk()
    passage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("passage.id"), index=True)
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    """Who cast it: the member, her alternate, or her proxy."""
    par_procuration_de_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membre_commission.id"))
    sens: Mapped[str | None] = mapped_column(String(10))
    desaccord: Mapped[str] = mapped_column(Text, default="")
    passage: Mapped[Passage] = relationship(back_populates="suffrages")
    membre: Mapped[MembreCommission] = relationship(foreign_keys=[membre_id])
    par_procuration_de: Mapped[MembreCommission | None] = relationship(foreign_keys=[par_procuration_de_id])

    __table_args__ = (
        enum_check("sens", SensSuffrage, "sens_connu"),
        CheckConstraint("sens IS NOT NULL OR desaccord <> ''", name="une_voix_ou_un_desaccord"),
    )


Index(
    "uq_suffrage_une_voix",
    Suffrage.passage_id,
    Suffrage.membre_id,
    unique=True,
    sqlite_where=text("par_procuration_de_id IS NULL"),
    postgresql_where=text("par_procuration_de_id IS NULL"),
)
Index(
    "uq_suffrage_une_procuration",
    Suffrage.passage_id,
    Suffrage.par_procuration_de_id,
    unique=True,
    sqlite_where=text("par_procuration_de_id IS NOT NULL"),
    postgresql_where=text("par_procuration_de_id IS NOT NULL"),
)


class Mouvement(Base):
    """A member came in or went out at a time. Never changed: an error is cancelled, and stays."""

    __tablename__ = "mouvement"
    id: Mapped[uuid.UUID] = uuid_pk()
    membre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    rang: Mapped[int]
    """The first, second… of this member: two people never write the same one."""
    passage_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("passage.id"), index=True)
    """The file she steps out for."""
    sens: Mapped[str] = mapped_column(String(10))
    motif: Mapped[str] = mapped_column(String(10), default="")
    at: Mapped[datetime]
    saisi_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    saisi_at: Mapped[datetime]
    """When the service learnt it: later than `at` when the network was lost."""
    annule_at: Mapped[datetime | None]
    annule_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    membre: Mapped[MembreCommission] = relationship()

    __table_args__ = (
        enum_check("sens", SensMouvement, "sens_connu"),
        CheckConstraint(
            "motif IN ({})".format(", ".join(f"'{m}'" for m in ("", *MotifMouvement))),
            name="motif_connu",
        ),
        CheckConstraint("motif <> 'deport' OR passage_id IS NOT NULL", name="un_deport_vise_un_dossier"),
        UniqueConstraint("membre_id", "rang"),
    )


class ActeSeance(Base):
    """An act of the sitting already done, by the key that its button drew: sent twice, it has one effect."""

    __tablename__ = "acte_seance"
    id: Mapped[uuid.UUID] = uuid_pk()
    cle: Mapped[uuid.UUID] = mapped_column(unique=True)
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    acte: Mapped[str] = mapped_column(String(20))
    version: Mapped[int | None]
    """The version the file had after it, so that the acts that wait behind it stand on it."""
    at: Mapped[datetime]
    recu_at: Mapped[datetime]
