"""A deposited file being modified: a working copy beside the deposited content, which counts until the next deposit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.appels.models import Appel
from acia.candidatures.models.dossier import Candidature
from acia.core.db import Base, Versioned, uuid_pk
from acia.core.documents import Document


@dataclass(frozen=True)
class RepresentantCopie:
    """A representative of the working copy, read as one of the file."""

    role: str
    prenom: str = ""
    nom: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""


class Reprise(Versioned, Base):
    """The working copy of a deposited file, one at a time; gone once deposited or given up."""

    __tablename__ = "reprise"
    id: Mapped[uuid.UUID] = uuid_pk()
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidature.id"), unique=True)
    ouverte_par_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    ouverte_at: Mapped[datetime]
    modifiee_at: Mapped[datetime]
    sections: Mapped[dict[str, Any]]
    personnes: Mapped[dict[str, Any]]
    """Representatives by role."""
    candidature: Mapped[Candidature] = relationship()
    pieces: Mapped[list[PieceReprise]] = relationship(
        back_populates="reprise", cascade="all, delete-orphan", order_by="PieceReprise.ajoutee_at"
    )

    @property
    def representants(self) -> list[RepresentantCopie]:
        """The representatives of the working copy."""
        return [RepresentantCopie(role, **champs) for role, champs in sorted(self.personnes.items())]

    @property
    def identite(self) -> dict[str, Any]:
        """What the register said at the last deposit; read again at the next."""
        return self.candidature.identite

    @property
    def appel(self) -> Appel:
        """The call of the file."""
        return self.candidature.appel


class PieceReprise(Base):
    """A document of a working copy; those of the deposited content stay where they are."""

    __tablename__ = "piece_reprise"
    id: Mapped[uuid.UUID] = uuid_pk()
    reprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reprise.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    ajoutee_at: Mapped[datetime]
    retiree_at: Mapped[datetime | None]
    reprise: Mapped[Reprise] = relationship(back_populates="pieces")
    document: Mapped[Document] = relationship()


Ecrit = Candidature | Reprise
"""What is being written: the file itself while it is a draft, else its working copy."""
