"""The twelve months: état des lieux, actions, reports and bilan."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from acia.suivi.workflow import EtatAction


class MomentEtat(StrEnum):
    """When the état des lieux is made."""

    DEPART = "depart"
    FINAL = "final"


class SuiteBilan(StrEnum):
    """What becomes of an action at the bilan (R79)."""

    MEME_FORMAT = "meme_format"
    AUTRE_FORMAT = "autre_format"
    ARRET = "arret"


class EtatDesLieux(Versioned, Base):
    """A shared picture of the eight themes, before or after."""

    __tablename__ = "etat_des_lieux"
    id: Mapped[uuid.UUID] = uuid_pk()
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    moment: Mapped[str] = mapped_column(String(6))
    fait_le: Mapped[date] = mapped_column(Date)
    repondants: Mapped[str] = mapped_column(String(300), default="")
    engagement: Mapped[Engagement] = relationship()
    themes: Mapped[list[ThemeEtat]] = relationship(
        back_populates="etat_des_lieux", cascade="all, delete-orphan", order_by="ThemeEtat.theme"
    )

    __table_args__ = (UniqueConstraint("engagement_id", "moment"), enum_check("moment", MomentEtat, "moment_connu"))


class ThemeEtat(Base):
    """One theme (1 to 8): level from 0 to 4 and what was said."""

    __tablename__ = "theme_etat"
    id: Mapped[uuid.UUID] = uuid_pk()
    etat_des_lieux_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("etat_des_lieux.id"), index=True)
    theme: Mapped[int]
    niveau: Mapped[int]
    commentaire: Mapped[str] = mapped_column(Text, default="")
    etat_des_lieux: Mapped[EtatDesLieux] = relationship(back_populates="themes")

    __table_args__ = (
        UniqueConstraint("etat_des_lieux_id", "theme"),
        CheckConstraint("theme BETWEEN 1 AND 8", name="theme_de_1_a_8"),
        CheckConstraint("niveau BETWEEN 0 AND 4", name="niveau_de_0_a_4"),
    )


class ActionQvct(Versioned, Base):
    """An action sheet: who, what, when, where, how, with what, which indicators, how long a test (R73)."""

    __tablename__ = "action_qvct"
    id: Mapped[uuid.UUID] = uuid_pk()
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    titre: Mapped[str] = mapped_column(String(150))
    theme: Mapped[int]
    description: Mapped[str] = mapped_column(Text, default="")
    perimetre: Mapped[str] = mapped_column(Text, default="")
    moyens: Mapped[str] = mapped_column(Text, default="")
    debut: Mapped[date | None] = mapped_column(Date)
    fin_prevue: Mapped[date | None] = mapped_column(Date)
    etat: Mapped[str] = mapped_column(String(12), default=EtatAction.ENVISAGEE)
    motif_etat: Mapped[str] = mapped_column(Text, default="")
    cree_at: Mapped[datetime]
    engagement: Mapped[Engagement] = relationship()
    responsables: Mapped[list[ResponsableAction]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="ResponsableAction.ordre"
    )
    indicateurs: Mapped[list[Indicateur]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="Indicateur.ordre"
    )

    __table_args__ = (
        enum_check("etat", EtatAction, "etat_connu"),
        CheckConstraint("theme BETWEEN 1 AND 8", name="theme_de_1_a_8"),
    )


class ResponsableAction(Base):
    """A person in charge of an action."""

    __tablename__ = "responsable_action"
    id: Mapped[uuid.UUID] = uuid_pk()
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action_qvct.id"), index=True)
    ordre: Mapped[int]
    nom: Mapped[str] = mapped_column(String(160))
    action: Mapped[ActionQvct] = relationship(back_populates="responsables")


class Indicateur(Base):
    """How success is recognised: a wording, a start, a target, what was observed."""

    __tablename__ = "indicateur"
    id: Mapped[uuid.UUID] = uuid_pk()
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action_qvct.id"), index=True)
    ordre: Mapped[int]
    libelle: Mapped[str] = mapped_column(String(200))
    cible: Mapped[str] = mapped_column(String(120), default="")
    observe: Mapped[str] = mapped_column(String(120), default="")
    action: Mapped[ActionQvct] = relationship(back_populates="indicateurs")


class CompteRendu(Versioned, Base):
    """Report of a session, written once, read by the establishments concerned (R76)."""

    __tablename__ = "compte_rendu"
    id: Mapped[uuid.UUID] = uuid_pk()
    seance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seance.id"), unique=True)
    contenu: Mapped[str] = mapped_column(Text)
    suites: Mapped[str] = mapped_column(Text, default="")
    redige_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    redige_at: Mapped[datetime]
    seance: Mapped[Seance] = relationship()


class Bilan(Versioned, Base):
    """Final bilan of an establishment (R79)."""

    __tablename__ = "bilan"
    id: Mapped[uuid.UUID] = uuid_pk()
    engagement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("engagement.id"), unique=True)
    reussites: Mapped[str] = mapped_column(Text, default="")
    freins: Mapped[str] = mapped_column(Text, default="")
    je_retiens: Mapped[str] = mapped_column(Text, default="")
    je_laisse: Mapped[str] = mapped_column(Text, default="")
    a_retravailler: Mapped[str] = mapped_column(Text, default="")
    restitution_le: Mapped[date | None] = mapped_column(Date)
    rendu_at: Mapped[datetime | None]
    engagement: Mapped[Engagement] = relationship()
    suites: Mapped[list[SuiteAction]] = relationship(back_populates="bilan", cascade="all, delete-orphan")


class SuiteAction(Base):
    """What becomes of one action; stopping needs its reasons."""

    __tablename__ = "suite_action"
    id: Mapped[uuid.UUID] = uuid_pk()
    bilan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bilan.id"), index=True)
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action_qvct.id"), unique=True)
    suite: Mapped[str] = mapped_column(String(12))
    raisons: Mapped[str] = mapped_column(Text, default="")
    bilan: Mapped[Bilan] = relationship(back_populates="suites")
    action: Mapped[ActionQvct] = relationship()

    __table_args__ = (
        enum_check("suite", SuiteBilan, "suite_connue"),
        CheckConstraint("suite <> 'arret' OR raisons <> ''", name="un_arret_a_ses_raisons"),
    )
