"""Calls, their départements and places, the scoring grid, required documents, the session template."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents.kinds import USUELS, Format


class EtatAppel(StrEnum):
    """Stored state of a call; « ouvert » and « clos » are derived from its dates."""

    BROUILLON = "brouillon"
    PUBLIE = "publie"


class Appel(Versioned, Base):
    """A call for applications. Framework and grid are frozen once published."""

    __tablename__ = "appel"
    id: Mapped[uuid.UUID] = uuid_pk()
    code: Mapped[str] = mapped_column(String(30), unique=True)
    """Short name used in file numbers and addresses, such as « acia-2027 »."""
    titre: Mapped[str] = mapped_column(String(200))
    presentation: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    etat: Mapped[str] = mapped_column(String(20), default=EtatAppel.BROUILLON)
    fuseau: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    ouverture_at: Mapped[datetime | None]
    cloture_at: Mapped[datetime | None]
    """Exclusive instant: a deposit is in time strictly before it (S40)."""
    derogation_jours: Mapped[int | None]
    """Days after the deadline until which one file may be deposited by derogation; none: nothing comes late (S47)."""
    webinaire_at: Mapped[datetime | None]
    webinaire_minutes: Mapped[int | None]
    webinaire_lien: Mapped[str | None] = mapped_column(String(500))
    """Where the webinar is held: said in the mail of those who signed up, and nowhere else."""
    date_commission: Mapped[date | None] = mapped_column(Date)
    date_notification: Mapped[date | None] = mapped_column(Date)
    debut_accompagnement: Mapped[date | None] = mapped_column(Date)
    fin_accompagnement: Mapped[date | None] = mapped_column(Date)
    contact_nom: Mapped[str] = mapped_column(String(120), default="")
    contact_courriel: Mapped[str] = mapped_column(String(254), default="")
    contact_telephone: Mapped[str] = mapped_column(String(30), default="")
    contact_adresse: Mapped[str] = mapped_column(String(300), default="")
    signataire_nom: Mapped[str] = mapped_column(String(120), default="")
    signataire_qualite: Mapped[str] = mapped_column(String(150), default="")
    signataire_service: Mapped[str] = mapped_column(String(150), default="")
    tribunal: Mapped[str] = mapped_column(String(120), default="")
    seuil: Mapped[int] = mapped_column(default=50)
    """Mark out of 100 under which a file is not retained."""
    notes_minimum: Mapped[int] = mapped_column(default=3)
    plafond_gestionnaire: Mapped[int | None]
    """Files of one managing body retained at most in a département (R29); none: no cap."""
    avis_differe_admis: Mapped[bool] = mapped_column(default=False)
    """The CSE opinion may be produced after the deposit."""
    preavis_piece_jours: Mapped[int | None]
    """Days before the deadline after which no more document may be required; none: the figure of the scheme."""
    consultation_admise: Mapped[bool | None]
    """Without a body, a consultation of the staff is examined (E8); unsaid means that it is."""
    avis_differe_limite: Mapped[date | None] = mapped_column(Date)
    ecart_a_deux: Mapped[bool | None]
    """An eligibility decision that departs from the rules takes two people; unsaid means that one is enough."""
    cadre: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Figures of the scheme, frozen at publication: name → value."""
    publie_at: Mapped[datetime | None]
    empreinte: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the frozen framework and grid."""
    departements: Mapped[list[AppelDepartement]] = relationship(
        back_populates="appel", cascade="all, delete-orphan", order_by="AppelDepartement.departement_code"
    )
    criteres: Mapped[list[Critere]] = relationship(
        back_populates="appel", cascade="all, delete-orphan", order_by="Critere.ordre"
    )
    pieces: Mapped[list[PieceDemandee]] = relationship(
        back_populates="appel", cascade="all, delete-orphan", order_by="PieceDemandee.ordre"
    )
    etapes: Mapped[list[EtapeParcours]] = relationship(
        back_populates="appel", cascade="all, delete-orphan", order_by="EtapeParcours.ordre"
    )

    __table_args__ = (
        enum_check("etat", EtatAppel, "etat_connu"),
        CheckConstraint(
            "etat <> 'publie' OR (publie_at IS NOT NULL AND cloture_at IS NOT NULL)", name="publie_a_ses_dates"
        ),
    )


class AppelDepartement(Base):
    """A département of a call, and its number of places."""

    __tablename__ = "appel_departement"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)
    places: Mapped[int]
    appel: Mapped[Appel] = relationship(back_populates="departements")

    __table_args__ = (
        UniqueConstraint("appel_id", "departement_code"),
        CheckConstraint("places >= 0", name="places_positives"),
    )


class Critere(Base):
    """A criterion of the grid: weight in percent, a sentence for each mark from 0 to 5."""

    __tablename__ = "critere"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    ordre: Mapped[int]
    libelle: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    poids: Mapped[int]
    niveaux: Mapped[list[Any]]
    """Six pairs `[word, sentence]`, for the marks 0 to 5."""
    appel: Mapped[Appel] = relationship(back_populates="criteres")

    __table_args__ = (
        UniqueConstraint("appel_id", "ordre"),
        CheckConstraint("poids BETWEEN 1 AND 100", name="poids_en_pourcent"),
    )


class PieceDemandee(Base):
    """A document the call asks for; `section` is the part of the file it belongs to."""

    __tablename__ = "piece_demandee"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    ordre: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    """`arrete`, `avis_cse`, or a slug of the call."""
    section: Mapped[str] = mapped_column(String(20))
    libelle: Mapped[str] = mapped_column(String(150))
    aide: Mapped[str] = mapped_column(Text, default="")
    obligatoire: Mapped[bool] = mapped_column(default=True)
    formats: Mapped[str | None] = mapped_column(String(40))
    """Families of files accepted, such as « pdf image »; none means the usual ones."""
    appel: Mapped[Appel] = relationship(back_populates="pieces")

    @property
    def accepted(self) -> frozenset[Format]:
        """Families of files accepted for this document."""
        return frozenset(Format(f) for f in self.formats.split()) if self.formats else USUELS

    __table_args__ = (UniqueConstraint("appel_id", "code"),)


class EtapeParcours(Base):
    """A session of the template: code (J1, A1, D1…), type, mode and length, in order."""

    __tablename__ = "etape_parcours"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    ordre: Mapped[int]
    code: Mapped[str] = mapped_column(String(10))
    titre: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(12))
    """`collective` or `individuelle`."""
    modalite: Mapped[str] = mapped_column(String(10))
    """`presence` or `distance`."""
    duree: Mapped[str] = mapped_column(String(14))
    """`journee` or `demi_journee`."""
    appel: Mapped[Appel] = relationship(back_populates="etapes")

    __table_args__ = (UniqueConstraint("appel_id", "code"),)
