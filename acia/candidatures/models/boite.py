"""What officers keep beside the files: labels, notes, who is in charge, saved views, acts on several files."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models.dossier import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import Base, enum_check, uuid_pk


class Ton(StrEnum):
    """Colours a label may take; its words always go with it."""

    BLEU = "bleu"
    VERT = "vert"
    AMBRE = "ambre"
    ROUGE = "rouge"
    GRIS = "gris"


class Etiquette(Base):
    """A label of a région, for its officers only."""

    __tablename__ = "etiquette"
    id: Mapped[uuid.UUID] = uuid_pk()
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    nom: Mapped[str] = mapped_column(String(40))
    ton: Mapped[str] = mapped_column(String(10))
    cree_at: Mapped[datetime]
    cree_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)

    __table_args__ = (UniqueConstraint("region_code", "nom"), enum_check("ton", Ton, "ton_connu"))


class EtiquettePosee(Base):
    """A label on a file."""

    __tablename__ = "etiquette_posee"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    etiquette_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("etiquette.id"), index=True)
    posee_at: Mapped[datetime]
    posee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    etiquette: Mapped[Etiquette] = relationship()

    __table_args__ = (UniqueConstraint("candidature_id", "etiquette_id"),)


class NoteInterne(Base):
    """What an officer writes for her colleagues; nobody else ever reads it, nor knows that it exists."""

    __tablename__ = "note_interne"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    ecrite_at: Mapped[datetime]
    texte: Mapped[str] = mapped_column(Text)
    modifiee_at: Mapped[datetime | None]
    retiree_at: Mapped[datetime | None]
    """Removed by her: its text is kept, and shown to nobody any more."""
    auteur: Mapped[Utilisateur] = relationship()
    versions: Mapped[list[VersionNote]] = relationship(order_by="VersionNote.remplacee_at.desc()")

    __table_args__ = (CheckConstraint("texte <> ''", name="note_non_vide"),)


class VersionNote(Base):
    """What an internal note said before its author changed it."""

    __tablename__ = "version_note"
    id: Mapped[uuid.UUID] = uuid_pk()
    note_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("note_interne.id"), index=True)
    texte: Mapped[str] = mapped_column(Text)
    remplacee_at: Mapped[datetime]


class PriseEnCharge(Base):
    """The officer in charge of a file: one row a file, the journal keeps those before her."""

    __tablename__ = "prise_en_charge"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    confiee_at: Mapped[datetime]
    confiee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    motif: Mapped[str] = mapped_column(Text, default="")
    candidature: Mapped[Candidature] = relationship()
    titulaire: Mapped[Utilisateur] = relationship(foreign_keys=[utilisateur_id])


class VueEnregistree(Base):
    """A search kept under a name: its owner's, or shared with a région."""

    __tablename__ = "vue_enregistree"
    id: Mapped[uuid.UUID] = uuid_pk()
    nom: Mapped[str] = mapped_column(String(80))
    requete: Mapped[str] = mapped_column(Text)
    """The query string of the inbox: the address is the search."""
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    cree_at: Mapped[datetime]
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (UniqueConstraint("utilisateur_id", "nom"),)


class EtatActe(StrEnum):
    """An act on several files is first shown, then done once."""

    PREPARE = "prepare"
    FAIT = "fait"


class ActeGroupe(Base):
    """One act on several files: what the preview showed, what was done line by line."""

    __tablename__ = "acte_groupe"
    id: Mapped[uuid.UUID] = uuid_pk()
    auteur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    acte: Mapped[str] = mapped_column(String(20))
    parametres: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lignes: Mapped[list[Any]] = mapped_column(default=list)
    """One entry a file: its id, the version seen, the effect announced, then the effect had."""
    etat: Mapped[str] = mapped_column(String(10), default=EtatActe.PREPARE)
    prepare_at: Mapped[datetime]
    fait_at: Mapped[datetime | None]

    __table_args__ = (
        enum_check("etat", EtatActe, "etat_connu"),
        CheckConstraint("etat <> 'fait' OR fait_at IS NOT NULL", name="fait_a_une_date"),
    )
