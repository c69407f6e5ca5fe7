"""A commission and its members."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.commission.workflow import EtatCommission, Qualite, ReponseInvitation, Voix
from acia.comptes.models import Utilisateur
from acia.core.db import Base, Versioned, enum_check, uuid_pk


class Commission(Versioned, Base):
    """A local commission of a call for one région."""

    __tablename__ = "commission"
    id: Mapped[uuid.UUID] = uuid_pk()
    appel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appel.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    nom: Mapped[str] = mapped_column(String(150))
    seance_at: Mapped[datetime]
    lieu: Mapped[str] = mapped_column(String(200), default="")
    etat: Mapped[str] = mapped_column(String(15), default=EtatCommission.PREPARATION)
    convoquee_at: Mapped[datetime | None]
    graine: Mapped[str] = mapped_column(String(64), default="")
    """Seed of the draw that ends a tie, fixed when scoring opens."""
    seconde_convocation: Mapped[bool] = mapped_column(default=False)
    """Convened again on the same agenda after a lack of quorum: no quorum is then needed (R38)."""
    envoi_demande_at: Mapped[datetime | None]
    """When somebody has read the notices and asked for their release: another person confirms it (S18)."""
    envoi_demande_par_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"))
    envoi_demande_par: Mapped[Utilisateur | None] = relationship(foreign_keys=[envoi_demande_par_id])
    reglement: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Settings of the règlement intérieur that were chosen; nothing: our defaults. All written when scoring opens."""
    appel: Mapped[Appel] = relationship()
    procurations: Mapped[list[Procuration]] = relationship(
        back_populates="commission", cascade="all, delete-orphan", order_by="Procuration.donnee_at"
    )
    membres: Mapped[list[MembreCommission]] = relationship(
        back_populates="commission", cascade="all, delete-orphan", order_by="MembreCommission.ordre"
    )

    __table_args__ = (UniqueConstraint("appel_id", "region_code"), enum_check("etat", EtatCommission, "etat_connu"))


class MembreCommission(Base):
    """A member, her mandate and her voice; `declaration_at` is her latest general declaration of interests."""

    __tablename__ = "membre_commission"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    ordre: Mapped[int]
    qualite: Mapped[str] = mapped_column(String(12))
    voix: Mapped[str] = mapped_column(String(14), default=Voix.DELIBERATIVE, server_default=Voix.DELIBERATIVE.value)
    titulaire_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    """Whose alternate she is; nothing: she sits for herself."""
    remplace_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membre_commission.id"), index=True)
    """Whose seat she took for the remaining term (CRPA art. R. 133-4)."""
    decision_presidence: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The chair's decision that called her from another région (E40); empty for all the others."""
    mandat_debut: Mapped[date | None]
    mandat_fin: Mapped[date | None]
    """Last day of the mandate, included."""
    sortie_at: Mapped[datetime | None]
    motif_sortie: Mapped[str] = mapped_column(Text, default="", server_default="")
    empechee_at: Mapped[datetime | None]
    motif_empechement: Mapped[str] = mapped_column(Text, default="", server_default="")
    reponse: Mapped[str] = mapped_column(
        String(10), default=ReponseInvitation.ACCEPTEE, server_default=ReponseInvitation.ACCEPTEE.value
    )
    invitee_at: Mapped[datetime | None]
    invitation_expire_at: Mapped[datetime | None]
    repondue_at: Mapped[datetime | None]
    motif_refus: Mapped[str] = mapped_column(Text, default="", server_default="")
    declaration_at: Mapped[datetime | None]
    declaration: Mapped[str] = mapped_column(Text, default="")
    presence: Mapped[str] = mapped_column(String(10), default="")
    commission: Mapped[Commission] = relationship(back_populates="membres")
    utilisateur: Mapped[Utilisateur] = relationship()

    __table_args__ = (
        UniqueConstraint("commission_id", "utilisateur_id"),
        enum_check("qualite", Qualite, "qualite_connue"),
        enum_check("voix", Voix, "voix_connue"),
        enum_check("reponse", ReponseInvitation, "reponse_connue"),
        CheckConstraint("reponse <> 'declinee' OR motif_refus <> ''", name="un_refus_a_un_motif"),
        CheckConstraint("sortie_at IS NULL OR motif_sortie <> ''", name="une_sortie_a_un_motif"),
        CheckConstraint("empechee_at IS NULL OR motif_empechement <> ''", name="un_empechement_a_un_motif"),
        CheckConstraint("titulaire_id IS NULL OR titulaire_id <> id", name="suppleant_d_un_autre"),
        CheckConstraint(
            "mandat_fin IS NULL OR mandat_debut IS NULL OR mandat_debut <= mandat_fin", name="mandat_dans_l_ordre"
        ),
    )

    @property
    def vote(self) -> bool:
        """True when she marks, votes and counts in the quorum."""
        return self.voix == Voix.DELIBERATIVE


class Procuration(Base):
    """A member's voice given to another: one given, one received, at most (CRPA art. R. 133-9)."""

    __tablename__ = "procuration"
    id: Mapped[uuid.UUID] = uuid_pk()
    commission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission.id"), index=True)
    mandant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), unique=True)
    mandataire_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("membre_commission.id"), unique=True)
    donnee_at: Mapped[datetime]
    saisie_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    commission: Mapped[Commission] = relationship(back_populates="procurations")
    mandant: Mapped[MembreCommission] = relationship(foreign_keys=[mandant_id])
    mandataire: Mapped[MembreCommission] = relationship(foreign_keys=[mandataire_id])

    __table_args__ = (CheckConstraint("mandant_id <> mandataire_id", name="donnee_a_un_autre"),)
