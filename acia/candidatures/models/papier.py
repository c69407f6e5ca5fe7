"""Files received on paper: the envelope as it arrived, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.candidatures.models.dossier import Candidature
from acia.candidatures.workflow import EtatPapier
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.referentiel.models import Etablissement
from acia.referentiel.noms import readable_town

if TYPE_CHECKING:
    from acia.candidatures.models.lettres import LettreRefus


class DepotPapier(Versioned, Base):
    """An envelope: its postmark, its arrival, who signed, whom to answer; the file typed from it."""

    __tablename__ = "depot_papier"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    numero_finess: Mapped[str] = mapped_column(ForeignKey("etablissement.numero_finess"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    candidature_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("candidature.id"), unique=True)
    """The file being typed, then registered; none when it is refused as late."""
    etat: Mapped[str] = mapped_column(String(15))
    cachet_le: Mapped[date]
    """Day of the postmark, or the day retained when it cannot be read."""
    cachet_lisible: Mapped[bool]
    cachet_motif: Mapped[str] = mapped_column(Text, default="")
    """Why that day, when the postmark cannot be read."""
    recue_le: Mapped[date]
    signataire: Mapped[str] = mapped_column(String(160))
    fonction: Mapped[str] = mapped_column(String(120), default="")
    courriel: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(30), default="")
    adresse: Mapped[str] = mapped_column(Text, default="")
    """Where the receipt is posted; empty: the address of the register."""
    ouvert_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    ouvert_at: Mapped[datetime]
    clos_at: Mapped[datetime | None]
    motif: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused or given up."""
    appel: Mapped[Appel] = relationship()
    etablissement: Mapped[Etablissement] = relationship()
    candidature: Mapped[Candidature | None] = relationship()
    lettre: Mapped[LettreRefus | None] = relationship("LettreRefus", back_populates="depot")
    """The letter that refuses it, once composed."""

    __table_args__ = (
        enum_check("etat", EtatPapier, "etat_connu"),
        CheckConstraint("candidature_id IS NOT NULL OR etat = 'refuse'", name="dossier_ou_refus"),
        CheckConstraint("etat = 'transcription' OR clos_at IS NOT NULL", name="clos_a_une_date"),
        CheckConstraint("cachet_lisible OR cachet_motif <> ''", name="illisible_a_son_motif"),
    )

    @property
    def nom(self) -> str:
        """Name of the establishment in the register."""
        return self.etablissement.nom

    @property
    def destination(self) -> str:
        """Where a letter is posted: the address given, else that of the register."""
        here = self.etablissement
        return self.adresse or f"{readable_town(here.adresse)}, {here.code_postal} {readable_town(here.commune)}"
