"""Territories, nomenclature, register snapshots and establishments."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, enum_check, uuid_pk
from acia.referentiel.noms import readable_name


class Region(Base):
    """A region; the territory of an Aract."""

    __tablename__ = "region"
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    nom: Mapped[str] = mapped_column(String(60))


class Departement(Base):
    """A département: its time zone and school zone drive deadlines shown and days closed."""

    __tablename__ = "departement"
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    nom: Mapped[str] = mapped_column(String(60))
    locution: Mapped[str] = mapped_column(String(70))
    """With its preposition: « du Finistère », « de la Guadeloupe »."""
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    fuseau: Mapped[str] = mapped_column(String(40))
    zone_scolaire: Mapped[str | None] = mapped_column(String(1))


class CategorieFiness(Base):
    """A FINESS category of child protection."""

    __tablename__ = "categorie_finess"
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    libelle: Mapped[str] = mapped_column(String(120))
    agregat: Mapped[str] = mapped_column(String(4))
    statut: Mapped[str] = mapped_column(String(20))


class PeriodeScolaire(Base):
    """A school break of a zone, or of a département for overseas, with the arrêté it comes from. Both days included."""

    __tablename__ = "periode_scolaire"
    id: Mapped[uuid.UUID] = uuid_pk()
    zone: Mapped[str] = mapped_column(String(3), index=True)
    nom: Mapped[str] = mapped_column(String(60))
    debut: Mapped[date] = mapped_column(Date)
    fin: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))


class Instantane(Base):
    """One import of the register: where the file comes from and what it changed."""

    __tablename__ = "instantane"
    id: Mapped[uuid.UUID] = uuid_pk()
    date_donnees: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    nom_fichier: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(30))
    sha256: Mapped[str] = mapped_column(String(64))
    national: Mapped[bool] = mapped_column(default=False)
    importe_at: Mapped[datetime]
    compteurs: Mapped[dict[str, Any]]
    annule_at: Mapped[datetime | None]
    """When it was undone: the register is then what it was before it."""


class _ColonnesRegistre:
    """What the register says of an establishment, as an import left it; what indexes and keys read comes first."""

    instantane_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instantane.id"))
    protection_enfance: Mapped[bool] = mapped_column(default=False)
    habilitation_justice: Mapped[bool] = mapped_column(default=False)
    ouvert: Mapped[bool] = mapped_column(default=True)
    numero_finess: Mapped[str] = mapped_column(String(9), primary_key=True)
    numero_ej: Mapped[str] = mapped_column(String(9))
    departement_code: Mapped[str] = mapped_column(String(3))
    raison_sociale: Mapped[str] = mapped_column(String(200))
    nom_long: Mapped[str] = mapped_column(String(300), default="")
    complement: Mapped[str] = mapped_column(String(300), default="")
    adresse: Mapped[str] = mapped_column(String(300), default="")
    code_postal: Mapped[str] = mapped_column(String(5), default="")
    commune: Mapped[str] = mapped_column(String(120), default="")
    code_commune: Mapped[str] = mapped_column(String(5), default="")
    telephone: Mapped[str] = mapped_column(String(20), default="")
    categorie: Mapped[str] = mapped_column(String(4))
    libelle_categorie: Mapped[str] = mapped_column(String(120), default="")
    agregat: Mapped[str] = mapped_column(String(4), default="")
    siret: Mapped[str] = mapped_column(String(14), default="")
    mft: Mapped[str] = mapped_column(String(2), default="")
    libelle_mft: Mapped[str] = mapped_column(String(200), default="")
    date_ouverture: Mapped[date | None] = mapped_column(Date)
    date_autorisation: Mapped[date | None] = mapped_column(Date)
    date_maj: Mapped[date | None] = mapped_column(Date)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    date_fermeture: Mapped[date | None] = mapped_column(Date)
    nom_recherche: Mapped[str] = mapped_column(Text, default="")
    """Names and commune, without accents or case: French search is the same on both engines."""
    empreinte: Mapped[str] = mapped_column(String(64))


class Etablissement(_ColonnesRegistre, Base):
    """An establishment (ET) of the register, all categories kept."""

    __tablename__ = "etablissement"
    __table_args__ = (
        Index("ix_etablissement_numero_ej", "numero_ej"),
        Index(
            "ix_etablissement_territoire",
            "departement_code",
            sqlite_where=text("protection_enfance = 1"),
            postgresql_where=text("protection_enfance"),
        ),
    )

    @property
    def nom(self) -> str:
        """The longest name the register knows, as one writes it."""
        return readable_name(self.nom_long or self.raison_sociale)


class EtablissementAnterieur(_ColonnesRegistre, Base):
    """An establishment as it was before an import changed it: what a return puts back."""

    __tablename__ = "etablissement_anterieur"
    remplace_par: Mapped[uuid.UUID] = mapped_column(ForeignKey("instantane.id"), primary_key=True)


class EtatMiseAJour(StrEnum):
    """Life of a register file sent by a person: read, then applied once or given up."""

    EN_LECTURE = "en_lecture"
    PRETE = "prete"
    APPLICATION = "application"
    REFUSEE = "refusee"
    APPLIQUEE = "appliquee"
    ABANDONNEE = "abandonnee"


class Portee(StrEnum):
    """What a file covers: establishments that it leaves out close there, and nowhere else."""

    AUTO = "auto"
    """National when it describes establishments of ninety départements, an extract otherwise."""
    EXTRAIT = "extrait"
    DEPARTEMENTS = "departements"
    """Whole for each département that it describes."""
    NATIONAL = "national"


class MiseAJour(Base):
    """A register file sent by a person, with the differences it would make: nothing changes before it is applied."""

    __tablename__ = "mise_a_jour_registre"
    id: Mapped[uuid.UUID] = uuid_pk()
    etat: Mapped[str] = mapped_column(String(12), default=EtatMiseAJour.EN_LECTURE)
    nom_fichier: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    portee: Mapped[str | None] = mapped_column(String(12))
    """What the sender says that the file covers; empty on the files of before the question."""
    taille: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    demandee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    demandee_at: Mapped[datetime]
    lectures: Mapped[int] = mapped_column(default=1)
    """How many times its differences were asked for: they are those of one state of the register."""
    lue_at: Mapped[datetime | None]
    base_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("instantane.id"))
    """The last import when the differences were computed; empty on an empty register."""
    refus: Mapped[str] = mapped_column(Text, default="")
    """Why the file is refused; or why it could not be applied, when it is ready again."""
    bilan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    differences: Mapped[list[Any]] = mapped_column(default=list)
    """Establishments of child protection that would change, with what was and what would be."""
    dossiers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Files whose establishment would change, and verdicts that would differ if they were given again."""
    close_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    close_at: Mapped[datetime | None]
    instantane_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("instantane.id"), unique=True)

    __table_args__ = (
        enum_check("etat", EtatMiseAJour, "etat_connu"),
        CheckConstraint("(etat = 'appliquee') = (instantane_id IS NOT NULL)", name="appliquee_a_un_instantane"),
        CheckConstraint("etat <> 'refusee' OR refus <> ''", name="refus_dit_pourquoi"),
    )
