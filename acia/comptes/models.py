"""Accounts, territories, one-time links, server-side sessions, sign-in attempts, notices."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.comptes.rules import FamilleAvis, PeriodeLecture, RythmeAvis
from acia.core.db import Base, Versioned, enum_check, uuid_pk
from acia.core.permissions import LIBELLES_ROLE, Role


class Utilisateur(Versioned, Base):
    """A person with an account and one role."""

    __tablename__ = "utilisateur"
    id: Mapped[uuid.UUID] = uuid_pk()
    courriel: Mapped[str] = mapped_column(String(254), unique=True)
    """Case-folded: two spellings of one address are one account."""
    prenom: Mapped[str] = mapped_column(String(80))
    nom: Mapped[str] = mapped_column(String(80))
    fonction: Mapped[str] = mapped_column(String(120), default="")
    employeur: Mapped[str] = mapped_column(String(150), default="")
    mot_de_passe: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    actif: Mapped[bool] = mapped_column(default=True)
    cree_at: Mapped[datetime]
    territoires: Mapped[list[Territoire]] = relationship(
        back_populates="utilisateur", cascade="all, delete-orphan", order_by="Territoire.region_code"
    )

    __table_args__ = (enum_check("role", Role, "role_connu"),)

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.actif

    def get_id(self) -> str:
        return str(self.id)

    @property
    def role_enum(self) -> Role:
        """The role as the enum."""
        return Role(self.role)

    @property
    def nom_complet(self) -> str:
        """First name and name."""
        return f"{self.prenom} {self.nom}".strip()

    @property
    def libelle(self) -> str:
        """Name and role, as the journal writes them."""
        return f"{self.nom_complet} ({LIBELLES_ROLE[self.role_enum].lower()})"

    @property
    def regions(self) -> frozenset[str]:
        """Codes of the regions the person works in; the national pilot is not bound by them."""
        return frozenset(t.region_code for t in self.territoires)

    def covers_region(self, region_code: str) -> bool:
        """True when the person's territory holds this region; the national pilot and the funder have them all."""
        return self.role_enum in (Role.PILOTE, Role.FINANCEUR) or region_code in self.regions


class Territoire(Base):
    """A region given to a person."""

    __tablename__ = "territoire"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    utilisateur: Mapped[Utilisateur] = relationship(back_populates="territoires")

    __table_args__ = (UniqueConstraint("utilisateur_id", "region_code"),)


class Jeton(Base):
    """A one-time link: invitation, sign-up or reset. Only its SHA-256 is kept."""

    __tablename__ = "jeton"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    usage: Mapped[str] = mapped_column(String(20))
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    cree_at: Mapped[datetime]
    expire_at: Mapped[datetime]
    utilise_at: Mapped[datetime | None]


class SessionConnexion(Base):
    """A server-side session. The cookie holds a random token, this row its SHA-256."""

    __tablename__ = "session_connexion"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    ouverte_at: Mapped[datetime]
    confirmee_at: Mapped[datetime | None]
    """When the password was last given again in this session, before a sensitive act (S18)."""
    vue_at: Mapped[datetime]
    expire_at: Mapped[datetime]
    terminee_at: Mapped[datetime | None]
    appareil: Mapped[str] = mapped_column(String(200), default="")


class TentativeConnexion(Base):
    """A failed sign-in, kept to slow guessing down on every worker alike (S26)."""

    __tablename__ = "tentative_connexion"
    id: Mapped[uuid.UUID] = uuid_pk()
    compte: Mapped[str] = mapped_column(String(64), index=True)
    client: Mapped[str] = mapped_column(String(64))
    tentee_at: Mapped[datetime] = mapped_column(index=True)


class PreferenceAvis(Base):
    """How a person wants one family of notices; without a row, at once."""

    __tablename__ = "preference_avis"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    famille: Mapped[str] = mapped_column(String(20))
    rythme: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        UniqueConstraint("utilisateur_id", "famille"),
        enum_check("famille", FamilleAvis, "famille_connue"),
        enum_check("rythme", RythmeAvis, "rythme_connu"),
    )


class AvisDiffere(Base):
    """A notice that waits for the next digest of its person."""

    __tablename__ = "avis_differe"
    id: Mapped[uuid.UUID] = uuid_pk()
    cle: Mapped[str] = mapped_column(String(150), unique=True)
    """What the notice is about: the same thing is told once."""
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    famille: Mapped[str] = mapped_column(String(20))
    phrase: Mapped[str] = mapped_column(Text)
    lien: Mapped[str] = mapped_column(String(300))
    cree_at: Mapped[datetime]
    prevu_at: Mapped[datetime] = mapped_column(index=True)
    fuseau: Mapped[str] = mapped_column(String(40))
    envoye_at: Mapped[datetime | None]

    __table_args__ = (enum_check("famille", FamilleAvis, "famille_connue"),)


class LectureRecente(Base):
    """What a person has read in one slot of five minutes: marks that tell objects apart, never which ones (S22)."""

    __tablename__ = "lecture_recente"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    tranche: Mapped[datetime] = mapped_column(index=True)
    empreintes: Mapped[list[Any]]

    __table_args__ = (UniqueConstraint("utilisateur_id", "tranche"),)


class LectureJour(Base):
    """What a person has read in one day, the same way: for those who read slowly, and much (S22)."""

    __tablename__ = "lecture_jour"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    jour: Mapped[date] = mapped_column(index=True)
    empreintes: Mapped[list[Any]]

    __table_args__ = (UniqueConstraint("utilisateur_id", "jour"),)


class FreinLecture(Base):
    """A time during which a person who has read too much reads neither file nor account."""

    __tablename__ = "frein_lecture"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    depuis_at: Mapped[datetime]
    jusqu_at: Mapped[datetime]
    nombre: Mapped[int]
    periode: Mapped[str | None] = mapped_column(String(12))
    """Over what she read too much; nothing on the brakes of before the norm of the day: ten minutes."""

    __table_args__ = (enum_check("periode", PeriodeLecture, "periode_connue"),)


class LeveeFrein(Base):
    """A national pilot lets a person read again before the end of her brake, with the reason; kept."""

    __tablename__ = "levee_frein"
    id: Mapped[uuid.UUID] = uuid_pk()
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    levee_at: Mapped[datetime]
    levee_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"))
    prevu_at: Mapped[datetime]
    """When the brake would have ended."""
    motif: Mapped[str] = mapped_column(Text)

    __table_args__ = (CheckConstraint("motif <> ''", name="une_levee_a_un_motif"),)
