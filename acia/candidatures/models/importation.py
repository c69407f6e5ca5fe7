"""Files gathered elsewhere: the table received, how its columns are read, where each file created comes from."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.candidatures.models.dossier import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import Base, enum_check, uuid_pk


class EtatImportation(StrEnum):
    """A table is tried as often as wanted, then taken over once, or given up."""

    OUVERTE = "ouverte"
    FAITE = "faite"
    ABANDONNEE = "abandonnee"


class Importation(Base):
    """A table of files gathered elsewhere. Its rows are kept until it is taken over or given up."""

    __tablename__ = "importation"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    nom_fichier: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    colonnes: Mapped[list[Any]]
    lignes: Mapped[list[Any]]
    association: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field → title of its column."""
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    etat: Mapped[str] = mapped_column(String(12), default=EtatImportation.OUVERTE)
    cree_at: Mapped[datetime]
    faite_at: Mapped[datetime | None]
    rapport: Mapped[list[Any]] = mapped_column(default=list)
    """Once taken over: what became of each line."""
    appel: Mapped[Appel] = relationship()

    __table_args__ = (
        enum_check("etat", EtatImportation, "etat_connu"),
        CheckConstraint("etat <> 'faite' OR faite_at IS NOT NULL", name="faite_a_une_date"),
    )


class OrigineDossier(Base):
    """Where a file taken over comes from. The key is what makes a second take-over of it create nothing."""

    __tablename__ = "origine_dossier"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    importation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("importation.id"), index=True)
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    cle: Mapped[str] = mapped_column(String(130))
    """`id:` and the number of the file where it comes from, else `finess:` and its establishment."""
    ligne: Mapped[int]
    identifiant: Mapped[str] = mapped_column(String(120), default="")
    courriel: Mapped[str] = mapped_column(String(254), default="")
    brut: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The whole line as it was received."""
    importation: Mapped[Importation] = relationship()
    candidature: Mapped[Candidature] = relationship()

    __table_args__ = (UniqueConstraint("appel_id", "cle"),)


class ModeleImportation(Base):
    """How the columns of a table were read, kept under a name for the next one."""

    __tablename__ = "modele_importation"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    nom: Mapped[str] = mapped_column(String(80))
    association: Mapped[dict[str, Any]]
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (UniqueConstraint("utilisateur_id", "nom"),)
