"""Files of the applicants: access, sections, representatives, documents, receipts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.candidatures.rules import Droit, RoleRepresentant, Section
from acia.candidatures.workflow import EtatCandidature
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.documents import Document
from acia.referentiel.models import Etablissement

if TYPE_CHECKING:
    from acia.candidatures.models.relais import Relais

__all__ = [
    "AccesCandidature",
    "Accuse",
    "Candidature",
    "Droit",
    "EtatCandidature",
    "PieceJointe",
    "Representant",
    "RoleRepresentant",
    "Section",
]


class Candidature(Versioned, Base):
    """A file: one establishment applying to one call."""

    __tablename__ = "candidature"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    numero: Mapped[str | None] = mapped_column(String(30), unique=True)
    """Given at deposit, such as « ACIA-2027-0042 »."""
    numero_finess: Mapped[str] = mapped_column(ForeignKey("etablissement.numero_finess"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    etat: Mapped[str] = mapped_column(String(20), default=EtatCandidature.BROUILLON, index=True)
    identite: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the register said of the establishment when the file was opened, and again when it was deposited."""
    sections: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Answers by section: `{section: {field: value}}`; the fields are those of `candidatures.rules`."""
    cree_at: Mapped[datetime]
    modifiee_at: Mapped[datetime]
    deposee_at: Mapped[datetime | None]
    recue_le: Mapped[date | None]
    """The day the administration received it, when that is not the day of the deposit: a paper file (R31)."""
    retiree_at: Mapped[datetime | None]
    motif_retrait: Mapped[str] = mapped_column(Text, default="")
    version_pieces: Mapped[int | None]
    """Version of the documents asked for that the file was deposited with; none or 0 is the first one."""
    version_questionnaire: Mapped[int | None]
    """Version of the call's questions the file was deposited with; 0 is the wording of the house."""
    appel: Mapped[Appel] = relationship()
    etablissement: Mapped[Etablissement] = relationship()
    representants: Mapped[list[Representant]] = relationship(
        back_populates="candidature", cascade="all, delete-orphan", order_by="Representant.role"
    )
    pieces: Mapped[list[PieceJointe]] = relationship(
        back_populates="candidature", cascade="all, delete-orphan", order_by="PieceJointe.ajoutee_at"
    )
    relais: Mapped[list[Relais]] = relationship(
        "Relais", back_populates="candidature", order_by="[Relais.role, Relais.rang]"
    )
    """What happened to the roles of the representatives since the deposit."""

    __table_args__ = (
        enum_check("etat", EtatCandidature, "etat_connu"),
        CheckConstraint(
            "etat IN ('brouillon', 'retiree') OR (deposee_at IS NOT NULL AND numero IS NOT NULL)",
            name="deposee_a_numero_et_date",
        ),
        CheckConstraint("etat <> 'retiree' OR retiree_at IS NOT NULL", name="retiree_a_une_date"),
    )

    @property
    def nom(self) -> str:
        """Name of the establishment as the file knows it."""
        return str(self.identite.get("nom", self.numero_finess))

    @property
    def commune(self) -> str:
        """Commune of the establishment as the file knows it."""
        return str(self.identite.get("commune", ""))


class AccesCandidature(Base):
    """Membership: what a person may do with a file."""

    __tablename__ = "acces_candidature"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    droit: Mapped[str] = mapped_column(String(10))
    donne_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("candidature_id", "utilisateur_id"), enum_check("droit", Droit, "droit_connu"))


class Representant(Base):
    """One of the three representatives of the establishment."""

    __tablename__ = "representant"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    prenom: Mapped[str] = mapped_column(String(80))
    nom: Mapped[str] = mapped_column(String(80))
    fonction: Mapped[str] = mapped_column(String(120), default="")
    courriel: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    candidature: Mapped[Candidature] = relationship(back_populates="representants")

    __table_args__ = (UniqueConstraint("candidature_id", "role"), enum_check("role", RoleRepresentant, "role_connu"))

    @property
    def nom_complet(self) -> str:
        """First name and name."""
        return f"{self.prenom} {self.nom}".strip()


class PieceJointe(Base):
    """A document joined to a file; removed documents keep their row."""

    __tablename__ = "piece_jointe"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    ajoutee_at: Mapped[datetime]
    retiree_at: Mapped[datetime | None]
    candidature: Mapped[Candidature] = relationship(back_populates="pieces")
    document: Mapped[Document] = relationship()


class Accuse(Base):
    """The receipt of a deposit: immutable, with the fingerprint of what was deposited."""

    __tablename__ = "accuse"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    numero: Mapped[str] = mapped_column(String(30), index=True)
    """Number of the file: the same for all its deposits."""
    rang: Mapped[int] = mapped_column(default=1)
    """First deposit, second…: the last one counts."""
    reprise_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    """The working copy deposited, none for the first deposit: the same deposit sent again is recognised by it."""
    depose_at: Mapped[datetime]
    depose_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    empreinte: Mapped[str] = mapped_column(String(64))
    contenu: Mapped[dict[str, Any]]
    """Everything the receipt says; the PDF and the mail are made from it alone."""
    donnees: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What was deposited, as plain data: what the fingerprint seals, kept when a later deposit replaces it."""
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    """The PDF, composed once from `contenu`; after the commit when many files are imported at once."""
    document: Mapped[Document | None] = relationship()

    __table_args__ = (UniqueConstraint("candidature_id", "rang", name="uq_accuse_un_par_depot"),)


Index(
    "uq_candidature_une_vivante_par_appel",
    Candidature.appel_id,
    Candidature.numero_finess,
    unique=True,
    sqlite_where=text("etat NOT IN ('retiree', 'remplacee')"),
    postgresql_where=text("etat NOT IN ('retiree', 'remplacee')"),
)
