"""What an officer asks of somebody outside on a file, what she lets her see, and the answer."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.eligibilite.rules.avis import Confidentialite, SensAvis, VoieAvis
from acia.eligibilite.workflow import EtatAvis


class AvisExterieur(Versioned, Base):
    """A question to a named person outside; she sees the establishment’s name and what was opened to her."""

    __tablename__ = "avis_exterieur"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), index=True)
    regle: Mapped[str] = mapped_column(String(5), default="")
    """The finding it is about; empty for the whole file."""
    etat: Mapped[str] = mapped_column(String(10), default=EtatAvis.DEMANDE, index=True)
    nom: Mapped[str] = mapped_column(String(120))
    fonction: Mapped[str] = mapped_column(String(150))
    courriel: Mapped[str] = mapped_column(String(254))
    """Erased some time after the end, with the mails that bore it."""
    question: Mapped[str] = mapped_column(Text)
    confidentialite: Mapped[str] = mapped_column(String(15))
    sections: Mapped[list[Any]]
    """Parts of the file opened to the person."""
    pieces: Mapped[list[Any]]
    """Documents opened to the person, by their id."""
    limite: Mapped[date] = mapped_column(Date, index=True)
    rappel_jours: Mapped[int]
    rappele_at: Mapped[datetime | None]
    expire_at: Mapped[datetime]
    """Instant from which no link of this opinion opens anything."""
    demande_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    demande_at: Mapped[datetime]
    sens: Mapped[str | None] = mapped_column(String(12))
    texte: Mapped[str] = mapped_column(Text, default="")
    voie: Mapped[str | None] = mapped_column(String(10))
    recu_le: Mapped[date | None] = mapped_column(Date)
    close_at: Mapped[datetime | None]
    close_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    """Who wrote the answer down, or cancelled; nobody when the person answered by her link."""
    motif_annulation: Mapped[str] = mapped_column(Text, default="")
    commission_at: Mapped[datetime | None]
    """Since when the members of the commission may read it."""
    candidature: Mapped[Candidature] = relationship()
    demande_par: Mapped[Utilisateur] = relationship(foreign_keys=[demande_par_id])
    close_par: Mapped[Utilisateur | None] = relationship(foreign_keys=[close_par_id])

    __table_args__ = (
        enum_check("etat", EtatAvis, "etat_connu"),
        enum_check("confidentialite", Confidentialite, "confidentialite_connue"),
        enum_check("sens", SensAvis, "sens_connu"),
        enum_check("voie", VoieAvis, "voie_connue"),
        CheckConstraint("question <> ''", name="question_dite"),
        CheckConstraint("rappel_jours >= 0", name="rappel_positif"),
        CheckConstraint("(etat = 'demande') = (close_at IS NULL)", name="close_a_une_date"),
        CheckConstraint("(etat = 'rendu') = (sens IS NOT NULL)", name="rendu_a_son_sens"),
        CheckConstraint("(sens IS NULL) = (voie IS NULL) AND (sens IS NULL) = (recu_le IS NULL)", name="recu_par_voie"),
        CheckConstraint("etat <> 'annule' OR motif_annulation <> ''", name="annule_a_un_motif"),
        CheckConstraint("commission_at IS NULL OR etat = 'rendu'", name="ouvert_une_fois_rendu"),
    )


class LienAvis(Base):
    """A personal link sent for an opinion, of which only the SHA-256 is kept; all of them end with the opinion."""

    __tablename__ = "lien_avis"
    id: Mapped[uuid.UUID] = uuid_pk()
    avis_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("avis_exterieur.id"), index=True)
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    cree_at: Mapped[datetime]
    avis: Mapped[AvisExterieur] = relationship()
